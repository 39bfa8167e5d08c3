"""The main job in Chromium: as many clicks as promised, and the sending half without any script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from monitoring.campaigns.models import Report
from monitoring.objectives.models import Answer
from monitoring.people.models import Person
from monitoring.stories.models import StoryVersion
from tests.browser import watch
from tests.cast import Cast
from tests.journeys.quarter import COMPLETE, Running, lay_down

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECTIONS = ("Implement the S3", "Run the network", "Develop the business model", "Make the region known")
COUNT_CLICKS = """
    addEventListener("pointerdown", () => {
        sessionStorage.setItem("clicks", 1 + Number(sessionStorage.getItem("clicks")))
    }, true)
"""
Open = Callable[..., Page]


@pytest.fixture
def quarter(cast: Cast, live_server: LiveServer) -> Running:
    for person in cast.people.values():
        person.language = "en"
        person.save(update_fields=["language"])
    return lay_down(cast)


@pytest.fixture
def at_a_browser(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """Gives each person a browser of their own, which counts clicks; nothing may go wrong in any."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_for(person: Person, *, java_script_enabled: bool = True) -> Page:
        context = browser.new_context(base_url=live_server.url, java_script_enabled=java_script_enabled)
        opened.append((context, watch(context, live_server.url)))
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        context.add_init_script(COUNT_CLICKS)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_for
    for context, _wrongs in opened:
        context.close()
    assert [wrong for _context, wrongs in opened for wrong in wrongs] == []


def clicks(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.getItem('clicks'))"))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_quarter_by_three_people_in_as_many_clicks_as_promised(
    cast: Cast, quarter: Running, at_a_browser: Open
) -> None:
    manager, officer, elected = (at_a_browser(each) for each in (cast.manager, cast.officer, cast.elected))
    fill_and_send(manager, {**COMPLETE, "collective-actions": "0"})
    assert clicks(manager) <= 25
    assert StoryVersion.objects.get().title == "A shared test bench"
    assert sum_on(elected) == "5"

    review_and_accept(officer)
    assert clicks(officer) <= 6
    assert Report.objects.get(pk=quarter.report.pk).state == "accepted"

    assert sum_on(elected) == "9"
    assert clicks(elected) == 0
    figure = elected.locator("#network .figure")
    figure.scroll_into_view_if_needed()
    expect(figure.locator("svg").first).to_be_visible()


def fill_and_send(page: Page, values: dict[str, str]) -> None:
    """As somebody does who uses the mouse for everything but words and numbers."""
    page.goto("/")
    page.get_by_role("link", name="Begin").first.click()
    press(page, "Start")
    page.get_by_role("link", name=SECTIONS[0]).click()
    for section in SECTIONS:
        expect(page.get_by_role("heading", level=1)).to_contain_text(section)
        for key, value in values.items():
            field = page.locator(f'[id="indicator:{key}"]')
            if field.count():
                field.click()
                page.keyboard.type(value)
        press(page, "Next section")
    page.get_by_role("link", name="Write a story").click()
    page.get_by_label("Title").click()
    page.keyboard.type("A shared test bench")
    for label in ("Who met?", "What did they do?", "What does it change?"):
        page.keyboard.press("Tab")
        expect(page.get_by_label(label)).to_be_focused()
        page.keyboard.type("Three companies and a laboratory.")
    press(page, "Save and go back")
    page.get_by_role("link", name="Check my answers").click()
    press(page, "Send to the Region")
    expect(page.get_by_role("heading", name="Receipt MINALOGIC-")).to_be_visible()


def review_and_accept(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Minalogic").first.click()
    page.get_by_role("button", name="values with nothing to look at").click()
    expect(page.get_by_text("values with nothing to look at are accepted.")).to_be_visible()
    press(page, "Accept and go to the next")
    expect(page.get_by_text("Accepted").first).to_be_visible()


def sum_on(page: Page) -> str:
    """The joint actions of the region, as the first page an elected official sees says in its table."""
    page.goto("/")
    row = page.locator("#network table tbody tr").nth(2).locator("td")
    return row.nth(1).text_content() or ""


def test_without_javascript_every_section_is_filled_saved_and_sent(
    cast: Cast, quarter: Running, at_a_browser: Open
) -> None:
    page = at_a_browser(cast.manager, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Begin").first.click()
    press(page, "Start")
    page.get_by_role("link", name=SECTIONS[0]).click()
    for section in SECTIONS:
        expect(page.get_by_role("heading", level=1)).to_contain_text(section)
        for key, value in COMPLETE.items():
            field = page.locator(f'[id="indicator:{key}"]')
            if field.count():
                field.fill(value)
        press(page, "Save")
        expect(page.get_by_text("Saved at")).to_be_visible()
        press(page, "Next section")
    page.get_by_role("link", name="Check my answers").click()
    press(page, "Send to the Region")
    expect(page.get_by_role("heading", name="Receipt MINALOGIC-")).to_be_visible()
    sent = Answer.objects.filter(revision__report=quarter.report, revision__sealed_at__isnull=False)
    assert sent.count() == len(COMPLETE)
