import dataclasses
import io
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from clusterix.lib.workbooks.checking.rows import Checked, Checker
from clusterix.lib.workbooks.mapping.headings import find_header
from clusterix.lib.workbooks.reading.opening import open_file
from clusterix.lib.workbooks.specification.sheets import Book, Field, FieldType, Passport, Sheet
from clusterix.lib.workbooks.writing.template import own_sheet_names, sheet_name, sheet_names, write_template
from tests.lib.workbooks.example import EXAMPLE, KEYS, check_row, example_book
from tests.office import through_libreoffice

FULL: dict[str, Any] = {
    "key": "3f2a-77", "name": "=SUM(A1:A9)", "code": "01100", "size": "ETI", "band": "07", "staff": 0,
    "score": Decimal("3.25"), "budget": Decimal("82584.28"), "share": Decimal("0.5"), "joined": 2015,
    "left": date(2024, 4, 3), "votes": False, "story": "First line\n\n+ a second, “quoted”",
}  # fmt: skip
EMPTY = {"key": "3f2a-78", "name": "ACME"}
WITH_REMARK = {"key": "3f2a-79", "name": "BETA", "remark": "Is this postal code right?"}


def written(book: Book) -> bytes:
    file = io.BytesIO()
    write_template(file, book)
    return file.getvalue()


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content), rich_text=True)


def read_back(content: bytes, folder: Path) -> tuple[Passport | None, list[Checked]]:
    """What the reader and the checks make of the workbook, as when it is sent back."""
    path = folder / "sent.xlsx"
    path.write_bytes(content)
    with open_file(path, "sent.xlsx") as reading:
        name = next(sheet.name for sheet in reading.sheets if sheet.name in sheet_names(EXAMPLE))
        rows = list(reading.rows(name))
        header = find_header(rows, EXAMPLE)
        checker = Checker(EXAMPLE, header.columns)
        return reading.passport, [checker.check(row) for row in rows if row.number > header.rows[-1]]


def validation_at(page: Worksheet, cell: str) -> Any:
    return next(one for one in page.data_validations.dataValidation if cell in one.sqref)


def column(key: str) -> str:
    return chr(65 + KEYS.index(key))


def values_with_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return check_row(**dict.fromkeys(KEYS)).values | {k: v for k, v in values.items() if k != "remark"}


@pytest.fixture(scope="module", params=["as written", "through LibreOffice"])
def content(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    book = written(example_book(FULL, EMPTY, WITH_REMARK, state='"a" & b'))
    return book if request.param == "as written" else through_libreoffice(book, tmp_path_factory.mktemp("office"))


both_ways = pytest.mark.libreoffice


@both_ways
def test_every_value_comes_back_as_it_was(content: bytes, tmp_path: Path) -> None:
    _passport, rows = read_back(content, tmp_path)
    assert [row.problems for row in rows] == [(), (), ()]
    assert [row.values for row in rows] == [values_with_empty(row) for row in (FULL, EMPTY, WITH_REMARK)]


@both_ways
def test_the_workbook_says_what_it_is(content: bytes, tmp_path: Path) -> None:
    assert read_back(content, tmp_path)[0] == Passport("members", "minalogic", "2026", "1", '"a" & b')


@both_ways
def test_what_is_to_fill_is_open_and_the_rest_is_locked(content: bytes) -> None:
    page = opened(content)["Members"]
    assert page.protection.sheet
    assert not page.protection.password
    locked = {key: page[f"{column(key)}4"].protection.locked for key in KEYS}
    assert {key for key, is_locked in locked.items() if is_locked} == {"key", "remark"}
    assert not page[f"{column('name')}9"].protection.locked  # the last spare row
    assert all(cell.protection.locked for cell in page[3])
    assert page.column_dimensions["A"].hidden


@both_ways
def test_identifiers_are_texts_so_that_no_zero_is_lost(content: bytes) -> None:
    page = opened(content)["Members"]
    for row in (4, 9):
        assert page[f"{column('code')}{row}"].number_format == "@"
    assert page[f"{column('code')}4"].value == "01100"


@both_ways
def test_lists_are_offered_down_to_the_last_spare_row(content: bytes) -> None:
    workbook = opened(content)
    page = workbook["Members"]
    assert validation_at(page, f"{column('size')}9").formula1 == '"small or medium-sized,mid-sized,large"'
    assert validation_at(page, f"{column('votes')}9").formula1 == '"Yes,No"'
    name = validation_at(page, f"{column('band')}9").formula1
    assert workbook.defined_names[name].attr_text.replace("'", "") == "Lists!$A$1:$A$19"
    assert workbook["Lists"].sheet_state == "hidden"
    assert workbook["Lists"]["A3"].value == "band number 3 of the headcount"


@both_ways
def test_a_value_that_is_not_expected_is_refused_with_the_rule_s_sentence(content: bytes) -> None:
    page = opened(content)["Members"]
    checks = {key: validation_at(page, f"{column(key)}4") for key in ("staff", "joined", "left", "name", "code")}
    assert {key: check.type for key, check in checks.items()} == {
        "staff": "whole", "joined": "whole", "left": "date", "name": "textLength", "code": "custom",
    }  # fmt: skip
    assert checks["staff"].error == "A whole number, between 0 and 1,000,000."
    assert (checks["staff"].formula1, checks["staff"].formula2) == ("0", "1000000")


@both_ways
def test_headings_say_what_must_be_filled_and_explain_themselves(content: bytes) -> None:
    page = opened(content)["Members"]
    assert str(page["B3"].value) == "Name (required)"
    note = page["B3"].comment.text
    assert "Its official name." in note
    assert "Example: ACME" in note
    assert "Must be filled." in note
    assert page["A3"].comment is None


@both_ways
def test_a_remark_stands_in_its_column_and_as_a_note_on_its_row(content: bytes) -> None:
    page = opened(content)["Members"]
    assert page[f"{column('remark')}6"].value == "Is this postal code right?"
    assert page["B6"].comment.text == "Is this postal code right?"
    assert page["B4"].comment is None


@both_ways
def test_the_instructions_explain_every_column_that_is_seen(content: bytes) -> None:
    workbook = opened(content)
    assert workbook.active.title == "Members"
    texts = {str(cell.value) for row in workbook["Instructions"].iter_rows() for cell in row if cell.value}
    assert {str(field.label) for field in EXAMPLE.fields if not field.is_hidden} <= texts
    assert {"minalogic", "2026", "1. One line for each member.", "small or medium-sized, mid-sized, large"} <= texts
    assert "Line" not in texts


def test_headings_stay_in_sight_and_pages_are_wide() -> None:
    page = opened(written(example_book()))["Members"]
    assert page.freeze_panes == "C4"
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$3:$3"


def test_no_text_becomes_a_formula_or_a_link() -> None:
    texts = ["=1+1", "+33 4 76", "-12", "@SUM(A1)", "\tA", "https://example.org", "mailto:a@example.org", "{=1}"]
    with zipfile.ZipFile(io.BytesIO(written(example_book(*({"name": text} for text in texts))))) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_labels_follow_the_language_in_use_and_come_back_in_the_other(tmp_path: Path) -> None:
    with translation.override("fr"):
        content = written(example_book(FULL))
    page = opened(content)["Members"]
    assert page[f"{column('votes')}4"].value == "Non"
    assert validation_at(page, f"{column('votes')}4").formula1 == '"Oui,Non"'
    assert read_back(content, tmp_path)[1][0].values == values_with_empty(FULL)


def test_a_raw_cell_takes_the_look_of_what_it_is_in_its_row() -> None:
    asked = {"a": Field("a", "Yes or no", FieldType.YES_NO), "b": Field("b", "A share", FieldType.SHARE)}
    sheet = Sheet(
        "values",
        "Values",
        (
            Field("key", "Line", FieldType.IDENTIFIER, is_locked=True),
            Field("value", "Value", FieldType.RAW, in_row=lambda values: asked[values["key"]]),
        ),
        key_field="key",
    )
    rows = [{"key": "a", "value": True}, {"key": "b", "value": Decimal(88)}]
    page = opened(written(Book("Values", (sheet,), rows={"values": rows})))["Values"]
    assert [page["B4"].value, page["B5"].value] == ["Yes", "88 %"]
    assert validation_at(page, "B4").type == "list"


def test_a_number_that_a_spreadsheet_would_change_is_written_as_text(tmp_path: Path) -> None:
    exact = {"key": "1", "name": "ACME", "budget": Decimal("12345678901234.5678")}
    content = written(example_book(exact))
    assert opened(content)["Members"][f"{column('budget')}4"].value == "12345678901234.5678"


def test_a_code_no_longer_in_the_list_is_shown_as_it_is() -> None:
    page = opened(written(example_book({"name": "ACME", "size": "GROUP"})))["Members"]
    assert page[f"{column('size')}4"].value == "GROUP"


def test_values_with_commas_are_offered_whole() -> None:
    choices = tuple(
        dataclasses.replace(choice, label=f"{choice.label}, or so") for choice in EXAMPLE.field("size").choices
    )
    sheet = Sheet("one", "One", (Field("size", "Size", FieldType.CHOICE, choices=choices),), spare_rows=2)
    workbook = opened(written(Book("One", (sheet,))))
    assert validation_at(workbook["One"], "A4").formula1 == "clusterix_list_1"
    assert workbook["Lists"]["A2"].value == "mid-sized, or so"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("A/B: what [is] it?", "A B  what  is  it"),
        ("'quoted'", "quoted"),
        ("A title that is much longer than Excel allows", "A title that is much longer tha"),
        ("//", "—"),
    ],
)
def test_titles_become_names_that_excel_takes(title: str, name: str) -> None:
    assert sheet_name(title) == name


def test_sheets_with_nothing_to_read_back_are_known_in_each_language() -> None:
    assert {"Instructions", "Lists"} <= own_sheet_names()


# Signs of formulas, escapes of XML and of Excel, numbers and dates in disguise, other alphabets.
AWKWARD = [
    "_x0041_", "<b>&amp;", "'quoted'", "''", '"=1"', "=1+1", "+33 4", "-5 %", "@x", "0123", "1e5", "TRUE", "1/2", "3-4",
    "a\u2028b", "👩‍🔬", "Ωμέγα", "مرحبا", "{=1}", "#hash", "x" * 60,
]  # fmt: skip


@pytest.mark.libreoffice
def test_awkward_texts_come_back_through_libreoffice(tmp_path: Path) -> None:
    kept = [check_row(name=text).values["name"] for text in AWKWARD]
    content = through_libreoffice(written(example_book(*({"name": text} for text in kept))), tmp_path)
    assert [row.values["name"] for row in read_back(content, tmp_path)[1]] == kept


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=30))
def test_any_text_comes_back_as_it_was_kept(tmp_path: Path, texts: list[str]) -> None:
    texts += AWKWARD
    kept = [check_row(name=text, story=text).values for text in texts]
    rows = [{"key": str(number), **values} for number, values in enumerate(kept) if values.get("name")]
    _passport, back = read_back(written(example_book(*rows)), tmp_path)
    keys = ("key", "name", "story")
    assert [[row.values.get(key) for key in keys] for row in back] == [
        [row.get(key, "") for key in keys] for row in rows
    ]
