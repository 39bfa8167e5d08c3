"""Each value is saved as its field is left, and nothing typed is lost when it cannot be (in Chromium)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from monitoring.objectives.models import Answer
from monitoring.people.models import Person
from tests import builders
from tests.browser import barriers
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_section(page: Page, person: Person, book: Book, live_server: LiveServer) -> None:
    """In English, without passing by the sign-in page."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    given = {name: client.cookies[name].value, settings.LANGUAGE_COOKIE_NAME: "en"}
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in given.items()])
    page.set_default_timeout(5000)
    page.goto(reverse("report-section", args=[book.report.uuid, "network"]))


@pytest.fixture
def section(cast: Cast, book: Book, page: Page, live_server: LiveServer) -> Page:
    open_section(page, cast.manager, book, live_server)
    return page


@pytest.fixture
def rough(browser: Browser, live_server: LiveServer, cast: Cast, book: Book) -> Iterator[Page]:
    """A tab whose requests may fail: the console says so, and that is no fault."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    open_section(page, cast.manager, book, live_server)
    yield page
    context.close()


def test_leaving_a_field_saves_it_and_says_when(section: Page, book: Book) -> None:
    section.get_by_label("Joint actions").fill("6")
    section.keyboard.press("Tab")
    expect(section.locator("[data-save-state]")).to_contain_text("Saved at", timeout=1000)
    assert book.number(book.joint) == 6
    section.get_by_label("Joint actions").fill("7")
    section.keyboard.press("Tab")
    expect(section.get_by_text("2026 so far").first).to_be_visible()
    section.wait_for_timeout(400)
    assert book.number(book.joint) == 7


def test_what_was_typed_before_the_script_arrived_is_saved_when_it_does(section: Page, book: Book) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    section.route("**/js/report.js", hold)
    section.reload(wait_until="commit")
    section.get_by_label("Joint actions").fill("6")
    section.keyboard.press("Tab")
    waiting[0].continue_()
    expect(section.locator("[data-save-state]")).to_contain_text("Saved at")
    assert book.number(book.joint) == 6


def test_an_unusual_value_asks_for_a_reason_without_moving_the_focus(section: Page, book: Book) -> None:
    section.get_by_label("Joint actions").fill("14")
    section.keyboard.press("Tab")
    note = section.get_by_text("14 is nearly 3 times the Q2 value of 5.")
    expect(note).to_be_visible()
    reason = section.locator('[id="indicator:joint-reason"]')
    reason.fill("Industry week: nine workshops")
    section.keyboard.press("Tab")
    expect(note.locator("..")).to_have_text("14 is nearly 3 times the Q2 value of 5. Your reason goes with the figure.")
    assert book.answers["indicator:joint"].explanation == "Industry week: nine workshops"
    assert reason.input_value() == "Industry week: nine workshops"


def test_what_is_no_number_is_said_softly_and_kept(section: Page, book: Book) -> None:
    section.get_by_label("Joint actions").fill("6")
    section.get_by_label("Joint actions").press("Tab")
    expect(section.locator("[data-save-state]")).to_contain_text("Saved at")
    section.get_by_label("Joint actions").fill("six")
    section.get_by_label("Joint actions").press("Tab")
    expect(section.get_by_text("“six” is not a number.")).to_contain_text("saved so far: 6")
    expect(section.locator("[data-save-alert]")).to_be_hidden()
    assert section.get_by_label("Joint actions").input_value() == "six"
    section.get_by_role("button", name="Next section").or_(
        section.get_by_role("button", name="Check my answers")
    ).click()
    expect(section.get_by_role("heading", name="1 value is not saved; the others are")).to_be_visible()
    assert section.title().startswith("Error:")
    assert section.get_by_label("Joint actions").input_value() == "six"
    assert section.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert book.number(book.joint) == 6


def test_not_available_empties_the_field_and_typing_takes_it_back(section: Page, book: Book) -> None:
    joint = section.locator('[data-entry="indicator:joint"]')
    joint.get_by_label("Joint actions", exact=True).fill("6")
    joint.get_by_text("No figure, or a note to add?").click()
    joint.get_by_label("Not available").check()
    expect(section.locator("[data-save-state]")).to_contain_text("Saved at")
    section.wait_for_timeout(300)
    assert book.answers["indicator:joint"].status == Answer.Status.NOT_AVAILABLE
    joint.get_by_label("Joint actions", exact=True).fill("0")
    joint.get_by_label("Joint actions", exact=True).press("Tab")
    section.wait_for_timeout(600)
    assert book.number(book.joint) == 0


def test_the_page_has_no_barrier(section: Page, book: Book) -> None:
    section.get_by_label("Joint actions").fill("14")
    section.keyboard.press("Tab")
    expect(section.get_by_text("14 is nearly 3 times")).to_be_visible()
    for details in section.locator("details.disclosure").all():
        details.evaluate("element => element.open = true")
    assert barriers(section) == []
    section.set_viewport_size({"width": 320, "height": 800})
    assert barriers(section) == []


def test_two_tabs_writing_one_value_choose_between_both(section: Page, book: Book, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(section.url)
    other.get_by_label("Joint actions").fill("5")
    other.keyboard.press("Tab")
    expect(other.locator("[data-save-state]")).to_contain_text("Saved at")
    section.get_by_label("Joint actions").fill("6")
    section.keyboard.press("Tab")
    expect(section.get_by_text("Which one is right?")).to_be_visible()
    assert book.number(book.joint) == 5
    section.get_by_label("Write 6, as I typed").click()
    expect(section.get_by_text("Which one is right?")).to_be_hidden()
    assert book.number(book.joint) == 6
    other.get_by_label("Joint actions").fill("7")
    other.keyboard.press("Tab")
    other.get_by_label("Keep 6, saved by").click()
    expect(other.get_by_text("Which one is right?")).to_be_hidden()
    assert other.get_by_label("Joint actions").input_value() == "6"
    assert book.number(book.joint) == 6


def test_a_cut_connection_is_said_and_the_value_saved_when_it_is_back(rough: Page, book: Book) -> None:
    rough.context.set_offline(True)
    rough.get_by_label("Joint actions").fill("6")
    rough.keyboard.press("Tab")
    expect(rough.get_by_role("alert")).to_contain_text("the connection is cut")
    expect(rough.get_by_role("alert").get_by_role("link", name="Joint actions")).to_be_visible()
    assert rough.get_by_label("Joint actions").input_value() == "6"
    assert book.answer(book.joint) is None
    # Leaving the section keeps the page, and what is typed in it.
    rough.get_by_role("button", name="Resume later").click()
    expect(rough.get_by_role("alert")).to_contain_text("the connection is cut")
    rough.context.set_offline(False)
    expect(rough.locator("[data-save-state]")).to_contain_text("Saved at")
    expect(rough.locator("[data-save-alert]")).to_be_hidden()
    assert book.number(book.joint) == 6


def test_a_failing_server_is_said_and_tried_again(rough: Page, book: Book) -> None:
    rough.route("**/values/", lambda route: route.fulfill(status=503, body="busy"))
    rough.get_by_label("Joint actions").fill("6")
    rough.keyboard.press("Tab")
    expect(rough.get_by_role("alert")).to_contain_text("error 503")
    rough.unroute("**/values/")
    rough.get_by_role("button", name="Try again").click()
    expect(rough.locator("[data-save-state]")).to_contain_text("Saved at")
    assert book.number(book.joint) == 6


def test_an_expired_session_leads_back_to_the_field_with_what_was_typed(cast: Cast, rough: Page, book: Book) -> None:
    Session.objects.all().delete()
    rough.get_by_label("Joint actions").fill("6")
    rough.keyboard.press("Tab")
    expect(rough.get_by_role("alert")).to_contain_text("you were signed out")
    rough.get_by_role("link", name="Sign in").click()
    rough.wait_for_url("**/accounts/login/**")
    rough.get_by_label("E-mail").or_(rough.get_by_label("Email")).fill(cast.manager.email)
    rough.locator("input[type=password]").fill(builders.PASSWORD)
    rough.locator("input[type=password]").press("Enter")
    expect(rough.locator("[data-save-state]")).to_contain_text("Saved at")
    assert "#indicator:joint" in rough.url
    assert rough.get_by_label("Joint actions").input_value() == "6"
    assert book.number(book.joint) == 6


def test_a_value_is_not_saved_twice_over_while_it_is_being_saved(section: Page, book: Book) -> None:
    def slow(route: Route) -> None:
        section.wait_for_timeout(400)
        route.continue_()

    section.route("**/values/", slow)
    section.get_by_label("Joint actions").fill("6")
    section.get_by_label("Joint actions").press("Tab")
    section.get_by_label("Joint actions").fill("7")
    section.get_by_label("Joint actions").press("Tab")
    expect(section.locator("[data-save-state]")).to_contain_text("Saved at")
    section.wait_for_timeout(1200)
    assert book.number(book.joint) == 7
    assert section.get_by_text("Which one is right?").count() == 0


def test_the_keyboard_alone_fills_a_section(section: Page, book: Book) -> None:
    section.get_by_label("Joint actions").focus()
    section.keyboard.type("6")
    section.keyboard.press("Tab")
    expect(section.locator("[data-save-state]")).to_contain_text("Saved at")
    while section.evaluate("document.activeElement.id") != "indicator:events":
        section.keyboard.press("Tab")
    section.keyboard.type("4")
    while section.evaluate("document.activeElement.textContent.trim()") != "Check my answers":
        section.keyboard.press("Tab")
    section.keyboard.press("Enter")
    section.wait_for_url(lambda url: "/sections/" not in url)
    assert book.number(book.events) == 4
