"""Rows to frames: what is not JSON in a cell travels beside the rows as a mark (row in the batch, column, kind, text).

Known to the reading child, which knows no Django.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from clusterix.lib.workbooks.reading.bounds import Unreadable

Numbered = tuple[int, list[Any]]
Mark = tuple[int, int, str, str]

BATCH_ROWS, BATCH_CELLS = 500, 20_000
LONGEST_BATCH, LONGEST_ROW = 2 * 1024**2, 8 * 1024**2
PICTURES = {chr(number): chr(0x2400 + number) for number in range(32) if chr(number) not in "\t\n"}
EXACT = 2**53  # beyond it, a spreadsheet's number says less than its digits


def batches(rows: Iterator[Numbered], sheet: str) -> Iterator[bytes]:
    """The rows of a sheet as frames of bounded size, each made when it is asked for."""
    numbers: list[int] = []
    cells: list[list[Any]] = []
    count = 0
    for number, row in rows:
        numbers.append(number)
        cells.append(row)
        count += len(row)
        if len(cells) >= BATCH_ROWS or count >= BATCH_CELLS:
            yield from _encoded(numbers, cells, sheet)
            numbers, cells, count = [], [], 0
    if cells:
        yield from _encoded(numbers, cells, sheet)


def _encoded(numbers: list[int], cells: list[list[Any]], sheet: str) -> Iterator[bytes]:
    """One batch as JSON, or several where texts are long."""
    marks = list(_marks(cells))
    encoded = json.dumps([numbers, cells, marks], ensure_ascii=False, check_circular=False, separators=(",", ":"))
    if "\\" in encoded and any(escape in encoded for escape in ("\\u00", "\\r", "\\b", "\\f")):
        marks += _clean_texts(cells)
        encoded = json.dumps([numbers, cells, marks], ensure_ascii=False, check_circular=False)
    content = encoded.encode("utf-8", "replace")
    if len(content) <= LONGEST_BATCH or (len(cells) == 1 and len(content) <= LONGEST_ROW):
        yield content
    elif len(cells) == 1:
        raise Unreadable("row_too_long", row=str(numbers[0]), sheet=sheet)
    else:
        # Marks stand apart from the cells by now: they go back before the rows are shared out.
        restore(cells, marks)
        half = len(cells) // 2
        yield from _encoded(numbers[:half], cells[:half], sheet)
        yield from _encoded(numbers[half:], cells[half:], sheet)


class Marked:
    """A cell that was taken out of its row: how it travels."""

    __slots__ = ("kind", "text")

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.text = text


TRAVELLING = {datetime, date, time, timedelta, Marked}


def restore(cells: list[list[Any]], marks: list[Mark]) -> None:
    for index, column, kind, text in marks:
        cells[index][column] = Marked(kind, text)


def _marks(cells: list[list[Any]]) -> Iterator[Mark]:
    """Makes the cells plain JSON, in place: whole numbers as such, empty texts as nothing, the others as marks."""
    for index, row in enumerate(cells):
        for column, value in enumerate(row):
            kind = value.__class__
            if kind is str:
                if not value:
                    row[column] = None
            elif kind is float:
                row[column] = _number(value)
                if row[column] is None:
                    yield index, column, "error", str(value)
            elif kind in TRAVELLING:
                row[column] = None
                yield index, column, *_travelling(value)


def _number(value: float) -> float | None:
    """Whole where it is; nothing for what is no number, or without end."""
    if value.is_integer():
        return int(value) if -EXACT < value < EXACT else value
    return value if math.isfinite(value) else None


def clock(value: timedelta) -> time | Marked:
    """A time of day, or beyond a day the hours as the spreadsheet shows them: they have no other value."""
    seconds = round(value.total_seconds())
    if 0 <= seconds < 86_400:
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    sign, seconds = "-" if seconds < 0 else "", abs(seconds)
    return Marked("text", f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}")


def _travelling(value: Any) -> tuple[str, str]:
    if isinstance(value, timedelta):
        value = clock(value)
    if isinstance(value, Marked):
        return value.kind, shown(value.text)
    if isinstance(value, datetime):
        return "datetime", value.replace(tzinfo=None).isoformat()
    return "date" if isinstance(value, date) else "time", value.isoformat()


def shown(text: str) -> str:
    """The text with a picture for each sign that no text holds."""
    return text if text.isprintable() else "".join(PICTURES.get(sign, sign) for sign in text)


def _clean_texts(cells: list[list[Any]]) -> Iterator[Mark]:
    """Line ends become one; a text with signs that no text holds (NUL …) becomes a cell in error."""
    for index, row in enumerate(cells):
        for column, value in enumerate(row):
            if value.__class__ is not str or value.isprintable():
                continue
            text = value.replace("\r\n", "\n").replace("\r", "\n")
            if not PICTURES.keys().isdisjoint(text):
                row[column] = None
                yield index, column, "error", shown(text)
            else:
                row[column] = text
