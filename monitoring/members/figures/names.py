"""Organisations by name, for those who may read them: who joined and who left, who is in several clusters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst

from clusterix.lib.alphabet import alphabetically
from monitoring.members.figures.changes import Pair, changed
from monitoring.members.figures.counting import SURVIVOR
from monitoring.members.figures.lists import revisions_of
from monitoring.members.figures.overlaps import Overlaps
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Category, Organisation

JOINED, LEFT = "joined", "left"


@dataclass(frozen=True)
class Named:
    """An organisation as a list declares it."""

    name: str
    category: str
    town: str

    @property
    def in_alphabet(self) -> tuple[str, str]:
        return alphabetically(self.name)

    @property
    def category_name(self) -> str:
        return str(capfirst(Category(self.category).label)) if self.category in Category else ""

    def holds(self, words: Iterable[str]) -> bool:
        """Whether each word is in its name or its town, whatever case and accents."""
        text = alphabetically(f"{self.name} {self.town}")[0]
        return all(alphabetically(word)[0] in text for word in words)


@dataclass(frozen=True)
class Moved(Named):
    """One that joined a cluster or left it; `on` is the day it left, where its list says so."""

    cluster: str
    side: str
    since: int | None
    on: date | None

    @property
    def leaving(self) -> str:
        """What sorts by the day of leaving: those of whom none is known come last."""
        return str(self.on or "none")

    @property
    def cluster_in_alphabet(self) -> tuple[str, str]:
        return alphabetically(self.cluster)


@dataclass(frozen=True)
class Shared(Named):
    clusters: tuple[str, ...]
    cluster_ids: frozenset[int]

    @property
    def number(self) -> int:
        return len(self.clusters)


def moved(pairs: list[Pair]) -> list[Moved]:
    """Who joined and who left these lists, by name, in alphabetical order; two queries."""
    joined, left = changed(pairs)
    lines = _lines(pairs, {organisation for _revision, organisation in joined | left})
    found = []
    for now, before in pairs:
        revision = now.revision_id or 0
        for side, changes in ((JOINED, joined), (LEFT, left)):
            sources = [revision] if side == JOINED else revisions_of(before)
            for organisation in [one for of, one in changes if of == revision]:
                line = next(lines[source, organisation] for source in sources if (source, organisation) in lines)
                leaving = lines.get((revision, organisation), {}) if side == LEFT else {}
                found.append(
                    Moved(
                        line["name"], line["category"], line["town"], now.cluster, side, line["joined_year"],
                        leaving.get("left_on"),
                    )
                )  # fmt: skip
    return sorted(found, key=lambda one: (one.in_alphabet, one.cluster_in_alphabet))


def _lines(pairs: list[Pair], organisations: set[int]) -> dict[tuple[int, int], dict[str, Any]]:
    revisions = {revision for now, before in pairs for revision in revisions_of([now, *before])}
    merged = Organisation.objects.filter(merged_into__in=organisations)
    rows = (
        MemberLine.objects.order_by()
        .annotate(survivor=SURVIVOR)
        .filter(Q(organisation__in=organisations) | Q(organisation__in=merged.values("pk")), revision__in=revisions)
        .values("revision_id", "survivor", "name", "category", "town", "joined_year", "left_on")
    )
    return {(row["revision_id"], row["survivor"]): dict(row) for row in rows}


def shared(found: Overlaps, names: dict[int, str]) -> list[Shared]:
    """Who is in several clusters, by the name the registry has, in alphabetical order."""
    rows = Organisation.objects.order_by().filter(pk__in=found.shared).values_list("pk", "name", "category", "town")
    every = [
        Shared(
            name, category, town, tuple(sorted((names[one] for one in found.shared[pk]), key=alphabetically)),
            found.shared[pk],
        )
        for pk, name, category, town in rows
    ]  # fmt: skip
    return sorted(every, key=lambda one: one.in_alphabet)
