"""Members of a file that may be organisations the registry knows already, gathered while its rows are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from monitoring.organisations.identity import Declared
from monitoring.organisations.likeness import Candidate
from monitoring.organisations.naming import name_key
from monitoring.organisations.registering import Rehearsal
from monitoring.uploads.importers import Doubtful

# What is shown of the declared side.
SHOWN = ("name", "country", "siren", "siret", "rna", "rnsr", "foreign_identifier", "postal_code", "town")


@dataclass
class _Found:
    number: int
    declared: Declared
    candidates: tuple[Candidate, ...]
    # In the order in which they were met.
    marks: dict[str, None] = field(default_factory=dict)
    keys: dict[str, None] = field(default_factory=dict)


class Doubts:
    """Tells which rows are about one organisation, and which new organisations are only like a known one."""

    def __init__(self) -> None:
        self._by_mark: dict[str, int] = {}
        self._found: dict[int, _Found] = {}

    @cached_property
    def _rehearsal(self) -> Rehearsal:
        return Rehearsal()

    def meet(self, declared: Declared, number: int, key: str) -> int:
        """The key of its organisation, negative where the registry does not know it; `key` is the change it makes."""
        name = name_key(declared.name)
        mark = declared.mark(name)
        pk = self._by_mark.get(mark)
        if pk is None:
            registered = self._rehearsal.place(declared, name)
            pk = self._by_mark[mark] = registered.pk
            known = tuple(one for one in registered.candidates if one.known.pk > 0)
            if known and registered.is_new:
                self._found[pk] = _Found(number, declared, known)
        if found := self._found.get(pk):
            found.marks[mark] = found.keys[key] = None
        return pk

    @property
    def candidates(self) -> set[int]:
        """The organisations (their keys) somebody may be asked about."""
        return {one.known.pk for found in self._found.values() for one in found.candidates}

    def all(self, complaint: Callable[[int, tuple[str, ...]], str]) -> Iterator[Doubtful]:
        """`complaint` says why the changes of these keys cannot be about an organisation; "" when they can."""
        for found in self._found.values():
            keys = tuple(found.keys)
            yield Doubtful(
                number=found.number,
                label=found.declared.name,
                declared=_shown(found.declared),
                marks=tuple(found.marks),
                keys=keys,
                candidates=tuple((one.known.pk, one.score, complaint(one.known.pk, keys)) for one in found.candidates),
            )


def _shown(declared: Declared) -> Mapping[str, Any]:
    return {name: value for name in SHOWN if (value := getattr(declared, name))}
