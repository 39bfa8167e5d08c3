"""The rows of a topic and the figure drawn from them: quarter by quarter, domain by domain, or choice by choice."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from clusterix.lib.charts import cumulative_columns_with_target, horizontal_bars
from clusterix.lib.columns import Column, Kind, Row
from clusterix.lib.panels import Figure, Table
from clusterix.lib.periods import Quarter
from monitoring.objectives.discretion import discreet_parts
from monitoring.objectives.models import Indicator
from monitoring.objectives.reading import Reading
from monitoring.objectives.series import Aggregation, Series, ValueType, by_domain, counts_by_choice
from monitoring.objectives.subject import Subject
from monitoring.objectives.values import choices_of
from monitoring.territory.models import Domain

KINDS: dict[str, Kind] = {ValueType.MONEY: "money", ValueType.SHARE: "share"}


def table_and_figure(part: Reading, subject: Subject, shown: Sequence[Series]) -> tuple[Table, Figure | None]:
    """The rows of the headline: choice by choice, domain by domain, else quarter by quarter."""
    series, upto = shown[0], subject.upto
    if series.indicator.value_type == ValueType.CHOICE and not subject.is_cluster:
        table = _by_choice(part, subject, series)
        return table, horizontal_bars(table, "choice", "so_far")
    if series.indicator.is_by_domain and not subject.domain:
        domains = by_domain(part, series.indicator, upto)
        if subject.is_cluster:
            domains = [(domain, one) for domain, one in domains if one.value is not None]
        if len(domains) > 1:
            table = _by_domain(subject, series, domains)
            return table, horizontal_bars(table, "domain", "so_far")
    table = _by_quarter(part, subject, shown)
    if subject.is_cluster and not series.indicator.is_number:
        return table, None
    return table, _columns(part, series, table, upto.year)


def _columns(part: Reading, series: Series, table: Table, year: int) -> Figure | None:
    has_former = any(column.key == "former" for column in table.columns)
    return cumulative_columns_with_target(
        table,
        "quarter",
        "so_far",
        series.aim.value if series.aim and series.aim.is_of_all else None,
        former=("former", str(year - 1)) if has_former else None,
        partial=[
            point.quarter.number - 1
            for point in series.points
            if len(part.counted_in(point.quarter)) < len(part.due_in(point.quarter))
        ],
        breaks=[point.quarter.number - 1 for point in series.points[1:] if point.quarter == series.new_from],
    )


def indicator_column(key: str, label: str, indicator: Indicator) -> Column:
    unit = str(indicator.unit) if indicator.is_number else _("clusters")
    kind = KINDS.get(indicator.value_type, "number")
    return Column(key, label, kind, unit=unit if kind == "number" else "", definition=str(indicator.definition))


def _so_far_label(indicator: Indicator, year: int) -> str:
    if not indicator.is_number or indicator.aggregation == Aggregation.LAST:
        return _("Last count, %(year)s") % {"year": year}
    if indicator.aggregation == Aggregation.MEAN:
        return _("Average of %(year)s so far") % {"year": year}
    return _("Since January %(year)s") % {"year": year}


def _caption(subject: Subject, indicator: Indicator) -> str:
    return _("%(label)s: %(name)s, %(year)s") % {
        "label": indicator.label,
        "name": subject.name,
        "year": subject.upto.year,
    }


def empty_table(subject: Subject, indicator: Indicator) -> Table:
    columns = (Column("quarter", _("Quarter"), "period"),)
    return Table(_caption(subject, indicator), columns, ())


def _by_quarter(part: Reading, subject: Subject, shown: Sequence[Series]) -> Table:
    series, *others = shown
    indicator, year = series.indicator, subject.upto.year
    columns = [Column("quarter", _("Quarter"), "period")]
    if indicator.is_number and indicator.aggregation != Aggregation.LAST:
        columns.append(indicator_column("alone", _("In the quarter"), indicator))
    columns.append(indicator_column("so_far", _so_far_label(indicator, year), indicator))
    if any(point.so_far is not None for point in series.former):
        columns.append(indicator_column("former", _so_far_label(indicator, year - 1), indicator))
    columns += [indicator_column(one.indicator.code, str(one.indicator.label), one.indicator) for one in others]
    if not subject.is_cluster:
        columns.append(Column("counted", _("Clusters counted"), "number"))
    if not subject.is_cluster and not indicator.is_by_domain:
        columns.append(Column("due", _("Clusters due"), "number"))
    rows = [_quarter_row(part, quarter, series, others) for quarter in Quarter.quarters_of(year)]
    return Table(_caption(subject, indicator), tuple(columns), tuple(rows))


def _quarter_row(part: Reading, quarter: Quarter, series: Series, others: Sequence[Series]) -> Row:
    index = quarter.number - 1
    point = series.points[index] if index < len(series.points) else None
    return {
        "quarter": quarter,
        "alone": point.alone if point else None,
        "so_far": point.so_far if point else None,
        "former": series.former[index].so_far if series.former else None,
        "counted": len(point.clusters) if point else None,
        "due": len(part.due_in(quarter)) if point else None,
    } | {one.indicator.code: one.points[index].so_far if index < len(one.points) else None for one in others}


def _by_domain(subject: Subject, series: Series, domains: Sequence[tuple[Domain | None, Series]]) -> Table:
    """One row a domain; those withheld from the reader are left out, and a note says so."""
    parts = discreet_parts([one for _domain, one in domains], subject.own)
    columns = [
        Column("domain", _("Excellence domain")),
        indicator_column("so_far", _so_far_label(series.indicator, subject.upto.year), series.indicator),
    ]
    if not subject.is_cluster:
        columns.append(Column("counted", _("Clusters counted"), "number"))
    rows: tuple[Row, ...] = tuple(
        {
            "domain": str(domain) if domain else _("No domain of the region"),
            "so_far": one.value,
            "counted": len(one.clusters),
        }
        for (domain, _series), one in zip(domains, parts, strict=True)
        if one is not None
    )
    return Table(_caption(subject, series.indicator), tuple(columns), rows)


def _by_choice(part: Reading, subject: Subject, series: Series) -> Table:
    counts = counts_by_choice(part, series.indicator, subject.upto)
    columns = (
        Column("choice", _("Answer")),
        indicator_column("so_far", _so_far_label(series.indicator, subject.upto.year), series.indicator),
    )
    rows: tuple[Row, ...] = tuple(
        {"choice": label, "so_far": counts.get(code, 0)} for code, label in choices_of(series.indicator).items()
    )
    return Table(_caption(subject, series.indicator), columns, rows)
