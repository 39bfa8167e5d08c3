"""The quarterly workbook as it leaves: what it shows beside each value, and what its cells take."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clusterix.lib.workbooks.specification.sheets import FieldType
from monitoring.objectives.workbook import book_of
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book
from tests.monitoring.objectives.sheets import Filled, labels, sheet_of

pytestmark = pytest.mark.django_db


def test_a_row_shows_what_the_value_is_read_beside(book: Book, cast: Cast) -> None:
    builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=book.joint, year=2026, value=40, by=cast.officer
    )
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)

    row = Filled(book.report, cast.manager).line("indicator:joint")

    assert row["label"] == "Joint actions"
    assert row["counting"] == book.joint.how_to_count_en
    assert (row["previous"], row["so_far"], row["target"]) == (Decimal(5), Decimal(9), Decimal(40))
    assert row["year_before"] is None
    assert row["value"] == Decimal(4)


def test_an_indicator_by_domain_has_a_row_for_each_domain(filled: Filled) -> None:
    assert filled.line("indicator:roadmap:digital")["domain"] == "Digital"
    assert filled.line("indicator:roadmap:health")["domain"] == "Health"


def test_only_what_is_filled_in_can_be_changed(filled: Filled) -> None:
    unlocked = {field.key for field in sheet_of(filled, "values").fields if not field.is_locked}
    assert unlocked == {"value", "status", "reason", "answer", "key", "was"}


def test_a_cell_takes_what_its_indicator_takes(book: Book, cast: Cast) -> None:
    topic = book.topic
    share = builders.make_indicator(topic=topic, code="share", value_type="share")
    yes_no = builders.make_indicator(topic=topic, code="yes", value_type="yes_no")
    for indicator in (share, yes_no):
        book.campaign.asked.create(indicator=indicator)
    filled = Filled(book.report, cast.manager)
    in_row = sheet_of(filled, "values").field("value").in_row
    assert in_row
    cells = {row["key"]: in_row(row) for row in filled.rows["values"]}

    assert cells["indicator:joint"].type == FieldType.WHOLE
    assert cells["indicator:joint"].least == 0
    assert (cells["indicator:share"].type, cells["indicator:share"].most) == (FieldType.SHARE, 100)
    assert labels(cells["indicator:yes"].choices) == ["Yes", "No"]
    assert cells["indicator:note"].type == FieldType.LONG_TEXT
    assert book.joint.definition_en in str(cells["indicator:joint"].help)


def test_what_is_worth_a_look_is_said_in_the_browsers_words(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=15, by=cast.manager)
    assert Filled(book.report, cast.manager).line("indicator:joint")["look"] == "15 is 3 times the Q2 value of 5."


def test_the_passport_names_kind_cluster_and_period(book: Book) -> None:
    passport = book_of(book.report, book.revision).passport
    assert passport
    assert (passport.kind, passport.cluster, passport.period) == ("objectives", "minalogic", "2026-Q3")


def test_nobodys_data_leaves_with_the_stories(telling: Book, cast: Cast) -> None:
    version = builders.make_story(revision=telling.revision, by=cast.manager, domain=cast.domain)
    builders.make_story_person(version=version, name="Claude Exemple", quote="We met by chance.")

    written = str(Filled(telling.report, cast.manager).rows)

    assert version.title in written
    assert "Claude Exemple" not in written
    assert "by chance" not in written


def test_the_workbook_costs_a_fixed_number_of_queries(
    telling: Book, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        indicator = builders.make_indicator(topic=telling.topic, code=f"more-{number}")
        telling.campaign.asked.create(indicator=indicator)
        builders.make_answer(revision=telling.revision, indicator=indicator, value=number, by=cast.manager)
        builders.make_story(revision=telling.revision, by=cast.manager, domain=cast.domain)
    with django_assert_max_num_queries(26):  # type: ignore[operator]
        filled = Filled(telling.report, cast.manager)
        filled.rows.clear()
