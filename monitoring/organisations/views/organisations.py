"""The list of organisations, and the page of one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook, shown
from monitoring.organisations.comparing import declared_and_sirene, facts_of, is_withheld
from monitoring.organisations.filters import OrganisationFilter
from monitoring.organisations.forms import OrganisationForm
from monitoring.organisations.journal import journal_of
from monitoring.organisations.mentions import clusters_of, mentions_of
from monitoring.organisations.models import Organisation, OrganisationQuerySet, Pair
from monitoring.organisations.queries import in_full, mergers_of, pairs_of
from monitoring.organisations.sizes import gap_in_words
from monitoring.organisations.tables import OrganisationTable
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import CLUSTER_ROLES, REGION_READERS, REVIEWERS
from monitoring.people.views.lists import criteria


@require_safe
@held_by(*REGION_READERS, *CLUSTER_ROLES)
def organisation_list(request: SignedInRequest) -> HttpResponse:
    filtered = _filtered(request)
    table = OrganisationTable(filtered.qs)
    records = shown(table, request)
    table.members_of = clusters_of([record.pk for record in records], request.user)
    context = {
        "filter": filtered,
        "table": table,
        "waiting": Pair.objects.waiting().count() if request.user.has_role(*REGION_READERS) else 0,
        "reads_region": request.user.has_role(*REGION_READERS),
        "keeps": request.user.has_role(*REVIEWERS),
    }
    return render(request, "monitoring/organisations/list.html", context)


@require_safe
@held_by(*REGION_READERS, *CLUSTER_ROLES)
def organisation_list_file(request: SignedInRequest) -> HttpResponse:
    """Every organisation of the filter, with more columns than the page has room for."""
    filtered = _filtered(request)
    table = OrganisationTable(filtered.qs)
    table.members_of = clusters_of(list(filtered.qs.order_by().values_list("pk", flat=True)), request.user)
    return as_workbook(table, request, About(title=_("Organisations"), lines=tuple(criteria(filtered))))


@require_safe
@held_by(*REGION_READERS, *CLUSTER_ROLES)
def organisation_detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    organisation = get_object_or_404(in_full(_visible(request)), uuid=uuid)
    mergers = mergers_of(organisation)
    keys = [organisation.pk, *(merger.merged_id for merger in mergers if merger.survivor_id == organisation.pk)]
    reads_region = request.user.has_role(*REGION_READERS)
    context = {
        "organisation": organisation,
        "facts": [(label, fact) for label, fact in facts_of(organisation) if fact],
        "sirene": declared_and_sirene(organisation),
        "gap": gap_in_words(organisation),
        "is_withheld": is_withheld(organisation),
        "mentions": mentions_of(keys, request.user),
        "mergers": mergers if reads_region else [],
        "pairs": pairs_of(organisation) if reads_region else [],
        "events": journal_of(organisation) if reads_region else [],
        "keeps": request.user.has_role(*REVIEWERS),
    }
    return render(request, "monitoring/organisations/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@held_by(*REVIEWERS)
def organisation_edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    organisation = get_object_or_404(_visible(request), uuid=uuid)
    form = OrganisationForm(posted(request), instance=organisation)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("organisation-detail", uuid=uuid)
    # A refused form leaves what was typed on the instance: the heading is the name as it stands.
    name = Organisation.objects.values_list("name", flat=True).get(pk=organisation.pk)
    context = {"form": form, "organisation": organisation, "name": name}
    return render(request, "monitoring/organisations/edit.html", context)


def _visible(request: SignedInRequest) -> OrganisationQuerySet:
    return Organisation.objects.for_user(request.user)


def _filtered(request: SignedInRequest) -> OrganisationFilter:
    return OrganisationFilter(request.GET, in_full(_visible(request)), reader=request.user)
