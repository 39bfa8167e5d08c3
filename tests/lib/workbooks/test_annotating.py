import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from clusterix.lib.workbooks.checking.grouping import LocatedProblem
from clusterix.lib.workbooks.reading.opening import FileRefused, open_file
from clusterix.lib.workbooks.returning import annotating
from clusterix.lib.workbooks.returning.annotating import annotate
from clusterix.lib.workbooks.writing.template import write_template
from tests.lib.workbooks.example import KEYS, example_book
from tests.office import through_libreoffice

RED = "00F7C6CB"


def problem(row: int, key: str | None, found: str = "SARL", sheet: str = "Members") -> LocatedProblem:
    column = None if key is None else KEYS.index(key)
    return LocatedProblem(
        sheet, row, column, found, "One of: PME, ETI.", f"“{found}” is not in the list.", "not_a_choice", "Size"
    )


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "sent.xlsx"
    rows = ({"key": "1", "name": "=SUM(A1)", "size": "SARL", "remark": "Which size?"}, {"key": "2", "name": "BETA"})
    with path.open("wb") as file:
        write_template(file, example_book(*rows))
    return path


def annotated(source: Path, *problems: LocatedProblem, name: str = "") -> Workbook:
    return load_workbook(io.BytesIO(returned(source, *problems, name=name)))


def returned(source: Path, *problems: LocatedProblem, name: str = "") -> bytes:
    out = io.BytesIO()
    annotate(source, problems, out, name=name)
    return out.getvalue()


def lines(workbook: Workbook, sheet: str = "Errors") -> list[list[object]]:
    return [[cell.value for cell in row if cell.value is not None] for row in workbook[sheet].iter_rows()]


def test_the_same_workbook_comes_back_with_its_cells_coloured_and_noted(template: Path) -> None:
    workbook = annotated(template, problem(4, "size"))
    page = workbook["Members"]
    assert workbook.sheetnames == ["Errors", "Members", "Instructions"] or "Lists" in workbook.sheetnames
    assert page["D4"].fill.fgColor.rgb == RED
    assert page["D4"].comment.text == "“SARL” is not in the list."
    assert page["D5"].fill.fgColor.rgb != RED
    assert [page["B4"].value, page["D4"].value] == ["=SUM(A1)", "SARL"]
    assert page["B4"].data_type == "s"


def test_what_the_workbook_does_for_its_reader_is_kept(template: Path) -> None:
    before, after = load_workbook(template), annotated(template, problem(4, "size"))
    assert after.defined_names.keys() == before.defined_names.keys()
    page = after["Members"]
    assert page.protection.sheet
    assert not page["D4"].protection.locked
    assert page["A4"].protection.locked
    assert len(page.data_validations.dataValidation) == len(before["Members"].data_validations.dataValidation)
    assert after["Lists"].sheet_state == "hidden"
    assert page["B3"].comment.text == before["Members"]["B3"].comment.text


def test_a_note_that_was_there_is_kept_before_what_is_wrong(template: Path) -> None:
    page = annotated(template, problem(4, "name", "X"))["Members"]
    assert page["B4"].comment.text == "“X” is not in the list.\n\nWhich size?"


def test_the_list_names_each_cell_with_what_was_found_and_expected(template: Path) -> None:
    workbook = annotated(template, problem(4, "size"), problem(5, None, "=1+1"))
    assert workbook.active.title == "Errors"
    listed = lines(workbook)
    assert listed[0] == ["What is to be corrected"]
    assert listed[1] == ["2 things to correct."]
    assert listed[4] == ["Sheet", "Cell", "Column", "Found", "Expected", "What to do"]
    assert listed[5] == ["Members", "D4", "Size", "SARL", "One of: PME, ETI.", "“SARL” is not in the list."]
    assert listed[6][1:4] == ["5", "Size", "=1+1"]
    assert workbook["Errors"]["B6"].hyperlink.location == "'Members'!D4"
    assert workbook["Errors"]["B7"].hyperlink.location == "'Members'!A5"
    assert workbook["Errors"]["D7"].data_type == "s"


def test_a_file_returned_twice_has_one_list(template: Path) -> None:
    template.write_bytes(returned(template, problem(4, "size")))
    again = annotated(template, problem(5, "name", ""))
    assert sum(name == "Errors" for name in again.sheetnames) == 1
    assert len(lines(again)) == 6


def test_two_problems_of_one_cell_are_in_one_note(template: Path) -> None:
    page = annotated(template, problem(4, "size"), problem(4, "size", "SCI"))["Members"]
    assert page["D4"].comment.text.splitlines() == ["“SARL” is not in the list.", "“SCI” is not in the list."]


@pytest.mark.libreoffice
def test_libreoffice_opens_what_comes_back(template: Path, tmp_path: Path) -> None:
    workbook = load_workbook(io.BytesIO(through_libreoffice(returned(template, problem(4, "size")), tmp_path)))
    assert workbook["Members"]["D4"].fill.fgColor.rgb[2:] == RED[2:]
    assert workbook["Members"]["D4"].comment.text == "“SARL” is not in the list."
    assert workbook["Members"].protection.sheet


@pytest.mark.libreoffice
def test_a_file_that_libreoffice_wrote_comes_back_too(template: Path, tmp_path: Path) -> None:
    template.write_bytes(through_libreoffice(template.read_bytes(), tmp_path))
    workbook = annotated(template, problem(4, "size"))
    assert workbook["Members"]["D4"].comment.text == "“SARL” is not in the list."
    assert "clusterix_kind" in workbook.defined_names


def test_a_table_in_text_form_comes_back_as_a_workbook_of_the_rows_to_correct(tmp_path: Path) -> None:
    path = tmp_path / "0f3e"
    path.write_text("Liste des membres;;\nName;Size;Code\nACME;PME;=1+1\nBETA;SARL;01100\n", encoding="utf-8")
    with open_file(path, "members.csv", any_file=True) as reading:
        sheet = reading.sheets[0].name
    wrong = LocatedProblem(sheet, 4, 1, "SARL", "One of: PME.", "“SARL” is not in the list.", "not_a_choice", "Size")
    workbook = annotated(path, wrong, name="members.csv")
    assert lines(workbook, sheet) == [["Row", "Name", "Size", "Code"], [4, "BETA", "SARL", "01100"]]
    assert workbook[sheet]["C2"].comment.text == "“SARL” is not in the list."
    assert workbook[sheet]["C2"].fill.fgColor.rgb[2:] == RED[2:]
    assert any("cannot be given back whole" in str(line) for line in lines(workbook))


def test_a_workbook_too_large_to_be_opened_whole_comes_back_with_the_rows_to_correct(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "WHOLE", 1000)
    workbook = annotated(template, problem(4, "size"))
    assert workbook.sheetnames == ["Errors", "Members"]
    (_headings, row) = lines(workbook, "Members")
    assert row[:4] == [4, "1", "=SUM(A1)", "SARL"]
    assert workbook["Members"]["C2"].data_type == "s"


def test_a_workbook_that_openpyxl_cannot_open_comes_back_with_the_rows_to_correct(template: Path) -> None:
    """Styles that cannot be read stop openpyxl; the reader does without them."""
    out = io.BytesIO()
    with zipfile.ZipFile(template) as good, zipfile.ZipFile(out, "w") as broken:
        for part in good.infolist():
            content = good.read(part)
            if part.filename.startswith("xl/comments"):
                content = b"<comments"
            broken.writestr(part, content)
    template.write_bytes(out.getvalue())
    workbook = annotated(template, problem(4, "size"))
    assert workbook.sheetnames == ["Errors", "Members"]


def test_beyond_what_can_be_listed_the_list_says_that_there_is_more(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "MOST_LISTED", 2)
    listed = lines(annotated(template, *(problem(4, key) for key in ("name", "size", "code"))))
    assert ["There are more: only the first 2 are listed."] in listed
    assert sum(line[:1] == ["Members"] for line in listed) == 2


def test_a_file_that_is_not_read_is_not_given_back_either(tmp_path: Path) -> None:
    path = tmp_path / "sent.xlsx"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(FileRefused):
        returned(path, problem(4, "size"))


def test_characters_that_no_file_holds_do_not_stop_the_return(template: Path) -> None:
    listed = lines(annotated(template, problem(4, "size", "a\x00b\ud800")))
    assert listed[5][3] == "ab"
