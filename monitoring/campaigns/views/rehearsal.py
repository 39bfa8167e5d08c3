"""A campaign before anybody is asked: tried whole, or removed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.campaigns.conducting import remove_campaign
from monitoring.campaigns.forms.campaigns import RehearsalForm
from monitoring.campaigns.moves import Refused
from monitoring.campaigns.views.gates import campaign_to_run, for_region_readers
from monitoring.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@for_region_readers
def campaign_rehearse(request: SignedInRequest, pk: int) -> HttpResponse:
    """As which cluster: its past is shown as its manager will see it."""
    campaign = campaign_to_run(request, pk)
    if campaign.is_opened:
        messages.info(request, _("This campaign is open: it can no longer be rehearsed."))
        return redirect("campaign-detail", pk)
    form = RehearsalForm(request.POST or None, campaign=campaign)
    if form.is_valid():
        report = form.save()
        messages.success(request, _("The rehearsal is ready: start it, fill it in, send it. Nothing counts."))
        return redirect("report-detail", report.uuid)
    context = {"form": form, "campaign": campaign}
    status = 422 if form.is_bound else 200
    return render(request, "monitoring/campaigns/campaigns/rehearse.html", context, status=status)


@require_POST
@for_region_readers
def rehearsal_remove(request: SignedInRequest, pk: int, uuid: UUID) -> HttpResponse:
    campaign = campaign_to_run(request, pk)
    get_object_or_404(campaign.reports.filter(is_rehearsal=True), uuid=uuid).delete()
    messages.success(request, _("The rehearsal is removed."))
    return redirect("campaign-detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_region_readers
def campaign_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first, and says what goes with it."""
    campaign = campaign_to_run(request, pk)
    if request.method != "POST":
        return render(request, "monitoring/campaigns/campaigns/remove.html", {"campaign": campaign})
    try:
        remove_campaign(campaign)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.sentences))
        return redirect("campaign-detail", pk)
    messages.success(request, _("“%(campaign)s” is removed.") % {"campaign": campaign.title})
    return redirect("campaign-list")
