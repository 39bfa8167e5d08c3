"""The pages of figures of members: what they show, to whom, in which files, and at what cost."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from openpyxl import load_workbook
from pypdf import PdfReader

from monitoring.people.models import Person
from monitoring.people.roles import Role
from tests import builders
from tests.monitoring.members.figures.conftest import Book

PAGES = ("/members/", "/members/turnover/", "/members/overlaps/")


def signed_in(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def shown(client: Client, address: str, **query: str | int) -> str:
    """What a reader of the page reads, without data for scripts."""
    response = client.get(address, query)
    assert response.status_code == 200, response.status_code
    body = re.sub(r"<script.*?</script>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(strip_tags(body)).replace("\u00a0", " ").split())


@pytest.fixture
def two_years(book: Book) -> Book:
    book.accept("Alpha", 2025, "Acme", "Bolt", "Zinc")
    book.accept("Alpha", 2026, "Acme", "Bolt", "Neon")
    book.accept("Beta", 2025, "Acme")
    book.accept("Beta", 2026, "Acme", "Bolt")
    return book


def test_the_page_says_each_answer_with_its_standing(two_years: Book) -> None:
    page = shown(signed_in(two_years.reader()), "/members/")
    assert "3 small and medium-sized enterprises, 100% of the members." in page
    assert "2026: figures accepted up to" in page
    assert "2 clusters out of 2" in page


def test_every_figure_has_a_heading_a_caption_and_scopes(two_years: Book) -> None:
    client = signed_in(two_years.officer)
    for address in PAGES:
        page = client.get(address).content.decode()
        figures = re.findall(r'<figure class="sheet panel.*?</figure>\s*(?=<|$)', page, flags=re.DOTALL)
        assert figures
        for figure in figures:
            assert "<h2" in figure
            if "<table" in figure:
                assert "<caption" in figure
                assert 'scope="col"' in figure
                assert 'scope="row"' in figure


def test_the_map_stands_beside_its_table(two_years: Book) -> None:
    page = signed_in(two_years.reader()).get("/members/").content.decode()
    place = page[page.index('id="place"') :]
    assert place.index("<svg viewBox") < place.index("Haute-Savoie (74)")
    assert "style=" not in page
    assert "CC BY 4.0" in place


def test_officers_read_who_joined_and_left_by_name(two_years: Book) -> None:
    client = signed_in(two_years.officer)
    page = shown(client, "/members/turnover/")
    assert re.search(r"Neon Joined Alpha", page)
    assert re.search(r"Zinc Left Alpha", page)
    assert re.search(r"Bolt Joined Beta", page)
    assert "Zinc" not in shown(client, "/members/turnover/", side="joined")
    assert "Neon" not in shown(client, "/members/turnover/", q="ZÏNC")
    assert "Bolt Joined" not in shown(client, "/members/turnover/", cluster="alpha")


def test_managers_read_the_names_of_their_own_cluster_alone(two_years: Book) -> None:
    client = signed_in(two_years.manager("Beta"))
    page = shown(client, "/members/turnover/")
    assert "Bolt Joined Beta" in page
    assert "Neon" not in page
    for query in ({"cluster": "all"}, {"cluster": "alpha"}):
        page = shown(client, "/members/turnover/", **query)
        assert not [name for name in ("Acme", "Bolt", "Neon", "Zinc") if name in page]


@pytest.mark.parametrize("address", PAGES)
def test_elected_officials_read_no_name_and_no_cluster(two_years: Book, address: str) -> None:
    page = signed_in(two_years.reader(Role.ELECTED)).get(address).content.decode()
    body = re.sub(r"<search>.*?</search>", "", page, flags=re.DOTALL)
    assert not [name for name in ("Acme", "Bolt", "Neon", "Zinc", "Alpha", "Beta") if name in body]


def test_pairs_of_clusters_lead_to_the_members_of_both(two_years: Book) -> None:
    client = signed_in(two_years.officer)
    page = client.get("/members/overlaps/").content.decode()
    assert 'aria-label="2: Alpha and Beta"' in page
    names = shown(client, "/members/overlaps/", cluster="alpha", other="beta").split("By name")[-1]
    assert "Acme" in names
    assert "Bolt" in names
    assert "Neon" not in names


def test_what_is_not_there_is_said(book: Book) -> None:
    client = signed_in(book.officer)
    for address in PAGES:
        assert "The Region has not asked for a members list yet." in shown(client, address)
    book.accept("Alpha", 2026, "Acme", accepted=False)
    for address in PAGES:
        assert "No list accepted yet" in shown(client, address)
    manager = signed_in(book.manager("Alpha"))
    assert "Withheld for now" in shown(manager, "/members/", cluster="all")


def test_filters_stay_in_the_address_from_page_to_page(two_years: Book) -> None:
    page = signed_in(two_years.officer).get("/members/?year=2025&cluster=alpha&category=PME").content.decode()
    for address in PAGES:
        assert f'href="{address}?year=2025&amp;cluster=alpha&amp;category=PME"' in page


# --- Files -----------------------------------------------------------------------------------------------------------


def content_of(client: Client, address: str, **query: str) -> bytes:
    response = client.get(address, query)
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("panels/who", "Category"),
        ("panels/pairs", "Cluster"),
        ("turnover", "Organisation"),
        ("overlaps", "Organisation"),
    ],
)
def test_every_table_comes_as_a_workbook_and_as_csv(two_years: Book, name: str, column: str) -> None:
    client = signed_in(two_years.officer)
    book = load_workbook(io.BytesIO(content_of(client, f"/members/{name}.xlsx")))
    assert book.worksheets[0]["A1"].value == column
    assert book.worksheets[0].max_row > 1
    about = [str(row[1].value) for row in book.worksheets[1].iter_rows(max_col=2)]
    assert any("figures accepted up to" in line for line in about)
    lines = content_of(client, f"/members/{name}.csv").decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[0] == column
    assert len(lines) == book.worksheets[0].max_row


def test_a_name_never_becomes_a_formula(two_years: Book) -> None:
    two_years.accept("Gamma", 2025)
    two_years.accept("Gamma", 2026, "=1+1")
    client = signed_in(two_years.officer)
    cell = load_workbook(io.BytesIO(content_of(client, "/members/turnover.xlsx", cluster="gamma"))).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert "\n'=1+1," in content_of(client, "/members/turnover.csv", cluster="gamma").decode().replace("\r", "")


def test_files_follow_the_filters(two_years: Book) -> None:
    text = content_of(signed_in(two_years.officer), "/members/turnover.csv", side="left").decode("utf-8-sig")
    assert [line.split(",")[:2] for line in text.splitlines()[1:]] == [["Zinc", "Left"]]


def test_a_panel_comes_as_data_too(two_years: Book) -> None:
    data = signed_in(two_years.reader()).get("/members/panels/overlaps/").json()
    assert [row["number"] for row in data["rows"]] == [1, 2]


# --- Elsewhere -------------------------------------------------------------------------------------------------------


def test_the_dashboard_and_the_page_of_a_cluster_say_who_the_members_are(two_years: Book) -> None:
    indicator = builders.make_indicator(topic=builders.make_topic(region=two_years.region))
    campaign = builders.make_campaign(region=two_years.region, indicators=[indicator])
    values = {indicator: 3}
    cluster = two_years.clusters["Alpha"]
    builders.make_accepted(
        campaign=campaign, cluster=cluster, by=two_years.officer, officer=two_years.officer, values=values
    )
    client = signed_in(two_years.reader())
    page = shown(client, "/dashboard/")
    assert "3 small and medium-sized enterprises, 100% of the members." in page
    assert "2 organisations in two clusters or more, 67%." in page
    assert "+2 joined, \u22121 left, net +1." in page
    assert content_of(client, "/dashboard/panels/members.csv")
    pack = PdfReader(io.BytesIO(client.get("/dashboard/pack.pdf").content))
    assert len(pack.pages) <= 2
    assert "3 small and medium-sized enterprises" in " ".join(page.extract_text() for page in pack.pages)
    page = shown(client, "/clusters/alpha/")
    assert "Who its members are" in page
    assert "3 organisations in all." in page
    assert "Neon" not in page


# --- Cost ------------------------------------------------------------------------------------------------------------


def fill(book: Book, clusters: int, members: int, years: tuple[int, ...]) -> None:
    for year in years:
        for number in range(clusters):
            name = f"C{number:02}"
            if not book.cluster(name).reports.filter(campaign__period=str(year)).exists():
                book.accept(name, year, *(f"Member {(number + year + one) % 97}" for one in range(members)))


@pytest.mark.parametrize("page", [*PAGES, "/clusters/c00/"])
@pytest.mark.parametrize("role", [Role.ELECTED, Role.OFFICER])
def test_a_page_asks_the_same_questions_however_much_there_is(book: Book, page: str, role: str) -> None:
    fill(book, clusters=2, members=3, years=(2025, 2026))
    client = signed_in(book.reader(role))
    client.get(page)  # what is asked once a process
    with CaptureQueriesContext(connection) as few:
        assert client.get(page).status_code == 200
    fill(book, clusters=20, members=6, years=(2023, 2024, 2025, 2026))
    with CaptureQueriesContext(connection) as many:
        assert client.get(page).status_code == 200
    assert len(many) == len(few)
    assert len(few) <= 20
