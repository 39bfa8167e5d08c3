"""The page of targets: a grid of clusters and indicators, saved cell by cell, refused cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from clusterix.lib.numbers import number_for_input
from monitoring.clusters.models import Cluster
from monitoring.objectives.models import Indicator, Target
from monitoring.objectives.targets import Aim, Results, TargetMoved, set_target
from monitoring.objectives.values import Typed, ValueRefused, bare, read
from monitoring.people.models import Person
from monitoring.territory.models import Region

MOST_REASON = 500


@dataclass
class Cell:
    """One target on the page: what is set, what is typed, what was done the year before."""

    aim: Aim
    target: Target | None
    done_before: Decimal | None
    typed: str
    refusal: str = ""

    @property
    def name(self) -> str:
        return f"t-{self.aim.cluster.pk}-{self.aim.indicator.pk}"

    @property
    def label(self) -> str:
        return f"{self.aim.cluster}, {self.aim.indicator}"

    @property
    def was(self) -> str:
        """The row it shows and how it is written: a cell nobody touched is told from one that was."""
        return f"{self.target.pk if self.target else 0}:{_written(self.target)}"

    @property
    def target_words(self) -> str:
        return bare(self.aim.indicator, self.target.value if self.target else None)

    @property
    def done_before_words(self) -> str:
        return bare(self.aim.indicator, self.done_before)


def _written(target: Target | None) -> str:
    return number_for_input(target.value) if target else ""


@dataclass
class Grid:
    """The clusters of one page against the indicators in force."""

    region: Region
    year: int
    clusters: Sequence[Cluster]
    indicators: Sequence[Indicator]
    done_before: Results
    rows: list[tuple[Cluster, list[Cell]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = Target.objects.current().filter(
            region=self.region, year=self.year, cluster__in=self.clusters, indicator__in=self.indicators
        )
        targets = {(target.cluster_id, target.indicator_id): target for target in found}
        self.rows = [
            (cluster, [self._cell(cluster, indicator, targets) for indicator in self.indicators])
            for cluster in self.clusters
        ]

    def _cell(self, cluster: Cluster, indicator: Indicator, targets: Mapping[tuple[int, int], Target]) -> Cell:
        target = targets.get((cluster.pk, indicator.pk))
        aim = Aim(cluster, self.region, indicator, self.year)
        return Cell(aim, target, self.done_before.get((cluster.pk, indicator.pk)), _written(target))

    @property
    def done_year(self) -> int:
        return self.year - 1

    @property
    def cells(self) -> list[Cell]:
        return [cell for _cluster, cells in self.rows for cell in cells]

    @property
    def refused(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.refusal]

    def save(self, data: Mapping[str, str], person: Person) -> int:
        """Set what was touched and can be; the rest stays typed, with its reason. Returns how many were set."""
        reason = " ".join(data.get("reason", "").replace("\x00", "").split())[:MOST_REASON]
        return sum(self._save(cell, data, reason, person) for cell in self.cells)

    def _save(self, cell: Cell, data: Mapping[str, str], reason: str, person: Person) -> bool:
        shown_row, _mark, shown_text = data.get(f"{cell.name}.was", "").partition(":")
        cell.typed = data.get(cell.name, cell.typed).strip()
        if cell.name not in data or cell.typed == shown_text:
            cell.typed = _written(cell.target)
            return False
        try:
            value = read(cell.aim.indicator, Typed(cell.typed)).number
            was = int(shown_row) if shown_row.isdecimal() and int(shown_row) else None
            if was and not reason:
                raise ValueRefused(_("A target that was set is changed with a reason: write it below."))
            set_target(cell.aim, value, reason=reason, was=was, person=person)
        except ValueRefused as refusal:
            cell.refusal = str(refusal)
        except TargetMoved as moved:
            cell.target = moved.target
            cell.refusal = _moved(cell, moved.target)
        return not cell.refusal


def _moved(cell: Cell, theirs: Target | None) -> str:
    if theirs is None:
        return _("Somebody took this target away meanwhile. Save again to set yours.")
    return _("%(person)s set %(value)s meanwhile. Save again to replace it, with a reason.") % {
        "person": theirs.set_by,
        "value": bare(cell.aim.indicator, theirs.value),
    }
