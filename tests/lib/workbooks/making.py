"""Makes the files that reading is tried on: by the usual libraries, or part by part where no library would."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.format import Format

from clusterix.lib.workbooks.reading.opening import STANDARD, FileRefused, Limits, Reading, open_file
from clusterix.lib.workbooks.specification.cells import CellValue

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

HEADINGS: list[CellValue] = ["Name", "SIRET", "Since", "Amount", "Votes", "Met at"]
ROWS: list[list[CellValue]] = [
    ["Société Élan", "01234567890123", date(2019, 3, 1), 1250.5, True, datetime.fromisoformat("2026-01-02T09:30")],
    ["  Two\nlines & <signs> ", "=1+1", date(2024, 2, 29), 3, False, time(8, 15)],
]


@contextmanager
def reading(path: Path, *, any_file: bool = True, limits: Limits = STANDARD) -> Iterator[Reading]:
    with open_file(path, path.name, any_file=any_file, limits=limits) as found:
        yield found


def cells_of(
    path: Path, *, any_file: bool = True, limits: Limits = STANDARD, sheet: int = 0
) -> dict[int, list[CellValue]]:
    """The cells of each row by its number, without the empty ones at its end."""
    with reading(path, any_file=any_file, limits=limits) as found:
        return {row.number: trimmed(row.cells) for row in found.rows(found.sheets[sheet].name)}


def trimmed(cells: tuple[CellValue, ...]) -> list[CellValue]:
    kept = list(cells)
    while kept and kept[-1] is None:
        kept.pop()
    return kept


def refusal(path: Path, *, any_file: bool = True, limits: Limits = STANDARD) -> FileRefused:
    """The refusal met when the file is opened or read to its end."""
    with pytest.raises(FileRefused) as refused:
        read_whole(path, any_file=any_file, limits=limits)
    return refused.value


def read_whole(path: Path, *, any_file: bool = True, limits: Limits = STANDARD) -> int:
    """The number of rows of all sheets."""
    with reading(path, any_file=any_file, limits=limits) as found:
        return sum(1 for sheet in found.sheets for _row in found.rows(sheet.name))


def by_openpyxl(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEADINGS, *ROWS]:
        sheet.append(row)
    sheet["B3"].data_type = "s"
    book.save(path)
    return path


def by_xlsxwriter(path: Path) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Members")
        formats: dict[type, Format] = {
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            time: book.add_format({"num_format": "hh:mm"}),
        }
        for number, cells in enumerate([HEADINGS, *ROWS]):
            for column, cell in enumerate(cells):
                sheet.write(number, column, cell, formats.get(type(cell)))
    return path


def package(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def parts_of(
    rows: str,
    *,
    after: str = "",
    before: str = "",
    book: str = "",
    names: str = "",
    strict: bool = False,
    texts: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet, whose rows are XML. Formats: 0 general, 1 date, 2 hours beyond 24."""
    main, relations = (STRICT_MAIN, STRICT_RELATIONS) if strict else (MAIN, RELATIONS)
    made = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{made}"/></Types>',
        "_rels/.rels": relationships({"rId1": ("xl/workbook.xml", f"{relations}/officeDocument")}),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}">{book}<sheets><sheet name="Members" '
        f'sheetId="1" r:id="rId1"/></sheets>{names}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            {
                "rId1": ("worksheets/sheet1.xml", f"{relations}/worksheet"),
                "rId2": ("styles.xml", f"{relations}/styles"),
                "rId3": ("sharedStrings.xml", f"{relations}/sharedStrings"),
            }
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="46"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{main}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>",
    }


def relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (target, kind) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def workbook(path: Path, rows: str, **options: str | bool) -> Path:
    return package(path, parts_of(rows, **options))  # type: ignore[arg-type]


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def number_cell(address: str, number: object, style: int = 0) -> str:
    return f'<c r="{address}" s="{style}"><v>{number}</v></c>'
