"""What a cluster sees of its reports."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.transitions import available
from monitoring.campaigns.views.moves import report_or_404
from monitoring.people.requests import SignedInRequest


def report_detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The task list."""
    report = report_or_404(request, uuid)
    context = {
        "report": report,
        "sections": kind_of(report.campaign).sections(report, report.current_revision()),
        "moves": available(report, request.user),
    }
    return render(request, "monitoring/campaigns/reports/detail.html", context)
