"""A cell as a person would have typed it in a page: what reads pages can then read workbooks, sentence for sentence."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from clusterix.lib.numbers import number_for_input
from clusterix.lib.workbooks.specification.cells import CellValue, Faulty


def as_typed(cell: CellValue) -> str:
    """The text of a cell; a number stored as a number has one reading, and is written so that it keeps it.

    Of the digits that binary arithmetic adds, those beyond the 15 that a spreadsheet shows are left out.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y" if cell.time() == datetime.min.time() else "%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return cell.text if isinstance(cell, Faulty) else str(cell).replace("\r\n", "\n").replace("\r", "\n")


def _number(cell: int | float) -> str:
    number = Decimal(cell) if isinstance(cell, int) else Decimal(f"{cell:.15g}")
    return number_for_input(number) if number.is_finite() else str(cell)
