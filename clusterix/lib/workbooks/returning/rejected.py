"""A new workbook with the rows to correct alone, for a file that cannot be given back whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from clusterix.lib.exports import clean_text
from clusterix.lib.workbooks.checking.converting import EXACT, shown
from clusterix.lib.workbooks.checking.grouping import LocatedProblem
from clusterix.lib.workbooks.mapping.likeness import LEVEL
from clusterix.lib.workbooks.reading.bounds import GENEROUS
from clusterix.lib.workbooks.reading.opening import open_file
from clusterix.lib.workbooks.specification.cells import CellValue, SheetRow
from clusterix.lib.workbooks.specification.words import normalised
from clusterix.lib.workbooks.writing.styles import ERROR_FILL, Styles

LONGEST_CELL = 32_767
ROWS_WITH_HEADINGS = 60
Cells = Mapping[int, list[str]]  # by column, what is wrong


@dataclass(frozen=True, slots=True)
class ErrorList:
    """What the list of problems says, ready to be written: texts alone, no formula."""

    name: str
    title: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    lines: tuple[tuple[tuple[str, ...], str], ...]


def write_rejected_rows(
    source: Path, name: str, listed: Sequence[LocatedProblem], content: ErrorList, out: BinaryIO, *, most_notes: int
) -> None:
    """Reads the file once more, row by row, and writes those that have problems under their headings."""
    wrong: dict[str, dict[int, dict[int, list[str]]]] = {}
    for problem in listed:
        cells = wrong.setdefault(problem.sheet, {}).setdefault(problem.row, {})
        cells.setdefault(problem.column or 0, []).append(clean_text(problem.message))
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with (
        open_file(source, name, any_file=True, limits=GENEROUS) as reading,
        xlsxwriter.Workbook(out, {"in_memory": False, **settings}) as workbook,
    ):
        styles = Styles(workbook)
        _write_list(workbook.add_worksheet(content.name), content, styles)
        for number, found in enumerate(reading.sheets, start=1):
            if found.name in wrong:
                rows = reading.rows(found.name)
                headings = {problem.heading for problem in listed if problem.sheet == found.name}
                page = workbook.add_worksheet(_sheet_name(workbook, found.name, number))
                _Rows(page, styles, wrong[found.name], most_notes).write(rows, headings)


def _sheet_name(workbook: xlsxwriter.Workbook, name: str, number: int) -> str:
    """The sheet's own name, where Excel takes it."""
    taken = {sheet.get_name().casefold() for sheet in workbook.worksheets()}
    is_fit = len(name) <= 31 and not set(name) & set("[]:*?/\\") and name == name.strip("' ") and name.isprintable()
    return name if name and is_fit and name.casefold() not in taken else f"{number}"


def _write_list(page: Worksheet, content: ErrorList, styles: Styles) -> None:
    page.hide_gridlines(2)
    for column, width in enumerate((20, 10, 30, 34, 44, 64)):
        page.set_column(column, column, width)
    page.write_string(0, 0, content.title, styles.band())
    for number, sentence in enumerate(content.sentences, start=1):
        page.write_string(number, 0, sentence, styles.hint())
    row = len(content.sentences) + 2
    for column, heading in enumerate(content.headings):
        page.write_string(row, column, heading, styles.heading())
    wrapped = styles.make(text_wrap=True, valign="top")
    for line, (texts, _link) in enumerate(content.lines, start=row + 1):
        for column, text in enumerate(texts):
            page.write_string(line, column, text, wrapped)
    page.freeze_panes(row + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


class _Rows:
    """Writes the rows of one sheet that have problems, each behind its number in the file."""

    def __init__(self, page: Worksheet, styles: Styles, wrong: Mapping[int, Cells], most_notes: int) -> None:
        self.page, self.styles, self.wrong, self.notes_left = page, styles, wrong, most_notes
        self.row = 0

    def write(self, rows: Iterable[SheetRow], headings: set[str]) -> None:
        known = {normalised(heading.rsplit(LEVEL, 1)[-1]) for heading in headings} - {""}
        self.page.set_column(0, 0, 10)
        self.page.set_column(1, 60, 22)
        for row in rows:
            if row.number in self.wrong:
                self._write_row(row, self.wrong[row.number])
            elif self.row == 0 and row.number <= ROWS_WITH_HEADINGS and known & _words(row):
                self._write_headings(row)
        self.page.freeze_panes(1, 1)

    def _write_headings(self, row: SheetRow) -> None:
        self.page.write_string(0, 0, _("Row"), self.styles.heading(is_locked=True))
        for column, cell in enumerate(row.cells, start=1):
            self.page.write_string(0, column, clean_text(shown(cell)), self.styles.heading())
        self.row = 1

    def _write_row(self, row: SheetRow, wrong: Cells) -> None:
        self.row = self.row or 1
        self.page.write_number(self.row, 0, row.number, self.styles.hint())
        width = max(len(row.cells), *(column + 1 for column in wrong))
        for index in range(width):
            cell = row.cells[index] if index < len(row.cells) else None
            look = {"bg_color": ERROR_FILL} if index in wrong else {}
            self._write_cell(index + 1, cell, look)
            if index in wrong and self.notes_left > 0:
                self.notes_left -= 1
                text = "\n".join(dict.fromkeys(wrong[index]))
                self.page.write_comment(self.row, index + 1, text, {"author": "Clusterix", "width": 320})
        self.row += 1

    def _write_cell(self, column: int, cell: CellValue, look: Mapping[str, str]) -> None:
        page, row = self.page, self.row
        if cell is None:
            page.write_blank(row, column, None, self._style(look, "@"))
        elif isinstance(cell, bool):
            page.write_boolean(row, column, cell, self._style(look, "General"))
        elif isinstance(cell, int | float) and abs(cell) < EXACT:
            page.write_number(row, column, cell, self._style(look, "General"))
        elif isinstance(cell, date) and not isinstance(cell, time) and cell.year > 1900:
            with_time = isinstance(cell, datetime) and cell.time() != time(0)
            page.write_datetime(row, column, cell, self._style(look, f"dd/mm/yyyy{' hh:mm' if with_time else ''}"))
        else:
            page.write_string(row, column, clean_text(shown(cell))[:LONGEST_CELL], self._style(look, "@"))

    def _style(self, look: Mapping[str, str], num_format: str) -> Format:
        return self.styles.make(num_format=num_format, valign="top", **look)


def _words(row: SheetRow) -> set[str]:
    return {normalised(cell) for cell in row.cells if isinstance(cell, str)}
