"""Rows to files: an Excel workbook or a CSV file of the same columns a page shows.

No text ever becomes a formula or a link (DESIGN.md, "Excel, the second front door"): in .xlsx text is stored as text;
in CSV one apostrophe is put before `= + - @` tab CR, and exactly one is removed on import. Rows are written as they
come, so a file of 40,000 rows costs no more memory than one of 40.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from clusterix.lib.columns import Cell, Column, Row
from clusterix.lib.neutral import neutralised
from clusterix.lib.numbers import in_french
from clusterix.lib.panels import Standing
from clusterix.lib.periods import Quarter, Year

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"

MOST_ROWS = 1_048_575  # of a sheet, under its heading
LONGEST_CELL = 32_767  # characters Excel keeps in one cell
DIVIDED_DIGITS = 28  # of a number that a division did not end
ROUNDED_DECIMALS = 2

# What XML cannot hold, and what no spreadsheet shows; tab and line end stay.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class About:
    """What the second sheet says of the rows: where they come from and how far they can be trusted.

    `lines` are further facts, each a name and a text ("Filters", "Quarter: Q3 2026").
    """

    title: str
    standing: Standing | None = None
    lines: tuple[tuple[str, str], ...] = ()


def clean_text(text: str) -> str:
    """The text without NUL and other characters a file cannot hold, its line ends as one."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n"))


def _headings(columns: Sequence[Column]) -> list[str]:
    return [clean_text(f"{c.label} ({c.unit_label})" if c.unit_label else str(c.label)) for c in columns]


def _written(value: int | Decimal) -> int | Decimal:
    """What a division gives, such as the share of a third, has more digits than anybody counted and Excel keeps."""
    if isinstance(value, int) or value == value.to_integral_value() or len(value.as_tuple().digits) < DIVIDED_DIGITS:
        return value
    return round(value, ROUNDED_DECIMALS)


# --- CSV --------------------------------------------------------------------------------------------------------------


def write_csv(file: BinaryIO, rows: Iterable[Row], columns: Sequence[Column]) -> None:
    """Writes UTF-8 with a mark, parted by `;` and with decimal commas in French, as French spreadsheets expect."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";" if in_french() else ",")
    writer.writerow([neutralised(heading) for heading in _headings(columns)])
    mark = "," if in_french() else "."
    for row in rows:
        writer.writerow([_csv_cell(row[column.key], mark) for column in columns])
    text.detach()


def _csv_cell(cell: Cell, mark: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, int | Decimal):
        written = _written(cell)
        return f"{written:f}".replace(".", mark) if isinstance(written, Decimal) else str(written)
    if isinstance(cell, date):
        return cell.isoformat()
    return neutralised(clean_text(str(cell)))


# --- Excel ------------------------------------------------------------------------------------------------------------


def write_xlsx(file: BinaryIO, rows: Iterable[Row], columns: Sequence[Column], about: About) -> None:
    """Writes a workbook: the rows under a heading that stays in sight, and what they are on a second sheet.

    Shares are stored as Excel stores them (0.88 shown as 88 %), amounts in euros. Raises ValueError beyond what one
    sheet can hold.
    """
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False, **settings}) as workbook:
        workbook.set_properties({"title": clean_text(about.title)})
        _write_rows(workbook, rows, columns)
        _write_about(workbook, columns, about)


def _write_rows(workbook: xlsxwriter.Workbook, rows: Iterable[Row], columns: Sequence[Column]) -> None:
    # Translators: the name of an Excel sheet, at most 31 characters, none of [ ] : * ? / \
    sheet = workbook.add_worksheet(_("Data"))
    heading = workbook.add_format(
        {"bold": True, "font_color": "#FFFFFF", "bg_color": "#12436D", "text_wrap": True, "valign": "top"}
    )
    for index, (column, label) in enumerate(zip(columns, _headings(columns), strict=True)):
        sheet.set_column(index, index, 16 if column.is_numeric or column.kind in ("date", "period") else 32)
        sheet.write_string(0, index, label, heading)
    formats = _Formats(workbook)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > MOST_ROWS:
            raise ValueError(
                _("An Excel sheet holds at most %(most)s rows. Filter the list first.") % {"most": MOST_ROWS}
            )
        for index, column in enumerate(columns):
            _write_cell(sheet, last, index, column, row[column.key], formats)
    sheet.freeze_panes(1, 1)
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)


class _Formats:
    """The cell formats of one workbook: whole numbers show no decimals, others those they have."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        wrapped = {"valign": "top"}
        self.text = workbook.add_format({**wrapped, "text_wrap": True})
        self.date = workbook.add_format({**wrapped, "num_format": "dd/mm/yyyy" if in_french() else "d mmm yyyy"})
        self._numbers = {
            ("number", True): workbook.add_format({**wrapped, "num_format": "#,##0"}),
            ("number", False): workbook.add_format({**wrapped, "num_format": "#,##0.0###"}),
            ("money", True): workbook.add_format({**wrapped, "num_format": '#,##0 "€"'}),
            ("money", False): workbook.add_format({**wrapped, "num_format": '#,##0.00 "€"'}),
            ("share", True): workbook.add_format({**wrapped, "num_format": "0%"}),
            ("share", False): workbook.add_format({**wrapped, "num_format": "0.0%"}),
        }

    def number(self, column: Column, value: int | Decimal) -> Format:
        kind = column.kind if column.is_numeric else "number"
        return self._numbers[kind, value == int(value)]


def _write_cell(sheet: Worksheet, row: int, index: int, column: Column, cell: Cell, formats: _Formats) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_string(row, index, _("Yes") if cell else _("No"), formats.text)
    elif isinstance(cell, int | Decimal):
        _write_number(sheet, row, index, column, cell, formats)
    elif isinstance(cell, date):
        # Excel knows no day before 1900 and mistakes the first two months of that year.
        if cell.year > 1900:
            sheet.write_datetime(row, index, cell, formats.date)
        else:
            sheet.write_string(row, index, cell.isoformat(), formats.text)
    elif isinstance(cell, Year | Quarter):
        sheet.write_string(row, index, str(cell), formats.text)
    else:
        sheet.write_string(row, index, _sheet_text(str(cell)), formats.text)


def _write_number(
    sheet: Worksheet, row: int, index: int, column: Column, value: int | Decimal, formats: _Formats
) -> None:
    value = _written(value)
    stored = float(value)
    if Decimal(repr(stored)) != value:
        # Excel keeps 15 digits: a longer number is written as text rather than changed.
        sheet.write_string(row, index, f"{Decimal(value):f}", formats.text)
        return
    sheet.write_number(row, index, stored / 100 if column.kind == "share" else stored, formats.number(column, value))


def _sheet_text(raw: str) -> str:
    """The text as far as Excel keeps it; past that, it says that it is cut, instead of losing the cell."""
    text = clean_text(raw).replace("\r", "\n")
    if len(text) <= LONGEST_CELL:
        return text
    mark = _("… (cut here: an Excel cell holds no more)")
    return text[: LONGEST_CELL - len(mark)] + mark


def _write_about(workbook: xlsxwriter.Workbook, columns: Sequence[Column], about: About) -> None:
    # Translators: the name of an Excel sheet, at most 31 characters, none of [ ] : * ? / \
    sheet = workbook.add_worksheet(_("About"))
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 2, 60)
    lines: list[tuple[str, ...]] = [(_("Content"), about.title)]
    if about.standing is not None:
        lines.append((_("Period"), about.standing.period.label))
        lines.append((_("Standing"), about.standing.sentence))
    lines += [*about.lines, ("",), (_("Column"), _("Unit"), _("Definition"))]
    lines += [(str(column.label), column.unit_label, str(column.definition)) for column in columns]
    for row, line in enumerate(lines):
        for index, text in enumerate(line):
            sheet.write_string(row, index, _sheet_text(text), wrapped if index else bold)
