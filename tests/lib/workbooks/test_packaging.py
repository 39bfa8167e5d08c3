"""The same sheet, however the program that wrote it packs its parts and names its elements."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from clusterix.lib.workbooks.reading.bounds import STANDARD
from clusterix.lib.workbooks.reading.formats import excel, parts, segments
from clusterix.lib.workbooks.reading.formats.excel import XlsxWorkbook
from clusterix.lib.workbooks.reading.opening import Merge
from clusterix.lib.workbooks.specification.cells import Fault, Faulty
from tests.lib.workbooks.making import cells_of, number_cell, package, parts_of, reading, row, text_cell

PARTS = parts_of(
    row(1, text_cell("A1", "Name"), '<c r="B1" t="s"><v>0</v></c>', '<c r="C1" t="e"><v>#N/A</v></c>')
    + '<row r="2" hidden="1">'
    + number_cell("A2", 7)
    + "</row>",
    texts="<si><t>shared</t></si>",
    after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
)
CELLS = {1: ["Name", "shared", Faulty(Fault.ERROR, "#N/A")], 2: [7]}
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "members.xlsx"


def prefixed(xml: str | bytes) -> str:
    """The same document with a prefix before the name of each element."""
    return re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", str(xml)).replace('xmlns="', 'xmlns:x="')


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"])
def test_elements_may_have_a_prefix(part: str, file: Path) -> None:
    assert cells_of(package(file, {**PARTS, part: prefixed(PARTS[part])})) == CELLS


@pytest.mark.parametrize("comment", ["", "<!-- made by hand -->"])
def test_hidden_rows_and_merged_headings_are_told_in_any_xml(comment: str, file: Path) -> None:
    package(file, {**PARTS, SHEET: str(PARTS[SHEET]).replace("<sheetData>", f"{comment}<sheetData>")})
    with reading(file) as found:
        sheet = found.sheets[0]
        assert (sheet.rows, sheet.hidden_rows, sheet.merges) == (2, 1, (Merge(1, 0, 1, 1),))
    assert cells_of(file) == CELLS


def test_targets_may_begin_at_the_root(file: Path) -> None:
    relations = str(PARTS["xl/_rels/workbook.xml.rels"]).replace('Target="', 'Target="/xl/')
    assert cells_of(package(file, {**PARTS, "xl/_rels/workbook.xml.rels": relations})) == CELLS


def test_an_archive_written_in_one_go_is_read(file: Path) -> None:
    """Sizes stand after each part where the writer could not go back."""

    class Stream(io.RawIOBase):
        content = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.content += data
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
    file.write_bytes(stream.content)
    assert cells_of(file) == CELLS


def test_an_archive_in_the_large_format_is_read(file: Path) -> None:
    """As some exports write it however small it is."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(str(content).encode())
    content = file.read_bytes()
    end = content.rfind(b"PK\x05\x06")
    count, size, start = struct.unpack("<HII", content[end + 10 : end + 20])
    large = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    pointer = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    file.write_bytes(content[:end] + large + pointer + content[end : end + 8] + b"\xff" * 12 + b"\x00\x00")
    assert cells_of(file) == CELLS


def test_an_archive_with_a_comment_and_folders_is_read(file: Path) -> None:
    package(file, {"xl/": b"", "docProps/": b"", **PARTS})
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"made by an archiver"
    assert cells_of(file) == CELLS


@pytest.mark.parametrize("segment", [200, 1_000, 5_000])
@pytest.mark.parametrize("first_column", [0, 3])
def test_rows_read_in_segments_are_those_read_at_once(
    segment: int, first_column: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Members")
        for number in [*range(40), *range(60, 90), 200]:
            sheet.write_row(number, first_column, [f"Member {number}", number, "", number % 3 == 0, "<row r='7'>"])
            sheet.set_row(number, None, None, {"hidden": number == 20})
    at_once = list(XlsxWorkbook(file, STANDARD).rows(0))
    monkeypatch.setattr(excel, "READ_AT_ONCE", 0)
    monkeypatch.setattr(segments, "SEGMENT", segment)
    monkeypatch.setattr(parts, "CHUNK", 300)
    assert list(XlsxWorkbook(file, STANDARD).rows(0)) == at_once
    assert len(at_once) == 71
