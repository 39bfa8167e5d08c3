"""The registry as its pages read it."""

from __future__ import annotations

from django.db.models import Q

from monitoring.organisations.models import Merge, Organisation, OrganisationQuerySet, Pair, PairQuerySet


def in_full(organisations: OrganisationQuerySet) -> OrganisationQuerySet:
    """With what a line or a page says of each, in the same query."""
    return organisations.select_related("departement", "merged_into", "cluster", "region")


def mergers_of(organisation: Organisation) -> list[Merge]:
    """Those it took part in, on either side, the newest first, parted ones too."""
    mergers = Merge.objects.filter(Q(merged=organisation) | Q(survivor=organisation))
    return list(mergers.select_related("merged", "survivor", "merged_by", "undone_by"))


def pairs_in_full() -> PairQuerySet:
    """Pairs with both sides as they are compared."""
    return Pair.objects.select_related("first__departement", "second__departement", "decided_by")


def pairs_of(organisation: Organisation) -> list[Pair]:
    """The pairs an organisation is in and that wait."""
    return list(pairs_in_full().waiting().filter(Q(first=organisation) | Q(second=organisation)))
