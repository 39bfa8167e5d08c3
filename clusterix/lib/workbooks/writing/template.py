"""Writes the workbook people fill: pre-filled, with drop-downs, locked but for what is theirs to write.

Text is always stored as text, so that none becomes a formula. The workbook tells what it is in defined names, which
survive LibreOffice; how it looks is for people alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from clusterix.lib.exports import clean_text
from clusterix.lib.workbooks.checking.converting import percentage
from clusterix.lib.workbooks.specification.names import (
    INSTRUCTIONS_NAME,
    LISTS_NAME,
    own_sheet_names,
    sheet_name,
    sheet_names,
)
from clusterix.lib.workbooks.specification.sheets import Book, Field, FieldType, Passport, Sheet, Values
from clusterix.lib.workbooks.specification.wording import label_of
from clusterix.lib.workbooks.writing.instructions import note, write_instructions
from clusterix.lib.workbooks.writing.styles import BRAND, FONT, Styles
from clusterix.lib.workbooks.writing.validations import Lists, validate

__all__ = ["PASSPORT_NAMES", "heading_text", "own_sheet_names", "sheet_name", "sheet_names", "write_template"]

PASSPORT_NAMES = {part: f"clusterix_{part}" for part in ("kind", "cluster", "period", "version", "state")}
TITLE_ROW, HINT_ROW, HEADING_ROW = 0, 1, 2  # counted from 0
FIRST_ROW = HEADING_ROW + 1
SPARE_ROWS_PRINTED = 10
PRINTED_WIDTH = 190  # characters that are still read on one page
LONGEST_PRINTED_TITLE = 200
MOST_LINES = 12  # a row is no taller than this
SHEET_RIGHTS = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True}


def write_template(file: BinaryIO, book: Book) -> None:
    """Writes the book as .xlsx in the language in use; its passport stands in defined names."""
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {"in_memory": True, **settings}) as workbook:
        workbook.set_properties({"title": clean_text(str(book.title)), "author": "Clusterix"})
        workbook.set_size(2400, 1600)
        styles = Styles(workbook)
        lists = Lists(workbook, str(LISTS_NAME))
        pages = [workbook.add_worksheet(sheet_name(sheet.title)) for sheet in book.sheets]
        write_instructions(workbook.add_worksheet(str(INSTRUCTIONS_NAME)), book, styles)
        for page, sheet in zip(pages, book.sheets, strict=True):
            rows = book.rows.get(sheet.key, ()) if book.rows else ()
            _SheetWriter(page, sheet, styles, lists).write(book, rows)
        if book.passport is not None:
            _write_passport(workbook, book.passport)


def _write_passport(workbook: xlsxwriter.Workbook, passport: Passport) -> None:
    for part, name in PASSPORT_NAMES.items():
        text = str(getattr(passport, part)).replace('"', '""')
        workbook.define_name(name, f'="{text}"')


def heading_text(field: Field) -> str:
    """What stands over the field's column; that it must be filled is said in words."""
    label = label_of(field)
    return _("%(label)s (required)") % {"label": label} if field.is_required and not field.is_locked else label


class _SheetWriter:
    """Writes one sheet of a template."""

    def __init__(self, page: Worksheet, sheet: Sheet, styles: Styles, lists: Lists) -> None:
        self.page, self.sheet, self.styles, self.lists = page, sheet, styles, lists
        self.shown = [index for index, field in enumerate(sheet.fields) if not field.is_hidden]
        self.formats = [styles.cell(field, is_locked=_is_locked(field)) for field in sheet.fields]

    def write(self, book: Book, rows: Iterable[Values]) -> None:
        self._write_top(book)
        self._write_headings()
        after = FIRST_ROW
        for values in rows:
            self._write_row(after, values)
            after += 1
        for spare in range(after, after + self.sheet.spare_rows):
            for index, style in enumerate(self.formats):
                self.page.write_blank(spare, index, None, style)
        self._validate(after + self.sheet.spare_rows - 1)
        self._set_page(book, after)

    def _write_top(self, book: Book) -> None:
        first = self.shown[0]
        self.page.set_row(TITLE_ROW, 30)
        self.page.set_row(HINT_ROW, 20)
        self.page.write_string(TITLE_ROW, first, clean_text(str(book.title)), self.styles.band())
        hint = _("Fill the pale cells. A heading with a corner explains itself when you point at it.")
        self.page.write_string(HINT_ROW, first, hint, self.styles.hint())

    def _write_headings(self) -> None:
        tallest = 1
        for index, field in enumerate(self.sheet.fields):
            text = heading_text(field)
            self.page.set_column(index, index, field.width, None, {"hidden": field.is_hidden})
            self.page.write_string(HEADING_ROW, index, text, self.styles.heading(is_locked=field.is_locked))
            if not field.is_hidden:
                tallest = max(tallest, _lines(text, field.width - 2))
                self._note(HEADING_ROW, index, note(field))
        self.page.set_row(HEADING_ROW, 15 * tallest + 9)

    def _note(self, row: int, index: int, text: str) -> None:
        if text:
            size = {"width": 300, "height": 24 + 16 * sum(_lines(line, 46) for line in text.splitlines())}
            self.page.write_comment(row, index, text, {"author": "Clusterix", "font_size": 10, **size})

    def _write_row(self, row: int, values: Values) -> None:
        for index, (column, style) in enumerate(zip(self.sheet.fields, self.formats, strict=True)):
            field = column
            if column.in_row is not None:
                field = column.in_row(values)
                is_locked = _is_locked(column) or _is_locked(field)
                style = self.styles.cell(field, is_locked=is_locked)  # noqa: PLW2901
                if not is_locked:
                    validate(self.page, self.lists, field, (row, row), index)
                self._note(row, index, clean_text(str(field.help)))
            _write_value(self.page, row, index, field, values.get(column.key), style)
        if self.sheet.note_field and (text := str(values.get(self.sheet.note_field) or "")):
            self._note(row, self.shown[0], clean_text(text))
        self._heighten(row, values)

    def _heighten(self, row: int, values: Values) -> None:
        """Room for texts of several lines: Excel makes it by itself, LibreOffice does not."""
        lines = 1
        for index in self.shown:
            field = self.sheet.fields[index]
            value = values.get(field.key)
            if isinstance(value, str) and (len(value) > field.width or "\n" in value):
                lines = max(lines, sum(_lines(line, field.width) for line in value.splitlines()))
        if lines > 1:
            self.page.set_row(row, 15 * min(lines, MOST_LINES) + 3)

    def _validate(self, last_row: int) -> None:
        if last_row < FIRST_ROW:
            return
        for index, field in enumerate(self.sheet.fields):
            if not _is_locked(field) and field.in_row is None:
                validate(self.page, self.lists, field, (FIRST_ROW, last_row), index)

    def _set_page(self, book: Book, after: int) -> None:
        page, last_column = self.page, len(self.sheet.fields) - 1
        page.protect("", SHEET_RIGHTS)
        page.hide_gridlines(2)
        page.freeze_panes(FIRST_ROW, self.shown[0] + 1)
        # Identifiers are texts, and no mistake to be marked with a green corner.
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        page.set_selection(FIRST_ROW, self.shown[0], FIRST_ROW, self.shown[0])
        page.set_landscape()
        page.set_paper(9)  # A4
        width = sum(self.sheet.fields[index].width for index in self.shown)
        page.fit_to_pages(max(1, round(width / PRINTED_WIDTH)), 0)
        page.repeat_columns(self.shown[0])
        page.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
        page.repeat_rows(HEADING_ROW)
        last_row = max(after - 1 + min(self.sheet.spare_rows, SPARE_ROWS_PRINTED), HEADING_ROW)
        page.print_area(HEADING_ROW, 0, last_row, last_column)
        title = clean_text(str(book.title))[:LONGEST_PRINTED_TITLE].replace("&", "&&")
        page.set_header(f'&L&"{FONT},Bold"&14&K{BRAND[1:]}{title}')
        page.set_footer("&R&P / &N")


def _is_locked(field: Field) -> bool:
    return field.is_locked or field.is_hidden


def _lines(text: str, width: int) -> int:
    """How many lines the text takes in so many characters, a little generously."""
    lines, left = 1, width
    for word in text.split():
        if len(word) + 1 > left:
            lines, left = lines + 1, width
        left -= len(word) + 1
    return lines


def _write_value(page: Worksheet, row: int, column: int, field: Field, value: Any, style: Format) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        page.write_string(row, column, _("Yes") if value else _("No"), style)
    elif field.type == FieldType.SHARE and isinstance(value, int | Decimal):
        page.write_string(row, column, percentage(Decimal(value)), style)
    elif isinstance(value, int | Decimal):
        _write_number(page, row, column, value, style)
    elif isinstance(value, date):
        _write_day(page, row, column, value, style)
    else:
        page.write_string(row, column, _text(field, str(value)), style)


def _write_number(page: Worksheet, row: int, column: int, value: int | Decimal, style: Format) -> None:
    stored = float(value)
    if Decimal(repr(stored)) == value:
        page.write_number(row, column, stored, style)
    else:  # a spreadsheet keeps 15 digits: a longer number is written as text rather than changed
        page.write_string(row, column, f"{Decimal(value):f}", style)


def _write_day(page: Worksheet, row: int, column: int, value: date, style: Format) -> None:
    # Spreadsheets know no day before 1900 and mistake the first two months of that year.
    if value.year > 1900:
        page.write_datetime(row, column, value, style)
    else:
        page.write_string(row, column, f"{value.day:02}/{value.month:02}/{value.year:04}", style)


def _text(field: Field, value: str) -> str:
    """A choice is shown by its label; a code that is no longer in the list stands as it is."""
    labels: Sequence[str] = [str(choice.label) for choice in field.choices if choice.code == value]
    return clean_text(labels[0] if labels else value)
