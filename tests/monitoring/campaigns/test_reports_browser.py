"""The cluster's pages in Chromium: reached by every width, read by everybody, used by keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import perform
from monitoring.objectives.models import Answer, Indicator
from monitoring.people.models import Person
from tests import builders
from tests.browser import barriers
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Person], None]


@dataclass
class Quarterly:
    """A running campaign of two questions, and Minalogic's report in it, started."""

    report: Report
    indicators: list[Indicator]

    @property
    def address(self) -> str:
        return f"/reports/{self.report.uuid}/"

    def fill(self, person: Person, *values: int) -> None:
        revision = self.report.open_revision()
        assert revision
        for indicator, value in zip(self.indicators, values, strict=False):
            builders.make_answer(revision=revision, indicator=indicator, value=value, by=person)


@pytest.fixture
def quarterly(cast: Cast) -> Quarterly:
    cast.manager.language = "en"
    cast.manager.save()
    topic = builders.make_topic(region=cast.region, name_en="Run the network", code="network")
    indicators = [
        builders.make_indicator(topic=topic, code=code, label_en=label)
        for code, label in (("joint-actions", "Joint actions"), ("collective-actions", "Collective actions"))
    ]
    campaign = builders.make_campaign(region=cast.region, indicators=indicators, guidance_en="Count once.")
    report = builders.make_report(campaign=campaign, cluster=cast.cluster)
    perform(report, cast.manager, "start")
    return Quarterly(Report.objects.get(pk=report.pk), indicators)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_page_of_a_report_has_a_barrier(
    page: Page, cast: Cast, quarterly: Quarterly, sign_in: SignIn, width: int
) -> None:
    quarterly.fill(cast.manager, 12, 7)
    report = quarterly.report
    perform(report, cast.manager, "send")
    builders.make_remark(report=report, by=cast.officer, key="indicator:joint-actions")
    builders.make_remark(report=report, by=cast.officer)
    perform(report, cast.officer, "return", reason="Two questions.")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(cast.manager)
    for address in ("", "check/", "preview/", "history/", "receipts/1/", "../"):
        response = page.goto(quarterly.address + address)
        assert response
        assert response.ok, address
        assert barriers(page) == [], address


def test_a_refused_sending_puts_the_focus_on_what_to_mend_and_then_into_the_field(
    page: Page, cast: Cast, quarterly: Quarterly, sign_in: SignIn
) -> None:
    quarterly.fill(cast.manager, 12)
    sign_in(cast.manager)
    page.goto(quarterly.address + "check/")
    page.get_by_role("button", name="Send to the Region").press("Enter")
    summary = page.get_by_role("alert").filter(has_text="The report was not sent")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error:")
    assert barriers(page) == []
    summary.get_by_role("link").press("Enter")
    expect(page.locator("[id='indicator:collective-actions']")).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.get_by_text("Saved at").first.wait_for()
    assert Answer.objects.get(indicator=quarterly.indicators[1]).number == 7


def test_a_report_is_sent_without_any_script(
    browser: Browser, live_server: LiveServer, cast: Cast, quarterly: Quarterly, sign_in: SignIn, page: Page
) -> None:
    quarterly.fill(cast.manager, 12, 7)
    sign_in(cast.manager)
    bare = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en")
    bare.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = bare.new_page()
    plain.goto("/reports/")
    plain.get_by_role("link", name="Check and send").click()
    plain.get_by_role("button", name="Send to the Region").click()
    plain.wait_for_url("**/receipts/1/")
    assert "Receipt MINALOGIC-2026-Q3-1" in plain.content()
    bare.close()
    assert Report.objects.get().state == State.SUBMITTED


def test_a_double_click_sends_once(page: Page, cast: Cast, quarterly: Quarterly, sign_in: SignIn) -> None:
    quarterly.fill(cast.manager, 12, 7)
    sign_in(cast.manager)
    page.goto(quarterly.address + "check/")
    page.get_by_role("button", name="Send to the Region").dblclick()
    page.wait_for_url("**/receipts/1/")
    assert quarterly.report.events.filter(transition="send").count() == 1
    expect(page.get_by_role("main")).to_contain_text("The report is sent to the Region.")
