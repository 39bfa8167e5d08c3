"""What a campaign asks, chosen by the Region; it reaches reports already started at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from monitoring.campaigns.models import Campaign
from monitoring.campaigns.states import WRITABLE
from monitoring.objectives.asking import ask, by_topic, lines_of
from monitoring.objectives.kind import ObjectivesKind
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REVIEWERS


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_asked(request: SignedInRequest, pk: int) -> HttpResponse:
    campaigns = Campaign.objects.for_user(request.user).filter(kind=ObjectivesKind.key).select_related("region")
    campaign = get_object_or_404(campaigns, pk=pk)
    may_change = campaign.region_id in request.user.region_ids(REVIEWERS) and not campaign.is_legacy
    refused: list[str] = []
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        refused = ask(campaign, _numbers(request, "asked"), _numbers(request, "required"))
        if not refused:
            messages.success(request, _("What the campaign asks is saved."))
            return redirect("campaign-asked", pk)
    context = {
        "campaign": campaign,
        "title": ObjectivesKind().title(campaign.period),
        "topics": by_topic(lines_of(campaign)),
        "started": campaign.reports.filter(state__in=WRITABLE, is_rehearsal=False).count(),
        "may_change": may_change,
        "refused": refused,
    }
    return render(request, "monitoring/objectives/asked.html", context)


def _numbers(request: SignedInRequest, name: str) -> set[int]:
    return {int(value) for value in request.POST.getlist(name) if value.isdecimal() and len(value) < 19}
