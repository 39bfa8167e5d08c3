"""What is worth a look is said in words, and a written reason clears the question."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from clusterix.lib.periods import Period, Quarter, Year
from monitoring.objectives.comparisons import Comparison, compare
from monitoring.objectives.flags import unusual
from monitoring.objectives.forms.section import entry_of
from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.queries import Question, filing_of
from monitoring.objectives.values import Content
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book


def sentences(number: Any, before: Any, *, period: Period = Quarter(2026, 3), **fields: Any) -> list[str]:
    indicator = Indicator(value_type="whole", warn_ratio=Decimal("2.5"), unit_en="actions")
    for name, value in fields.items():
        setattr(indicator, name, value)
    answer = Answer(indicator=indicator, status="value", number=Decimal(number))
    question = Question(indicator, None, True, None, answer)  # type: ignore[arg-type]
    previous = None if before is None else Content("value", number=Decimal(before))
    return unusual(Comparison(question, period, previous=previous))


@pytest.mark.parametrize(
    ("number", "before", "sentence"),
    [
        (14, 5, "14 is nearly 3 times the Q2 value of 5."),
        (15, 5, "15 is 3 times the Q2 value of 5."),
        (17, 5, "17 is more than 3 times the Q2 value of 5."),
        (90, 3, "90 is 30 times the Q2 value of 3."),
        (2, 9, "2 is 22% of the Q2 value of 9."),
        (0, 9, "Zero, after 9 in Q2."),
    ],
)
def test_an_unusual_value_is_compared_in_words(number: int, before: int, sentence: str) -> None:
    assert sentences(number, before) == [sentence]


@pytest.mark.parametrize(("number", "before"), [(12, 5), (5, 5), (3, 1), (1, 3), (9, None), (9, 0), (0, 2)])
def test_a_usual_value_says_nothing(number: int, before: int | None) -> None:
    assert sentences(number, before) == []


def test_the_year_is_named_when_it_is_another_one() -> None:
    assert sentences(15, 5, period=Quarter(2026, 1)) == ["15 is 3 times the Q4 2025 value of 5."]
    assert sentences(15, 5, period=Year(2026)) == ["15 is 3 times the 2025 value of 5."]


def test_bounds_that_warn_are_named() -> None:
    assert sentences(60, None, warn_max=Decimal(50)) == ["60\u00a0actions is unusually high: above 50\u00a0actions."]
    assert sentences(3, None, warn_min=Decimal(5)) == ["3\u00a0actions is unusually low: below 5\u00a0actions."]


def test_without_a_ratio_nothing_is_compared() -> None:
    assert sentences(500, 5, warn_ratio=None) == []


@pytest.mark.django_db
def test_a_written_reason_clears_the_question_and_stays_with_the_figure(cast: Cast, book: Book) -> None:
    revision = book.revision
    answer = builders.make_answer(revision=revision, indicator=book.joint, value=14, by=cast.manager)

    def entry() -> Any:
        filing = filing_of(book.report, revision)
        question = filing.question("indicator:joint")
        assert question
        return entry_of(filing, question, compare(filing)[question.key])

    assert entry().asks_for_reason
    answer.explanation = "Industry week"
    answer.save()
    assert not entry().asks_for_reason
    assert entry().typed.reason == "Industry week"


@pytest.mark.django_db
def test_a_part_larger_than_its_whole_is_said(cast: Cast, book: Book) -> None:
    revision = book.revision
    builders.make_answer(revision=revision, indicator=book.events, value=3, by=cast.manager)
    builders.make_answer(revision=revision, indicator=book.abroad, value=5, by=cast.manager)
    filing = filing_of(book.report, revision)
    question = filing.question("indicator:abroad")
    assert question
    said = entry_of(filing, question, compare(filing)[question.key]).sentences
    assert said == ["“Of which abroad” (5) is more than “Events” (3), of which it is a part."]
