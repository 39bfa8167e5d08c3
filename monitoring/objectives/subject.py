"""Of whom figures speak, up to when, and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from clusterix.lib.periods import Quarter
from monitoring.objectives.reading import Reading
from monitoring.territory.models import Domain


@dataclass(frozen=True)
class Subject:
    """Of whom panels speak (a domain, some clusters, else the whole region), up to which quarter, and to whom.

    `own` are the clusters of a reader who works for them, and reads of the others only what discretion allows;
    None for those who read the whole region.
    """

    name: str
    upto: Quarter
    domain: Domain | None = None
    clusters: frozenset[int] | None = None
    own: frozenset[int] | None = None

    @property
    def is_cluster(self) -> bool:
        return self.clusters is not None

    def part_of(self, reading: Reading) -> Reading:
        if self.clusters is not None:
            return reading.of_clusters(self.clusters)
        return reading.of_domain(self.domain.pk) if self.domain else reading
