"""From answers to series: what a quarter brought, how far the year has come, who stands behind it.

Over time an indicator is summed, averaged or read at its last value, as it says itself. Over clusters, numbers and
amounts are added, shares are averaged. What is not available is left out, never counted as zero.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clusterix.lib.periods import Quarter
from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.reading import Given, Reading
from monitoring.territory.models import Domain

ValueType, Aggregation = Indicator.ValueType, Indicator.Aggregation

# What each cluster answered, quarter by quarter: one answer, or one for each of its domains.
Answers = dict[Quarter, dict[int, list[Given]]]


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter: what it brought, how far the year has come at its end, and the clusters that say so."""

    quarter: Quarter
    alone: Decimal | None
    so_far: Decimal | None
    clusters: frozenset[int]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is aimed at over the year: the targets agreed, added up, and the clusters that have one.

    `out_of` counts those that have answered or have a target. Where not all have one, `reached` is how far those
    with a target have come: the only figure that their targets may be compared with.
    """

    value: Decimal
    clusters: frozenset[int]
    out_of: int
    reached: Decimal | None

    @property
    def is_of_all(self) -> bool:
        return len(self.clusters) == self.out_of


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator over one year, up to a quarter; together with those it continues.

    `former` are the quarters of the year before. `new_from` is the quarter from which a new definition counts.
    """

    indicator: Indicator
    points: tuple[Point, ...]
    former: tuple[Point, ...]
    aim: Aim | None
    new_from: Quarter | None
    unavailable: int

    @property
    def latest(self) -> Point | None:
        return next((point for point in reversed(self.points) if point.so_far is not None), None)

    @property
    def value(self) -> Decimal | None:
        return self.latest.so_far if self.latest else None

    @property
    def clusters(self) -> frozenset[int]:
        return frozenset[int]().union(*(point.clusters for point in self.points))


def measured(indicator: Indicator, answer: Given) -> Decimal | None:
    """An answer as a number to add up: itself, or 1 for a yes and for a text that was written, 0 for a no."""
    if not answer.is_value:
        return None
    if indicator.value_type == ValueType.YES_NO:
        return Decimal(answer.text == "yes")
    return Decimal(1) if answer.number is None else answer.number


def lineage(indicators: dict[int, Indicator], indicator: Indicator) -> list[Indicator]:
    """The indicator, the one it continues, the one that continued, and so on back."""
    line = [indicator]
    while (former := indicators.get(line[-1].continues_id or 0)) and former not in line:
        line.append(former)
    return line


def series_of(reading: Reading, indicator: Indicator, upto: Quarter) -> Series:
    """The series of an indicator over the year of `upto`, its quarters after that one left empty."""
    line = lineage(reading.indicators, indicator)
    answers = _answers(reading, line)
    return Series(
        indicator=indicator,
        points=_points(reading, indicator, answers, upto.so_far()),
        former=_points(reading, indicator, answers, Quarter.quarters_of(upto.year - 1)),
        aim=_aim(reading, line, answers, upto),
        new_from=_new_from(line, answers),
        unavailable=_unavailable(answers, upto),
    )


def by_domain(reading: Reading, indicator: Indicator, upto: Quarter) -> list[tuple[Domain | None, Series]]:
    """The same domain by domain, in the region's order; None holds what belongs to no domain of the region, if any."""
    parts: list[tuple[Domain | None, Reading]] = [(domain, reading.of_domain(domain.pk)) for domain in reading.domains]
    rest = reading.of_domain(None)
    if rest.given:
        parts.append((None, rest))
    return [(domain, series_of(part, indicator, upto)) for domain, part in parts]


def latest_answers(reading: Reading, indicator: Indicator, upto: Quarter) -> list[Given]:
    """What each cluster last said in the year: one answer, or one for each of its domains."""
    answers = _answers(reading, lineage(reading.indicators, indicator))
    latest: dict[int, list[Given]] = {}
    for quarter in upto.so_far():
        for cluster, given in answers.get(quarter, {}).items():
            if said := [answer for answer in given if answer.is_value]:
                latest[cluster] = said
    return [answer for given in latest.values() for answer in given]


def counts_by_choice(reading: Reading, indicator: Indicator, upto: Quarter) -> Counter[str]:
    """How many answers each choice got, each cluster at its last word."""
    return Counter(answer.text for answer in latest_answers(reading, indicator, upto))


def _answers(reading: Reading, line: Sequence[Indicator]) -> Answers:
    """What each cluster said each quarter, by the newest indicator it answered."""
    found: Answers = {}
    for indicator in line:
        for answer in reading.by_indicator.get(indicator.pk, ()):
            of_quarter = found.setdefault(answer.report.quarter, {})
            given = of_quarter.setdefault(answer.report.cluster_id, [])
            if not given or given[0].indicator_id == answer.indicator_id:
                given.append(answer)
    return found


def _points(reading: Reading, indicator: Indicator, answers: Answers, quarters: Iterable[Quarter]) -> tuple[Point, ...]:
    said: dict[int, list[Decimal]] = defaultdict(list)
    points = []
    for quarter in quarters:
        values, clusters = _values(reading, indicator, answers, quarter)
        for cluster, value in values.items():
            said[cluster].append(value)
        points.append(
            Point(
                quarter=quarter,
                alone=_over_clusters(indicator, list(values.values())),
                so_far=_over_clusters(indicator, [_over_time(indicator, v) for v in said.values()]) if values else None,
                clusters=clusters,
            )
        )
    return tuple(points)


def _values(
    reading: Reading, indicator: Indicator, answers: Answers, quarter: Quarter
) -> tuple[dict[int, Decimal], frozenset[int]]:
    """The value of each cluster, that of a merged one under the one that continues it, and who gave them."""
    parts: dict[int, list[Decimal]] = defaultdict(list)
    clusters = set()
    for cluster, given in answers.get(quarter, {}).items():
        for answer in given:
            if (value := measured(indicator, answer)) is not None:
                parts[reading.survivor(cluster)].append(value)
                clusters.add(cluster)
    return {cluster: _within_cluster(indicator, values) for cluster, values in parts.items()}, frozenset(clusters)


def _within_cluster(indicator: Indicator, values: list[Decimal]) -> Decimal:
    """What a cluster answers for several domains: a yes for one of them is one cluster's yes."""
    if indicator.value_type == ValueType.SHARE:
        return _mean(values)
    return sum(values, Decimal(0)) if indicator.is_number else max(values)


def _over_time(indicator: Indicator, values: list[Decimal]) -> Decimal:
    if not indicator.is_number or indicator.aggregation == Aggregation.LAST:
        return values[-1]
    return _mean(values) if indicator.aggregation == Aggregation.MEAN else sum(values, Decimal(0))


def _over_clusters(indicator: Indicator, values: Sequence[Decimal]) -> Decimal | None:
    if not values:
        return None
    total = _mean(values) if indicator.value_type == ValueType.SHARE else sum(values, Decimal(0))
    # A mean is worked out to the end and rounded once, so that sentence, table and figure say the same.
    return total if total == total.to_integral_value() or not _is_mean(indicator) else round(total, 1)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _is_mean(indicator: Indicator) -> bool:
    return indicator.value_type == ValueType.SHARE or indicator.aggregation == Aggregation.MEAN


def _aim(reading: Reading, line: Sequence[Indicator], answers: Answers, upto: Quarter) -> Aim | None:
    indicator = line[0]
    agreed: dict[int, Decimal] = {}
    for each in reversed(line):
        agreed |= reading.targets.get((each.pk, upto.year), {})
    if not agreed or not indicator.is_number or (indicator.is_by_domain and reading.is_of_domain):
        return None
    due = {reading.survivor(report.cluster_id) for quarter in upto.so_far() for report in reading.due_in(quarter)}
    targets: dict[int, list[Decimal]] = defaultdict(list)
    for cluster, target in agreed.items():
        if reading.survivor(cluster) in due:
            targets[reading.survivor(cluster)].append(target)
    value = _over_clusters(indicator, [sum(parts, Decimal(0)) for parts in targets.values()])
    if value is None:
        return None
    answered = {reading.survivor(cluster) for quarter in upto.so_far() for cluster in answers.get(quarter, ())}
    reached = None if answered <= set(targets) else _reached(reading, indicator, answers, upto, frozenset(targets))
    return Aim(value, frozenset(targets), len(answered | set(targets)), reached)


def _reached(
    reading: Reading, indicator: Indicator, answers: Answers, upto: Quarter, clusters: frozenset[int]
) -> Decimal | None:
    """How far these clusters alone have come."""
    of_them = {
        quarter: {cluster: given for cluster, given in by_cluster.items() if reading.survivor(cluster) in clusters}
        for quarter, by_cluster in answers.items()
    }
    points = _points(reading, indicator, of_them, upto.so_far())
    return next((point.so_far for point in reversed(points) if point.so_far is not None), None)


def _new_from(line: Sequence[Indicator], answers: Answers) -> Quarter | None:
    """The first quarter told by the newest definition, if an earlier quarter was told by an older one."""
    if len(line) == 1:
        return None
    new = {quarter for quarter, given in answers.items() if _is_told_by(line[0], given)}
    old = set(answers) - new
    return min(new) if new and old and min(old) < min(new) else None


def _is_told_by(indicator: Indicator, given: dict[int, list[Given]]) -> bool:
    return any(answers[0].indicator_id == indicator.pk for answers in given.values())


def _unavailable(answers: Answers, upto: Quarter) -> int:
    return sum(
        any(answer.status == Answer.Status.NOT_AVAILABLE for answer in given)
        for given in answers.get(upto, {}).values()
    )
