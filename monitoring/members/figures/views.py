"""The pages of figures of members: who they are, who came and left, who is in several clusters."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusterix.lib.exports import About
from clusterix.lib.listing import ListTable, as_csv, as_workbook, shown
from clusterix.lib.panel_files import panel_data, panel_file
from clusterix.lib.panels import Panel
from monitoring.members.figures.answers import every_panel, overlap_panels, panels_of, turnover_panels
from monitoring.members.figures.forms import FiguresFilter, MovedFilter, SharedFilter
from monitoring.members.figures.looking import Looking, looking
from monitoring.members.figures.matrix import matrix_of
from monitoring.members.figures.moves import PAIRS, TURNOVER_CLUSTERS
from monitoring.members.figures.names import Moved, Shared, moved, shared
from monitoring.members.figures.tables import MovedTable, SharedTable
from monitoring.members.figures.ties import CLUSTERS
from monitoring.people.requests import SignedInRequest

# Panels that are a table by themselves.
OPEN = frozenset({CLUSTERS, TURNOVER_CLUSTERS})


@require_safe
def member_figures(request: SignedInRequest) -> HttpResponse:
    """Who the members are."""
    seen = looking(request.user, request.GET.dict())
    if seen is None:
        return render(request, "monitoring/members/figures/nothing.html")
    context = _context(seen, panels_of(seen)) | {"form": FiguresFilter(seen)}
    return render(request, "monitoring/members/figures/figures.html", context)


@require_safe
def member_turnover(request: SignedInRequest) -> HttpResponse:
    """Who came and who left; by name for those who may read names."""
    seen = looking(request.user, request.GET.dict())
    if seen is None:
        return render(request, "monitoring/members/figures/nothing.html")
    context = _context(seen, turnover_panels(seen)) | {"form": MovedFilter(seen, request.GET.dict())}
    if seen.reads_names:
        table = MovedTable(_moved(request, seen))
        shown(table, request)
        context["table"] = table
    return render(request, "monitoring/members/figures/turnover.html", context)


@require_safe
def member_turnover_file(request: SignedInRequest, extension: str) -> HttpResponse:
    """The same by name, as a file."""
    seen = _looked_at(request)
    if not seen.reads_names:
        raise Http404
    return _file(request, seen, MovedTable(_moved(request, seen)), _("Who joined and who left"), extension)


@require_safe
def member_overlaps(request: SignedInRequest) -> HttpResponse:
    """Who is in several clusters; the pairs of clusters and the names for who reads each cluster."""
    seen = looking(request.user, request.GET.dict())
    if seen is None:
        return render(request, "monitoring/members/figures/nothing.html")
    panels = overlap_panels(seen)
    context = _context(seen, [panel for panel in panels if panel.key != PAIRS])
    context |= {"form": SharedFilter(seen, request.GET.dict())}
    if seen.reads_each_cluster:
        table = SharedTable(_shared(request, seen))
        shown(table, request)
        context |= {"table": table, "matrix": matrix_of(seen), "pairs": [p for p in panels if p.key == PAIRS]}
    return render(request, "monitoring/members/figures/overlaps.html", context)


@require_safe
def member_overlaps_file(request: SignedInRequest, extension: str) -> HttpResponse:
    """The same by name, as a file."""
    seen = _looked_at(request)
    if not seen.reads_each_cluster:
        raise Http404
    title = _("Organisations in several clusters")
    return _file(request, seen, SharedTable(_shared(request, seen)), title, extension)


@require_safe
def member_panel(request: SignedInRequest, key: str) -> HttpResponse:
    """One panel as data, for other programs."""
    return JsonResponse(panel_data(_panel(request, key)))


@require_safe
def member_panel_file(request: SignedInRequest, key: str, extension: str) -> FileResponse:
    """The rows of one panel as a file."""
    return panel_file(_panel(request, key), extension)


def _looked_at(request: SignedInRequest) -> Looking:
    seen = looking(request.user, request.GET.dict())
    if seen is None:
        raise Http404
    return seen


def _panel(request: SignedInRequest, key: str) -> Panel:
    panel = every_panel(_looked_at(request)).get(key)
    if panel is None:
        raise Http404
    return panel


def _context(seen: Looking, panels: list[Panel]) -> dict[str, Any]:
    pages = (
        (_("Who they are"), "member-figures"),
        (_("Who came, who left"), "member-turnover"),
        (_("In several clusters"), "member-overlaps"),
    )
    return {
        "looking": seen,
        "subject": seen.subject,
        "pages": [(label, name, seen.address(name)) for label, name in pages],
        "panels": [panel for panel in panels if panel.key not in OPEN],
        "open_panels": [panel for panel in panels if panel.key in OPEN],
        "numbers": [
            {"value": panel.number, "text": panel.counts, "url": f"#{panel.key}"} for panel in panels if panel.counts
        ],
    }


def _moved(request: SignedInRequest, seen: Looking) -> list[Moved]:
    words, side = request.GET.get("q", "").replace("\x00", "").split(), request.GET.get("side", "")
    rows = moved(seen.subject.lists.pairs([seen.year]))
    return [row for row in rows if (not side or row.side == side) and row.holds(words)]


def _shared(request: SignedInRequest, seen: Looking) -> list[Shared]:
    words = request.GET.get("q", "").replace("\x00", "").split()
    codes = {seen.cluster_code, request.GET.get("other", "")} - {""}
    wanted = {pk for pk, code, _name in seen.clusters if code in codes}
    subject = seen.whole.subject
    names = {one.cluster_id: one.cluster for one in subject.members.lists}
    rows = shared(subject.overlaps, names)
    return [row for row in rows if wanted <= row.cluster_ids and row.holds(words)]


def _file(request: SignedInRequest, seen: Looking, table: ListTable, title: str, extension: str) -> HttpResponse:
    named = f"{title} {seen.subject.name} {seen.year}"
    if extension == "csv":
        return as_csv(table, request, named)
    asked = request.GET.dict()
    lines = tuple((_("Filter: %(name)s") % {"name": name}, value) for name, value in asked.items() if value)
    return as_workbook(table, request, About(named, seen.subject.standing, lines))
