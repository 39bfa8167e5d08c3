"""Rows of a file that could not be taken: mended here and now, or put aside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusterix.lib.listing import ROWS_PER_PAGE
from monitoring.campaigns.filling import lock_for_filling
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.moves import Forbidden, Refused
from monitoring.members.forms import LineForm
from monitoring.members.identifying import Doubtful, organisation_for_new, organisation_of_line
from monitoring.members.models import MemberLine
from monitoring.members.pages import CONFLICT, REFUSED, frame, report_or_404, say_saved
from monitoring.members.waiting import line_of, settle, waiting_rows
from monitoring.members.writing import Conflict, Declared, NewLine, add_line, save_line
from monitoring.people.requests import SignedInRequest
from monitoring.uploads.models import StagedRow


@require_GET
def member_waiting(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    report = report_or_404(request, uuid)
    rows = Paginator(waiting_rows(report).select_related("upload"), ROWS_PER_PAGE)
    context = frame(request, report) | {"rows": rows.get_page(request.GET.get("page"))}
    return render(request, "monitoring/members/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member_mend(request: SignedInRequest, uuid: UUID, pk: int) -> HttpResponse:
    """The row as it was read, in the list's own form, with what is wrong said beside each value."""
    report = report_or_404(request, uuid)
    row = get_object_or_404(waiting_rows(report).select_related("upload"), pk=pk)
    if request.method == "POST":
        return _mend(request, report, row)
    return _page(request, report, row, LineForm.of_row(row.found))


def _mend(request: SignedInRequest, report: Report, row: StagedRow) -> HttpResponse:
    form = LineForm(request.POST)
    if not form.is_valid():
        return _page(request, report, row, form, status=REFUSED)
    try:
        with transaction.atomic():
            revision = lock_for_filling(report, request.user)
            line = _write(request, revision, row, Declared().columns(form.line_values), form)
            settle(row)
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except Doubtful as doubtful:
        return _page(request, report, row, form, status=REFUSED, doubtful=doubtful)
    except (Refused, Conflict) as refusal:
        return _page(request, report, row, form, status=CONFLICT, refusal=str(refusal))
    say_saved(request, _("“%(name)s” is on the list.") % {"name": line})
    return redirect("member-waiting" if waiting_rows(report).exists() else "member-grid", report.uuid)


def _write(
    request: SignedInRequest, revision: Revision, row: StagedRow, columns: dict[str, Any], form: LineForm
) -> MemberLine:
    """Into the line the row is about, else as a new one."""
    chosen, line = request.POST.get("chosen", ""), line_of(revision, row)
    if line is None:
        return add_line(
            revision, NewLine(organisation_for_new(revision, columns, chosen=chosen), columns), request.user
        )
    organisation = organisation_of_line(revision, columns, line, chosen=chosen)
    values = columns | {"organisation_id": organisation}
    return save_line(revision, line.uuid, values, version=line.version, person=request.user)


@require_POST
def member_aside(request: SignedInRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Nothing of the row is taken; the file keeps it."""
    report = report_or_404(request, uuid)
    row = get_object_or_404(waiting_rows(report), pk=pk)
    try:
        with transaction.atomic():
            lock_for_filling(report, request.user)
            settle(row)
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("member-waiting", report.uuid)
    say_saved(request, _("The row is put aside; the file keeps it."))
    return redirect("member-waiting" if waiting_rows(report).exists() else "member-grid", report.uuid)


def _page(
    request: SignedInRequest, report: Report, row: StagedRow, form: LineForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    said = {str(sentence) for sentences in form.errors.values() for sentence in sentences}
    beside = [problem["message"] for problem in row.problems if problem["message"] not in said]
    context |= frame(request, report) | {"row": row, "form": form, "found": row.found, "complaints": beside}
    return render(request, "monitoring/members/mend.html", context, status=status)
