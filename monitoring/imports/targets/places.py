"""Which cluster and which period a row of an old file is about: by its cells, or as said once for the whole file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.periods import Period, Quarter, Year, parse_period
from clusterix.lib.workbooks.specification.cells import Faulty
from clusterix.lib.workbooks.specification.sheets import Choice, Field, FieldType, Problem
from monitoring.clusters.models import Cluster, Following
from monitoring.territory.models import Region
from monitoring.uploads.models import Upload

YEAR = re.compile(r"(?<!\d)(19\d{2}|20\d{2})(?!\d)")
# T3, Q3, 3e trimestre, 3ème trim., trimestre 3, 3rd quarter, quarter 3.
QUARTER = re.compile(
    r"\b[tq]\s?([1-4])\b|\b([1-4])\s?(?:er|e|eme|ème|st|nd|rd|th)?\s?(?:trim|quarter)|(?:trimestre|quarter)\s?([1-4])\b"
)
ONLY_NUMBER = re.compile(r"[1-4]")


class PeriodRefused(ValueError):
    """A cell that names no period; the message is a sentence for a person."""


def clusters_of(region: Region) -> list[Cluster]:
    """Every cluster the region follows or followed: old files are about those of then."""
    followed = Following.objects.filter(region=region).values("cluster")
    return list(Cluster.objects.filter(pk__in=followed).order_by("name"))


def cluster_field(region: Region) -> Field:
    return Field(
        "cluster",
        gettext_lazy("Cluster"),
        FieldType.CHOICE,
        help=gettext_lazy("Its name or its code. Leave the column out where the whole file is about one cluster."),
        synonyms=("cluster", "pôle", "nom du cluster", "nom du pôle", "pôle ou cluster", "code cluster"),
        choices=tuple(
            Choice(each.code, each.name, tuple(word for word in (each.full_name, each.code) if word))
            for each in clusters_of(region)
        ),
        width=28,
    )


def period_fields(*, has_quarters: bool) -> tuple[Field, ...]:
    year = Field(
        "year",
        gettext_lazy("Year"),
        FieldType.YEAR,
        help=gettext_lazy("The year described, four digits."),
        example="2018",
        synonyms=("année", "annee", "exercice", "millésime", "an", "year", "fiscal year"),
        width=10,
    )
    if not has_quarters:
        return (year,)
    return (
        Field(
            "period",
            gettext_lazy("Period"),
            FieldType.RAW,
            help=gettext_lazy("The quarter described, such as 2018-Q3 or T3 2018."),
            example="2018-Q3",
            synonyms=("période", "periode", "trimestre et année", "date", "period", "trimestre concerné"),
            width=14,
        ),
        year,
        Field(
            "quarter",
            gettext_lazy("Quarter"),
            FieldType.RAW,
            help=gettext_lazy("1 to 4, where the year stands in a column of its own."),
            synonyms=("trimestre", "trim", "quarter", "T", "Q", "n° de trimestre"),
            width=10,
        ),
    )


class Places:
    """Finds the cluster and the period of each row of one file."""

    def __init__(self, upload: Upload, kinds: tuple[type[Period], ...]) -> None:
        self.clusters = {each.code: each for each in clusters_of(upload.region)}
        self.by_pk = {each.pk: each for each in self.clusters.values()}
        self.kinds = kinds
        self.cluster = self.clusters.get(upload.options.get("cluster", ""))
        text = upload.options.get("period", "")
        self.period = parse_period(text) if text else None
        self._read: dict[Any, Period | str] = {}

    def cluster_of(self, values: Mapping[str, Any]) -> Cluster | Problem:
        code = values.get("cluster")
        cluster = self.clusters.get(code) if code else self.cluster
        if cluster is None:
            return Problem("no_cluster", _("No cluster is named: map a column to it, or choose one above."), "cluster")
        return cluster

    def period_of(self, values: Mapping[str, Any]) -> Period | Problem:
        found = (values.get("period"), values.get("year"), values.get("quarter"))
        if not any(value not in (None, "") for value in found):
            found = ("file", None, None)
        if found not in self._read:
            self._read[found] = self._period(*found)
        period = self._read[found]
        return (
            Problem("period", period, "period" if values.get("period") else "year")
            if isinstance(period, str)
            else period
        )

    def _period(self, cell: Any, year: Any, quarter: Any) -> Period | str:
        try:
            if cell == "file":
                if self.period is None:
                    return _("No period is named: map a column to it, or choose one above.")
                return self.period
            return read_period(cell, year, quarter, self.kinds)
        except PeriodRefused as refusal:
            return str(refusal)


def read_period(cell: Any, year: Any, quarter: Any, kinds: tuple[type[Period], ...]) -> Period:
    """The period that cells name: “T3 2018”, “3e trimestre 2018”, 2018-Q3, a date, or a year and a quarter apart."""
    shown = " ".join(str(part) for part in (cell, year, quarter) if part not in (None, ""))
    if isinstance(cell, date | datetime):
        return Quarter.containing(cell) if Quarter in kinds else Year.containing(cell)
    if isinstance(cell, Faulty):
        raise PeriodRefused(_("“%(text)s” is not a period.") % {"text": cell.text})
    number = _quarter_in(_text(cell), _text(quarter))
    named = YEAR.search(_text(cell)) or YEAR.search(_text(year)) or YEAR.search(_text(quarter))
    if named is None:
        raise PeriodRefused(_("“%(text)s” names no year.") % {"text": shown[:40]})
    if number is not None and Quarter in kinds:
        return Quarter(int(named[1]), number)
    if Year in kinds:
        return Year(int(named[1]))
    raise PeriodRefused(_("“%(text)s” names no quarter: write it as 2018-Q3.") % {"text": shown[:40]})


def _quarter_in(cell: str, quarter: str) -> int | None:
    for text in (cell, quarter):
        if match := QUARTER.search(text):
            return int(next(group for group in match.groups() if group))
    return int(quarter) if ONLY_NUMBER.fullmatch(quarter) else None


def _text(cell: Any) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip().casefold().replace("_", " ").replace("-", " ")
