"""Answering the Region's remarks, from the report's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from monitoring.campaigns.forms.replies import ReplyForm
from monitoring.campaigns.moves import roles_of
from monitoring.campaigns.transitions import FILLERS
from monitoring.campaigns.views.loading import report_or_404
from monitoring.campaigns.views.reports import show_report
from monitoring.people.requests import SignedInRequest, own_address


@require_POST
def remark_reply(request: SignedInRequest, uuid: UUID, pk: int) -> HttpResponse:
    report = report_or_404(request, uuid)
    remark = get_object_or_404(report.remarks.sent(), pk=pk)
    if not roles_of(request.user, report) & FILLERS:
        raise PermissionDenied
    form = ReplyForm(request.POST, prefix=f"remark-{remark.pk}")
    if remark.settled_at:
        form.add_error(None, _("The Region has settled this remark meanwhile: it needs no answer."))
    if not form.is_valid():
        return show_report(request, report, refused={remark.pk: form}, status=422)
    form.answer(remark, request.user)
    messages.success(request, _("Your answer is kept, and the author of the remark is told."))
    page = own_address(request, request.POST.get("next", "")) or reverse("report-detail", args=[report.uuid])
    return redirect(f"{page}#remark-{remark.pk}")
