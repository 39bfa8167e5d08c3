"""The receipt of what was sent, as a page and as a PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.queries.tasklist import report_page
from monitoring.campaigns.receipts import receipt_of, receipt_pdf
from monitoring.campaigns.views.loading import report_or_404
from monitoring.people.requests import SignedInRequest


def report_receipt(request: SignedInRequest, uuid: UUID, number: int) -> HttpResponse:
    report, revision = _sealed(request, uuid, number)
    context = {"page": report_page(report, request.user), "report": report, "receipt": receipt_of(revision)}
    return render(request, "monitoring/campaigns/reports/receipt.html", context)


def report_receipt_pdf(request: SignedInRequest, uuid: UUID, number: int) -> HttpResponse:
    _report, revision = _sealed(request, uuid, number)
    receipt = receipt_of(revision)
    return HttpResponse(
        receipt_pdf(receipt),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{receipt.file_name}"'},
    )


def _sealed(request: SignedInRequest, uuid: UUID, number: int) -> tuple[Report, Revision]:
    report = report_or_404(request, uuid)
    sealed = report.revisions.filter(sealed_at__isnull=False).select_related("sealed_by")
    revision = get_object_or_404(sealed, number=number)
    # The same campaign and cluster, read once.
    revision.report = report
    return report, revision
