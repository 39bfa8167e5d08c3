import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from clusterix.lib import exports
from clusterix.lib.columns import Cell, Column, Row
from clusterix.lib.exports import About, write_csv, write_xlsx
from clusterix.lib.neutral import neutralised, restored
from clusterix.lib.panels import Standing
from clusterix.lib.periods import Quarter

COLUMNS = (
    Column("name", "Name"),
    Column("actions", "Actions", "number", unit="actions", definition="Counted once."),
    Column("spent", "Spent", "money"),
    Column("part", "Part", "share"),
    Column("on", "Day", "date"),
    Column("period", "Period", "period"),
    Column("is_open", "Open", "yes_no"),
)
ABOUT = About(
    "Actions by cluster",
    Standing(is_accepted=True, as_of=date(2026, 9, 30), counted=19, expected=22, period=Quarter(2026, 3)),
    (("Filters", "Domain: Health"),),
)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "'=1", "''+1"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def a_row(**cells: Cell) -> Row:
    usual: dict[str, Cell] = {
        "name": "Minalogic",
        "actions": 12,
        "spent": Decimal("1234.50"),
        "part": Decimal("87.5"),
        "on": date(2026, 9, 30),
        "period": Quarter(2026, 3),
        "is_open": True,
    }
    return usual | cells


def csv_text(rows: Iterable[Row]) -> str:
    file = io.BytesIO()
    write_csv(file, rows, COLUMNS)
    return file.getvalue().decode("utf-8")


def xlsx(rows: Iterable[Row], columns: tuple[Column, ...] = COLUMNS) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, rows, columns, ABOUT)
    return file.getvalue()


def sheet_xml(content: bytes, number: int = 1) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))


def cells(content: bytes, number: int = 1) -> dict[str, tuple[str, str]]:
    """Each cell of a sheet: its type in the file and its text."""
    found = {}
    for cell in sheet_xml(content, number).iter(f"{MAIN}c"):
        text = "".join(cell.itertext())
        found[cell.attrib["r"]] = (cell.attrib.get("t", "n"), re.sub("_x005F_", "_", text))
    return found


# --- CSV --------------------------------------------------------------------------------------------------------------


def test_csv_is_what_a_french_spreadsheet_opens() -> None:
    with override("fr"):
        text = csv_text([a_row(actions=-5, is_open=False)])
    assert text == (
        "\ufeffName;Actions (actions);Spent (€);Part (%);Day;Period;Open\r\n"
        "Minalogic;-5;1234,50;87,5;2026-09-30;2026-Q3;Non\r\n"
    )


def test_a_computed_share_is_a_number_with_two_decimals() -> None:
    row = a_row(part=Decimal(2500) / 781, spent=Decimal("0.123456"))
    with override("fr"):
        assert csv_text([row]).splitlines()[1].split(";")[2:4] == ["0,123456", "3,20"]
    assert cells(xlsx([row]))["D2"] == ("n", "0.032")


def test_csv_in_english_has_commas_and_points() -> None:
    with override("en"):
        text = csv_text([a_row(name="A, B")])
    assert text.splitlines()[1] == '"A, B",12,1234.50,87.5,2026-09-30,2026-Q3,Yes'


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_puts_one_apostrophe_before_what_looks_like_a_formula(text: str) -> None:
    with override("en"):
        (_heading, row) = csv.reader(io.StringIO(csv_text([a_row(name=text)]), newline=""))
    assert row[0] == "'" + text


@given(st.text())
def test_a_neutralised_text_comes_back_and_is_no_formula(text: str) -> None:
    assert restored(neutralised(text)) == text
    assert not neutralised(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_an_ordinary_text_gets_no_apostrophe() -> None:
    assert neutralised("l'Ain") == "l'Ain"
    assert neutralised("'quoted'") == "'quoted'"
    assert restored("'quoted'") == "'quoted'"


def test_an_empty_cell_is_empty_and_not_zero() -> None:
    with override("en"):
        assert csv_text([a_row(actions=None, spent=0)]).splitlines()[1] == "Minalogic,,0,87.5,2026-09-30,2026-Q3,Yes"
        written = cells(xlsx([a_row(actions=None, spent=0)]))
    assert "B2" not in written
    assert written["C2"] == ("n", "0")


def test_csv_leaves_the_file_open_for_its_owner() -> None:
    file = io.BytesIO()
    write_csv(file, [], COLUMNS)
    file.write(b"")


# --- Excel ------------------------------------------------------------------------------------------------------------


def test_a_workbook_holds_typed_cells() -> None:
    with override("en"):
        written = cells(xlsx([a_row()]))
    assert written["B1"][1] == "Actions (actions)"
    assert written["A2"] == ("inlineStr", "Minalogic")
    assert written["B2"] == ("n", "12")
    assert written["C2"] == ("n", "1234.5")
    assert written["D2"] == ("n", "0.875")
    assert written["E2"][0] == "n"
    assert written["F2"] == ("inlineStr", "2026-Q3")
    assert written["G2"] == ("inlineStr", "Yes")


@pytest.mark.parametrize("text", [*DANGEROUS, "{=1}", "http://example.org", "mailto:a@example.org", "0123", "1E5"])
def test_text_stays_text_in_a_workbook(text: str) -> None:
    content = xlsx([a_row(name=text)])
    assert cells(content)["A2"] == ("inlineStr", text.replace("\r", "\n"))
    for number in (1, 2):
        assert not list(sheet_xml(content, number).iter(f"{MAIN}f"))
        assert not list(sheet_xml(content, number).iter(f"{MAIN}hyperlink"))


def test_text_of_headings_and_of_the_second_sheet_stays_text_too() -> None:
    column = Column("name", "=1+1", definition="=2+2")
    file = io.BytesIO()
    write_xlsx(file, [a_row()], (column,), About("=3+3"))
    for number in (1, 2):
        assert not list(sheet_xml(file.getvalue(), number).iter(f"{MAIN}f"))
    assert cells(file.getvalue())["A1"] == ("inlineStr", "=1+1")


@given(st.text(st.characters(codec=None), max_size=40))
def test_no_text_breaks_a_workbook(text: str) -> None:
    with override("en"):
        assert "A2" in cells(xlsx([a_row(name="x" + text)]))


def test_control_characters_are_removed_and_line_ends_kept() -> None:
    row = a_row(name="a\x00b\x1bc\ud800\r\nd\te")
    assert cells(xlsx([row]))["A2"][1] == "abc\nd\te"
    with override("en"):
        assert '"abc\nd\te"' in csv_text([row])


def test_a_number_too_long_for_excel_is_kept_as_text() -> None:
    written = cells(xlsx([a_row(actions=Decimal("12345678901234.5678"), spent=12345678901234567)]))
    assert written["B2"] == ("inlineStr", "12345678901234.5678")
    assert written["C2"] == ("inlineStr", "12345678901234567")


def test_a_text_too_long_for_excel_says_that_it_is_cut() -> None:
    with override("en"):
        kind, text = cells(xlsx([a_row(name="x" * 40_000)]))["A2"]
    assert kind == "inlineStr"
    assert len(text) == 32_767
    assert text.endswith("… (cut here: an Excel cell holds no more)")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    xlsx([a_row()] * 2)
    with override("en"), pytest.raises(ValueError, match="at most 2 rows"):
        xlsx([a_row()] * 3)


def test_the_second_sheet_says_what_the_rows_are() -> None:
    with override("en"):
        texts = [text for _kind, text in cells(xlsx([a_row()]), 2).values()]
    assert "Actions by cluster" in texts
    assert "3rd quarter 2026" in texts
    assert any("19 clusters out of 22" in text for text in texts)
    assert "Domain: Health" in texts
    assert texts[texts.index("Spent") + 1] == "€"
    assert "Counted once." in texts


def test_a_workbook_of_no_rows_still_has_its_heading() -> None:
    assert cells(xlsx([]))["A1"][1] == "Name"


@pytest.mark.libreoffice
def test_libreoffice_opens_the_workbook_as_written(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with override("en"):
        path.write_bytes(xlsx([a_row(), *(a_row(name=text) for text in ("=1+1", "_x0041_", "Émile\u202f€"))]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    as_english_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033"
    command = ["soffice", "--headless", profile, "--convert-to", as_english_csv, "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (converted,) = tmp_path.glob("*.csv")
    rows = list(csv.reader(io.StringIO(converted.read_text("utf-8"))))
    assert rows[1] == ["Minalogic", "12", "1,234.50 €", "87.5%", "30 Sep 2026", "2026-Q3", "Yes"]
    assert [row[0] for row in rows[2:]] == ["=1+1", "_x0041_", "Émile\u202f€"]
