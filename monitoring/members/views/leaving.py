"""A member that left, that is taken back, or that was added by mistake."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.campaigns.filling import lock_for_filling, may_fill
from monitoring.campaigns.moves import Forbidden, Refused
from monitoring.members.addresses import line_url
from monitoring.members.forms import LeaveForm
from monitoring.members.pages import CONFLICT, REFUSED, line_or_404, report_or_404, revision_of, say_saved
from monitoring.members.writing import delete_line, leave, may_delete, restore
from monitoring.people.requests import SignedInRequest, posted


@require_http_methods(["GET", "HEAD", "POST"])
def member_leave(request: SignedInRequest, uuid: UUID, line: UUID) -> HttpResponse:
    """On which day it left; it stays on this year's list as one that did."""
    report = report_or_404(request, uuid)
    member = line_or_404(revision_of(report), line)
    if not may_fill(report, request.user) and request.method != "POST":
        raise PermissionDenied
    form = LeaveForm(posted(request), line=member)
    context = {"report": report, "line": member, "form": form, "refusal": ""}
    if not form.is_valid():
        return render(request, "monitoring/members/leave.html", context, status=REFUSED if form.is_bound else 200)
    try:
        with transaction.atomic():
            leave(lock_for_filling(report, request.user), member.uuid, form.cleaned_data["left_on"], request.user)
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        context["refusal"] = str(refusal)
        return render(request, "monitoring/members/leave.html", context, status=CONFLICT)
    say_saved(request, _("“%(name)s” is noted as having left.") % {"name": member})
    return redirect("member-grid", report.uuid)


@require_POST
def member_restore(request: SignedInRequest, uuid: UUID, line: UUID) -> HttpResponse:
    """It did not leave after all."""
    report = report_or_404(request, uuid)
    member = line_or_404(revision_of(report), line)
    try:
        with transaction.atomic():
            restore(lock_for_filling(report, request.user), member.uuid, request.user)
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        return render(
            request,
            "monitoring/members/refused.html",
            {"report": report, "line": member, "refusal": str(refusal)},
            status=CONFLICT,
        )
    say_saved(request, _("“%(name)s” is a member again.") % {"name": member})
    return redirect(line_url(report, member))


@require_http_methods(["GET", "HEAD", "POST"])
def member_delete(request: SignedInRequest, uuid: UUID, line: UUID) -> HttpResponse:
    """Takes out one that no former list holds; what was sent before keeps it."""
    report = report_or_404(request, uuid)
    member = line_or_404(revision_of(report), line)
    if not may_fill(report, request.user) and request.method != "POST":
        raise PermissionDenied
    context = {"report": report, "line": member, "may_delete": may_delete(member), "refusal": ""}
    if request.method != "POST":
        return render(request, "monitoring/members/delete.html", context)
    try:
        with transaction.atomic():
            delete_line(lock_for_filling(report, request.user), member.uuid, version=request.POST.get("version", ""))
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        context["refusal"] = str(refusal)
        return render(request, "monitoring/members/delete.html", context, status=CONFLICT)
    say_saved(request, _("“%(name)s” is taken out of this list.") % {"name": member})
    return redirect("member-grid", report.uuid)
