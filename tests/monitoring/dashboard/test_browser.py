"""Pages of figures in Chromium: drawn late, readable everywhere, whole without script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from monitoring.people.models import Person
from monitoring.people.roles import Role
from tests import builders
from tests.browser import barriers
from tests.monitoring.dashboard.conftest import Q1, Q2, Q3, Scene

pytestmark = pytest.mark.browser

SignIn = Callable[[Person], None]
PAGES = ["/dashboard/", "/dashboard/domains/health/", "/clusters/", "/clusters/axelera/"]


@pytest.fixture
def told(scene: Scene, transactional_db: None) -> Scene:
    """Two topics' worth of figures: columns with a target and last year, and bars by domain."""
    number = scene.indicator("number", position=1)
    parted = builders.make_indicator(
        topic=builders.make_topic(region=scene.region, code="s3", position=0), code="parted", is_by_domain=True
    )
    for quarter in (Q1.year_before(), Q2.year_before(), Q1, Q2, Q3):
        for index, name in enumerate(("Axelera", "Minalogic", "Lyonbiopole", "Techtera")):
            domain = ("Industry", "Digital", "Health", "Industry")[index]
            cluster = scene.cluster(name, domain)
            scene.accept(cluster, quarter, {number: 3 + index, parted: {domain: 1 + index, "Health": 2}})
    for cluster in scene.clusters.values():
        scene.target(cluster, number, 25)
    return scene


def reader(scene: Scene, role: str = Role.ELECTED) -> Person:
    return builders.make_person(role=role, region=scene.region, language="en")


def scroll_through(page: Page) -> None:
    for box in page.locator("[data-figure]").all():
        box.scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.querySelectorAll('[data-figure]')].every(box => 'drawn' in box.dataset)")


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("role", [Role.ELECTED, Role.OFFICER])
def test_pages_of_figures_have_no_barrier(told: Scene, page: Page, sign_in: SignIn, role: str, width: int) -> None:
    sign_in(reader(told, role))
    page.set_viewport_size({"width": width, "height": 900})
    for address in PAGES:
        response = page.goto(address)
        assert response
        assert response.ok
        if page.locator("[data-figure]").count():
            scroll_through(page)
        for details in page.locator("main details").all():
            details.evaluate("box => { box.open = true }")
        assert barriers(page) == [], address


def test_figures_come_after_everything_else_and_only_when_seen(told: Scene, page: Page, sign_in: SignIn) -> None:
    sign_in(reader(told))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto("/dashboard/")
    page.wait_for_timeout(500)
    assert page.locator("h2.panel-answer").count() >= 3
    assert not [url for url in asked if "plotly" in url]
    scroll_through(page)
    assert len([url for url in asked if "plotly" in url]) == 1


def test_the_largest_thing_seen_first_is_words(told: Scene, page: Page, sign_in: SignIn) -> None:
    sign_in(reader(told))
    page.add_init_script(
        "new PerformanceObserver(list => list.getEntries().forEach(e => { window.largest = e.element?.tagName }))"
        ".observe({ type: 'largest-contentful-paint', buffered: true })"
    )
    page.goto("/dashboard/")
    page.wait_for_function("() => window.largest")
    assert page.evaluate("() => window.largest") in {"H1", "H2", "P"}


@pytest.mark.parametrize("address", ["/dashboard/", "/clusters/axelera/"])
def test_no_text_of_a_figure_is_small_on_a_telephone(told: Scene, page: Page, sign_in: SignIn, address: str) -> None:
    sign_in(reader(told))
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(address)
    scroll_through(page)
    sizes = page.locator(".figure text").evaluate_all(
        "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize))"
    )
    assert sizes
    assert min(sizes) >= 12
    overflowing = page.locator(".figure").evaluate_all(
        "boxes => boxes.filter(b => b.scrollWidth > b.clientWidth).length"
    )
    assert overflowing == 0


def test_figures_follow_the_dark(told: Scene, page: Page, sign_in: SignIn) -> None:
    sign_in(reader(told))
    page.goto("/dashboard/")
    scroll_through(page)

    def fills() -> set[str]:
        found = page.locator(".figure .bars path").evaluate_all("bars => bars.map(bar => getComputedStyle(bar).fill)")
        return set(found)

    light = fills()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => [...document.querySelectorAll('.figure .bars path')]"
        ".every(bar => !before.includes(getComputedStyle(bar).fill))",
        arg=sorted(light),
    )
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(300)
    assert fills() == light


def test_without_script_every_answer_and_its_rows_are_there(
    told: Scene, browser: Browser, live_server: LiveServer, sign_in: SignIn, page: Page
) -> None:
    sign_in(reader(told))
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    bare = plain.new_page()
    bare.goto("/dashboard/")
    assert bare.get_by_text("since January 2026").first.is_visible()
    assert not bare.locator(".figure").first.is_visible()
    bare.get_by_text("See the figures as a table").first.click()
    assert bare.locator("figure table").first.is_visible()
    plain.close()


def test_a_figure_that_cannot_be_drawn_leaves_its_table(told: Scene, page: Page, sign_in: SignIn) -> None:
    sign_in(reader(told))
    page.route("**/plotly-basic*", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    page.goto("/dashboard/")
    page.locator("#network h2").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#network details').open")
    assert page.locator("#network table").is_visible()
    assert not page.locator("#network .figure").is_visible()


def test_the_page_prints_on_a4_with_its_answers(told: Scene, page: Page, sign_in: SignIn, tmp_path: Path) -> None:
    sign_in(reader(told))
    page.goto("/dashboard/")
    scroll_through(page)
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    pdf = PdfReader(tmp_path / "page.pdf")
    width, height = pdf.pages[0].mediabox.width, pdf.pages[0].mediabox.height
    assert abs(float(width) - 595) < 2
    assert abs(float(height) - 842) < 2
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    for answer in page.locator("h2.panel-answer").all_inner_texts():
        assert " ".join(answer.replace("\u00a0", " ").split()) in text.replace("\u00a0", " ")
    assert "See the figures as a table" not in text
