"""Organisations that look alike, side by side; merging two, and parting them again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook
from monitoring.organisations.comparing import Line, likeness_in_words, side_by_side
from monitoring.organisations.filters import PairFilter, called
from monitoring.organisations.forms import PairForm, SearchForm
from monitoring.organisations.merging import MergeRefused, part
from monitoring.organisations.models import Merge, Organisation, Pair
from monitoring.organisations.pairs import likelier_survivor, look_for_pairs
from monitoring.organisations.queries import in_full, pairs_in_full
from monitoring.organisations.tables import PairTable
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import REGION_READERS, REVIEWERS
from monitoring.people.views.lists import criteria

PAIRS_A_PAGE = 10
MOST_FOUND = 20


@dataclass(frozen=True)
class Shown:
    """A pair as the page shows it."""

    pair: Pair
    likeness: str
    lines: list[Line]
    form: PairForm


@require_safe
@held_by(*REGION_READERS)
def organisation_pairs(request: SignedInRequest) -> HttpResponse:
    filtered = PairFilter(request.GET, pairs_in_full())
    page = Paginator(filtered.qs, PAIRS_A_PAGE).get_page(request.GET.get("page"))
    return _pairs_page(request, filtered, page)


@require_safe
@held_by(*REGION_READERS)
def organisation_pairs_file(request: SignedInRequest) -> HttpResponse:
    filtered = PairFilter(request.GET, pairs_in_full())
    about = About(title=_("Organisations that look alike"), lines=tuple(criteria(filtered)))
    return as_workbook(PairTable(filtered.qs), request, about)


@require_POST
@held_by(*REVIEWERS)
def organisation_pair_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """A word on one pair; refused, its form comes back alone with what was typed."""
    pair = get_object_or_404(pairs_in_full(), pk=pk)
    form = _form_of(pair, request)
    if form.is_valid():
        try:
            messages.success(request, form.save(request.user))
        except MergeRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{reverse('organisation-pairs')}?{request.GET.urlencode()}")
    shown = Shown(pair, likeness_in_words(pair.score), side_by_side(pair.first, pair.second), form)
    context = {"shown": shown, "form": form, "keeps": True}
    return render(request, "monitoring/organisations/pair.html", context, status=422)


@require_POST
@held_by(*REVIEWERS)
def organisation_pairs_find(request: SignedInRequest) -> HttpResponse:
    with transaction.atomic():
        look_for_pairs.enqueue()
    messages.success(
        request, _("The registry is being searched for names that are alike: what is found appears here in a moment.")
    )
    return redirect("organisation-pairs")


@require_http_methods(["GET", "HEAD", "POST"])
@held_by(*REVIEWERS)
def organisation_merge(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Find the other one, compare, merge: whether anything proposed the two or not."""
    organisation = get_object_or_404(in_full(Organisation.objects.for_user(request.user)), uuid=uuid)
    others = in_full(Organisation.objects.for_user(request.user).standing()).exclude(pk=organisation.pk)
    search = SearchForm(request.GET if "q" in request.GET else None)
    context: dict[str, object] = {"organisation": organisation, "search": search}
    if search.is_valid():
        context["found"] = others.filter(called(search.cleaned_data["q"]))[:MOST_FOUND]
    if wanted := request.GET.get("other"):
        other = get_object_or_404(others, uuid=_uuid(wanted))
        form = PairForm(posted(request), first=organisation, second=other)
        if form.is_valid():
            try:
                messages.success(request, form.save(request.user))
                return redirect("organisation-detail", uuid=uuid)
            except MergeRefused as refusal:
                form.add_error(None, str(refusal))
        context |= {"other": other, "form": form, "lines": side_by_side(organisation, other)}
    return render(request, "monitoring/organisations/merge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@held_by(*REVIEWERS)
def organisation_part(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first; the history keeps both the merger and its end."""
    mergers = Merge.objects.select_related("merged", "survivor", "merged_by")
    merger = get_object_or_404(mergers, pk=pk, survivor__in=Organisation.objects.for_user(request.user))
    if request.method == "POST":
        try:
            part(merger, request.user)
            words = {"one": merger.merged, "other": merger.survivor}
            messages.success(request, _("%(one)s and %(other)s are two again.") % words)
        except MergeRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("organisation-detail", uuid=merger.merged.uuid)
    return render(request, "monitoring/organisations/part.html", {"merger": merger})


def _pairs_page(request: SignedInRequest, filtered: PairFilter, page: Page) -> HttpResponse:
    shown = [
        Shown(pair, likeness_in_words(pair.score), side_by_side(pair.first, pair.second), _form_of(pair))
        for pair in page.object_list
    ]
    context = {"filter": filtered, "page": page, "shown": shown, "keeps": request.user.has_role(*REVIEWERS)}
    return render(request, "monitoring/organisations/pairs.html", context)


def _form_of(pair: Pair, request: SignedInRequest | None = None) -> PairForm:
    return PairForm(
        posted(request) if request else None,
        first=pair.first,
        second=pair.second,
        likelier=likelier_survivor(pair),
        prefix=f"pair-{pair.pk}",
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
