"""What was first filed, what changed since, and who did what."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from monitoring.campaigns.forms.history import ComparisonForm
from monitoring.campaigns.models import Notice
from monitoring.campaigns.queries.history import filings_of, log_of
from monitoring.campaigns.queries.tasklist import report_page
from monitoring.campaigns.views.loading import report_or_404
from monitoring.people.requests import SignedInRequest


def report_history(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Two revisions can be compared: `before` and `after` in the address."""
    report = report_or_404(request, uuid)
    page = report_page(report, request.user)
    form = ComparisonForm(request.GET or None, revisions=page.revisions)
    context = {
        "page": page,
        "report": report,
        "filings": filings_of(page),
        "log": log_of(page),
        "form": form if form.is_possible else None,
        "comparison": form.comparison(page.kind) if form.is_possible else None,
        "undelivered": Notice.objects.undelivered(report) if not page.is_of_cluster else [],
    }
    return render(request, "monitoring/campaigns/reports/history.html", context)
