"""Chromium for tests marked `browser`: `page` is a tab in which nothing may go wrong in silence."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from monitoring.people.models import Person
from tests.conftest import CHROMIUM

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
AXE = settings.NODE_MODULES / "axe-core/axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, beside which Django would refuse to ask the database anything.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright, launch(playwright) as browser:
        yield browser


def watch(context: BrowserContext, site: str) -> list[str]:
    """What goes wrong from now on: what the content security policy stops, scripts' errors, requests to others."""
    wrongs: list[str] = []

    def log(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            wrongs.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            wrongs.append(f"asks another: {request.url}")

    context.on("console", log)
    context.on("weberror", lambda error: wrongs.append(str(error.error)))
    context.on("request", asked)
    return wrongs


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """Fails on what goes wrong in silence."""
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", viewport={"width": 1280, "height": 900})
    wrongs = watch(context, live_server.url)
    yield context
    context.close()
    assert not wrongs


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> Callable[[Person], None]:
    """Gives the browser this person's session, without passing by the sign-in page."""

    def as_person(person: Person) -> None:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return as_person


def barriers(page: Page) -> list[str]:
    """What axe finds on the page, and whatever is wider than the window."""
    return [*axe(page), *overflow(page)]


def axe(page: Page, rule: str = "") -> list[str]:
    """What axe finds, by all its rules of WCAG 2.1 A and AA and of good practice, or by this one."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    only = {"type": "rule", "values": [rule]} if rule else {"type": "tag", "values": AXE_RULES}
    found: list[dict[str, Any]] = page.evaluate(
        "only => axe.run({runOnly: only, resultTypes: ['violations']}).then(result => result.violations)", only
    )
    return [f"{barrier['id']}: {node['html']}" for barrier in found for node in barrier["nodes"]]


def overflow(page: Page) -> list[str]:
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{too_wide} px too wide"] if too_wide > 0 else []
