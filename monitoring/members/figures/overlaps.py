"""Organisations that are members of several clusters, and the pairs of clusters that share them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.db.models import Count, Window

from monitoring.members.figures.counting import SURVIVOR, Members


@dataclass(frozen=True)
class Overlaps:
    """`shared` gives for each organisation in two clusters or more the clusters it is in; `alone` counts the others."""

    alone: int
    shared: dict[int, frozenset[int]]

    @property
    def total(self) -> int:
        return self.alone + len(self.shared)

    @property
    def memberships(self) -> int:
        """How many there are in all: one in two clusters holds two."""
        return self.alone + sum(len(clusters) for clusters in self.shared.values())

    @cached_property
    def pairs(self) -> Counter[tuple[int, int]]:
        """How many organisations two clusters share, the lesser key first."""
        return Counter(pair for clusters in self.shared.values() for pair in combinations(sorted(clusters), 2))


def overlaps(members: Members) -> Overlaps:
    """Where the organisations in several clusters are; the others are in one."""
    lines = members.memberships.order_by().annotate(survivor=SURVIVOR, lines=Window(Count("pk"), partition_by=SURVIVOR))
    rows = lines.filter(lines__gt=1).values_list("survivor", "revision_id")
    clusters = {one.revision_id: one.cluster_id for one in members.lists}
    found = defaultdict(set)
    for survivor, revision in rows:
        found[survivor].add(clusters[revision])
    # Two lines of one list may stand for one organisation, where it was merged.
    shared = {survivor: frozenset(clusters) for survivor, clusters in found.items() if len(clusters) > 1}
    return Overlaps(members.total.count - len(shared), shared)
