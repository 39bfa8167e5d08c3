"""The page of one cluster."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusterix.lib.panels import Panel
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.wording import status_of
from monitoring.clusters.identity import identity_of
from monitoring.clusters.journal import journal_of
from monitoring.clusters.models import Cluster
from monitoring.clusters.queries import listed_clusters, may_edit
from monitoring.dashboard.clusters import cluster_figures, officers_of, reports_of
from monitoring.dashboard.exports import panel_file
from monitoring.dashboard.queries import published_stories
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REGION_READERS
from monitoring.stories.reading import card_of

MOST_CARDS = 3


@require_safe
def cluster_detail(request: SignedInRequest, code: str) -> HttpResponse:
    cluster = _cluster(request, code)
    figures = cluster_figures(request.user, cluster, request.GET.dict())
    is_kept = may_edit(request.user, cluster)
    is_region = request.user.has_role(*REGION_READERS)
    stories = published_stories(request.user, figures.reading, figures.subject.upto) if figures else []
    context = {
        "cluster": cluster,
        "identity": identity_of(cluster, request.user, timezone.localdate()),
        "figures": figures,
        "panels": figures.panels if figures else [],
        "years_panel": figures.years_panel if figures else None,
        "cards": [card_of(story, is_below_heading=True) for story in stories[:MOST_CARDS]],
        "officers": officers_of(cluster, request.user),
        "reports": [
            (report, kind_of(report.campaign).title(report.campaign.period), status_of(report, for_region=is_region))
            for report in reports_of(cluster, request.user)
        ],
        "report_address": "review-report" if is_region else "report-detail",
        "is_kept": is_kept,
        "events": journal_of(cluster) if is_kept else [],
    }
    return render(request, "monitoring/dashboard/cluster.html", context)


@require_safe
def cluster_panel_file(request: SignedInRequest, code: str, key: str, extension: str) -> FileResponse:
    """The rows of one panel of the page as a file."""
    figures = cluster_figures(request.user, _cluster(request, code), request.GET.dict())
    if figures is None:
        raise Http404
    panels: list[Panel] = [*figures.panels, *filter(None, [figures.years_panel])]
    found = next((panel for panel in panels if panel.key == key), None)
    if found is None:
        raise Http404
    return panel_file(found, extension)


def _cluster(request: SignedInRequest, code: str) -> Cluster:
    return get_object_or_404(listed_clusters(request.user), code=code)
