"""Targets: set by the Region on one page, shown to the cluster, agreed by its manager."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusterix.lib.columns import Column, Row
from clusterix.lib.exports import XLSX_TYPE, About, write_xlsx
from monitoring.clusters.models import Cluster
from monitoring.objectives.filters import TargetFilter
from monitoring.objectives.forms.targets import Grid
from monitoring.objectives.models import Target
from monitoring.objectives.targets import agree, aimed_at, followed_in, results
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import CLUSTER_ROLES, REGION_READERS, REVIEWERS, Role
from monitoring.territory.models import Region

CLUSTERS_PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@held_by(Role.OFFICER, Role.EVALUATOR, Role.ADMINISTRATOR, Role.MANAGER, Role.DELEGATE)
def target_list(request: SignedInRequest) -> HttpResponse:
    """The whole region's grid for its people, their own targets for a cluster's."""
    if not request.user.region_ids(REGION_READERS):
        return _own_targets(request)
    filtered, grid, page = _grid(request)
    saved = 0
    if request.method == "POST":
        if grid.region.pk not in request.user.region_ids(REVIEWERS):
            raise PermissionDenied
        saved = grid.save(request.POST, request.user)
        if saved:
            messages.success(request, _set(saved))
        if not grid.refused:
            return redirect(request.get_full_path())
    context = {
        "filter": filtered,
        "grid": grid,
        "page": page,
        "reason": request.POST.get("reason", ""),
        "may_set": grid.region.pk in request.user.region_ids(REVIEWERS),
        "years": _years(grid.year),
    }
    return render(request, "monitoring/objectives/targets.html", context)


def _set(number: int) -> str:
    return ngettext("%(number)s target is set.", "%(number)s targets are set.", number) % {"number": number}


def _years(year: int) -> list[int]:
    today = timezone.localdate().year
    return sorted({year, *range(today - 2, today + 2)})


def _grid(request: SignedInRequest, *, whole: bool = False) -> tuple[TargetFilter, Grid, Page[Cluster] | None]:
    region = _region(request)
    year = _year(request)
    filtered = TargetFilter(request.GET, queryset=followed_in(region, year), region=region, year=year)
    indicators = list(aimed_at(region, year).filter(filtered.topic_wanted))
    page = None if whole else Paginator(filtered.qs, CLUSTERS_PER_PAGE).get_page(request.GET.get("page"))
    clusters = list(filtered.qs if page is None else page.object_list)
    grid = Grid(region, year, clusters, indicators, results(region, clusters, year - 1))
    return filtered, grid, page


def _region(request: SignedInRequest) -> Region:
    """The region asked for among those this person reads, else the first of them."""
    regions = Region.objects.filter(pk__in=request.user.region_ids(REGION_READERS)).order_by("name")
    asked = request.GET.get("region", "")
    return get_object_or_404(regions, code=asked) if asked else regions[0]


def _year(request: SignedInRequest) -> int:
    text, today = request.GET.get("year", ""), timezone.localdate().year
    return int(text) if text.isdecimal() and 2000 <= int(text) <= today + 5 else today


@require_safe
@held_by(Role.OFFICER, Role.EVALUATOR, Role.ADMINISTRATOR)
def target_export(request: SignedInRequest) -> FileResponse:
    """One line a target in force, of every page of the grid."""
    _filtered, grid, _page = _grid(request, whole=True)
    columns = [
        Column("cluster", _("Cluster")),
        Column("indicator", _("Indicator")),
        Column("before", _("Done in %(year)s") % {"year": grid.year - 1}, "number"),
        Column("target", _("Target %(year)s") % {"year": grid.year}, "number"),
        Column("unit", _("Unit")),
        Column("agreed", _("Agreed on"), "date"),
        Column("reason", _("Reason of the last change")),
    ]
    rows: list[Row] = [
        {
            "cluster": cell.aim.cluster.name,
            "indicator": str(cell.aim.indicator.label),
            "before": cell.done_before,
            "target": cell.target.value if cell.target else None,
            "unit": str(cell.aim.indicator.unit),
            "agreed": timezone.localtime(cell.target.agreed_at).date()
            if cell.target and cell.target.agreed_at
            else None,
            "reason": cell.target.reason if cell.target else None,
        }
        for cell in grid.cells
    ]
    file = io.BytesIO()
    write_xlsx(file, rows, columns, About(title=_("Targets %(year)s") % {"year": grid.year}))
    file.seek(0)
    name = f"{_('targets')}-{grid.year}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)


@require_safe
@held_by(Role.OFFICER, Role.EVALUATOR, Role.ADMINISTRATOR, Role.MANAGER, Role.DELEGATE)
def target_history(request: SignedInRequest, cluster: str, indicator: str) -> HttpResponse:
    """Every target ever set for this cluster and indicator, newest first."""
    person = request.user
    of_cluster = get_object_or_404(Cluster.objects.for_user(person), code=cluster)
    targets = Target.objects.filter(cluster=of_cluster, indicator__code=indicator)
    if of_cluster.pk not in person.readable_cluster_ids:
        targets = targets.filter(region__in=person.region_ids(REGION_READERS))
    targets = targets.select_related("set_by", "agreed_by", "indicator", "region").order_by("-year", "-set_at")
    if not targets:
        raise Http404
    context = {"cluster": of_cluster, "indicator": targets[0].indicator, "targets": targets}
    return render(request, "monitoring/objectives/target_history.html", context)


def _own_targets(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        raise PermissionDenied
    year = _year(request)
    targets = Target.objects.current().filter(cluster__in=request.user.cluster_ids(CLUSTER_ROLES), year=year)
    targets = targets.select_related("cluster", "indicator__topic", "agreed_by", "set_by", "region")
    agreeing = request.user.cluster_ids({Role.MANAGER})
    context = {
        "year": year,
        "years": _years(year),
        "targets": targets.order_by("cluster__name", "indicator__topic__position", "indicator__position"),
        "waiting": [target for target in targets if target.agreed_at is None and target.cluster_id in agreeing],
    }
    return render(request, "monitoring/objectives/own_targets.html", context)


@require_POST
@held_by(Role.MANAGER)
def target_agree(request: SignedInRequest) -> HttpResponse:
    """The manager agrees to the targets named; what changed since the page was shown is not agreed to."""
    wanted = {int(pk) for pk in request.POST.getlist("target") if pk.isdecimal() and len(pk) < 19}
    agreed = agree(request.user, wanted)
    if agreed:
        sentence = ngettext("You agreed to %(number)s target.", "You agreed to %(number)s targets.", agreed)
        messages.success(request, sentence % {"number": agreed})
    if agreed < len(wanted):
        messages.warning(request, _("Some targets changed or were agreed meanwhile: look at them again."))
    return redirect(f"{request.path_info.removesuffix('agree/')}?year={_posted_year(request)}")


def _posted_year(request: SignedInRequest) -> str:
    year = request.POST.get("year", "")
    return year if year.isdecimal() else ""
