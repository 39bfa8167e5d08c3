"""Files made to block, to crash or to deceive whoever opens them: each gets a sentence, none harms the caller."""

from __future__ import annotations

import os
import resource
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path
from time import monotonic

import pytest
import xlsxwriter
from django.conf import settings

from clusterix.lib.workbooks.reading.bounds import STANDARD, Format, Limits
from clusterix.lib.workbooks.reading.gate import inspect
from tests.lib.workbooks.making import (
    by_openpyxl,
    by_xlsxwriter,
    cells_of,
    number_cell,
    package,
    parts_of,
    read_whole,
    reading,
    refusal,
    row,
    text_cell,
    workbook,
)
from tests.libreoffice import through_libreoffice

SHEET = "xl/worksheets/sheet1.xml"
NO_SENSE = {"damaged_sheet", "too_many_columns"}
GOOD = row(1, text_cell("A1", "Name"), number_cell("B1", 1))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "members.xlsx"


def refused_code(file: Path, *, any_file: bool = True, limits: Limits = STANDARD) -> str:
    found = refusal(file, any_file=any_file, limits=limits)
    assert found.sentence.endswith(".")
    assert "%(" not in found.sentence
    return found.code


# --- The gate: what a file is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_table"),
        (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "web_page"),
        (b"{\\rtf1\\ansi Members}", "not_a_table"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        (b"PK\x05\x06" + b"\x00" * 18, "not_a_table"),
        (bytes(range(256)) * 20, "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook _VBA_PROJECT_CUR".encode("utf-16-le"), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "other_office_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\x07" * 900, "damaged"),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, code: str, file: Path) -> None:
    file.write_bytes(content)
    assert refused_code(file) == code


@pytest.mark.parametrize("name", ["members.csv", "members.txt", "members.pdf", "members"])
def test_a_name_says_nothing(name: str, tmp_path: Path) -> None:
    assert inspect(by_openpyxl(tmp_path / name), name, any_file=False) == Format.XLSX


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_other_workbooks_are_for_those_who_may_send_any_file(kind: str, file: Path, tmp_path: Path) -> None:
    saved = through_libreoffice(by_openpyxl(file), tmp_path, kind)
    assert inspect(saved, "x", any_file=True) == Format(kind)
    assert refused_code(saved, any_file=False) == "not_xlsx"


def test_tables_in_text_form_are_for_those_who_may_send_any_file(file: Path) -> None:
    file.write_text("Name;SIRET\nÉlan;1\n")
    assert refused_code(file, any_file=False) == "not_xlsx"
    assert cells_of(file) == {1: ["Name", "SIRET"], 2: ["Élan", "1"]}


def test_a_file_too_large_is_not_opened(file: Path) -> None:
    by_openpyxl(file)
    assert refused_code(file, limits=Limits(size=1000)) == "too_large"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("xl/vbaProject.bin", "x", "macros"),
        ("xl/macrosheets/sheet1.xml", "<x/>", "macros"),
        ("../../etc/passwd", "x", "unsafe_part_name"),
        ("/etc/passwd", "x", "unsafe_part_name"),
        ("C:\\x", "x", "unsafe_part_name"),
        ("XL/Workbook.xml", "<x/>", "repeated_part"),
        ("xl/theme.xml", ENTITIES + "<x/>", "document_type"),
        ("xl/theme.xml", "<!-- -->" * 9000 + ENTITIES + "<x/>", "document_type"),
        ("xl/theme.xml", ENTITIES.encode("utf-16"), "damaged"),
    ],
)
def test_parts_no_workbook_needs_are_refused(name: str, content: str | bytes, code: str, file: Path) -> None:
    package(file, parts_of(GOOD) | {name: content})
    assert refused_code(file) == code


def test_a_part_that_is_there_twice_is_refused(file: Path) -> None:
    package(file, parts_of(GOOD))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr(SHEET, "<x/>")
    assert refused_code(file) == "repeated_part"


def test_a_workbook_with_macros_is_refused_by_its_type_too(file: Path) -> None:
    made = parts_of(GOOD)
    types = str(made["[Content_Types].xml"]).replace("openxmlformats-officedocument", "ms-excel.macroEnabled")
    assert refused_code(package(file, made | {"[Content_Types].xml": types})) == "macros"


@pytest.mark.parametrize(
    ("kind", "code"),
    [("wordprocessingml", "other_office_file"), ("sheet.binary.macroEnabled.main", "macros"), ("x", "not_a_table")],
)
def test_other_documents_are_named(kind: str, code: str, file: Path) -> None:
    made = parts_of(GOOD)
    types = str(made["[Content_Types].xml"]).replace("spreadsheetml", kind)
    assert refused_code(package(file, made | {"[Content_Types].xml": types})) == code


def test_binary_workbooks_are_named(file: Path) -> None:
    assert refused_code(package(file, parts_of(GOOD) | {"xl/workbook.bin": b"x"})) == "binary_workbook"


def test_too_many_parts_are_refused_before_their_list_is_read(file: Path) -> None:
    package(file, parts_of(GOOD) | {f"xl/media/{number}": "" for number in range(1100)})
    assert refused_code(file) == "too_many_parts"


def test_what_unpacks_to_too_much_is_refused(file: Path) -> None:
    package(file, parts_of(GOOD) | {"xl/media/zeros": b"\0" * 3_000_000})
    assert refused_code(file, limits=Limits(unpacked=1_000_000)) == "unpacked_too_large"


def test_a_bomb_is_refused_without_unpacking_it(file: Path) -> None:
    package(file, parts_of(GOOD) | {SHEET: b"<worksheet>" + b" " * 50_000_000})
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused_code(file) == "too_dense"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start < 20_000  # kB


def changed_sizes(file: Path, *, local: bool, listed: bool, size: int) -> Path:
    """The file with another unpacked size of its sheet, said where it begins and in the list of parts, or in one."""
    content = bytearray(package(file, parts_of(GOOD)).read_bytes())
    with zipfile.ZipFile(file) as archive:
        offset = archive.getinfo(SHEET).header_offset
    if local:
        content[offset + 22 : offset + 26] = struct.pack("<I", size)
    if listed:
        entry = content.rfind(SHEET.encode()) - 46
        content[entry + 24 : entry + 28] = struct.pack("<I", size)
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(("local", "listed"), [(True, False), (False, True)])
def test_sizes_that_contradict_each_other_are_refused(local: bool, listed: bool, file: Path) -> None:
    assert refused_code(changed_sizes(file, local=local, listed=listed, size=100)) == "false_sizes"


@pytest.mark.parametrize("size", [100, 4000, 3_000_000_000])
def test_sizes_that_lie_together_are_found_out(size: int, file: Path) -> None:
    code = refused_code(changed_sizes(file, local=True, listed=True, size=size))
    assert code in {"damaged", "false_sizes", "unpacked_too_large"}


def test_parts_that_overlap_are_refused(file: Path) -> None:
    content = bytearray(package(file, parts_of(GOOD)).read_bytes())
    first, second = (content.rfind(name) - 46 for name in (b"xl/styles.xml", SHEET.encode()))
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    file.write_bytes(content)
    assert refused_code(file) in {"overlapping_parts", "damaged"}


def test_an_archive_cut_short_is_refused(file: Path) -> None:
    content = by_xlsxwriter(file).read_bytes()
    for length in (10, len(content) // 2, len(content) - 30, len(content) - 1):
        file.write_bytes(content[:length])
        assert refused_code(file) == "damaged"


# --- What only the child finds ----------------------------------------------------------------------------------------


def test_a_document_type_after_the_beginning_is_refused(file: Path) -> None:
    made = parts_of(GOOD)
    made[SHEET] = "<?xml version='1.0'?>" + "<!--" + "x" * 30 + "-->" + "<!DOCTYPE worksheet>" + str(made[SHEET])[38:]
    assert refused_code(package(file, made)) == "document_type"


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD1", "AAA2"])
@pytest.mark.parametrize("comment", ["", "<!-- by hand -->"])
def test_a_cell_far_to_the_right_is_refused_by_its_name(cell: str, comment: str, file: Path) -> None:
    workbook(file, comment + GOOD + row(1_048_576, number_cell(cell, 1)))
    found = refusal(file)
    assert (found.code, cell in found.sentence) == ("too_many_columns", True)


def test_a_cell_far_down_is_refused_with_its_row(file: Path) -> None:
    workbook(file, GOOD + row(1_048_576, number_cell("A1048576", 1)))
    found = refusal(file)
    assert found.code == "too_many_rows"
    assert "1,048,576" in found.sentence


def test_formatted_empty_cells_far_away_are_no_reason(file: Path) -> None:
    workbook(file, GOOD + row(1_048_576, '<c r="XFD1048576" s="1"/>'))
    assert cells_of(file) == {1: ["Name", 1]}


def test_cells_far_from_each_other_do_not_fill_the_memory(file: Path) -> None:
    """On some 2 kB, calamine would ask for more memory than there is, and end its process."""
    workbook(file, GOOD + row(199_999, number_cell("ZZ199999", 1)))
    assert refused_code(file) == "too_much_memory"


def test_one_huge_merged_area_costs_nothing(file: Path) -> None:
    workbook(file, GOOD, after='<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>')
    assert cells_of(file) == {1: ["Name", 1]}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="ZZZZZZ1"><v>1</v></c>', '<c r="1A"><v>1</v></c>', '<c r="A99999999999"><v>1</v></c>',
        '<c r="A1" t="s"><v>7</v></c>', '<c r="A1" t="b"><v>7</v></c>', '<c r="A1" t="zz"><v>7</v></c>',
        '<c r="A1"><v>7</c></v>', "<c><c><c>",
    ],
)  # fmt: skip
def test_cells_that_make_no_sense_are_refused(cell: str, file: Path) -> None:
    assert refused_code(workbook(file, f'<row r="1">{cell}</row>')) in NO_SENSE


def test_a_sheet_that_ends_too_early_is_refused(file: Path) -> None:
    made = parts_of(GOOD)
    made[SHEET] = str(made[SHEET]).removesuffix("</sheetData></worksheet>")
    assert refused_code(package(file, made)) == "damaged_sheet"


def test_deep_nesting_is_survived(file: Path) -> None:
    assert refused_code(workbook(file, "<!-- -->" + "<a>" * 200_000)) == "damaged_sheet"
    assert cells_of(workbook(file, GOOD + "<a>" * 50_000 + "</a>" * 50_000)) == {1: ["Name", 1]}


def test_texts_shared_a_million_times_do_not_fill_the_memory(file: Path) -> None:
    rows = "".join(row(number, f'<c r="A{number}" t="s"><v>0</v></c>') for number in range(1, 60_001))
    texts = f"<si><t>{'x' * 32_000}</t></si>"
    assert refused_code(workbook(file, rows, texts=texts)) == "too_much_memory"


def test_a_row_of_endless_text_is_refused_by_its_number(file: Path) -> None:
    cells = [text_cell(f"{chr(65 + column)}2", "x" * 1_000_000) for column in range(12)]
    found = refusal(workbook(file, GOOD + row(2, *cells)), limits=Limits(unpacked=2**30))
    assert found.code in {"row_too_long", "too_dense"}


def test_many_errors_are_counted_to_an_end(file: Path) -> None:
    cells = "".join('<c t="e"><v>#REF!</v></c>' for _number in range(300))
    assert refused_code(workbook(file, f"<row>{cells}</row>" * 400)) == "too_many_errors"


def test_a_child_that_computes_for_ever_is_ended(file: Path) -> None:
    rows = "".join(row(number, number_cell(f"A{number}", number)) for number in range(1, 150_000))
    workbook(file, rows + "<!-- read slowly -->")
    start = monotonic()
    assert refused_code(file, limits=Limits(processor=0)) == "too_long"
    assert refused_code(file, limits=Limits(patience=0)) == "too_long"
    assert monotonic() - start < 60


def test_no_child_is_left_behind(file: Path) -> None:
    with reading(by_openpyxl(file)) as found:
        process = found._child.process.pid
        next(found.rows("Sheet"))
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_child_knows_nothing_secret(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    with reading(by_openpyxl(file)) as found:
        environment = Path(f"/proc/{found._child.process.pid}/environ").read_bytes()
    assert b"do not tell" not in environment


def test_the_child_knows_no_django() -> None:
    asked = "import sys, clusterix.lib.workbooks.reading.child; print('django' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, cwd=settings.BASE_DIR)
    assert found.stdout == b"False\n"


def test_the_memory_of_the_caller_does_not_grow_with_the_file(file: Path) -> None:
    def most_held(rows: int) -> int:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for number in range(rows):
                sheet.write_row(number, 0, [f"Member {number}", "A text of some length", number] * 3)
        tracemalloc.start()
        assert read_whole(file) == rows
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert most_held(20_000) < 2 * most_held(2_000) < 20_000_000
