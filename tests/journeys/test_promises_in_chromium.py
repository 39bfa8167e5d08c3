"""What pages of figures and of reading promise, seen in Chromium on the demonstration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from clusterix.lib.alphabet import alphabetically
from monitoring.campaigns.models import Remark, Report, Revision
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import perform
from monitoring.objectives.models import Indicator
from monitoring.people.models import Person
from tests import builders
from tests.browser import barriers
from tests.cast import Cast
from tests.demonstration import Demonstration
from tests.journeys.quarter import lay_down
from tests.journeys.test_barriers import walk
from tests.visitor import text_of

pytestmark = pytest.mark.browser
RANKING = re.compile(
    r"\b(classement|rang|podium|médaille|palmarès|top \d|\d+e place|meilleur)\b|[🥇🥈🥉🏆]", re.IGNORECASE
)
STANDING, COVERAGE = re.compile(r"données validées au \d", re.IGNORECASE), re.compile(r"\d+ clusters? sur \d+")


@pytest.fixture(scope="module")
def pages(browser: Browser, demonstration: Demonstration) -> dict[str, BeautifulSoup]:
    """Every kind of page that an elected official reaches, by its address."""
    context = browser.new_context(base_url=demonstration.url, locale="fr-FR")
    demonstration.sign_in(context, "elected")
    page = context.new_page()
    found = {}
    for _name in walk(page):
        found[page.url.removeprefix(demonstration.url)] = BeautifulSoup(page.content(), "html.parser")
    context.close()
    return found


def of_figures(pages: dict[str, BeautifulSoup]) -> Iterator[tuple[str, BeautifulSoup]]:
    return ((address, soup) for address, soup in pages.items() if soup.select("figure.panel"))


def test_no_page_shows_a_rank_a_medal_or_clusters_in_the_order_of_their_results(
    pages: dict[str, BeautifulSoup],
) -> None:
    clusters = {text_of(link) for link in pages["/clusters/"].select("main table a, main li a")}
    assert "Minalogic" in clusters
    wrongs = []
    for address, soup in pages.items():
        main = soup.find("main")
        wrongs += [f"{address}: {found[0]}" for found in RANKING.finditer(text_of(main))]
        for lines in (*soup.select("main table"), *soup.select("main ol"), *soup.select("main ul")):
            names = [name for name in (first_words(line) for line in lines.select("tbody tr, li")) if name in clusters]
            if names != sorted(names, key=alphabetically):
                wrongs.append(f"{address}: {names}")
    assert wrongs == []


def first_words(line: Tag) -> str:
    return text_of(line.find(["th", "td", "a", "strong"]))


def test_every_figure_has_a_sentence_as_its_heading_and_a_table_with_caption_and_headings(
    pages: dict[str, BeautifulSoup],
) -> None:
    wrongs, count = [], 0
    for address, soup in of_figures(pages):
        for figure in soup.select("figure.panel"):
            count += 1
            heading, table = figure.select_one("figcaption h2, figcaption h3"), figure.select_one("table")
            if len(text_of(heading).split()) < 5:
                wrongs.append(f"{address}#{figure.get('id')}: {text_of(heading)}")
            if table is None or not text_of(table.find("caption")) or not all(th.get("scope") for th in table("th")):
                wrongs.append(f"{address}#{figure.get('id')}: table")
    assert count > 20
    assert wrongs == []


def test_every_page_of_figures_says_how_far_they_are_accepted_and_for_how_many_clusters(
    pages: dict[str, BeautifulSoup],
) -> None:
    said = {address: text_of(soup.find("main")) for address, soup in of_figures(pages)}
    assert [address for address, words in said.items() if not STANDING.search(words)] == []
    # A page of one cluster covers that one alone.
    of_many = {address: words for address, words in said.items() if not address.startswith("/clusters/")}
    assert of_many
    assert [address for address, words in of_many.items() if not COVERAGE.search(words)] == []


# --- Reading a report, with parts of the page exchanged ---------------------------------------------------------------


@pytest.fixture
def review(page: Page, cast: Cast, sign_in: Callable[[Person], None], transactional_db: None) -> Page:
    """An officer reads a report that was sent."""
    cast.officer.language = "en"
    cast.officer.save(update_fields=["language"])
    running = lay_down(cast)
    values = dict.fromkeys(Indicator.objects.filter(is_by_domain=False).exclude(value_type="text"), 3)
    report = running.report
    revision = perform(report, cast.manager, "start").revision
    assert revision
    for indicator, value in values.items():
        builders.make_answer(revision=revision, indicator=indicator, value=value, by=cast.manager)
    Report.objects.filter(pk=report.pk).update(state=State.SUBMITTED)
    Revision.objects.filter(pk=revision.pk).update(sealed_at=timezone.now(), sealed_by=cast.manager)
    sign_in(cast.officer)
    page.goto(f"/review/{report.uuid}/?show=all")
    return page


def test_no_exchange_of_a_part_takes_what_is_being_written(review: Page) -> None:
    """A remark is being typed while another value of the page is exchanged, then while its own is."""
    row, other = (review.locator("tbody[id^='value-']").nth(number) for number in (1, 2))
    row.get_by_role("link", name="Remark").click()
    row.get_by_label("Your remark").fill("Was the visit in June counted?")
    other.get_by_role("link", name="Remark").click()
    other.get_by_label("Your remark").fill("Together with whom?")
    other.get_by_role("button", name="Keep this remark").click()
    expect(other.get_by_role("article")).to_contain_text("Together with whom?")
    expect(row.get_by_label("Your remark")).to_have_value("Was the visit in June counted?")
    row.get_by_role("button", name="Accept").click()
    expect(row.get_by_text("Accepted", exact=True)).to_be_visible()
    expect(row.get_by_label("Your remark")).to_have_value("Was the visit in June counted?")
    row.get_by_role("button", name="Keep this remark").click()
    expect(row.get_by_role("article")).to_contain_text("Was the visit in June counted?")
    assert sorted(Remark.objects.values_list("body", flat=True)) == [
        "Together with whom?",
        "Was the visit in June counted?",
    ]


def test_two_remarks_being_written_have_no_barrier(review: Page) -> None:
    rows = review.locator("tbody[id^='value-']")
    for number in (1, 2):
        rows.nth(number).get_by_role("link", name="Remark").click()
        expect(rows.nth(number).get_by_label("Your remark")).to_be_focused()
    assert barriers(review) == []
