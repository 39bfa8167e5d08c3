"""Lists people search, sort, page through and download: declared once as a table, shown and written to a file.

A list is a `ListTable` (django-tables2) over rows already filtered. `kinds` names the columns whose cells are more than
text, so that a file holds real numbers and dates; `value_<column>` says what the file holds where a page draws more.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.timezone import localtime
from django_tables2 import RequestConfig, Table

from clusterix.lib.columns import Cell, Column, Kind, Row
from clusterix.lib.exports import CSV_TYPE, XLSX_TYPE, About, write_csv, write_xlsx
from clusterix.lib.table_cells import rows_of

ROWS_PER_PAGE = 25


class ListTable(Table):
    """One page of a list; sorted and paged by the address (`sort`, `page`)."""

    kinds: ClassVar[dict[str, Kind]] = {}

    def file_columns(self) -> list[Column]:
        return [
            Column(bound.name, strip_tags(str(bound.header)), self.kinds.get(bound.name, "text"))
            for bound in self.columns.iterall()
            if not bound.column.exclude_from_export
        ]

    def file_rows(self) -> Iterator[Row]:
        keys = [column.key for column in self.file_columns()]
        for row in rows_of(self, keys):
            yield {key: _cell(value) for key, value in zip(keys, row, strict=True)}


def shown(table: ListTable, request: HttpRequest, rows: int = ROWS_PER_PAGE) -> list[Any]:
    """Sorts and pages the table as the address says; gives the records of the page, for what each needs beside."""
    RequestConfig(request, paginate={"per_page": rows}).configure(table)
    return [row.record for row in table.paginated_rows]


def as_workbook(table: ListTable, request: HttpRequest, about: About) -> HttpResponse:
    """Every row of the list, in the order the address says, as an Excel file named after its title."""
    RequestConfig(request, paginate=False).configure(table)
    file = io.BytesIO()
    write_xlsx(file, table.file_rows(), table.file_columns(), about)
    response = HttpResponse(file.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slugify(about.title) or "list"}.xlsx"'
    return response


def as_csv(table: ListTable, request: HttpRequest, title: str) -> HttpResponse:
    """The same rows as CSV."""
    RequestConfig(request, paginate=False).configure(table)
    file = io.BytesIO()
    write_csv(file, table.file_rows(), table.file_columns())
    response = HttpResponse(file.getvalue(), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slugify(title) or "list"}.csv"'
    return response


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return localtime(value).date()
    if value is None or value == "":
        return None
    if isinstance(value, str | Promise | int | date) or hasattr(value, "quantize"):
        return value
    return str(value)
