"""The pages of figures: what they show, to whom, and at what cost."""

from __future__ import annotations

import io
import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign
from monitoring.campaigns.transitions import perform
from monitoring.people.models import Person
from monitoring.people.roles import Role
from tests import builders
from tests.monitoring.dashboard.conftest import Q1, Q2, Q3, Scene
from tests.spreadsheets import rows_of


def reader(scene: Scene, role: str = Role.ELECTED) -> Person:
    return builders.make_person(role=role, region=scene.region, language="en")


def signed_in(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def text_of(page: str) -> str:
    """What a reader of the page reads, without data for scripts."""
    body = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    return " ".join(unescape(strip_tags(body)).replace("\u00a0", " ").split())


def shown(client: Client, address: str = "/dashboard/", **query: str | int) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.status_code
    return text_of(response.content.decode())


@pytest.fixture
def elected(scene: Scene) -> Client:
    return signed_in(reader(scene))


def test_the_page_says_each_answer_with_its_standing(scene: Scene, elected: Client) -> None:
    scene.accept_all(Q3, scene.indicator(), Axelera=218)
    page = shown(elected)
    assert "What do they do together?" in page
    assert "218 projects since January 2026." in page
    assert re.search(r"3rd quarter 2026: figures accepted up to .*, 1 cluster out of 1\.", page)


def test_every_figure_has_a_heading_a_caption_and_scopes(scene: Scene, elected: Client) -> None:
    scene.accept_all(Q3, scene.indicator(), Axelera=218)
    page = elected.get("/dashboard/").content.decode()
    figures = re.findall(r'<figure class="sheet panel.*?</figure>\s*(?=<|$)', page, flags=re.DOTALL)
    assert len(figures) >= 3
    for figure in figures:
        assert "<h2" in figure
        assert "<caption" in figure
        assert 'scope="col"' in figure
        assert 'scope="row"' in figure


def test_the_figures_data_are_the_rows_of_the_table(scene: Scene, elected: Client) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=61)
    scene.accept_all(Q3, indicator, Axelera=79)
    page = elected.get("/dashboard/").content.decode()
    data = re.search(r'<script id="network-figure" type="application/json">(.*?)</script>', page)
    assert data
    assert json.loads(data[1])["data"][-1]["y"] == [61, None, 140, None]


def test_the_latest_quarter_with_a_figure_is_shown_first(scene: Scene, elected: Client) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=3)
    scene.due(scene.cluster("Axelera"), Q2)
    assert "1st quarter 2026: figures accepted" in shown(elected)
    assert "2nd quarter 2026: no figures yet, 0 clusters out of 1." in shown(elected, year=2026, quarter=2)


def test_a_quarter_that_is_over_is_shown_before_a_running_one(scene: Scene, elected: Client) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=3, Minalogic=4)
    Campaign.objects.update(opens_on="2020-01-01", due_on="2020-01-02", closes_on="2020-01-03")
    scene.accept_all(Q2, indicator, Axelera=5)
    assert "7 projects since January 2026." in shown(elected)
    assert "12 projects since January 2026." in shown(elected, year=2026, quarter=2)


@pytest.mark.parametrize("query", [{"year": 1998}, {"year": 2026, "quarter": 9}, {"year": "x' --", "quarter": "\x00"}])
def test_a_period_that_does_not_exist_is_said(scene: Scene, elected: Client, query: dict[str, str | int]) -> None:
    scene.accept_all(Q1, scene.indicator(), Axelera=3)
    page = text_of(elected.get("/dashboard/", query).content.decode())
    assert "There are no figures for" in page
    assert "3 projects since January 2026." in page


def test_nothing_changes_before_acceptance_and_exactly_that_much_after(scene: Scene, elected: Client) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Minalogic=10)
    manager = builders.make_person(role="manager", cluster=scene.cluster("Axelera"))
    report = builders.make_draft(
        campaign=scene.campaign(Q1), cluster=scene.cluster("Axelera"), by=manager, values={indicator: 4}
    )
    before = shown(elected)
    assert "10 projects since January 2026." in before
    perform(report, manager, "send")
    assert shown(elected) == before
    perform(report, scene.officer, "accept")
    assert "14 projects since January 2026." in shown(elected)
    perform(report, scene.officer, "reopen", reason="A double count.")
    assert "14 projects since January 2026." in shown(elected)


def test_the_region_is_the_sum_of_its_domains(scene: Scene, elected: Client) -> None:
    indicator = scene.indicator()
    minalogic = scene.cluster("Minalogic", "Digital")
    minalogic.other_domains.add(scene.domain("Health"))
    scene.accept_all(Q1, indicator, Minalogic=6, Lyonbiopole=4)
    assert "10 projects" in shown(elected)
    for name, number in (("digital", 6), ("health", 4)):
        assert f"{number} projects" in shown(elected, reverse("dashboard-domain", kwargs={"code": name}))


def test_people_of_a_cluster_are_told_why_a_total_is_withheld(scene: Scene) -> None:
    scene.accept_all(Q1, scene.indicator(), Mine=1, A=2, B=977)
    manager = signed_in(builders.make_person(role="manager", cluster=scene.cluster("Mine"), language="en"))
    page = shown(manager)
    assert "This total is withheld: fewer than three other clusters stand behind it." in page
    assert not {"977", "980"} & set(page.split())


def test_no_list_is_sorted_by_what_clusters_did(scene: Scene, elected: Client) -> None:
    """Rows are quarters or domains, in their own order; no cluster stands beside its figure on the region's page."""
    indicator = scene.indicator()
    for name, domain, value in (("Axelera", "Industry", 1), ("Cimes", "Health", 900), ("Techtera", "Energy", 50)):
        scene.accept(scene.cluster(name, domain), Q1, {indicator: value})
    page = shown(elected)
    assert not {"Axelera", "Cimes", "Techtera"} & set(page.split())
    domains = [page.rindex(f"{name} {value}") for name, value in (("Industry", 1), ("Health", 900), ("Energy", 50))]
    assert domains == sorted(domains)
    assert not re.search(r"rank|best|worst|top \d|medal|#1", page, flags=re.IGNORECASE)


def test_what_people_typed_stays_text(scene: Scene, elected: Client) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=3)
    indicator.answers.update(explanation="</script><script>alert(1)</script>")
    indicator.label_en = "<b>Projects</b>"
    indicator.save()
    page = elected.get("/dashboard/").content.decode()
    assert "<script>alert" not in page
    assert "<b>Projects" not in page


# --- Files and data ---------------------------------------------------------------------------------------------------


def address(name: str, **arguments: str) -> str:
    return reverse(name, kwargs=arguments)


def test_the_excel_file_holds_the_rows_and_what_they_are(scene: Scene, elected: Client) -> None:
    scene.accept_all(Q1, scene.indicator(), Axelera=61)
    response = elected.get(address("dashboard-panel-file", key="network", extension="xlsx"))
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert rows_of(content)[1][:3] == ["2026-Q1", "61", "61"]
    about = {line[0]: line[1] for line in rows_of(content, 2) if len(line) > 1}
    assert "figures accepted up to" in about["Standing"]
    assert "61" in about["Answer"]


def test_the_csv_file_holds_the_rows(scene: Scene, elected: Client) -> None:
    scene.accept_all(Q1, scene.indicator(), Axelera=61)
    response = elected.get(address("dashboard-panel-file", key="network", extension="csv"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[1].startswith("2026-Q1,61,61")


def test_the_data_say_what_the_page_says(scene: Scene, elected: Client) -> None:
    scene.accept_all(Q1, scene.indicator(), Axelera=61)
    data = elected.get(address("dashboard-panel", key="network")).json()
    assert data["sentence"].replace("\u00a0", " ") in shown(elected)
    assert data["rows"][0]["so_far"] == 61
    assert data["rows"][1]["so_far"] is None
    assert data["figure"]["data"][-1]["y"] == [61, None, None, None]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pack_says_the_same_on_two_pages(scene: Scene, language: str) -> None:
    scene.accept_all(Q1, scene.indicator(), Axelera=61, Minalogic=4)
    person = reader(scene)
    person.language = language
    person.save()
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    response = client.get("/dashboard/pack.pdf")
    pdf = PdfReader(io.BytesIO(response.content))
    assert len(pdf.pages) <= 2
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ").split())
    for panel in client.get("/dashboard/").context["panels"]:
        assert " ".join(panel.sentence.replace("\u00a0", " ").split()) in text
        for row in panel.table.shown_rows:
            assert all(cell.text in text for cell in row)


# --- Cost ------------------------------------------------------------------------------------------------------------


def fill(scene: Scene, clusters: int, years: tuple[int, ...]) -> None:
    """So many clusters over eight domains, three quarters a year, with what is there already."""
    if not scene.campaigns:
        scene.indicator("number", position=1)
        scene.indicator("parted", position=2, is_by_domain=True)
    number, parted = scene.topic.indicators.order_by("position")
    for quarter in [quarter for year in years for quarter in Quarter.quarters_of(year)[:3]]:
        for index in range(clusters):
            domain = f"D{index % 8}"
            cluster = scene.cluster(f"C{index}", domain)
            if cluster.reports.filter(campaign=scene.campaign(quarter)).exists():
                continue
            scene.accept(cluster, quarter, {number: index, parted: {domain: 1}})
            if quarter == Q1:
                scene.target(cluster, number, 9)


PAGES = ["/dashboard/", "/dashboard/domains/d0/", "/clusters/c0/", "/clusters/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.ELECTED, Role.OFFICER])
def test_a_page_asks_the_same_questions_however_much_there_is(scene: Scene, page: str, role: str) -> None:
    fill(scene, clusters=2, years=(2026,))
    client = signed_in(reader(scene, role))
    client.get(page)  # what is asked once a process
    with CaptureQueriesContext(connection) as few:
        assert client.get(page).status_code == 200
    fill(scene, clusters=20, years=(2025, 2026))
    with CaptureQueriesContext(connection) as many:
        assert client.get(page).status_code == 200
    assert len(many) == len(few)
    assert len(few) <= 20
