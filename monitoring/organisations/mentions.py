"""Where organisations are named: upper slices, which know organisations and not the other way round, say so by
registering themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from monitoring.people.models import Person


@dataclass(frozen=True)
class Mention:
    """One place where an organisation is named, such as a cluster's list of a year."""

    title: str
    detail: str = ""
    # Empty where the reader may not open it.
    url: str = ""


class Mentions(ABC):
    """What one slice knows of organisations; the person it is told to sees no more than elsewhere."""

    @abstractmethod
    def named_for(self, person: Person) -> Q:
        """The organisations named where this person may read it, as a filter on organisations."""

    @abstractmethod
    def of(self, organisations: Sequence[int], person: Person) -> list[Mention]:
        """Where organisations (their keys: a survivor and those merged into it) are named, the newest first."""

    @abstractmethod
    def clusters(self, organisations: Sequence[int], person: Person) -> dict[int, set[str]]:
        """The names of the clusters in whose accepted lists each organisation stands, by its key."""

    @abstractmethod
    def in_several(self, person: Person) -> Q:
        """The organisations that stand in the accepted lists of two clusters or more, as a filter on organisations."""


_known: list[Mentions] = []


def register(mentions: Mentions) -> None:
    _known.append(mentions)


def named_for(person: Person) -> Q:
    return _any_of(mentions.named_for(person) for mentions in _known)


def in_several(person: Person) -> Q:
    return _any_of(mentions.in_several(person) for mentions in _known)


def mentions_of(organisations: Sequence[int], person: Person) -> list[Mention]:
    return [mention for mentions in _known for mention in mentions.of(organisations, person)]


def clusters_of(organisations: Sequence[int], person: Person) -> dict[int, set[str]]:
    """The names of the clusters that have each organisation as a member, by its key."""
    found: dict[int, set[str]] = {}
    for mentions in _known:
        for pk, names in mentions.clusters(organisations, person).items():
            found.setdefault(pk, set()).update(names)
    return found


def _any_of(filters: Iterable[Q]) -> Q:
    """None of the organisations where nobody names any."""
    found = Q(pk__in=[])
    for one in filters:
        found |= one
    return found
