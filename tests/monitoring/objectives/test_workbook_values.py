"""The cells of the quarterly workbook as they come back: read in the browser's words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.values import Typed, ValueRefused, read
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book
from tests.monitoring.objectives.sheets import Filled, sentences, sheet_of

pytestmark = pytest.mark.django_db


def test_nothing_touched_is_nothing_changed(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    filled = Filled(book.report, cast.manager)

    assert {judged.verdict for judged in filled.judge().values()} == {"unchanged"}
    assert filled.apply() == {}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (14, "14"),
        (14.0, "14"),
        ("14", "14"),
        ("1 234", "1234"),
        ("1\u202f234", "1234"),
        ("1\u00a0234", "1234"),
        ("1.234.567", "1234567"),
        (0, "0"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_in_each_way_of_writing_it(filled: Filled, book: Book, cell: object, number: str) -> None:
    filled.write("indicator:joint", value=cell)

    assert filled.judge()["indicator:joint"].verdict == "new"
    filled.apply()

    assert book.number(book.joint) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("3,2", "3.2"), ("3.2", "3.2"), (3.2, "3.2"), (0.1 + 0.2, "0.3"), (1.2, "1.2"), (1.234, "1.234")],
)
def test_a_decimal_keeps_what_was_written(book: Book, cast: Cast, cell: object, number: str) -> None:
    Indicator.objects.filter(pk=book.joint.pk).update(value_type="decimal")
    for language in ("fr", "en"):
        with override(language):
            filled = Filled(book.report, cast.manager)
            filled.write("indicator:joint", value=cell)
            filled.judge()
            filled.apply()
        assert book.number(book.joint) == Decimal(number)
        Answer.objects.all().delete()


@pytest.mark.parametrize("typed", ["1.200", "twelve", "3,2", "-1", "n.d.", "12 €"])
def test_a_number_is_refused_in_the_browsers_words(filled: Filled, book: Book, typed: str) -> None:
    filled.write("indicator:joint", value=typed)

    judged = filled.judge()["indicator:joint"]

    with pytest.raises(ValueRefused) as refused:
        read(book.joint, Typed(typed))
    assert judged.verdict == "rejected"
    assert [(problem.field, problem.message) for problem in judged.problems] == [("value", str(refused.value))]


def test_an_ambiguous_number_has_a_code_of_its_own(filled: Filled) -> None:
    filled.write("indicator:joint", value="1.200")
    assert filled.judge()["indicator:joint"].problems[0].code == "ambiguous_number"


def test_everything_wrong_with_a_row_is_said_at_once(filled: Filled) -> None:
    filled.write("indicator:joint", value="twelve", status="Perhaps", reason="x" * 301, answer="Hello")
    fields = {problem.field for problem in filled.judge()["indicator:joint"].problems}
    assert fields == {"status", "reason", "answer"}

    filled.write("indicator:events", value="twelve", reason="x" * 301)
    fields = {problem.field for problem in filled.judge()["indicator:events"].problems}
    assert fields == {"value", "reason"}


def test_an_error_cell_is_refused_and_never_made_blank(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value="#REF!")

    assert filled.judge()["indicator:joint"].verdict == "rejected"
    filled.apply()
    assert book.number(book.joint) == 4


def test_empty_zero_not_available_and_not_applicable_are_four_answers(book: Book, cast: Cast) -> None:
    for indicator in (book.joint, book.events, book.abroad):
        builders.make_answer(revision=book.revision, indicator=indicator, value=1, by=cast.manager)
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value=None)
    filled.write("indicator:events", value=0)
    filled.write("indicator:abroad", value=None, status="not_available")
    filled.write("indicator:roadmap:digital", status="not_applicable")

    judged = filled.judge()
    assert (judged["indicator:joint"].before["value"], judged["indicator:joint"].values["value"]) == ("1", "")
    filled.apply()

    statuses = {key: answer.status for key, answer in book.answers.items()}
    assert statuses == {
        "indicator:joint": "empty",
        "indicator:events": "value",
        "indicator:abroad": "not_available",
        "indicator:roadmap:digital": "not_applicable",
    }
    assert book.number(book.events) == 0


def test_a_value_and_a_reason_why_there_is_none_exclude_each_other(filled: Filled) -> None:
    filled.write("indicator:joint", value=3, status="not_available")
    judged = filled.judge()["indicator:joint"]
    assert judged.verdict == "rejected"
    assert "keep one of them" in sentences(judged)


@pytest.mark.parametrize("cell", ["Yes", "yes", "Oui", "OUI", True])
def test_a_yes_is_understood_in_both_languages(book: Book, cast: Cast, cell: object) -> None:
    Indicator.objects.filter(pk=book.joint.pk).update(value_type="yes_no")
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value=cell)
    filled.judge()
    filled.apply()
    answer = book.answer(book.joint)
    assert answer
    assert answer.text == "yes"


def test_an_answer_to_choose_goes_out_and_comes_back_in_words(book: Book, cast: Cast) -> None:
    choices = [{"code": "few", "en": "A few", "fr": "Quelques-uns"}, {"code": "many", "en": "Many", "fr": "Beaucoup"}]
    Indicator.objects.filter(pk=book.joint.pk).update(value_type="choice", choices=choices)
    builders.make_answer(revision=book.revision, indicator=book.joint, value="few", by=cast.manager)
    filled = Filled(book.report, cast.manager)
    assert filled.line("indicator:joint")["value"] == "A few"

    filled.write("indicator:joint", value="Beaucoup")
    filled.judge()
    filled.apply()

    answer = book.answer(book.joint)
    assert answer
    assert answer.text == "many"


def test_a_text_that_looks_like_a_formula_stays_a_text(filled: Filled, book: Book) -> None:
    filled.write("indicator:note", value="=1+1")
    filled.judge()
    filled.apply()
    answer = book.answer(book.note)
    assert answer
    assert answer.text == "=1+1"


def test_rows_taken_out_keep_their_value(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    filled = Filled(book.report, cast.manager)
    filled.take_out("indicator:joint")

    assert filled.judge()["indicator:joint"].verdict == "absent"
    filled.apply()
    assert book.number(book.joint) == 4


def test_a_column_taken_out_keeps_what_it_held(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager, explanation="Four")
    filled = Filled(book.report, cast.manager)
    sheet = sheet_of(filled, "values")
    kept = tuple(field for field in sheet.fields if field.key not in {"value", "reason", "was"})
    object.__setattr__(sheet, "fields", kept)

    assert filled.judge()["indicator:joint"].verdict == "unchanged"


def test_two_rows_about_one_value_are_refused(filled: Filled) -> None:
    filled.rows["values"].append(dict(filled.line("indicator:joint"), value=7))
    filled.judge()
    assert (
        filled.upload.rows.filter(verdict="rejected", key="").count()
        + filled.upload.rows.filter(verdict="rejected", key="indicator:joint").count()
        == 1
    )


def test_a_row_that_names_no_line_is_refused_and_an_empty_one_is_nothing(filled: Filled) -> None:
    filled.rows["values"] += [{"key": "indicator:elsewhere", "value": 7}, {"key": "", "label": "Total"}]
    filled.judge()
    assert [row.key for row in filled.upload.rows.filter(verdict="rejected")] == ["indicator:elsewhere"]


def test_the_soft_notes_speak_of_what_the_file_says(filled: Filled) -> None:
    filled.write("indicator:joint", value=15)
    filled.write("indicator:events", value=3)
    filled.write("indicator:abroad", value=9)

    judged = filled.judge()

    assert sentences(judged["indicator:joint"]) == "15 is 3 times the Q2 value of 5."
    assert "is more than “Events” (3)" in sentences(judged["indicator:abroad"])
    assert judged["indicator:joint"].verdict == "new"


def test_an_explanation_clears_the_note(filled: Filled) -> None:
    filled.write("indicator:joint", value=15, reason="The fair")
    assert sentences(filled.judge()["indicator:joint"]) == ""
