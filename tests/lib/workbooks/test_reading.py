"""What is read of good workbooks, by whom they were written and however they were."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterix.lib.workbooks.reading.opening import Merge
from clusterix.lib.workbooks.specification.cells import CellValue, Fault, Faulty
from clusterix.lib.workbooks.specification.sheets import Passport
from tests.lib.workbooks.making import (
    HEADINGS,
    ROWS,
    by_openpyxl,
    by_xlsxwriter,
    cells_of,
    number_cell,
    package,
    reading,
    row,
    text_cell,
    workbook,
)
from tests.libreoffice import through_libreoffice

WRITERS = {"openpyxl": by_openpyxl, "XlsxWriter": by_xlsxwriter}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "members.xlsx"


@pytest.mark.parametrize("writer", WRITERS)
def test_what_a_library_wrote_is_read(writer: str, file: Path) -> None:
    assert cells_of(WRITERS[writer](file)) == {1: HEADINGS, 2: ROWS[0], 3: ROWS[1]}


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_libreoffice_wrote_is_read(kind: str, file: Path, tmp_path: Path) -> None:
    saved = through_libreoffice(by_xlsxwriter(file), tmp_path, kind)
    assert cells_of(saved) == {1: HEADINGS, 2: ROWS[0], 3: ROWS[1]}


def test_rows_keep_the_numbers_of_the_spreadsheet_and_blank_ones_are_left_out(file: Path) -> None:
    workbook(file, row(3, text_cell("B3", "Name")) + row(4) + row(7, text_cell("C7", "Élan"), number_cell("E7", 2)))
    assert cells_of(file) == {3: [None, "Name"], 7: [None, None, "Élan", None, 2]}


def test_cells_and_rows_that_do_not_say_where_they_are_follow_each_other(file: Path) -> None:
    workbook(file, "<row><c><v>1</v></c><c t='e'><v>#N/A</v></c></row><row><c><v>3</v></c></row>")
    assert cells_of(file) == {1: [1, Faulty(Fault.ERROR, "#N/A")], 2: [3]}


def test_numbers_stay_whole_or_broken_and_truths_stay_truths(file: Path) -> None:
    cells = [number_cell("A1", 12), number_cell("B1", "12.5"), number_cell("C1", "30152308000036")]
    cells += [
        number_cell("D1", "1E+3"),
        '<c r="E1" t="b"><v>1</v></c>',
        number_cell("F1", 0),
        number_cell("G1", "-0.1"),
    ]
    found = cells_of(workbook(file, row(1, *cells)))[1]
    assert found == [12, 12.5, 30152308000036, 1000, True, 0, -0.1]
    assert [type(cell) for cell in found] == [int, float, int, int, bool, int, float]


@pytest.mark.parametrize("text", ["NaN", "nan", "inf", "-inf", "1e999"])
def test_what_is_no_finite_number_is_a_cell_in_error(text: str, file: Path) -> None:
    found = cells_of(workbook(file, row(1, number_cell("A1", text))))[1][0]
    assert isinstance(found, Faulty)
    assert found.fault == Fault.ERROR
    assert not math.isfinite(float(found.text))


def noon(*day: int) -> datetime:
    return datetime.combine(date(*day), time(12))


def test_dates_are_dates_in_both_calendars(file: Path) -> None:
    cells = row(1, number_cell("A1", 43831, 1), number_cell("B1", "43831.5", 1), number_cell("C1", "0.5", 1))
    assert cells_of(workbook(file, cells))[1] == [
        date(2020, 1, 1),
        noon(2020, 1, 1),
        time(12),
    ]
    since_1904 = workbook(file, cells, book='<workbookPr date1904="1"/>')
    assert cells_of(since_1904)[1][:2] == [date(2024, 1, 2), noon(2024, 1, 2)]


def test_hours_beyond_a_day_are_read_as_they_are_shown(file: Path) -> None:
    assert cells_of(workbook(file, row(1, number_cell("A1", "1.25", 2))))[1] == ["30:00:00"]


def test_texts_keep_leading_zeros_spaces_and_signs(file: Path) -> None:
    texts = ["00123", "  x  ", "=SUM(A1)", "-", "\u00a0", "é&amp;&lt;"]
    cells = [text_cell(f"{letter}1", text) for letter, text in zip("ABCDEF", texts, strict=True)]
    assert cells_of(workbook(file, row(1, *cells)))[1] == ["00123", "  x  ", "=SUM(A1)", "-", "\u00a0", "é&<"]


def test_line_ends_are_one_sign_however_they_are_stored(file: Path) -> None:
    assert cells_of(workbook(file, row(1, text_cell("A1", "a_x000D_\nb_x000D_c&#13;d"))))[1] == ["a\nb\nc\nd"]


def test_shared_texts_with_formatted_runs_are_read_without_their_pronunciation(file: Path) -> None:
    runs = "<si><r><rPr><b/></rPr><t xml:space='preserve'>Grand </t></r><r><t>groupe</t></r>"
    runs += "<rPh sb='0' eb='1'><t>x</t></rPh></si>"
    workbook(file, row(1, '<c r="A1" t="s"><v>0</v></c>'), texts=runs)
    assert cells_of(file)[1] == ["Grand groupe"]


def test_signs_no_text_holds_make_a_cell_in_error(file: Path) -> None:
    workbook(file, row(1, text_cell("A1", "a_x0000_b"), text_cell("B1", "tab\there")))
    assert cells_of(file)[1] == [Faulty(Fault.ERROR, "a␀b"), "tab\there"]


# --- Errors and formulas ----------------------------------------------------------------------------------------------


def plain(rows: str) -> str:
    return rows


def unusual(rows: str) -> str:
    """The same rows in XML that only a full reading understands."""
    return "<!-- made by hand -->" + rows.replace('t="e"', "t = 'e'")


@pytest.mark.parametrize("written", [plain, unusual])
def test_errors_and_uncomputed_formulas_keep_their_cells(written: Callable[[str], str], file: Path) -> None:
    rows = row(1, text_cell("A1", "Name"), text_cell("B1", "Amount"))
    rows += row(2, text_cell("A2", "Élan"), '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c r="C2" t="e"/>')
    rows += row(3, '<c r="A3"><f>A1&amp;"x"</f></c>', '<c r="C3" s="1"><f>B1+1</f><v/></c>', '<c r="D3" s="1"/>')
    rows += row(4, '<c r="A4"><f>1+1</f><v>2</v></c>', '<c r="B4" t="str"><f>""</f><v></v></c>', number_cell("C4", 5))
    rows += row(9, '<c r="B9" t="e"><v>#REF!</v></c>')
    assert cells_of(workbook(file, written(rows))) == {
        1: ["Name", "Amount"],
        2: ["Élan", Faulty(Fault.ERROR, "#DIV/0!"), Faulty(Fault.ERROR, "#")],
        3: [Faulty(Fault.UNCOMPUTED, '=A1&"x"'), None, Faulty(Fault.UNCOMPUTED, "=B1+1")],
        4: [2, None, 5],
        9: [None, Faulty(Fault.ERROR, "#REF!")],
    }


def test_formulas_openpyxl_wrote_have_no_value(file: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "#N/A", "text"])
    book.save(file)
    assert cells_of(file)[1] == [Faulty(Fault.UNCOMPUTED, "=1+1"), Faulty(Fault.ERROR, "#N/A"), "text"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_formulas_libreoffice_computed_have_one_and_errors_stay_errors(kind: str, file: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "=1/0", '=""', "=NA()", '="a"&"b"'])
    book.save(file)
    found = cells_of(through_libreoffice(file, tmp_path, kind))[1]
    assert found == [2, Faulty(Fault.ERROR, "#DIV/0!"), None, Faulty(Fault.ERROR, "#N/A"), "ab"]


# --- What a sheet is besides its cells --------------------------------------------------------------------------------


def test_merged_cells_have_their_value_in_the_first_and_headings_know_of_it(file: Path) -> None:
    rows = row(1, text_cell("A1", "Member"), text_cell("C1", "Place")) + row(2, text_cell("A2", "Name"))
    merges = '<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="C1:XFD1048576"/></mergeCells>'
    workbook(file, rows, after=merges)
    with reading(file) as found:
        assert found.sheets[0].merges == (Merge(1, 0, 1, 1), Merge(1, 2, 1_048_576, 16_383))
    assert cells_of(file)[1] == ["Member", None, "Place"]


def test_hidden_rows_and_sheets_are_told_and_read(file: Path) -> None:
    with xlsxwriter.Workbook(file) as book:
        for name in ("Members", "Notes", "Archive"):
            book.add_worksheet(name).write_column(0, 0, ["Name", "Élan", "Axone"])
        members, notes, archive = book.worksheets()
        members.set_row(1, None, None, {"hidden": True})
        notes.hide()
        archive.very_hidden()
        archive.autofilter(0, 0, 2, 0)
        archive.filter_column(0, "x == Axone")
        archive.set_row(1, None, None, {"hidden": True})
    with reading(file) as found:
        assert [(sheet.name, sheet.rows, sheet.is_hidden, sheet.hidden_rows) for sheet in found.sheets] == [
            ("Members", 3, False, 1),
            ("Notes", 3, True, 0),
            ("Archive", 3, True, 1),
        ]
        assert found.notes == [
            "In the sheet “Members” 1 row is hidden; it is read like the others.",
            "The sheet “Notes” is hidden.",
            "The sheet “Archive” is hidden.",
            "In the sheet “Archive” a filter hides 1 row; it is read like the others.",
        ]
        assert [row.cells for row in found.rows("Archive")] == [("Name",), ("Élan",), ("Axone",)]


PASSPORT = Passport("members", "minalogic", "2026", "3", 'a "state"')


def with_passport(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(0, 0, "Name")
        for part in ("kind", "cluster", "period", "version", "state"):
            text = getattr(PASSPORT, part).replace('"', '""')
            book.define_name(f"clusterix_{part}", f'="{text}"')
    return path


def test_a_template_is_recognised_by_its_passport(file: Path) -> None:
    with reading(with_passport(file), any_file=False) as found:
        assert found.passport == PASSPORT
    with reading(by_xlsxwriter(file)) as found:
        assert found.passport is None


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_passport_survives_libreoffice(kind: str, file: Path, tmp_path: Path) -> None:
    with reading(through_libreoffice(with_passport(file), tmp_path, kind)) as found:
        assert found.passport == PASSPORT


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_every_kind_of_workbook_tells_what_is_hidden_and_merged(kind: str, file: Path, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Members")
        sheet.merge_range(0, 0, 0, 2, "Members of 2026")
        sheet.write_column(3, 1, ["Name", "Élan", "Axone"])
        sheet.set_row(4, None, None, {"hidden": True})
        notes = book.add_worksheet("Notes")
        notes.write(0, 0, "x")
        notes.hide()
    with reading(through_libreoffice(file, tmp_path, kind)) as found:
        members, hidden = found.sheets
        assert (members.rows, members.hidden_rows, members.is_hidden, hidden.is_hidden) == (6, 1, False, True)
        assert members.merges == (Merge(1, 0, 1, 2),)
        assert [row.number for row in found.rows("Members")] == [1, 4, 5, 6]


def test_strict_workbooks_are_read(file: Path) -> None:
    workbook(file, row(1, text_cell("A1", "Name"), number_cell("B1", 5)), strict=True)
    assert cells_of(file, any_file=False) == {1: ["Name", 5]}


def test_a_dimension_that_lies_hides_nothing(file: Path) -> None:
    rows = "".join(row(number, number_cell(f"A{number}", number), number_cell(f"D{number}", 1)) for number in (1, 2, 3))
    workbook(file, rows, before='<dimension ref="A1:A1"/>')
    assert cells_of(file) == {1: [1, None, None, 1], 2: [2, None, None, 1], 3: [3, None, None, 1]}


def test_long_sheets_are_read_whole_and_in_order(file: Path) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number in range(30_000):
            sheet.write_row(number + 2, 1, [number, f"Long enough for several segments {number}", "x" * 800])
    with reading(file) as found:
        assert found.sheets[0].rows == 30_002
        numbers = [(row.number, row.cells[1]) for row in found.rows("Sheet1")]
    assert numbers == [(number + 3, number) for number in range(30_000)]


def test_a_sheet_can_be_begun_again_and_another_one_after_it(file: Path) -> None:
    with xlsxwriter.Workbook(file) as book:
        for name in ("One", "Two"):
            book.add_worksheet(name).write_column(0, 0, [f"{name} {number}" for number in range(3_000)])
    with reading(file) as found:
        beginning = found.rows("One")
        assert next(beginning).cells == ("One 0",)
        assert [row.cells[0] for row in found.rows("Two")][-1] == "Two 2999"
        assert [row.cells[0] for row in found.rows("One")][::2999] == ["One 0", "One 2999"]
        with pytest.raises(RuntimeError):
            list(beginning)


FAULTY: dict[str, CellValue] = {
    "=1+1": Faulty(Fault.UNCOMPUTED, "=1+1"),
    "#N/A": Faulty(Fault.ERROR, "#N/A"),
    "#REF!": Faulty(Fault.ERROR, "#REF!"),
}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-(10**9), 10**9).map(lambda number: round(number, 3)),
    # openpyxl does not keep a text of spaces alone.
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="="), max_size=20).filter(
        lambda text: not text.isspace()
    ),
    st.dates(date(1904, 1, 2), date(2100, 1, 1)),
    st.sampled_from(sorted(FAULTY)),
)
PLACES = st.tuples(st.integers(1, 40), st.integers(1, 30))


@pytest.mark.parametrize("written", [plain, unusual])
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(PLACES, VALUES, max_size=25))
def test_every_cell_is_where_it_was_put(
    written: Callable[[str], str], cells: dict[tuple[int, int], object], file: Path
) -> None:
    book = openpyxl.Workbook()
    for (number, column), value in cells.items():
        book.active.cell(number, column, value)
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    sheet = "xl/worksheets/sheet1.xml"
    package(file, {**parts, sheet: parts[sheet].decode().replace("<sheetData>", f"<sheetData>{written('')}")})
    found = {
        (number, column): cell
        for number, row in cells_of(file).items()
        for column, cell in enumerate(row, start=1)
        if cell is not None
    }
    expected = {place: FAULTY.get(str(value), value) for place, value in cells.items() if value not in {None, ""}}
    assert found == expected
