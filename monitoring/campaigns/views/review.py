"""Reading one report."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from monitoring.campaigns.views.gates import report_to_review
from monitoring.people.requests import SignedInRequest


@require_GET
def review_report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    report = report_to_review(request, uuid)
    return render(request, "monitoring/campaigns/review/report.html", {"report": report})
