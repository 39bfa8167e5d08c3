from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterix.lib.workbooks.checking.rows import Checker, check_values
from clusterix.lib.workbooks.specification.cells import CellValue, Fault, Faulty, SheetRow
from clusterix.lib.workbooks.specification.sheets import Choice, FieldType
from tests.lib.workbooks.example import EXAMPLE, SIZES, check_cell, check_row

T = FieldType


@pytest.mark.parametrize(
    ("type_", "cell", "value"),
    [
        (T.TEXT, "  Écoles\u00a0 et\nlycées ", "Écoles et lycées"),
        (T.TEXT, "e\u0301cole", "école"),
        (T.TEXT, 12.0, "12"),
        (T.LONG_TEXT, " one \r\n\r\ntwo\n", "one\n\ntwo"),
        (T.LONG_TEXT, "-", "-"),
        (T.IDENTIFIER, "82 212 742\u00a0900 014", "82212742900014"),
        (T.IDENTIFIER, "224 900 019 000 15'", "22490001900015"),
        (T.IDENTIFIER, "82212742900014.0", "82212742900014"),
        (T.IDENTIFIER, 82212742900014.0, "82212742900014"),
        (T.IDENTIFIER, 1100, "1100"),
        (T.IDENTIFIER, "w691234567", "W691234567"),
        (T.WHOLE, "1 234", 1234),
        (T.WHOLE, "1\u202f234", 1234),
        (T.WHOLE, 12.0, 12),
        (T.WHOLE, 0, 0),
        (T.DECIMAL, "3,25", Decimal("3.25")),
        (T.DECIMAL, 0.1 + 0.2, Decimal("0.3")),
        (T.MONEY, "82 584,28 €", Decimal("82584.28")),
        (T.MONEY, "12 k€", Decimal(12000)),
        (T.SHARE, "88 %", Decimal(88)),
        (T.SHARE, "0,5 %", Decimal("0.5")),
        (T.SHARE, 97.38, Decimal("97.38")),
        (T.YEAR, 2019, 2019),
        (T.YEAR, "2019", 2019),
        (T.YEAR, datetime(2019, 4, 3), 2019),  # noqa: DTZ001 — cells know no zone
        (T.YEAR, "03/04/2019", 2019),
        (T.DATE, "03/04/2024", date(2024, 4, 3)),
        (T.DATE, "3.4.2024", date(2024, 4, 3)),
        (T.DATE, "2024-04-03", date(2024, 4, 3)),
        (T.DATE, "2024-04-03T00:00:00", date(2024, 4, 3)),
        (T.DATE, "1er août 2024", date(2024, 8, 1)),
        (T.DATE, datetime(2024, 4, 3, 12), date(2024, 4, 3)),  # noqa: DTZ001
        (T.YES_NO, "Oui", True),
        (T.YES_NO, "x", True),
        (T.YES_NO, "FAUX", False),
        (T.YES_NO, 1, True),
        (T.YES_NO, 0, False),
        (T.YES_NO, False, False),
    ],
)
def test_what_people_write_is_read(type_: FieldType, cell: CellValue, value: object) -> None:
    checked = check_cell(type_, cell)
    assert (checked.value, checked.problem) == (value, None)
    assert type(checked.value) is type(value)


@pytest.mark.parametrize(
    ("type_", "cell", "code"),
    [
        (T.TEXT, "a\x00b", "control_character"),
        (T.TEXT, "lost \ufffd accent", "control_character"),
        (T.TEXT, "broken \ud800", "control_character"),
        (T.TEXT, "#REF!", "error_cell"),
        (T.TEXT, "#NOM?", "error_cell"),
        (T.TEXT, Faulty(Fault.ERROR, "#REF!"), "error_cell"),
        (T.WHOLE, Faulty(Fault.UNCOMPUTED, "=A1+B1"), "uncomputed"),
        (T.TEXT, date(2024, 1, 2), "date_in_text"),
        (T.IDENTIFIER, "3,01E+13", "destroyed_number"),
        (T.IDENTIFIER, "3.01523E+13", "destroyed_number"),
        (T.IDENTIFIER, 34982600000000, "destroyed_number"),
        (T.IDENTIFIER, 1234567890123456, "destroyed_number"),
        (T.IDENTIFIER, 1.5, "not_an_identifier"),
        (T.IDENTIFIER, -5, "not_an_identifier"),
        (T.WHOLE, "1.200", "ambiguous_number"),
        (T.WHOLE, 1.5, "not_whole"),
        (T.WHOLE, True, "boolean"),
        (T.WHOLE, float("nan"), "not_finite"),
        (T.DECIMAL, float("inf"), "not_finite"),
        (T.DECIMAL, "nan and more", "not_a_number"),
        (T.DECIMAL, 1.123456, "not_a_number"),
        (T.MONEY, "N                 82 584,28", "not_a_number"),
        (T.MONEY, date(2024, 1, 2), "not_a_number"),
        (T.MONEY, "12 %", "not_a_number"),
        (T.SHARE, 0.88, "ambiguous_number"),
        (T.SHARE, 101, "too_large"),
        (T.YEAR, 19, "not_a_year"),
        (T.YEAR, True, "not_a_year"),
        (T.YEAR, date(1905, 7, 11), "not_a_year"),
        (T.YEAR, 1066, "too_small"),
        (T.DATE, "2024", "year_only"),
        (T.DATE, 2024, "year_only"),
        (T.DATE, 45385, "not_a_date"),
        (T.DATE, "31/02/2024", "impossible_date"),
        (T.DATE, "04/25/2024", "impossible_date"),
        (T.DATE, "03/04/24", "not_a_date"),
        (T.DATE, time(12), "not_a_date"),
        (T.YES_NO, "perhaps", "not_yes_no"),
        (T.YES_NO, 2, "not_yes_no"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(type_: FieldType, cell: CellValue, code: str) -> None:
    checked = check_cell(type_, cell)
    assert checked.problem is not None
    assert checked.problem.code == code
    assert checked.problem.message


def test_an_ambiguous_number_is_refused_with_both_readings() -> None:
    problem = check_cell(T.DECIMAL, "1.200").problem
    assert problem is not None
    assert "1.2 " in problem.message
    assert "1200" in problem.message


@pytest.mark.parametrize(
    "word", ["NC", "n.d.", "-", "–", "Non\u00a0disponible", "sans objet", "Non applicable", "N/A", " "]
)
@pytest.mark.parametrize("type_", [T.TEXT, T.IDENTIFIER, T.WHOLE, T.MONEY, T.DATE, T.YEAR, T.YES_NO, T.CHOICE])
def test_words_for_nothing_are_empty(type_: FieldType, word: str) -> None:
    checked = check_cell(type_, word, choices=SIZES)
    assert checked.problem is None
    assert checked.value in ("", None)
    assert checked.found == word


def test_a_country_whose_code_is_a_word_for_nothing_keeps_it() -> None:
    assert check_cell(T.IDENTIFIER, "NC", most=2).value == "NC"


@pytest.mark.parametrize(
    "word",
    ["PME", "pme", "PME\u00a0", "Small or medium-sized", "small or medium‑sized", "SME", "PME,      PME", "PME ; pme"],
)
def test_a_choice_is_known_by_its_code_its_label_and_its_synonyms(word: str) -> None:
    assert check_cell(T.CHOICE, word, choices=SIZES).value == "PME"


def test_a_choice_is_known_by_its_label_in_either_language() -> None:
    labels = (Choice("PME", gettext_lazy("Yes")),)
    with translation.override("fr"):
        assert check_cell(T.CHOICE, "yes", choices=labels).value == "PME"
        assert check_cell(T.CHOICE, "OUI", choices=labels).value == "PME"


def test_a_choice_whose_code_lost_its_zero_is_known() -> None:
    assert check_row(band=3).values["band"] == "03"


def test_several_choices_in_one_cell_are_refused() -> None:
    problem = check_cell(T.CHOICE, "PME, ETI", choices=SIZES).problem
    assert problem is not None
    assert problem.code == "several_choices"


def test_an_unknown_word_is_refused_with_the_nearest_choice() -> None:
    near, far = check_cell(T.CHOICE, "grnad groupe", choices=SIZES), check_cell(T.CHOICE, "SARL", choices=SIZES)
    assert near.problem is not None
    assert "Did you mean “large”?" in near.problem.message
    assert far.problem is not None
    assert "mid-sized" in far.problem.message


def test_a_required_field_left_empty_or_without_a_column_is_missed() -> None:
    assert [problem.code for problem in check_row(name=None).problems] == ["required"]
    assert [problem.field for problem in check_row(size="PME").problems] == ["name"]
    assert "“NC”" in check_row(name="NC").problems[0].message


def test_text_longer_than_its_field_is_refused_whole() -> None:
    checked = check_row(name="x" * 61)
    assert [problem.code for problem in checked.problems] == ["too_long"]
    assert "name" not in checked.values
    assert checked.found["name"] == "x" * 61


@pytest.mark.parametrize("type_", [T.CHOICE, T.WHOLE, T.DATE, T.YEAR, T.YES_NO])
def test_a_long_text_where_none_is_due_is_cut_in_the_sentence_and_kept_in_full(type_: FieldType) -> None:
    checked = check_cell(type_, "no idea " * 4000, choices=SIZES)
    assert checked.problem is not None
    assert len(checked.problem.message) < 300
    assert checked.found == "no idea " * 4000


def test_rules_of_a_field_are_asked_for_values_alone() -> None:
    assert check_row(name="ACME", code="380").problems[0].message == "A code has five characters."
    assert not check_row(name="ACME", code="").problems


def test_rules_of_a_row_see_all_its_values() -> None:
    checked = check_row(name="ACME", joined=2020, left="01/01/2019")
    assert [(problem.code, problem.field) for problem in checked.problems] == [("left_after_joining", "left")]


def test_rules_of_a_row_are_silent_while_a_value_they_ask_for_is_refused() -> None:
    checked = check_row(name="ACME", joined="twenty", left="01/01/2019")
    assert [problem.code for problem in checked.problems] == ["not_a_year"]


def test_a_locked_field_is_not_read_back() -> None:
    assert "remark" not in check_row(name="ACME", remark="rewritten").values


def test_rows_shorter_than_the_heading_end_in_empty_cells() -> None:
    checker = Checker(EXAMPLE, {0: "name", 7: "staff"})
    assert checker.check(SheetRow(2, ("ACME",))).values == {"name": "ACME", "staff": None}


def test_one_and_true_are_told_apart_whatever_came_before() -> None:
    checker = Checker(EXAMPLE, {0: "name", 1: "staff"})
    cells: list[CellValue] = [1, True, 1.0, "1", True]
    codes = [
        [problem.code for problem in checker.check(SheetRow(number, ("ACME", cell))).problems]
        for number, cell in enumerate(cells, start=1)
    ]
    assert codes == [[], ["boolean"], [], [], ["boolean"]]


def test_what_was_found_is_kept_as_it_was_read_and_can_be_stored() -> None:
    checked = check_row(name="  ACME\n", staff="1.200", story="a\x00b", joined=2020.0, left=date(2024, 4, 3))
    assert list(checked.found.values()) == ["  ACME\n", "1.200", "a\ufffdb", "2020", "03/04/2024"]


# Making the table of all characters takes its time on the first run.
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
TYPED = st.text(max_size=30) | st.sampled_from(
    ["PME", "1.200", "12 €", "Oui", "03/04/2024", "2019", "NC", "3,01E+13", "#REF!", "88 %"]
)


@patient
@given(st.dictionaries(st.sampled_from([field.key for field in EXAMPLE.fields if not field.is_locked]), TYPED))
def test_a_page_and_a_file_are_checked_alike(typed: dict[str, str]) -> None:
    assert check_values(EXAMPLE, typed) == check_row(**typed)


@patient
@given(st.sampled_from(list(FieldType)), TYPED | st.integers() | st.floats() | st.booleans() | st.dates() | st.none())
def test_no_cell_ends_in_anything_but_a_value_or_a_reason(type_: FieldType, cell: CellValue) -> None:
    checked = check_cell(type_, cell, choices=SIZES)
    assert checked.problem is None or checked.problem.message
    assert isinstance(checked.found, str)
    assert "\x00" not in checked.found


@patient
@given(st.sampled_from([T.TEXT, T.LONG_TEXT, T.IDENTIFIER, T.CHOICE]), TYPED)
def test_a_checked_text_checked_again_stays_the_same(type_: FieldType, cell: str) -> None:
    value = check_cell(type_, cell, choices=SIZES).value
    assert check_cell(type_, value, choices=SIZES).value == value


BANDS = (
    Choice("01", "1 to 9 people", ("1-9",), numbers=range(1, 10)),
    Choice("11", "10 to 19 people", numbers=range(10, 20)),
    Choice("12", "20 to 49 people", numbers=range(20, 50)),
)


@pytest.mark.parametrize(
    ("cell", "code"), [(35, "12"), ("35", "12"), (11, "11"), ("01", "01"), (2.0, "01"), ("1-9", "01")]
)
def test_a_number_falls_into_its_band(cell: CellValue, code: str) -> None:
    assert check_cell(T.CHOICE, cell, choices=BANDS).value == code


def test_a_number_that_is_also_the_code_of_another_band_is_never_guessed() -> None:
    checked = check_cell(T.CHOICE, 12, choices=BANDS)
    assert checked.problem is not None
    assert checked.problem.code == "number_or_code"
    assert "“10 to 19 people” or “20 to 49 people”" in checked.problem.message
