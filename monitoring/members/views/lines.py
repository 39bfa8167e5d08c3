"""One member, edited in the list or on a page of its own: the same form, with and without JavaScript."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from monitoring.campaigns.filling import lock_for_filling
from monitoring.campaigns.models import Report
from monitoring.campaigns.moves import Forbidden, Refused
from monitoring.members.comparing import since_last_year
from monitoring.members.flags import worth_a_look
from monitoring.members.forms import LineForm
from monitoring.members.identifying import Doubtful, organisation_of_line
from monitoring.members.models import MemberLine
from monitoring.members.pages import (
    CONFLICT,
    REFUSED,
    frame,
    is_part,
    line_or_404,
    report_or_404,
    revision_of,
    saved_at,
    say_saved,
)
from monitoring.members.remarks import threads_on
from monitoring.members.views.grid import row_of
from monitoring.members.wording import differing, facts_of
from monitoring.members.writing import Conflict, Declared, may_delete, save_line
from monitoring.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request: SignedInRequest, uuid: UUID, line: UUID) -> HttpResponse:
    """A GET that swaps its part gives the form, or the closed row where `row` is asked for."""
    report = report_or_404(request, uuid)
    member = line_or_404(revision_of(report), line)
    if request.method == "POST":
        return _save(request, report, member)
    if is_part(request) and "row" in request.GET:
        return _row(request, report, member)
    return line_page(request, report, member, LineForm.of_line(member, in_row=is_part(request)))


def _save(request: SignedInRequest, report: Report, member: MemberLine) -> HttpResponse:
    form = LineForm.of_line(member, request.POST)
    if not form.is_valid():
        return line_page(request, report, member, form, status=REFUSED)
    try:
        with transaction.atomic():
            revision = lock_for_filling(report, request.user)
            columns = Declared().columns(form.line_values)
            current = line_or_404(revision, member.uuid)
            organisation = organisation_of_line(revision, columns, current, chosen=request.POST.get("chosen", ""))
            saved = save_line(
                revision,
                member.uuid,
                columns | {"organisation_id": organisation},
                version=form.seen_version,
                person=request.user,
            )
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except Conflict as conflict:
        return _conflict(request, report, conflict.line, form)
    except Doubtful as doubtful:
        return line_page(request, report, member, form, status=REFUSED, doubtful=doubtful)
    except Refused as refusal:
        return line_page(request, report, member, form, status=CONFLICT, refusal=str(refusal))
    if is_part(request):
        return _row(request, report, saved, state=saved_at())
    say_saved(request, _("“%(name)s”.") % {"name": saved})
    return HttpResponse(status=302, headers={"Location": grid_at(report, saved)})


def grid_at(report: Report, line: MemberLine) -> str:
    return f"{reverse('member-grid', args=[report.uuid])}?q={line.name}"


def _conflict(request: SignedInRequest, report: Report, theirs: MemberLine, form: LineForm) -> HttpResponse:
    """Both values are shown; saving again, having seen theirs, writes one's own."""
    typed = request.POST.copy()
    typed["version"] = str(theirs.version)
    again = LineForm.of_line(theirs, typed)
    again.is_valid()
    both = differing(theirs, Declared().columns(form.line_values))
    return line_page(request, report, theirs, again, status=CONFLICT, theirs=theirs, both=both)


def _row(request: SignedInRequest, report: Report, line: MemberLine, state: str = "") -> HttpResponse:
    """The line as the list shows it; `state` says that it is saved."""
    context = {"table": row_of(request, report, line), "line": line, "state": state}
    return render(request, "monitoring/members/row.html", context)


def line_page(
    request: SignedInRequest, report: Report, line: MemberLine, form: LineForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The form in its row, or a page with what else is known of the member; a refused part is swapped in as well."""
    revision = revision_of(report)
    context |= frame(request, report) | {"line": line, "form": form, "threads": threads_on(report, line, request.user)}
    if is_part(request):
        return render(request, "monitoring/members/row_form.html", context)
    comparison = since_last_year(report, revision)
    context |= {
        "facts": facts_of(line),
        "flags": worth_a_look(line, comparison.before_by_uuid.get(line.uuid), report.campaign.period),
        "may_delete": context["is_writable"] and may_delete(line),
    }
    return render(request, "monitoring/members/line.html", context, status=status)
