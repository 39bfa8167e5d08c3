"""The list of members, page by page, and its file."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook, shown
from monitoring.campaigns.models import Report, Revision
from monitoring.members.comparing import Comparison, since_last_year
from monitoring.members.filters import LineFilter
from monitoring.members.models import MemberLine
from monitoring.members.pages import frame, report_or_404, revision_of
from monitoring.members.tables import Mark, MembersTable
from monitoring.members.waiting import waiting_rows
from monitoring.members.wording import said
from monitoring.people.requests import SignedInRequest


@require_GET
def member_grid(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    report = report_or_404(request, uuid)
    revision = revision_of(report)
    context = frame(request, report)
    comparison = since_last_year(report, revision) if revision else Comparison([], [], [], [])
    form, table = _found(request, report, revision, comparison, is_writable=context["is_writable"])
    shown(table, request, rows=form.rows)
    context |= {
        "comparison": comparison,
        "revision": revision,
        "form": form,
        "table": table,
        "waiting": waiting_rows(report).count() if context["is_writable"] else 0,
        "lacking": sum(not line.category for line in comparison.members),
    }
    return render(request, "monitoring/members/grid.html", context)


@require_GET
def member_export(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The lines found by the same filters, every page of them, with all that was declared."""
    report = report_or_404(request, uuid)
    revision = revision_of(report)
    comparison = since_last_year(report, revision) if revision else Comparison([], [], [], [])
    form, table = _found(request, report, revision, comparison, is_writable=False)
    title = _("%(title)s – %(cluster)s") % {"title": report.title, "cluster": report.cluster}
    return as_workbook(table, request, About(title=title, lines=tuple(_criteria(form))))


def _found(
    request: SignedInRequest, report: Report, revision: Revision | None, comparison: Comparison, *, is_writable: bool
) -> tuple[LineFilter, MembersTable]:
    remarked = remarked_lines(report)
    form = LineFilter(request.GET, comparison=comparison, remarked=remarked)
    lines = form.found(MemberLine.objects.filter(revision=revision))
    marks = marks_of(comparison, remarked)
    return form, MembersTable(lines, report=report, marks=marks, is_writable=is_writable)


def remarked_lines(report: Report) -> set[str]:
    """The lines an open remark of the Region is about, by their uuid as text."""
    keys = report.remarks.open().filter(key__startswith="member:").values_list("key", flat=True)
    return {key.removeprefix("member:") for key in keys}


def marks_of(comparison: Comparison, remarked: set[str]) -> dict[Any, tuple[Mark, ...]]:
    """What became of each line, by its uuid."""
    marks: dict[Any, list[Mark]] = defaultdict(list)
    for line in comparison.left:
        marks[line.uuid].append(Mark(_("Left on %(date)s") % {"date": said("left_on", line.left_on)}, "plain"))
    for line in [] if comparison.is_first else comparison.joined:
        marks[line.uuid].append(Mark(_("Joined"), "ok"))
    for pair in comparison.changed:
        marks[pair.now.uuid].append(Mark(_("Changed")))
    for line in [*comparison.members, *comparison.left]:
        if str(line.uuid) in remarked:
            marks[line.uuid].append(Mark(_("Remark to answer"), "look"))
        if not line.category:
            marks[line.uuid].append(Mark(_("Category missing"), "look"))
    return {uuid: tuple(some) for uuid, some in marks.items()}


def row_of(request: SignedInRequest, report: Report, line: MemberLine) -> MembersTable:
    """The table of one line, for the page that swaps it."""
    revision = revision_of(report)
    comparison = since_last_year(report, revision)
    lines = MemberLine.objects.filter(revision=revision, uuid=line.uuid)
    marks = marks_of(comparison, remarked_lines(report))
    table = MembersTable(lines, report=report, marks=marks, is_writable=True, is_focused=True)
    RequestConfig(request, paginate=False).configure(table)
    return table


def _criteria(form: LineFilter) -> list[tuple[str, str]]:
    """The filters in use as name and value."""
    lines = []
    for name in ("q", "show", "category"):
        field, value = form.fields[name], form.cleaned_data.get(name) if form.is_valid() else ""
        if value:
            words = dict(getattr(field, "choices", ())).get(value, value)
            lines.append((_("Filter: %(name)s") % {"name": field.label}, str(words)))
    return lines
