"""What scripts add to every page. Each is tried with the keyboard, and what matters also without any script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from monitoring.people.models import Person
from tests.browser import barriers
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.fixture
def account(page: Page, cast: Cast, sign_in: Callable[[Person], None]) -> Page:
    sign_in(cast.administrator)
    page.goto("/accounts/email/")
    return page


def test_the_persons_menu_closes_by_escape_and_gives_the_focus_back(account: Page) -> None:
    summary = account.locator("details[data-menu] > summary")
    summary.focus()
    account.keyboard.press("Enter")
    assert account.locator("details[data-menu][open]").count() == 1
    account.keyboard.press("Tab")
    account.keyboard.press("Escape")
    assert account.locator("details[data-menu][open]").count() == 0
    assert account.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_persons_menu_closes_on_a_click_elsewhere(account: Page) -> None:
    account.click("details[data-menu] > summary")
    account.click("h1")
    assert account.locator("details[data-menu][open]").count() == 0


def test_the_open_menu_has_no_barrier(account: Page) -> None:
    account.click("details[data-menu] > summary")
    assert barriers(account) == []


def test_the_skip_link_comes_first_and_leads_to_the_content(account: Page) -> None:
    account.keyboard.press("Tab")
    assert account.evaluate("document.activeElement.className") == "skip-link"
    account.keyboard.press("Enter")
    assert account.evaluate("document.activeElement.id") == "main"


def test_a_refused_form_takes_the_focus_to_what_is_wrong(account: Page) -> None:
    account.goto("/accounts/password/change/")
    account.locator("form [name=oldpassword]").fill("not the one")
    account.locator("form [name=password1]").fill("x")
    account.locator("form [name=password2]").fill("y")
    account.locator("main form button.btn-primary").first.click()
    summary = account.locator("[data-error-summary]")
    assert summary.evaluate("element => element === document.activeElement")
    summary.locator("a").first.press("Enter")
    assert account.evaluate("document.activeElement.name") == "oldpassword"
    assert barriers(account) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1920, 390, 320])
def test_the_account_pages_have_no_barrier(account: Page, scheme: str, width: int) -> None:
    account.set_viewport_size({"width": width, "height": 900})
    account.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in ("/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"):
        account.goto(address)
        assert barriers(account) == []


def test_the_menu_opens_without_any_script(
    browser: Browser, live_server: LiveServer, cast: Cast, sign_in: Callable[[Person], None], page: Page
) -> None:
    sign_in(cast.administrator)
    bare = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        viewport={"width": 390, "height": 800},
        storage_state=page.context.storage_state(),
    )
    plain = bare.new_page()
    plain.goto("/accounts/email/")
    plain.click("details[data-menu] > summary")
    assert plain.locator("form[action='/accounts/logout/'] button").is_visible()
    bare.close()
