"""The Region's campaigns: what is asked, until when, and how complete the answers are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook, shown
from clusterix.lib.periods import parse_period
from monitoring.campaigns.conducting import clusters_asked, open_campaign, opening_day, reasons_not_to_open
from monitoring.campaigns.forms.campaigns import (
    AddClusterForm,
    CampaignForm,
    LaterDateForm,
    NewCampaignForm,
    addable_clusters,
    proposed_dates,
    proposed_period,
)
from monitoring.campaigns.forms.lists import CampaignFilter
from monitoring.campaigns.kinds import kind_of, kinds
from monitoring.campaigns.models import Campaign
from monitoring.campaigns.moves import Refused
from monitoring.campaigns.queries.campaigns import expected_of, phase_of, without_manager
from monitoring.campaigns.queries.completeness import Completeness, completeness_of
from monitoring.campaigns.tables import CampaignTable, ExpectedTable
from monitoring.campaigns.views.gates import (
    campaign_to_read,
    campaign_to_run,
    for_region_readers,
    for_reviewers,
    report_to_review,
)
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REVIEWERS
from monitoring.territory.models import Region

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
@for_region_readers
def campaign_list(request: SignedInRequest) -> HttpResponse:
    found = CampaignFilter(request.GET, queryset=Campaign.objects.for_user(request.user))
    table = CampaignTable(found.qs)
    CampaignTable.furnish(shown(table, request))
    context = {"filter": found, "table": table, "may_run": request.user.has_role(*REVIEWERS)}
    return render(request, "monitoring/campaigns/campaigns/list.html", context)


@require_GET
@for_region_readers
def campaign_list_file(request: SignedInRequest) -> HttpResponse:
    campaigns = list(CampaignFilter(request.GET, queryset=Campaign.objects.for_user(request.user)).qs)
    CampaignTable.furnish(campaigns)
    return as_workbook(CampaignTable(campaigns), request, About(_("Campaigns")))


@require_http_methods(GET_OR_POST)
@for_reviewers
def campaign_new(request: SignedInRequest) -> HttpResponse:
    """Dates are proposed for the period; `propose` asks for them anew after another period was chosen."""
    if "propose" in request.POST:
        form = NewCampaignForm(initial=_proposal(request, request.POST.dict()), person=request.user)
    else:
        form = NewCampaignForm(request.POST or None, initial=_proposal(request, {}), person=request.user)
        if form.is_valid():
            campaign = form.save()
            messages.success(request, _("The campaign is ready. See what it asks, rehearse it, then open it."))
            return redirect("campaign-detail", campaign.pk)
    status = 422 if form.is_bound else 200
    return render(request, "monitoring/campaigns/campaigns/new.html", {"form": form}, status=status)


def _proposal(request: SignedInRequest, typed: dict[str, str]) -> dict[str, Any]:
    """What was typed, its dates replaced by those that follow the period chosen."""
    today = timezone.localdate()
    region = Region.objects.filter(pk__in=request.user.region_ids(REVIEWERS)).first()
    kind = typed.get("kind") or next(iter(kinds())).key
    try:
        period = parse_period(typed["period"])
    except (KeyError, ValueError):
        period = proposed_period(region, kind, today)
    return (
        {"region": region, "kind": kind, "review_days": 14}
        | typed
        | {"period": str(period)}
        | proposed_dates(period, today)
    )


@require_GET
@for_region_readers
def campaign_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_to_read(request, pk)
    completeness = completeness_of([campaign]).get(campaign.pk, Completeness())
    expected = expected_of(campaign) if campaign.is_opened else []
    context = {
        "campaign": campaign,
        "phase": phase_of(campaign),
        "may_run": campaign.region_id in request.user.region_ids(REVIEWERS),
        "asked_url": kind_of(campaign).asked_url(campaign),
        "completeness": completeness,
        "figures": _figures(completeness),
        "expected": expected,
        **(_before_opening(campaign) if not campaign.is_opened else {"addable": addable_clusters(campaign).exists()}),
    }
    return render(request, "monitoring/campaigns/campaigns/detail.html", context)


def _before_opening(campaign: Campaign) -> dict[str, Any]:
    clusters = clusters_asked(campaign)
    return {
        "clusters": clusters,
        "reasons": reasons_not_to_open(campaign, clusters),
        "unmanaged": without_manager(clusters),
        "rehearsals": campaign.reports.filter(is_rehearsal=True).select_related("cluster"),
    }


def _figures(completeness: Completeness) -> list[dict[str, Any]]:
    return [
        {
            "value": f"{completeness.sent} / {completeness.due}",
            "text": _("sent"),
            "note": completeness.late_sentence,
        },
        {"value": completeness.on_time, "text": _("on time"), "note": ""},
        {"value": completeness.to_review, "text": _("waiting for a review"), "note": ""},
        {"value": completeness.accepted, "text": _("accepted"), "note": ""},
    ]


@require_GET
@for_region_readers
def campaign_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every report due, received or not, as Excel."""
    campaign = campaign_to_read(request, pk)
    about = About(
        campaign.title, lines=((_("Completeness"), completeness_of([campaign]).get(pk, Completeness()).sentence),)
    )
    return as_workbook(ExpectedTable(expected_of(campaign)), request, about)


@require_http_methods(GET_OR_POST)
@for_region_readers
def campaign_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_to_run(request, pk)
    form = CampaignForm(request.POST or None, instance=campaign)
    if form.is_valid():
        told = form.save()
        messages.success(request, _("The campaign is saved."))
        if told:
            messages.info(
                request,
                ngettext(
                    "%(count)s person whose dates moved is told by e-mail.",
                    "%(count)s people whose dates moved are told by e-mail.",
                    told,
                )
                % {"count": told},
            )
        return redirect("campaign-detail", pk)
    context = {"form": form, "campaign": campaign, "waiting": campaign.reports.counted().with_cluster().count()}
    return render(request, "monitoring/campaigns/campaigns/edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@for_region_readers
def campaign_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says who is asked, who is told and what stands in the way, before the button."""
    campaign = campaign_to_run(request, pk)
    if campaign.is_opened:
        messages.info(request, _("This campaign is open."))
        return redirect("campaign-detail", pk)
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            created = open_campaign(campaign)
        except Refused as refusal:
            refused = refusal.sentences
        else:
            sentence = ngettext(
                "The campaign is open: %(count)s report is asked for. Its managers are told by e-mail.",
                "The campaign is open: %(count)s reports are asked for. Their managers are told by e-mail.",
                created,
            )
            messages.success(request, sentence % {"count": created})
            return redirect("campaign-detail", pk)
    context = _before_opening(campaign) | {"campaign": campaign, "day": opening_day(campaign), "refused": refused}
    return render(request, "monitoring/campaigns/campaigns/open.html", context, status=422 if refused else 200)


@require_http_methods(GET_OR_POST)
@for_region_readers
def campaign_add_cluster(request: SignedInRequest, pk: int) -> HttpResponse:
    """For a cluster that the region has come to follow since the opening."""
    campaign = campaign_to_run(request, pk)
    form = AddClusterForm(request.POST or None, campaign=campaign, person=request.user)
    if campaign.is_opened and form.is_valid() and form.save():
        messages.success(request, _("The cluster is asked for this report. Its people are told by e-mail."))
        return redirect("campaign-detail", pk)
    context = {
        "form": form,
        "campaign": campaign,
        "may_add": campaign.is_opened and addable_clusters(campaign).exists(),
    }
    return render(request, "monitoring/campaigns/campaigns/add.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
def report_extend(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A later date for one cluster, with its reason."""
    report = report_to_review(request, uuid)
    initial = {"until": report.extended_until, "reason": report.extension_reason}
    form = LaterDateForm(request.POST or None, initial=initial, report=report, person=request.user)
    if form.is_valid() and form.save():
        messages.success(request, _("The later date is granted. The cluster’s people are told by e-mail."))
        return redirect(_back(request, report))
    context = {"form": form, "report": report, "back_url": _back(request, report)}
    return render(request, "monitoring/campaigns/campaigns/extend.html", context, status=422 if form.is_bound else 200)


def _back(request: SignedInRequest, report: Any) -> str:
    if request.GET.get("from") == "campaign":
        return reverse("campaign-detail", args=[report.campaign_id])
    query = request.GET.urlencode()
    return reverse("review-report", args=[report.uuid]) + (f"?{query}" if query else "")
