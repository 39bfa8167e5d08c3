"""What is written of a quarterly workbook, what has moved meanwhile, and what is taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from clusterix.lib.periods import Year
from monitoring.campaigns.models import Notice, Report, Revision
from monitoring.campaigns.states import State
from monitoring.objectives.kind import ObjectivesKind
from monitoring.objectives.models import Framework
from monitoring.objectives.queries import filing_of
from monitoring.objectives.saving import write
from monitoring.objectives.values import Content
from monitoring.uploads.importers import Refusal
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book
from tests.monitoring.objectives.sheets import Filled, sentences, sheet_of

pytestmark = pytest.mark.django_db


def save(book: Book, key: str, content: Content, cast: Cast) -> None:
    """As the browser does."""
    question = filing_of(book.report, book.revision).question(key)
    assert question
    write(book.revision, question, content, version=question.version, person=cast.manager)


def test_a_cell_nobody_touched_never_writes_over_what_the_browser_saved(book: Book, cast: Cast) -> None:
    filled = Filled(book.report, cast.manager)
    save(book, "indicator:joint", Content("value", Decimal(8)), cast)

    judged = filled.judge()["indicator:joint"]

    assert judged.verdict == "unchanged"
    assert "kept: 8" in sentences(judged)
    filled.apply()
    assert book.number(book.joint) == 8


def test_what_two_people_changed_is_shown_with_both_values(book: Book, cast: Cast) -> None:
    filled = Filled(book.report, cast.manager)
    save(book, "indicator:joint", Content("value", Decimal(8)), cast)
    filled.write("indicator:joint", value=6)

    judged = filled.judge()["indicator:joint"]

    assert (judged.verdict, judged.before["value"], judged.values["value"]) == ("changed", "8", "6")
    assert "Saved in the browser since the file was made: 8" in sentences(judged)


def test_writing_is_refused_when_what_was_shown_has_moved(filled: Filled, book: Book, cast: Cast) -> None:
    filled.write("indicator:joint", value=6)
    filled.judge()
    save(book, "indicator:joint", Content("value", Decimal(8)), cast)

    with pytest.raises(Refusal) as refusal:
        filled.apply()

    assert refusal.value.code == "moved"
    assert book.number(book.joint) == 8


def test_a_report_sent_meanwhile_takes_nothing(filled: Filled, book: Book) -> None:
    filled.write("indicator:joint", value=6)
    filled.judge()
    Revision.objects.filter(report=book.report).update(sealed_at=timezone.now(), sealed_by=book.revision.opened_by)
    Report.objects.filter(pk=book.report.pk).update(state=State.SUBMITTED)

    with pytest.raises(Refusal) as refusal:
        filled.apply()
    assert refusal.value.code == "report_not_open"


def test_who_may_not_fill_the_report_writes_nothing(filled: Filled, cast: Cast) -> None:
    filled.write("indicator:joint", value=6)
    filled.judge()
    with pytest.raises(Refusal) as refusal:
        filled.apply(cast.other_manager)
    assert refusal.value.code == "forbidden"


def test_the_first_file_starts_a_report(book: Book, cast: Cast) -> None:
    report = builders.make_report(campaign=book.campaign, cluster=cast.other_cluster)
    filled = Filled(report, cast.other_manager)
    filled.write("indicator:joint", value=6)
    filled.judge()
    filled.apply()

    report.refresh_from_db()
    revision = report.open_revision()
    assert report.state == State.DRAFT
    assert revision
    assert (revision.origin, revision.answers.get().number) == ("workbook", Decimal(6))


def test_what_the_region_fills_in_is_logged_and_told(filled: Filled, book: Book, cast: Cast) -> None:
    filled.write("indicator:joint", value=6)
    filled.judge()
    filled.apply(cast.officer)
    event = book.report.events.get(transition="fill")
    assert event.is_in_name_of_cluster
    assert Notice.objects.filter(person=cast.manager, report=book.report).exists()


def test_the_reviewer_reads_what_the_file_said(filled: Filled, book: Book) -> None:
    filled.write("indicator:joint", value=15, reason="The fair")
    filled.write("indicator:events", status="not_available")
    filled.judge()
    filled.apply()
    rows = {row.key: row for row in ObjectivesKind().review_rows(book.revision)}
    assert rows["indicator:joint"].value.startswith("15")
    assert rows["indicator:joint"].explanation == "The fair"
    assert rows["indicator:events"].value == "Not available"


def test_a_yearly_report_goes_the_same_way(book: Book, cast: Cast) -> None:
    framework = Framework.objects.create(
        region=cast.region, code="strategic", name_en="S", name_fr="S", frequency="year", starts_on="2019-01-01"
    )
    topic = builders.make_topic(region=cast.region)
    topic.framework = framework
    topic.save()
    jobs = builders.make_indicator(topic=topic, code="jobs")
    campaign = builders.make_campaign(region=cast.region, period=Year(2026), indicators=[jobs])
    report = builders.make_report(campaign=campaign, cluster=cast.cluster)
    filled = Filled(report, cast.manager)
    assert str(sheet_of(filled, "values").field("previous").label) == "Previous year"

    filled.write("indicator:jobs", value=6)
    filled.judge()
    filled.apply()

    revision = report.open_revision()
    assert revision
    assert revision.answers.get().number == 6


def test_taking_back_restores_values_and_keeps_what_was_edited_since(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value=6)
    filled.write("indicator:events", value=7)
    filled.write("indicator:note", value="A text")
    filled.judge()
    assert set(filled.apply()) == {"indicator:joint", "indicator:events", "indicator:note"}
    save(book, "indicator:events", Content("value", Decimal(9)), cast)

    kept = filled.undo()

    assert kept == {"indicator:events": "It was edited since."}
    assert (book.number(book.joint), book.number(book.events)) == (Decimal(4), Decimal(9))
    note = book.answer(book.note)
    assert note is None or note.status == "empty"
