"""One section of a report, filled in without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Report, ReportEvent
from monitoring.campaigns.transitions import perform
from monitoring.clusters.models import Succession
from monitoring.objectives.forms.section import signature
from monitoring.objectives.models import Answer, Asked
from monitoring.objectives.values import Typed
from monitoring.people.models import Mandate
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book

pytestmark = pytest.mark.django_db

JOINT = "indicator:joint"


@pytest.fixture(autouse=True)
def asked_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"


def address(report: Report) -> str:
    return reverse("report-section", args=[report.uuid, "network"])


def fields(key: str, value: str = "", *, status: str = "", reason: str = "", version: int = 0, was: Any = None) -> Any:
    """What the form sends for one value, over what it showed (nothing)."""
    return {
        f"{key}.value": value,
        f"{key}.status": status,
        f"{key}.reason": reason,
        f"{key}.version": str(version),
        f"{key}.was": signature(was or Typed()),
    }


@pytest.fixture
def save(cast: Cast, client: Client, book: Book) -> Callable[..., str]:
    """Posts the section as the manager; gives the page that answers."""
    client.force_login(cast.manager)

    def post(*parts: dict[str, str], then: str = "stay", status: int = 200) -> str:
        data = {name: value for part in parts for name, value in part.items()}
        response = client.post(address(book.report), data | {"then": then}, follow=True)
        assert response.status_code == status
        return response.content.decode()

    return post


# --- What is saved ----------------------------------------------------------------------------------------------------


def test_a_section_is_saved_and_says_when(book: Book, save: Callable[..., str]) -> None:
    page = save(fields(JOINT, "1\u202f234"), fields("indicator:roadmap:digital", "3"))
    assert "Saved at" in page
    assert {key: answer.number for key, answer in book.answers.items()} == {JOINT: 1234, "indicator:roadmap:digital": 3}


def test_a_draft_is_saved_with_everything_empty(book: Book, save: Callable[..., str]) -> None:
    assert "Saved at" in save(*(fields(key) for key in (JOINT, "indicator:events", "indicator:roadmap:digital")))
    assert book.answers == {}


def test_empty_zero_not_available_and_not_applicable_are_four_things(book: Book, save: Callable[..., str]) -> None:
    save(
        fields(JOINT, "0"),
        fields("indicator:events", "", status="not_available"),
        fields("indicator:abroad", "", status="not_applicable"),
        fields("indicator:roadmap:digital", ""),
    )
    assert {key: (answer.status, answer.number) for key, answer in book.answers.items()} == {
        JOINT: ("value", 0),
        "indicator:events": ("not_available", None),
        "indicator:abroad": ("not_applicable", None),
    }


def test_a_value_is_taken_back(book: Book, save: Callable[..., str]) -> None:
    save(fields(JOINT, "7"))
    save(fields(JOINT, "", version=1, was=Typed("7")))
    assert book.answers[JOINT].status == Answer.Status.EMPTY
    save(fields(JOINT, "8"))
    assert book.answers[JOINT].number == 8


def test_next_section_and_resume_later_lead_on(cast: Cast, client: Client, book: Book) -> None:
    client.force_login(cast.manager)
    later = client.post(address(book.report), {"then": "later"})
    assert later["Location"] == reverse("report-detail", args=[book.report.uuid])
    last = client.post(address(book.report), {"then": "next"})
    assert last["Location"] == reverse("report-check", args=[book.report.uuid])


# --- What is refused, and kept typed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("six", "“six” is not a number."),
        ("1.200", "“1.200” can be read as"),
        ("3,5", "is not a whole number"),
        ("-1", "is below the lowest value accepted here"),
        ("12 €", "is in €"),
        ("9" * 31, "too long for a number"),
        ("1\x002", "a character that cannot be seen"),
        ("999999999999999", "is too large"),
    ],
)
def test_what_is_no_value_is_refused_in_a_sentence_and_kept(
    book: Book, save: Callable[..., str], typed: str, sentence: str
) -> None:
    page = save(fields(JOINT, typed), fields("indicator:events", "4"))
    assert sentence in page
    assert typed in page
    assert "1 value is not saved; the others are" in page
    assert "<title> Error:" in " ".join(page.split())
    assert set(book.answers) == {"indicator:events"}


def test_a_refused_value_leaves_the_saved_one_as_it_was(book: Book, save: Callable[..., str]) -> None:
    save(fields(JOINT, "7"))
    save(fields(JOINT, "many", version=1, was=Typed("7")))
    assert book.answers[JOINT].number == 7


@pytest.mark.parametrize("text", ["é" * 4001, "line\n" * 10_000])
def test_a_text_too_long_is_refused_with_how_much_and_kept(book: Book, save: Callable[..., str], text: str) -> None:
    page = save(fields("indicator:note", text))
    assert "Shorten the text by" in page
    assert text.splitlines()[0] in page
    assert book.answers == {}


def test_a_text_keeps_its_lines(book: Book, save: Callable[..., str]) -> None:
    save(fields("indicator:note", "One\r\nTwo"))
    assert book.answers["indicator:note"].text == "One\nTwo"


def test_a_value_beside_not_available_is_refused(book: Book, save: Callable[..., str]) -> None:
    assert "keep one of them" in save(fields(JOINT, "3", status="not_available"))
    assert book.answers == {}


def test_a_reason_too_long_is_refused(book: Book, save: Callable[..., str]) -> None:
    assert "Shorten the reason by 1 character" in save(fields(JOINT, "3", reason="x" * 301))


# --- Two people at once -----------------------------------------------------------------------------------------------


def test_the_second_writer_sees_both_values_and_chooses(
    cast: Cast, client: Client, book: Book, save: Callable[..., str]
) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=5, by=cast.delegate, version=1)
    page = save(fields(JOINT, "6"), fields("indicator:events", "4"))
    assert "Delegate Exemple saved another value" in page
    assert "Keep <strong>5</strong>" in page
    assert "Write <strong>6</strong>" in page
    assert book.number(book.joint) == 5
    assert book.number(book.events) == 4, "what is not in conflict is saved"


def test_choosing_mine_writes_over_theirs_and_choosing_theirs_keeps_it(
    cast: Cast, book: Book, save: Callable[..., str]
) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=5, by=cast.delegate)
    undecided = fields(JOINT, "6")
    save(undecided | {f"{JOINT}.choice": "theirs", f"{JOINT}.seen": "1"})
    assert book.number(book.joint) == 5
    save(undecided)
    assert book.number(book.joint) == 5, "without a choice, nothing is written over"
    save(undecided | {f"{JOINT}.choice": "mine", f"{JOINT}.seen": "1"})
    assert book.number(book.joint) == 6


def test_a_choice_made_on_an_older_page_meets_a_third_writer(cast: Cast, book: Book, save: Callable[..., str]) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=9, by=cast.delegate, version=2)
    page = save(fields(JOINT, "6") | {f"{JOINT}.choice": "mine", f"{JOINT}.seen": "1"})
    assert "Keep <strong>9</strong>" in page
    assert book.number(book.joint) == 9


def test_a_stale_page_saves_nothing_over_fields_nobody_touched(
    cast: Cast, book: Book, save: Callable[..., str]
) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=9, by=cast.delegate, version=3)
    page = save(fields(JOINT, "5", version=2, was=Typed("5")), fields("indicator:events", "4"))
    assert "Saved at" in page
    assert book.number(book.joint) == 9
    assert book.number(book.events) == 4


def test_the_same_form_sent_twice_saves_once(book: Book, save: Callable[..., str]) -> None:
    save(fields(JOINT, "7"))
    assert "Saved at" in save(fields(JOINT, "7"))
    assert book.answers[JOINT].version == 1


# --- When nothing can be written --------------------------------------------------------------------------------------


def test_a_report_that_was_sent_refuses_and_shows_what_was_typed(
    cast: Cast, book: Book, save: Callable[..., str]
) -> None:
    revision = book.revision
    revision.sealed_at, revision.sealed_by = timezone.now(), cast.manager
    revision.save()
    Report.objects.filter(pk=book.report.pk).update(state="submitted")
    page = save(fields(JOINT, "77"), status=409)
    assert "its values no longer change" in page
    assert "You typed: 77" in " ".join(page.split())
    assert book.answers == {}


def test_a_closed_campaign_refuses_and_shows_what_was_typed(book: Book, save: Callable[..., str]) -> None:
    book.campaign.closes_on = book.campaign.due_on = timezone.localdate() - timedelta(days=1)
    book.campaign.opens_on = timezone.localdate() - timedelta(days=30)
    book.campaign.save()
    page = save(fields(JOINT, "77"), status=409)
    assert "The campaign closed on" in page
    assert "You typed: 77" in " ".join(page.split())


def test_a_report_not_started_offers_to_start_and_refuses_values(cast: Cast, client: Client, book: Book) -> None:
    other = builders.make_campaign(region=cast.region, period=Quarter(2026, 4), indicators=[book.joint])
    report = builders.make_report(campaign=other, cluster=cast.cluster)
    client.force_login(cast.manager)
    page = client.get(address(report)).content.decode()
    assert "This report is not started yet" in page
    response = client.post(address(report), fields(JOINT, "7"))
    assert response.status_code == 409
    assert "start it first" in response.content.decode()


def test_another_clusters_manager_finds_nothing(cast: Cast, client: Client, book: Book) -> None:
    client.force_login(cast.other_manager)
    assert client.get(address(book.report)).status_code == 404
    assert client.post(address(book.report), fields(JOINT, "7")).status_code == 404


def test_a_manager_whose_mandate_was_taken_back_saves_nothing(
    cast: Cast, client: Client, book: Book, save: Callable[..., str]
) -> None:
    Mandate.objects.filter(person=cast.manager).delete()
    save(fields(JOINT, "7"), status=404)
    assert book.answers == {}


def test_a_successors_manager_reads_but_does_not_fill(cast: Cast, client: Client, book: Book) -> None:
    Succession.objects.create(predecessor=cast.cluster, successor=cast.other_cluster, on=timezone.localdate())
    client.force_login(cast.other_manager)
    page = client.get(address(book.report)).content.decode()
    assert "its cluster fills it in" in page
    assert 'name="indicator:joint.value"' not in page
    assert client.post(address(book.report), fields(JOINT, "7")).status_code == 403


def test_an_officer_fills_in_the_clusters_name_and_the_log_says_so(cast: Cast, client: Client, book: Book) -> None:
    client.force_login(cast.officer)
    page = client.get(address(book.report)).content.decode()
    assert "in the name of Minalogic" in page
    client.post(address(book.report), fields(JOINT, "7"))
    assert book.number(book.joint) == 7
    assert ReportEvent.objects.get(transition="fill").actor == cast.officer


def test_looking_without_writing_logs_nothing(cast: Cast, client: Client, book: Book) -> None:
    client.force_login(cast.officer)
    client.post(address(book.report), fields(JOINT) | {"then": "later"})
    assert not ReportEvent.objects.exists()


def test_an_unknown_section_is_not_found(cast: Cast, client: Client, book: Book) -> None:
    client.force_login(cast.manager)
    assert client.get(reverse("report-section", args=[book.report.uuid, "nothing"])).status_code == 404


# --- What the page shows ----------------------------------------------------------------------------------------------


def test_each_number_stands_beside_its_past_and_its_target(cast: Cast, client: Client, book: Book) -> None:
    year_before = builders.make_campaign(region=cast.region, period=Quarter(2025, 3), indicators=[book.joint])
    builders.make_accepted(
        campaign=year_before, cluster=cast.cluster, by=cast.manager, officer=cast.officer, values={book.joint: 4}
    )
    builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=book.joint, year=2026, value=20, by=cast.officer
    )
    client.force_login(cast.manager)
    words = " ".join(client.get(address(book.report)).content.decode().split())
    assert "<dt>Q2 2026</dt> <dd> 5 </dd>" in words
    assert "<dt>Q3 2025</dt> <dd> 4 </dd>" in words
    assert "20 </dd>" in words
    assert "No value" in words, "events have no value a year before"
    assert 'type="number"' not in words
    assert 'inputmode="numeric"' in words


def test_a_remark_of_the_region_stands_beside_its_value(cast: Cast, client: Client, book: Book) -> None:
    builders.make_remark(
        report=book.report, key=JOINT, by=cast.officer, body="Is this the whole quarter?", sent_at=timezone.now()
    )
    builders.make_remark(report=book.report, key=JOINT, by=cast.officer, body="A private doubt.")
    client.force_login(cast.manager)
    page = client.get(address(book.report)).content.decode()
    assert "Is this the whole quarter?" in page
    assert "A private doubt." not in page


def test_a_section_takes_as_many_queries_with_ten_times_the_rows(cast: Cast, client: Client, book: Book) -> None:
    client.force_login(cast.manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(address(book.report))
        return len(counted)

    client.get(address(book.report))
    few = queries()
    indicators = [builders.make_indicator(topic=book.topic, is_by_domain=number % 2 == 0) for number in range(40)]
    Asked.objects.bulk_create(Asked(campaign=book.campaign, indicator=indicator) for indicator in indicators)
    revision = book.revision
    for indicator in indicators:
        builders.make_answer(revision=revision, indicator=indicator, value=3, by=cast.manager)
    assert queries() == few <= 20


def test_the_report_is_filled_and_sent_without_javascript(cast: Cast, book: Book, save: Callable[..., str]) -> None:
    every = (JOINT, "indicator:events", "indicator:abroad", "indicator:roadmap:digital", "indicator:roadmap:health")
    save(*(fields(key, "3") for key in every))
    perform(book.report, cast.manager, "send")
    book.report.refresh_from_db()
    assert book.report.state == "submitted"
