"""Yearly targets: what each cluster aims at, what it did the year before, and what became of each target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from clusterix.lib.periods import Year
from monitoring.clusters.models import Cluster, Following, Succession
from monitoring.objectives.letters import tell_of_targets, untell_agreed
from monitoring.objectives.models import Answer, Indicator, Target, TargetQuerySet
from monitoring.people.models import Person
from monitoring.territory.models import Region

NUMBERS = (
    Indicator.ValueType.WHOLE,
    Indicator.ValueType.DECIMAL,
    Indicator.ValueType.MONEY,
    Indicator.ValueType.SHARE,
)

Results = dict[tuple[int, int], Decimal]


class TargetMoved(Exception):
    """Somebody else set this target since the page was shown; `target` is theirs, None where they took it away."""

    def __init__(self, target: Target | None) -> None:
        super().__init__(str(target))
        self.target = target


@dataclass(frozen=True)
class Aim:
    """One target to be: of which cluster, for what, over which year."""

    cluster: Cluster
    region: Region
    indicator: Indicator
    year: int

    @property
    def rows(self) -> TargetQuerySet:
        return Target.objects.filter(cluster=self.cluster, region=self.region, indicator=self.indicator, year=self.year)


def set_target(aim: Aim, value: Decimal | None, *, reason: str, was: int | None, person: Person) -> Target | None:
    """Set, change or (with None) take away a target, once: `was` is the row it replaces. The former row is kept.

    Raises TargetMoved if another row is in force, having changed nothing.
    """
    with transaction.atomic():
        now, current = timezone.now(), aim.rows.current().select_related("set_by").first()
        if (current.pk if current else None) != was:
            raise TargetMoved(current)
        if current and not aim.rows.current().filter(pk=current.pk).update(replaced_at=now):
            raise TargetMoved(aim.rows.current().first())
        if value is None:
            return None
        try:
            with transaction.atomic():
                target = Target.objects.create(
                    cluster=aim.cluster,
                    region=aim.region,
                    indicator=aim.indicator,
                    year=aim.year,
                    value=value,
                    reason=reason,
                    set_by=person,
                    set_at=now,
                )
        except IntegrityError as error:
            # The other of two officers who set it at once won.
            raise TargetMoved(aim.rows.current().first()) from error
        tell_of_targets(aim.cluster, aim.year)
        return target


def agree(person: Person, targets: Iterable[int]) -> int:
    """The manager agrees to these targets of their own clusters; those replaced meanwhile are left out. How many."""
    waiting = Target.objects.current().filter(pk__in=targets, agreed_at__isnull=True)
    own = person.cluster_ids({"manager"})
    with transaction.atomic():
        agreed = waiting.filter(cluster__in=own).update(agreed_by=person, agreed_at=timezone.now())
        untell_agreed(own)
    return agreed


def aimed_at(region: Region, year: int) -> QuerySet[Indicator]:
    """The indicators for which a target can be set: numbers asked in that year."""
    period = Year(year)
    asked = Indicator.objects.filter(
        published_at__isnull=False,
        value_type__in=NUMBERS,
        topic__framework__region=region,
        starts_on__lte=period.last_day,
    ).exclude(ends_on__lt=period.first_day)
    return asked.select_related("topic__framework").order_by(
        "topic__framework__frequency", "topic__position", "position"
    )


def followed_in(region: Region, year: int) -> QuerySet[Cluster]:
    """The clusters the region follows at some time of the year, alphabetical."""
    period = Year(year)
    followings = Following.objects.filter(region=region, starts_on__lte=period.last_day).exclude(
        ends_on__lt=period.first_day
    )
    return Cluster.objects.filter(pk__in=followings.values("cluster")).select_related("main_domain").order_by("name")


def results(region: Region, clusters: Iterable[Cluster], year: int) -> Results:
    """By cluster and indicator, what was done over a year, accepted, predecessors included; only what adds up."""
    successors = _successors_of([cluster.pk for cluster in clusters])
    rows = (
        Answer.objects.filter(
            revision__accepted_at__isnull=False,
            revision__superseded_by__isnull=True,
            revision__report__is_rehearsal=False,
            revision__report__cluster__in=successors,
            revision__report__campaign__region=region,
            revision__report__campaign__period__startswith=str(year),
            indicator__aggregation=Indicator.Aggregation.SUM,
            number__isnull=False,
        )
        .values_list("revision__report__cluster", "indicator")
        .annotate(done=Sum("number"))
    )
    found: Results = defaultdict(Decimal)
    for cluster, indicator, done in rows:
        for successor in successors[cluster]:
            found[successor, indicator] += done
    return dict(found)


def _successors_of(clusters: list[int]) -> dict[int, set[int]]:
    """For each of the clusters and each of those they came from, the clusters its figures enter."""
    before = defaultdict(list)
    for predecessor, successor in Succession.objects.values_list("predecessor", "successor"):
        before[successor].append(predecessor)
    entered: dict[int, set[int]] = defaultdict(set)
    for cluster in clusters:
        waiting = [cluster]
        while waiting:
            one = waiting.pop()
            if cluster not in entered[one]:
                entered[one].add(cluster)
                waiting += before[one]
    return entered
