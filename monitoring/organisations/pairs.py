"""Organisations that look alike, and somebody's word on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django_tasks import task

from monitoring.organisations.identity import Known
from monitoring.organisations.matching import Matcher
from monitoring.organisations.models import Organisation, Pair
from monitoring.organisations.registering import propose

DECISION = ("are_one", "decided_by", "decided_at")
# Pairs written, or keys asked for, at a time.
AT_ONCE = 500


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


class Apart(NamedTuple):
    """Two organisations (their keys) somebody said are two, although their names are alike (out of 100)."""

    one: int
    other: int
    score: int
    by: int
    at: datetime

    @property
    def key(self) -> tuple[int, int]:
        return min(self.one, self.other), max(self.one, self.other)


def set_apart(given: Iterable[Apart]) -> None:
    """Note many such words at once; a pair somebody decided on before stays as it was decided. In a transaction."""
    said = {one.key: one for one in given if one.one != one.other}
    propose((one.one, one.other, one.score) for one in said.values())
    pairs = [pair for pair in _pairs_among(said) if pair.are_one is None]
    for pair in pairs:
        word = said[pair.first_id, pair.second_id]
        pair.are_one, pair.decided_by_id, pair.decided_at = False, word.by, word.at
    Pair.objects.bulk_update(pairs, DECISION, batch_size=AT_ONCE)


def set_together_again(given: Iterable[Apart]) -> None:
    """Take such words back: the pairs wait again, but for those somebody decided on since."""
    said = {one.key: one for one in given}
    pairs = [
        pair
        for pair in _pairs_among(said)
        for word in [said[pair.first_id, pair.second_id]]
        if (pair.are_one, pair.decided_by_id, pair.decided_at) == (False, word.by, word.at)
    ]
    for pair in pairs:
        pair.are_one = pair.decided_by_id = pair.decided_at = None
    Pair.objects.bulk_update(pairs, DECISION, batch_size=AT_ONCE)


def _pairs_among(keys: Collection[tuple[int, int]]) -> Iterator[Pair]:
    firsts = sorted({first for first, _second in keys})
    for start in range(0, len(firsts), AT_ONCE):
        for pair in Pair.objects.filter(first__in=firsts[start : start + AT_ONCE]):
            if (pair.first_id, pair.second_id) in keys:
                yield pair
