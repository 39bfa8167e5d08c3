"""Organisations that look alike, and somebody's word on them."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from monitoring.organisations.identity import Known
from monitoring.organisations.matching import Matcher
from monitoring.organisations.models import Organisation, Pair
from monitoring.organisations.registering import propose


@task()
def look_for_pairs() -> None:
    """Propose every two organisations of the registry that look alike and that nobody was asked about."""
    find_pairs()


@transaction.atomic
def find_pairs() -> int:
    """How many were found that nobody was asked about."""
    before = Pair.objects.count()
    matcher = Matcher.of_registry()
    rows = Organisation.objects.standing().values_list(
        *("pk", "name", "name_key", "country", "siren", "rna", "rnsr", "foreign_identifier", "departement_id", "town")
    )
    standing = (Known._make((*facts, departement or "", town)) for *facts, departement, town in rows)
    propose((known.pk, candidate.known.pk, candidate.score) for known in standing for candidate in matcher.alike(known))
    return Pair.objects.count() - before


def likelier_survivor(pair: Pair) -> Organisation:
    """The one that is proposed to stay: it has a number, or says more, or came first."""
    return max(pair.first, pair.second, key=lambda one: (bool(one.siren), _said(one), -one.pk))


def _said(organisation: Organisation) -> int:
    facts = (organisation.rnsr, organisation.rna, organisation.foreign_identifier, organisation.sirene_read_on)
    declared = (organisation.category, organisation.naf, organisation.town, organisation.headcount_band)
    return sum(bool(fact) for fact in (*facts, *declared))
