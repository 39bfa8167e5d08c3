"""A list's cells in a file: the same as django-tables2 gives one by one, whatever a record and a column are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_tables2 as tables
import pytest
from django.utils.safestring import SafeString

from clusterix.lib.listing import ListTable
from clusterix.lib.table_cells import rows_of
from monitoring.campaigns.models import Report
from tests import builders
from tests.cast import Cast


class Things(ListTable):
    name = tables.Column()
    drawn = tables.Column(accessor="name")
    number = tables.Column()
    day = tables.DateColumn()
    never_empty = tables.Column(accessor="number", empty_values=())
    nothing = tables.Column(accessor="missing")
    linked = tables.Column(accessor="name", linkify=lambda value: f"/{value}/")
    positioned = tables.Column(accessor="name")
    upper = tables.Column(accessor="name__upper")

    def render_drawn(self, value: str) -> SafeString:
        return SafeString(f"<b>{value}</b>")

    def value_drawn(self, record: Any, table: ListTable) -> str:
        return f"{record['name'] if isinstance(record, dict) else record.name} {len(table.columns.names())}"

    def render_never_empty(self, value: int | None) -> str:
        return "none" if value is None else str(value)

    def render_positioned(self, value: str, bound_row: Any) -> str:
        return f"{value} {len(bound_row.table.columns.names())}"


@dataclass
class Thing:
    name: str
    number: int | None
    day: date | None


def agrees(table: ListTable) -> bool:
    names = [name for name in table.columns.names() if name != "day"]
    one_by_one = [[row.get_cell_value(name) for name in names] for row in table.rows]
    return list(rows_of(table, names)) == one_by_one and bool(one_by_one)


@pytest.mark.parametrize("kind", [dict, Thing])
def test_records_of_any_make(kind: Any) -> None:
    rows: Iterable[Any] = [
        kind(name="One", number=1, day=date(2026, 11, 22)),
        kind(name="", number=None, day=None),
    ]
    assert agrees(Things(list(rows)))


def test_records_of_several_makes() -> None:
    assert agrees(Things([Thing("One", 1, None), {"name": "Two", "number": 2, "day": None}]))


def test_a_day_is_a_day_and_not_a_text() -> None:
    table = Things([Thing("One", 1, date(2026, 11, 22)), Thing("Two", 2, None)])
    assert [row["day"] for row in table.file_rows()] == [date(2026, 11, 22), None]


class Reports(ListTable):
    state = tables.Column()
    cluster = tables.Column()
    code = tables.Column(accessor="cluster__code")
    due_on = tables.Column()
    title = tables.Column()
    is_opened = tables.BooleanColumn()
    revision = tables.Column(accessor="open_revision")
    number = tables.Column(accessor="pk")


def test_records_of_the_database(cast: Cast) -> None:
    campaign = builders.make_campaign(region=cast.region)
    builders.make_draft(campaign=campaign, cluster=cast.cluster, by=cast.manager, values={})
    builders.make_report(campaign=campaign, cluster=cast.other_cluster)
    reports = Report.objects.select_related("campaign", "cluster")
    assert agrees(Reports(reports.order_by("pk")))
