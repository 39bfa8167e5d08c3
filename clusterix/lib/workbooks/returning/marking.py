"""The process that marks what is wrong in a received workbook, under limits; it knows no Django and no database.

Started by `annotating.annotate` for a file that passed the gate. It gets one document of JSON and answers with the
marked workbook; with anything else than exit status 0, there is none.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from clusterix.lib.workbooks.reading.bounds import Limits
from clusterix.lib.workbooks.reading.child import confine

WRITTEN = 256 * 1024**2
NOTED_ROWS = 500  # notes of a template stand on its headings, on remarked lines, on the values of a short grid
NOTE_WIDTH, LINE_HEIGHT, LINE_LENGTH = 320, 17, 46


def main() -> None:
    order = json.loads(sys.stdin.buffer.read())
    confine(Limits(**order["limits"]), written=WRITTEN)
    warnings.simplefilter("ignore")  # of parts that openpyxl does not keep
    workbook = load_workbook(order["path"], rich_text=True)
    look = order["look"]
    for name in order["former"]:  # the list of an earlier return
        if name in workbook.sheetnames and len(workbook.sheetnames) > 1:
            del workbook[name]
    for sheet in workbook.worksheets:
        _keep_notes(sheet)
    fill = PatternFill("solid", fgColor=look["tint"])
    for mark in order["marks"]:
        if mark["sheet"] in workbook.sheetnames:
            _mark(workbook[mark["sheet"]], mark, fill)
    _write_list(workbook, order["list"], look)
    out = io.BytesIO()
    workbook.save(out)
    sys.stdout.buffer.write(out.getvalue())


def _keep_notes(sheet: Worksheet) -> None:
    """openpyxl forgets how large notes are: those near the top are brought to their text's size again."""
    for row in sheet.iter_rows(max_row=min(NOTED_ROWS, sheet.max_row)):
        for cell in row:
            if cell.comment is not None:
                _size(cell.comment)


def _size(note: Comment) -> None:
    lines = sum(1 + len(line) // LINE_LENGTH for line in note.text.splitlines() or [""])
    note.width, note.height = NOTE_WIDTH, 24 + LINE_HEIGHT * lines


def _mark(sheet: Worksheet, mark: dict[str, Any], fill: PatternFill) -> None:
    cell = sheet.cell(mark["row"], mark["column"] + 1)
    if not isinstance(cell, Cell):  # inside a merged area, which has one cell only
        return
    cell.fill = fill
    if text := mark["note"]:
        former = "\n\n" + cell.comment.text if cell.comment is not None else ""
        note = Comment(text + former, "Clusterix")
        _size(note)
        cell.comment = note


def _write_list(workbook: Workbook, content: dict[str, Any], look: dict[str, str]) -> None:
    page = workbook.create_sheet(content["name"], 0)
    workbook.active = 0
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is page
    page.sheet_view.showGridLines = False
    for column, width in enumerate(content["widths"], start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    _write(page, 1, [content["title"]], Font(name="Calibri", bold=True, size=16, color=look["brand"]))
    for number, sentence in enumerate(content["sentences"], start=2):
        _write(page, number, [sentence], Font(name="Calibri", color=look["soft"]))
    heading_row = len(content["sentences"]) + 3
    _write(page, heading_row, content["headings"], Font(name="Calibri", bold=True, color=look["on_brand"]))
    for cell in page[heading_row]:
        cell.fill, cell.alignment = PatternFill("solid", fgColor=look["brand"]), Alignment(vertical="center")
    page.row_dimensions[1].height, page.row_dimensions[heading_row].height = 30, 22
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, line in enumerate(content["lines"], start=heading_row + 1):
        cells = _write(page, number, line["texts"], Font(name="Calibri", color=look["ink"]))
        for cell in cells:
            cell.alignment = wrapped
        page.row_dimensions[number].height = _height(line["texts"], content["widths"])
        if line["link"]:
            cells[1].hyperlink = Hyperlink(ref=cells[1].coordinate, location=line["link"], display=line["texts"][1])
            cells[1].font = Font(name="Calibri", color=look["brand"], underline="single")
    page.freeze_panes = page.cell(heading_row + 1, 1)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Room for wrapped texts: Excel makes it by itself, LibreOffice does not."""
    return 16 * max(1 + len(text) // (width - 2) for text, width in zip(texts, widths, strict=True)) + 4


def _write(page: Worksheet, row: int, texts: Sequence[str], font: Font) -> list[Any]:
    cells = []
    for column, text in enumerate(texts, start=1):
        cell = page.cell(row, column)
        cell.value = text
        cell.data_type = "s"  # never a formula, whatever it begins with
        cell.font = font
        cells.append(cell)
    return cells


if __name__ == "__main__":
    main()
