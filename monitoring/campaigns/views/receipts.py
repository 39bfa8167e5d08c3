"""The receipt of a report that was sent."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from monitoring.campaigns.views.moves import report_or_404
from monitoring.people.requests import SignedInRequest


def report_receipt(request: SignedInRequest, uuid: UUID, number: int) -> HttpResponse:
    report = report_or_404(request, uuid)
    revision = get_object_or_404(report.revisions.filter(sealed_at__isnull=False), number=number)
    return render(request, "monitoring/campaigns/reports/receipt.html", {"report": report, "revision": revision})
