"""The way in for everybody, and the pages of figures."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from clusterix.lib.panel_files import panel_data, panel_file
from clusterix.lib.panels import Panel
from monitoring.dashboard.members import MEMBERS, members_address
from monitoring.dashboard.pack import pack
from monitoring.dashboard.panels import DOMAINS, STORIES, panels_of
from monitoring.dashboard.queries import published_stories
from monitoring.dashboard.viewing import Viewing, viewing
from monitoring.people.perimeter import WHOLE_REGION
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import CLUSTER_ROLES, REVIEWERS
from monitoring.stories.reading import card_of

# Each role's own home, in the order in which somebody who holds several finds theirs.
HOMES = ((CLUSTER_ROLES, "report-list"), (REVIEWERS, "review-queue"), (WHOLE_REGION, "dashboard"))

MOST_CARDS = 3


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Sends everybody to their own work; a page that says so to whom has none yet."""
    for roles, name in HOMES:
        if request.user.has_role(*roles):
            return redirect(name)
    return render(request, "monitoring/dashboard/welcome.html")


@require_safe
def dashboard(request: SignedInRequest, code: str | None = None) -> HttpResponse:
    """The first answers, for the region or for one of its domains."""
    looked_at = viewing(request.user, request.GET.dict(), code)
    if looked_at is None:
        return render(request, "monitoring/dashboard/nothing.html")
    stories = published_stories(request.user, looked_at.reading, looked_at.upto, looked_at.subject.domain)
    panels = {panel.key: panel for panel in panels_of(looked_at, stories)}
    context = {
        "viewing": looked_at,
        "numbers": [
            {"value": panel.number, "text": panel.counts, "url": f"#{panel.key}"}
            for panel in panels.values()
            if panel.number
        ],
        "panels": [panel for key, panel in panels.items() if key not in {MEMBERS, STORIES, DOMAINS}],
        "members_panel": panels.get(MEMBERS),
        "members_address": members_address(looked_at),
        "stories_panel": panels[STORIES],
        "domains_panel": panels.get(DOMAINS),
        "domain_rows": looked_at.beside_domains(panels[DOMAINS].table) if DOMAINS in panels else [],
        "cards": [card_of(story, is_below_heading=True) for story in stories[:MOST_CARDS]],
    }
    return render(request, "monitoring/dashboard/dashboard.html", context)


@require_safe
def dashboard_pack(request: SignedInRequest) -> HttpResponse:
    """The same answers on two pages for a committee."""
    looked_at = _looked_at(request)
    stories = published_stories(request.user, looked_at.reading, looked_at.upto, looked_at.subject.domain)
    name = f"{looked_at.subject.domain.code if looked_at.subject.domain else looked_at.region.code}-{looked_at.upto}"
    response = HttpResponse(pack(looked_at, panels_of(looked_at, stories), stories), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name.lower()}.pdf"'
    return response


@require_safe
def dashboard_panel(request: SignedInRequest, key: str) -> HttpResponse:
    """One panel as data: what other programs read, and what the page draws."""
    return JsonResponse(panel_data(_panel(request, key)))


@require_safe
def dashboard_panel_file(request: SignedInRequest, key: str, extension: str) -> FileResponse:
    """The rows of one panel as a file."""
    return panel_file(_panel(request, key), extension)


def _looked_at(request: SignedInRequest) -> Viewing:
    looked_at = viewing(request.user, request.GET.dict(), request.GET.get("domain"))
    if looked_at is None:
        raise Http404
    return looked_at


def _panel(request: SignedInRequest, key: str) -> Panel:
    looked_at = _looked_at(request)
    stories = published_stories(request.user, looked_at.reading, looked_at.upto, looked_at.subject.domain)
    found = next((panel for panel in panels_of(looked_at, stories) if panel.key == key), None)
    if found is None:
        raise Http404
    return found
