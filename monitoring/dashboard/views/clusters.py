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
from monitoring.clusters.models import Cluster
from monitoring.clusters.queries import cluster_in_full
from monitoring.dashboard.clusters import cluster_figures, known_of, officers_of, reports_of
from monitoring.dashboard.members import cluster_members
from monitoring.dashboard.queries import published_stories
from monitoring.people.models import Person
from monitoring.people.perimeter import followings_as_read_by
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REGION_READERS, REVIEWERS
from monitoring.stories.reading import card_of

MOST_CARDS = 3


@require_safe
def cluster_detail(request: SignedInRequest, code: str) -> HttpResponse:
    person = request.user
    cluster = _readable(person, code)
    identity = identity_of(cluster, person, timezone.localdate())
    known = known_of(cluster, identity, person, request.GET.dict())
    figures = cluster_figures(known, request.GET.dict()) if known else None
    stories = published_stories(person, figures.reading, figures.subject.upto) if figures else []
    is_region = person.has_role(*REGION_READERS)
    context = {
        "cluster": cluster,
        "identity": identity,
        "is_kept": identity.is_kept,
        "figures": figures,
        "panels": figures.panels if figures else [],
        "members": cluster_members(known) if known else None,
        "years_panel": figures.years_panel if figures else None,
        "cards": [card_of(story, is_below_heading=True) for story in stories[:MOST_CARDS]],
        "officers": officers_of(cluster, person),
        "reports": [
            (report, kind_of(report.campaign).title(report.campaign.period), status_of(report, for_region=is_region))
            for report in reports_of(cluster, person)
        ],
        "report_address": "review-report" if person.has_role(*REVIEWERS) else "report-detail",
    }
    return render(request, "monitoring/dashboard/cluster.html", context)


def _readable(person: Person, code: str) -> Cluster:
    return get_object_or_404(cluster_in_full(person, followings_as_read_by(person)), code=code)


@require_safe
def cluster_panel_file(request: SignedInRequest, code: str, key: str, extension: str) -> FileResponse:
    """The rows of one panel of the page as a file."""
    cluster = _readable(request.user, code)
    identity = identity_of(cluster, request.user, timezone.localdate())
    known = known_of(cluster, identity, request.user, request.GET.dict())
    figures = cluster_figures(known, request.GET.dict()) if known else None
    if figures is None:
        raise Http404
    panels: list[Panel] = [*figures.panels, *filter(None, [figures.years_panel])]
    found = next((panel for panel in panels if panel.key == key), None)
    if found is None:
        raise Http404
    return panel_file(found, extension)
