"""Before sending: every answer on one page, what elected officials will see, and who can press the button."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from monitoring.campaigns import notifications
from monitoring.campaigns.models import Report
from monitoring.campaigns.queries.answers import answers_of
from monitoring.campaigns.queries.tasklist import report_page
from monitoring.campaigns.views.loading import report_or_404
from monitoring.people.requests import SignedInRequest


def report_check(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    report = report_or_404(request, uuid)
    return show_check(request, report)


def show_check(
    request: SignedInRequest, report: Report, refused: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    """`refused`: why a sending was not made, on the page where it was asked for."""
    page = report_page(report, request.user)
    if page.current is None:
        return redirect("report-detail", report.uuid)
    context = {
        "page": page,
        "report": report,
        "groups": answers_of(page),
        "refused": refused,
        "managers": [] if page.moves.get("send") else notifications.managers_of(report),
    }
    return render(request, "monitoring/campaigns/reports/check.html", context, status=status)


def report_preview(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    report = report_or_404(request, uuid)
    page = report_page(report, request.user)
    if page.current is None:
        return redirect("report-detail", report.uuid)
    context = {"page": page, "report": report, "panels": page.kind.preview(page.current)}
    return render(request, "monitoring/campaigns/reports/preview.html", context)


@require_POST
def report_ready(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A delegate, who cannot send, tells those who can."""
    report = report_or_404(request, uuid)
    page = report_page(report, request.user)
    if not page.is_of_cluster or "send" in page.moves or not page.may_fill:
        raise PermissionDenied
    if page.missing:
        return show_check(request, report, tuple(missing.sentence for missing in page.missing), status=422)
    told = notifications.ready_to_send(report, request.user)
    if told:
        people = get_text_list([str(person) for person in told], _("and"))
        messages.success(request, _("Told that the report is ready: %(people)s.") % {"people": people})
    else:
        messages.warning(request, _("No manager of the cluster is known here. Ask the Region to name one."))
    return redirect("report-detail", report.uuid)
