"""The page of one cluster."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusterix.lib.panel_files import panel_file
from clusterix.lib.panels import Panel
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.wording import status_of
from monitoring.clusters.identity import identity_of
from monitoring.clusters.queries import cluster_in_full
from monitoring.dashboard.clusters import cluster_figures, officers_of, reports_of
from monitoring.dashboard.members import cluster_members
from monitoring.dashboard.queries import published_stories
from monitoring.objectives.reading import whole_predecessors
from monitoring.people.perimeter import regions_for
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REGION_READERS, REVIEWERS
from monitoring.stories.reading import card_of

MOST_CARDS = 3


@require_safe
def cluster_detail(request: SignedInRequest, code: str) -> HttpResponse:
    person = request.user
    cluster = get_object_or_404(cluster_in_full(person), code=code)
    identity, regions = identity_of(cluster, person, timezone.localdate()), regions_for(person)
    predecessors = whole_predecessors(cluster) if identity.has_whole_predecessors else set()
    figures = cluster_figures(cluster, predecessors, regions, request.GET.dict())
    stories = published_stories(person, figures.reading, figures.subject.upto) if figures else []
    is_region = person.has_role(*REGION_READERS)
    context = {
        "cluster": cluster,
        "identity": identity,
        "is_kept": identity.is_kept,
        "figures": figures,
        "panels": figures.panels if figures else [],
        "members": cluster_members(cluster, regions, request.GET.dict(), has_mergers=bool(predecessors)),
        "years_panel": figures.years_panel if figures else None,
        "cards": [card_of(story, is_below_heading=True) for story in stories[:MOST_CARDS]],
        "officers": officers_of(cluster, person, regions),
        "reports": [
            (report, kind_of(report.campaign).title(report.campaign.period), status_of(report, for_region=is_region))
            for report in reports_of(cluster, person)
        ],
        "report_address": "review-report" if person.has_role(*REVIEWERS) else "report-detail",
    }
    return render(request, "monitoring/dashboard/cluster.html", context)


@require_safe
def cluster_panel_file(request: SignedInRequest, code: str, key: str, extension: str) -> FileResponse:
    """The rows of one panel of the page as a file."""
    cluster = get_object_or_404(cluster_in_full(request.user), code=code)
    figures = cluster_figures(cluster, whole_predecessors(cluster), regions_for(request.user), request.GET.dict())
    if figures is None:
        raise Http404
    panels: list[Panel] = [*figures.panels, *filter(None, [figures.years_panel])]
    found = next((panel for panel in panels if panel.key == key), None)
    if found is None:
        raise Http404
    return panel_file(found, extension)
