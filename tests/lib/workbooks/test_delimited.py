"""Tables in text form: which encoding, which separator, and what is not read."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterix.lib.columns import Column
from clusterix.lib.exports import write_csv
from clusterix.lib.workbooks.reading.bounds import Limits
from tests.lib.workbooks.making import cells_of, reading, refusal

TABLE = "Name;City;Amount\nÉlan;Sévrier;1 250,50\nAxone;Lyon;3\n"
CELLS = {1: ["Name", "City", "Amount"], 2: ["Élan", "Sévrier", "1 250,50"], 3: ["Axone", "Lyon", "3"]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "members.csv"


def written(file: Path, text: str, encoding: str = "utf-8") -> Path:
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found(encoding: str, file: Path) -> None:
    assert cells_of(written(file, TABLE, encoding)) == CELLS


def test_utf_16_with_its_mark_backwards_is_read(file: Path) -> None:
    file.write_bytes(codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"))
    assert cells_of(file) == CELLS


def test_signs_of_windows_are_read(file: Path) -> None:
    assert cells_of(written(file, "Name;Sum\nL’Œuvre;3 €\n", "cp1252"))[2] == ["L’Œuvre", "3 €"]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ([b"Nom;Ville", "Élan;Lyon".encode(), "Axone;Sévrier".encode("cp1252")], "3"),
        ([b"Nom;Ville", "Élan;Lyon".encode("cp1252"), b"x;y", "Axone;Sévrier".encode()], "4"),
    ],
)
def test_mixed_encodings_are_refused_with_the_line(lines: list[bytes], line: str, file: Path) -> None:
    file.write_bytes(b"\n".join(lines))
    found = refusal(file)
    assert (found.code, f"line {line} " in found.sentence) == ("mixed_encodings", True)


def test_bytes_no_encoding_knows_are_refused_with_the_line(file: Path) -> None:
    file.write_bytes(b"Name;City\nAxone;Lyon\n\x81\x8d;Lyon\n")
    found = refusal(file)
    assert (found.code, "Line 3 " in found.sentence) == ("unknown_encoding", True)


def test_a_nul_is_refused_with_the_line(file: Path) -> None:
    file.write_bytes(b"Name;City\nAxone;Ly\0on\n" + b"Axone;Lyon\n" * 50)
    found = refusal(file)
    assert (found.code, "Line 2 " in found.sentence) == ("nul", True)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator: str, file: Path) -> None:
    text = f'Name{separator}City{separator}Amount\n"Élan, Lyon; x"{separator}Lyon{separator}"1,5"\n'
    assert cells_of(written(file, text)) == {1: ["Name", "City", "Amount"], 2: ["Élan, Lyon; x", "Lyon", "1,5"]}


def test_decimal_commas_do_not_hide_the_semicolon(file: Path) -> None:
    text = "Members 2018, by city\n\nName;Amount\n" + "".join(f"Member {n}, Lyon;{n},50\n" for n in range(30))
    assert cells_of(written(file, text))[4] == ["Member 0, Lyon", "0,50"]


def test_a_separator_that_is_said_is_used(file: Path) -> None:
    assert cells_of(written(file, "sep=|\nA,B|C\n1,2|3\n")) == {1: ["A,B", "C"], 2: ["1,2", "3"]}


def test_one_column_alone_is_read(file: Path) -> None:
    assert cells_of(written(file, "Name\nÉlan\n")) == {1: ["Name"], 2: ["Élan"]}


def test_line_ends_inside_quotes_belong_to_the_cell(file: Path) -> None:
    found = cells_of(written(file, 'Name;"Amount\r\n(in euros)"\r\n"Él""an";2\r\n'))
    assert found == {1: ["Name", "Amount\n(in euros)"], 2: ['Él"an', "2"]}


@pytest.mark.parametrize("text", ['Name;City\nA;B\n"open;C\nD;E\n', 'Name;City\nA;B\n"closed"early;C\n'])
def test_a_misplaced_quotation_mark_is_refused_with_its_line(text: str, file: Path) -> None:
    found = refusal(written(file, text))
    assert (found.code, "line 3 " in found.sentence) == ("open_quote", True)


def test_a_decimal_comma_that_splits_a_row_is_refused_with_its_line(file: Path) -> None:
    rows = "".join(f"Member {number},Lyon,{number}\n" for number in range(20))
    found = refusal(written(file, f"Name,City,Amount\n{rows}Élan,Lyon,12,50\nAxone,Lyon,3\nTwo,Lyon,1,5\n"))
    assert found.code == "split_rows"
    assert "22, 24" in found.sentence


def test_separators_at_the_end_of_rows_split_nothing(file: Path) -> None:
    assert cells_of(written(file, "A,B,,\n1,2,,\n3,4\n")) == {1: ["A", "B"], 2: ["1", "2"], 3: ["3", "4"]}


def test_blank_rows_count_and_are_left_out(file: Path) -> None:
    assert cells_of(written(file, "A;B\n\n;\n1;2\n")) == {1: ["A", "B"], 4: ["1", "2"]}


def test_too_many_rows_are_refused(file: Path) -> None:
    written(file, "A;B\n" * 100)
    assert refusal(file, limits=Limits(rows=99)).code == "too_many_rows"


def test_a_cell_without_end_is_refused(file: Path) -> None:
    assert refusal(written(file, 'A;B\n"' + "x" * 300_000 + '";1\n')).code == "open_quote"


def test_there_is_one_sheet(file: Path) -> None:
    with reading(written(file, TABLE)) as found:
        assert [(sheet.name, sheet.rows) for sheet in found.sheets] == [("CSV", 3)]
        assert found.passport is None


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t'=+-@;,\""), min_size=1)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS.map(lambda text: f"x{text}"[text[:1] in "'=+-@\t" :]), min_size=3, max_size=30))
def test_texts_clusterix_wrote_come_back_the_same(file: Path, texts: list[str]) -> None:
    out = io.BytesIO()
    columns = [Column("name", "Name"), Column("again", "Again")]
    write_csv(out, [{"name": text, "again": text} for text in texts], columns)
    file.write_bytes(out.getvalue())
    found = list(cells_of(file).values())[1:]
    assert found == [[text, text] for text in texts]
