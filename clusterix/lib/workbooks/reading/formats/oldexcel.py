"""Reads .xls workbooks, in the child, with xlrd: it alone tells cells in error from empty ones."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.formula import oSTRG
from xlrd.sheet import Cell, Sheet

from clusterix.lib.workbooks.reading.bounds import Limits, Unreadable
from clusterix.lib.workbooks.reading.formats.scanning import Facts, keep_merge, refuse_beyond
from clusterix.lib.workbooks.reading.marks import Marked, Numbered, clock

BEGINNINGS = {0: datetime(1899, 12, 30), 1: datetime(1904, 1, 1)}  # noqa: DTZ001
DAMAGED = (
    xlrd.XLRDError, CompDocError, struct.error, AssertionError, AttributeError, IndexError, KeyError, OverflowError,
    TypeError, UnicodeError, ValueError, ZeroDivisionError,
)  # fmt: skip


class XlsWorkbook:
    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        with complaints():
            self.book = xlrd.open_workbook(str(path), formatting_info=True, on_demand=True, logfile=io.StringIO())
            self.sheets = [self.book.sheet_by_index(index) for index in range(self.book.nsheets)]
            self.facts = [_facts(sheet) for sheet in self.sheets]

    def describe(self) -> dict[str, Any]:
        return {
            "sheets": [
                {
                    "name": sheet.name,
                    "rows": facts.rows,
                    "state": "hidden" if sheet.visibility else "",
                    "hidden_rows": facts.hidden_rows,
                    "merges": facts.merges,
                }
                for sheet, facts in zip(self.sheets, self.facts, strict=True)
            ],
            "names": {
                name.name: name.result.value
                for name in self.book.name_obj_list
                if name.result is not None and name.result.kind == oSTRG
            },
        }

    def rows(self, sheet: int) -> Iterator[Numbered]:
        found = self.sheets[sheet]
        refuse_beyond(self.facts[sheet], found.name, self.limits)
        with complaints():
            for index in range(found.nrows):
                row = [self._value(cell) for cell in found.row(index)]
                if any(cell is not None for cell in row):
                    yield index + 1, row

    def _value(self, cell: Cell) -> Any:
        match cell.ctype:
            case xlrd.XL_CELL_TEXT:
                return cell.value or None
            case xlrd.XL_CELL_NUMBER:
                return cell.value
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_DATE:
                return self._moment(cell.value)
            case xlrd.XL_CELL_ERROR:
                return Marked("error", xlrd.error_text_from_code.get(cell.value, "#"))
        return None

    def _moment(self, days: float) -> date | datetime | time | Marked | float:
        if not math.isfinite(days) or not 0 <= days < 2_958_466:
            return days
        if days < 1:
            return clock(timedelta(seconds=round(days * 86_400)))
        # 1900 was no leap year, though the calendar of spreadsheets has its 29 February.
        days += self.book.datemode == 0 and days < 60
        moment = BEGINNINGS[self.book.datemode] + timedelta(days=int(days), seconds=round(days % 1 * 86_400))
        return moment if days % 1 else moment.date()


@contextmanager
def complaints() -> Iterator[None]:
    """What xlrd raises over damaged files, of every kind, as ours."""
    try:
        yield
    except xlrd.XLRDError as error:
        raise Unreadable("encrypted" if "encrypted" in str(error) else "damaged") from error
    except DAMAGED as error:
        raise Unreadable("damaged") from error


def _facts(sheet: Sheet) -> Facts:
    facts = Facts(rows=sheet.nrows, hidden_rows=sum(bool(row.hidden) for row in sheet.rowinfo_map.values()))
    while facts.rows and not any(kind not in EMPTY for kind in sheet.row_types(facts.rows - 1)):
        facts.rows -= 1
    for first_row, last_row, first_column, last_column in sheet.merged_cells:
        keep_merge(facts, (first_row + 1, first_column, last_row, last_column - 1))
    return facts


EMPTY = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
