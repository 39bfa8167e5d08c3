"""The list a page shows, as a file: its table (django-tables2) is declared once, with headings, cells and order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.http import FileResponse
from django.utils import timezone
from django_tables2 import Table
from django_tables2.columns import BoundColumn

from clusterix.lib.columns import Cell, Column, Kind, Row
from clusterix.lib.exports import XLSX_TYPE, About, write_xlsx
from clusterix.lib.table_cells import rows_of

KINDS: dict[type, Kind] = {bool: "yes_no", int: "number", Decimal: "number", datetime: "date", date: "date"}


def excel_of(table: Table, *, filename: str, about: About) -> FileResponse:
    """All rows of the table, on every page of it, in its order; cells as `value_<column>` gives them, else the data.

    A column leaves itself out with `exclude_from_export=True`.
    """
    shown = [column for column in table.columns if not column.column.exclude_from_export]
    rows = list(_rows(table, shown))
    columns = [Column(key=c.name, label=str(c.header), kind=_kind(c.name, rows)) for c in shown]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(file, rows, columns, about)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{filename}.xlsx", content_type=XLSX_TYPE)


def _rows(table: Table, columns: list[BoundColumn]) -> Iterator[Row]:
    keys = [column.name for column in columns]
    for row in rows_of(table, keys):
        yield {key: _cell(value) for key, value in zip(keys, row, strict=True)}


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if value is None or isinstance(value, bool | int | Decimal | date):
        return value
    return str(value)


def _kind(key: str, rows: list[Row]) -> Kind:
    """The kind of a column's first cell that is not empty."""
    for row in rows:
        value = row[key]
        if value is not None:
            return KINDS.get(type(value), "text")
    return "text"
