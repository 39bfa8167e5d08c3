"""Which members lists were due, which are accepted, and which list of the year before each one goes on from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils import timezone

from clusterix.lib.panels import Standing
from clusterix.lib.periods import Year
from monitoring.campaigns.queries.due import Due, due_reports
from monitoring.clusters.models import Succession
from monitoring.territory.models import Region

# The key of the kind of report whose lists these are.
KIND = "members"


@dataclass(frozen=True, slots=True)
class FiledList:
    """The list a cluster owes for a year, and the revision of it that was accepted, if one was."""

    cluster_id: int
    cluster: str
    code: str
    main_domain_id: int
    year: int
    due_on: date
    revision_id: int | None = None
    counted_on: date | None = None

    @property
    def is_counted(self) -> bool:
        return self.revision_id is not None


@dataclass(frozen=True)
class Lists:
    """The lists a region has asked for, or a part of them; `every` are all of them, from which each list goes on.

    `continued` gives for a cluster those it goes on from as a whole, and when.
    """

    region: Region
    filed: tuple[FiledList, ...]
    every: tuple[FiledList, ...]
    continued: dict[int, tuple[tuple[int, date], ...]]
    is_accepted: bool = True

    @property
    def years(self) -> list[int]:
        return sorted({one.year for one in self.filed})

    @property
    def latest_year(self) -> int | None:
        """The year shown unless another is asked for: one that was asked at least."""
        return self.latest_counted() or max(self.years, default=None)

    def latest_counted(self, upto: int | None = None) -> int | None:
        """The last year with an accepted list whose day is over, else the last one with an accepted list."""
        today = timezone.localdate()
        counted = [one for one in self.filed if one.is_counted and (upto is None or one.year <= upto)]
        over = [one.year for one in counted if one.due_on < today]
        return max(over or [one.year for one in counted], default=None)

    def of_clusters(self, clusters: Iterable[int]) -> Lists:
        wanted = frozenset(clusters)
        return replace(self, filed=tuple(one for one in self.filed if one.cluster_id in wanted))

    def of_domain(self, domain_id: int) -> Lists:
        """The lists of the clusters whose main domain it is: a cluster counts in one domain alone."""
        return replace(self, filed=tuple(one for one in self.filed if one.main_domain_id == domain_id))

    def due_in(self, year: int) -> list[FiledList]:
        return [one for one in self.filed if one.year == year]

    def counted_in(self, year: int) -> list[FiledList]:
        return [one for one in self.filed if one.year == year and one.is_counted]

    def with_predecessors(self, cluster_id: int) -> frozenset[int]:
        """The cluster with all those merged into it, directly or not."""
        found, waiting = {cluster_id}, [cluster_id]
        while waiting:
            for predecessor, _on in self.continued.get(waiting.pop(), ()):
                if predecessor not in found:
                    found.add(predecessor)
                    waiting.append(predecessor)
        return frozenset(found)

    @cached_property
    def _accepted(self) -> dict[int, list[FiledList]]:
        grouped = defaultdict(list)
        for one in self.every:
            if one.is_counted:
                grouped[one.cluster_id].append(one)
        return grouped

    def before(self, filed: FiledList) -> list[FiledList]:
        """The accepted lists a list is compared with: the cluster's last one, and those of the clusters merged into it
        since. None for the first list of a cluster that goes on from no other."""
        return self._standing(filed.cluster_id, filed.year, frozenset())

    def _standing(self, cluster_id: int, year: int, passed: frozenset[int]) -> list[FiledList]:
        if cluster_id in passed:
            return []
        own = max((one for one in self._accepted[cluster_id] if one.year < year), key=lambda o: o.year, default=None)
        standing = [own] if own else []
        for predecessor, on in self.continued.get(cluster_id, ()):
            # A list filed after the merger holds the members of both: what the other once filed is past.
            standing += [
                one
                for one in self._standing(predecessor, year, passed | {cluster_id})
                if own is None or one.year >= own.year or on.year > own.year
            ]
        return standing

    def pairs(self, years: Iterable[int] | None = None) -> list[tuple[FiledList, list[FiledList]]]:
        """The accepted lists of these years that can be compared, each with those it goes on from."""
        wanted = None if years is None else frozenset(years)
        found = [
            (one, self.before(one)) for one in self.filed if one.is_counted and (wanted is None or one.year in wanted)
        ]
        return [(one, before) for one, before in found if before]

    def standing(self, year: int, *, is_of_one: bool = False) -> Standing:
        counted = self.counted_in(year)
        return Standing(
            is_accepted=self.is_accepted,
            as_of=max((one.counted_on for one in counted if one.counted_on), default=None),
            counted=len(counted),
            expected=len(self.due_in(year)),
            period=Year(year),
            is_of_one=is_of_one,
        )


def read_lists(region: Region) -> Lists:
    """The lists of every year, in two queries; rehearsals and what was never due are left out."""
    due = due_reports(region, KIND)
    return lists_of(region, due, Succession.objects.all() if due else [])


def lists_of(region: Region, due: Iterable[Due], successions: Iterable[Succession]) -> Lists:
    """Those among these reports; the clusters of each go on from others by these mergers."""
    filed = tuple(
        FiledList(
            one.cluster_id,
            one.cluster,
            one.code,
            one.main_domain_id,
            one.period.year,
            one.due_on,
            one.revision_id,
            timezone.localdate(one.accepted_at) if one.accepted_at else None,
        )
        for one in due
        if one.kind == KIND and one.opened_at and isinstance(one.period, Year)
    )
    continued: dict[int, tuple[tuple[int, date], ...]] = {}
    for succession in successions:
        if succession.is_whole:
            former = continued.get(succession.successor_id, ())
            continued[succession.successor_id] = (*former, (succession.predecessor_id, succession.on))
    return Lists(region, filed, filed, continued)


def revisions_of(lists: Sequence[FiledList]) -> list[int]:
    return [one.revision_id for one in lists if one.revision_id is not None]
