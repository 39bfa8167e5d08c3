"""What people, browsers and lost connections send: each gets a clear sentence, and nothing is lost or half-written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from webtest import Upload

from monitoring.campaigns.models import Campaign, Report, ReportEvent
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import perform
from monitoring.objectives.models import Answer, Asked, Indicator
from monitoring.people.models import Mandate
from monitoring.stories.models import StoryVersion
from tests import builders
from tests.cast import Cast
from tests.journeys.quarter import COMPLETE, Running, name_of_field, send
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
JOINT = name_of_field("joint-actions")


@pytest.fixture
def draft(cast: Cast, running: Running) -> Report:
    perform(running.report, cast.manager, "start")
    return Report.objects.get(pk=running.report.pk)


@pytest.fixture
def section(cast: Cast, visit: Visit, draft: Report) -> Visitor:
    """The manager on the section “Run the network”."""
    return visit(cast.manager).open("report-section", draft.uuid, "network")


def saved(report: Report) -> dict[str, Decimal | str | None]:
    answers = Answer.objects.filter(revision__report=report, revision__discarded_at=None).order_by("revision__number")
    return {
        answer.indicator.code: answer.number if answer.number is not None else answer.text
        for answer in answers.select_related("indicator")
    }


def alert_of(visitor: Visitor) -> str:
    return " ".join(element.get_text(" ", strip=True) for element in visitor.soup.select("[data-error-summary]"))


# --- Numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234", "1234"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u202f234", "1234"),
        ("3,2", "3.2"),
        ("3.2", "3.2"),
        ("1 234,50 €", "1234.5"),
        ("1\u202f234,50\u00a0€", "1234.5"),
        ("€1,234.50", "1234.5"),
        ("1,234.50", "1234.5"),
        ("12 k€", "12000"),
        ("0", "0"),
    ],
)
def test_numbers_in_french_and_english_notations_are_saved_as_meant(
    cast: Cast, visit: Visit, running: Running, draft: Report, typed: str, value: str, language: str
) -> None:
    topic = Indicator.objects.get(code="members-gained").topic
    money = builders.make_indicator(topic=topic, code="amount", value_type=Indicator.ValueType.MONEY)
    Asked.objects.create(campaign=running.campaign, indicator=money)
    manager = visit(cast.manager, language).open("report-section", draft.uuid, "business-model")
    manager.press(manager.last_button(), {name_of_field("amount"): typed})
    assert saved(draft)["amount"] == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("six", "“six” is not a number."),
        ("6 actions", "“6 actions” is not a number."),
        ("1,200", "1200"),
        ("3,5", "“3,5” is not a whole number: write it without decimals."),
        ("-2", "below the lowest value accepted"),
        ("9" * 30, "too large"),
        ("4\x00", "This holds a character that cannot be seen."),
        ("NaN", "is not a number"),
        ("=1+1", "is not a number"),
    ],
)
def test_what_is_no_number_is_said_beside_its_field_and_the_rest_is_saved(
    section: Visitor, draft: Report, typed: str, sentence: str
) -> None:
    section.press("Next section", {JOINT: typed, name_of_field("collective-actions"): "5"})
    assert section.title.startswith("Error:")
    assert sentence in section.words
    assert "1 value is not saved; the others are" in alert_of(section)
    assert section.value_of(JOINT) == typed
    assert saved(draft) == {"collective-actions": 5}


# --- Texts ------------------------------------------------------------------------------------------------------------

HIGHLIGHTS = name_of_field("roadmap-highlights")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("before\x00after", "This holds a character that cannot be seen."),
        ("x" * 4001, "Shorten the text by 1 character: at most 4,000 are kept."),
        ("one line\n" * 10_000, "Shorten the text by 85,999 characters"),
    ],
    ids=["NUL", "one too many", "ten thousand lines"],
)
def test_a_text_that_cannot_be_kept_is_refused_in_words_and_comes_back(
    cast: Cast, visit: Visit, draft: Report, typed: str, sentence: str
) -> None:
    manager = visit(cast.manager).open("report-section", draft.uuid, "s3")
    manager.press("Next section", {HIGHLIGHTS: typed, name_of_field("roadmap-contributions:digital"): "3"})
    assert sentence in manager.words
    assert manager.value_of(HIGHLIGHTS).replace("\r\n", "\n").strip() == typed.strip()
    assert saved(draft) == {"roadmap-contributions": 3}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("one line\n" * 10_000, "89,999 characters"), ("before\x00after", "(NUL)")],
    ids=["ten thousand lines", "NUL"],
)
def test_a_story_too_long_comes_back_whole_and_its_title_is_saved(
    cast: Cast, visit: Visit, draft: Report, typed: str, sentence: str
) -> None:
    manager = visit(cast.manager).open("story-new", draft.uuid)
    manager.press("Save", {"title": "A shared bench", "what_they_did": typed})
    assert sentence in manager.words
    assert manager.value_of("what_they_did").replace("\r\n", "\n").strip() == typed.strip()
    assert StoryVersion.objects.get().title == "A shared bench"


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture at all", b"GIF89a" + b"\x00" * 200, b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, b"<svg/>"],
    ids=["empty", "text", "gif", "broken png", "svg"],
)
def test_a_picture_that_is_none_is_refused_and_the_story_saved(
    cast: Cast, visit: Visit, draft: Report, content: bytes
) -> None:
    manager = visit(cast.manager).open("story-new", draft.uuid)
    manager.press("Save", {"title": "A shared bench", "image": Upload("bench.jpg", content, "image/jpeg")})
    version = StoryVersion.objects.get()
    assert version.title == "A shared bench"
    assert not hasattr(version, "picture")
    if content:
        assert manager.title.startswith("Error:")
        assert "picture" in alert_of(manager).lower()


# --- Addresses --------------------------------------------------------------------------------------------------------

OF_A_REPORT = ("report-detail", "report-check", "report-preview", "report-history", "story-new")


def test_foreign_ids_in_the_address_find_nothing(cast: Cast, visit: Visit, running: Running, draft: Report) -> None:
    send(visit(cast.manager), draft)
    number = draft.revisions.get().number
    for person in (cast.other_manager, cast.partner, cast.elected, cast.facilitator):
        stranger = visit(person)
        for name in OF_A_REPORT:
            stranger.open(name, draft.uuid, status=404)
        stranger.open("report-section", draft.uuid, "network", status=404)
        stranger.open("report-receipt", draft.uuid, number, status=404)
        stranger.open("report-receipt-pdf", draft.uuid, number, status=404)
        stranger.open("report-detail", uuid4(), status=404)
        stranger.open("account_email")
        press = {"version": draft.version + 1, "key": uuid4()}
        for move in ("start", "send", "accept", "return", "reopen"):
            stranger.post("report-move", draft.uuid, move, data=press, status=404)
        values = {JOINT: "99", name_of_field("joint-actions", "version"): "1"}
        stranger.post("report-section", draft.uuid, "network", data=values, status=404)
        stranger.post("value-save", draft.uuid, data=values | {"key": "indicator:joint-actions"}, status=404)
    assert saved(draft)["joint-actions"] == 4


def test_an_address_that_names_a_section_or_a_move_that_is_none_finds_nothing(section: Visitor, draft: Report) -> None:
    section.post("report-move", draft.uuid, "publish", data={"version": 1, "key": uuid4()}, status=404)
    section.post("report-section", draft.uuid, "none", data={JOINT: "4"}, status=404)
    section.open("report-receipt", draft.uuid, 7, status=404)


# --- Old pages and double clicks --------------------------------------------------------------------------------------


def test_a_page_older_than_anothers_saving_shows_both_values(cast: Cast, visit: Visit, draft: Report) -> None:
    manager, delegate = (
        visit(each).open("report-section", draft.uuid, "network") for each in (cast.manager, cast.delegate)
    )
    delegate.press("Next section", {JOINT: "5"})
    manager.press("Next section", {JOINT: "6", name_of_field("collective-actions"): "3"})
    assert manager.says("Which one is right?")
    assert manager.says("Keep 5 joint projects or actions, saved by Delegate Exemple")
    assert manager.value_of(JOINT) == "6"
    assert saved(draft) == {"joint-actions": 5, "collective-actions": 3}
    manager.press("Next section", {name_of_field("joint-actions", "choice"): "mine"})
    assert saved(draft)["joint-actions"] == 6


def test_a_section_left_open_while_the_report_was_sent_keeps_what_was_typed(
    cast: Cast, visit: Visit, draft: Report
) -> None:
    late = visit(cast.delegate).open("report-section", draft.uuid, "network")
    send(visit(cast.manager), draft)
    late.press("Next section", {JOINT: "9"}, status=409)
    assert late.says("This report is sent and being reviewed")
    assert late.says("You typed: 9")
    assert saved(draft)["joint-actions"] == 4


def test_a_double_click_sends_once(cast: Cast, visit: Visit, draft: Report) -> None:
    manager = visit(cast.manager)
    send(manager, draft)
    draft.revisions.get(sealed_at__isnull=False)
    perform(Report.objects.get(pk=draft.pk), cast.officer, "return", reason="Once more, please.")
    manager.open("report-check", draft.uuid)
    form = manager.form_of(manager.buttons("Send to the Region")[0])
    first, second = form.submit(), form.submit()
    assert first.location == second.location
    assert ReportEvent.objects.filter(report=draft, transition="send").count() == 2
    assert draft.revisions.count() == 2


def test_two_tabs_send_once_and_the_second_says_so(cast: Cast, visit: Visit, draft: Report) -> None:
    send_from = [visit(person) for person in (cast.manager, cast.manager)]
    first, second = send_from
    first.open("report-detail", draft.uuid)
    for key in COMPLETE:
        code = key.partition(":")[0]
        revision = draft.open_revision()
        assert revision
        builders.make_answer(
            revision=revision,
            indicator=Indicator.objects.get(code=code),
            value=1,
            by=cast.manager,
            domain=cast.domain if ":" in key else None,
        )
    for tab in send_from:
        tab.open("report-check", draft.uuid)
    first.press("Send to the Region")
    second.press("Send to the Region")
    assert second.says("Nothing was done twice.")
    assert ReportEvent.objects.filter(report=draft, transition="send").count() == 1


def test_a_press_without_its_page_is_refused_and_says_what_to_do(section: Visitor, draft: Report) -> None:
    answer = section.post("report-move", draft.uuid, "send", data={"version": "x", "key": "y"}, status=422)
    assert "The page did not send everything it should." in answer.html.get_text(" ", strip=True)


# --- Sessions, closed campaigns, ended mandates -----------------------------------------------------------------------


def test_a_session_that_expired_keeps_the_section_until_its_author_signs_in(
    cast: Cast, visit: Visit, section: Visitor, draft: Report
) -> None:
    Session.objects.all().delete()
    section.press("Next section", {JOINT: "6"})
    assert section.address == "/accounts/login/"
    assert section.says("What you typed is kept for an hour")
    assert saved(draft) == {}
    section.press("Sign in", {"login": cast.manager.email, "password": builders.PASSWORD})
    assert section.says("6")
    section.press("Send it now")
    assert saved(draft) == {"joint-actions": 6}


def test_a_campaign_that_closed_keeps_what_was_typed_and_says_whom_to_ask(section: Visitor, draft: Report) -> None:
    days = {"opens_on": "2026-09-01", "due_on": "2026-09-20", "closes_on": "2026-10-04"}
    Campaign.objects.filter(pk=draft.campaign_id).update(**days)
    section.press("Next section", {JOINT: "6"}, status=409)
    assert section.says("The campaign closed on")
    assert section.says("Ask the Region for a later date")
    assert section.says("You typed: 6")
    assert saved(draft) == {}


def test_a_mandate_deleted_meanwhile_lets_nothing_in_and_says_where_the_entry_is(
    cast: Cast, section: Visitor, draft: Report
) -> None:
    Mandate.objects.filter(person=cast.manager).delete()
    section.press("Next section", {JOINT: "6"}, status=404)
    assert section.says("Your access may have ended since you opened the page.")
    assert section.says("go back in your browser to copy it")
    assert saved(draft) == {}


@pytest.mark.parametrize(
    "address",
    ["/reports/?year=\x00", "/review/?q=%00", "/review/?q=a%00b", "/stories/?q=%00", "/people/?q=%00",
     "/dashboard/?year=%00&quarter=9", "/dashboard/?region=%00", "/review/?campaign=999999999999999999999999",
     "/reports/?page=zzz", "/review/?page=99999999999", "/review/?sort=password", "/review/next/?after=x",
     "/stories/?page=0", "/people/?page=-1", "/clusters/?q=%00", "/campaigns/?q=%00"],
)  # fmt: skip
def test_spoilt_filters_in_an_address_break_no_list(cast: Cast, client: Client, running: Running, address: str) -> None:
    client.force_login(cast.manager if address.startswith("/reports") else cast.administrator)
    assert client.get(address).status_code in {200, 302, 404}


def test_a_post_too_large_is_refused_before_anything_reads_it(cast: Cast, visit: Visit, draft: Report) -> None:
    manager = visit(cast.manager).open("report-section", draft.uuid, "s3")
    manager.press("Next section", {HIGHLIGHTS: "x" * 3_000_000}, status=400)
    assert saved(draft) == {}
    assert Report.objects.get(pk=draft.pk).state == State.DRAFT
