"""What a cell of a received file holds, as it was read: nothing guessed, nothing silently made blank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Fault(StrEnum):
    """Why a cell holds no value that can be kept."""

    ERROR = "error"  # #REF!, #N/A …
    UNCOMPUTED = "uncomputed"  # a formula saved without its value


@dataclass(frozen=True, slots=True)
class Faulty:
    """A cell without a usable value; `text` is what the spreadsheet shows, such as `#REF!` or `=A1+B1`."""

    fault: Fault
    text: str


CellValue = str | int | float | bool | date | datetime | time | Faulty | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet, as read: `number` as the spreadsheet counts it, from 1; `cells` from column A on."""

    number: int
    cells: tuple[CellValue, ...]


def address(column: int, row: int) -> str:
    """The name of a cell, such as `C12`: `column` counts from 0, `row` from 1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
