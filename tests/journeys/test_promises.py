"""What pages promise to those who fill in and read: each test is one sentence of the promise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import Tag
from django.test import Client

from clusterix.lib.periods import Quarter
from monitoring.objectives.models import Framework, Indicator
from tests import builders
from tests.cast import Cast
from tests.journeys.quarter import COMPLETE, Running, name_of_field, send
from tests.visitor import Visitor, text_of

Visit = Callable[..., Visitor]


@pytest.fixture
def past(cast: Cast, running: Running) -> None:
    """Four joint actions in the second quarter, three a year ago, twenty aimed at; nothing of the rest."""
    joint = Indicator.objects.get(code="joint-actions")
    for period, value in ((Quarter(2026, 2), 4), (Quarter(2025, 3), 3)):
        campaign = builders.make_campaign(region=cast.region, period=period, indicators=[joint])
        builders.make_accepted(
            campaign=campaign, cluster=cast.cluster, by=cast.manager, officer=cast.officer, values={joint: value}
        )
    builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=joint, year=2026, value=20, by=cast.officer
    )


def test_no_field_takes_numbers_its_own_way_and_telephones_show_the_right_keys(
    cast: Cast, visit: Visit, running: Running
) -> None:
    """Browsers' number fields take neither spaces nor commas."""
    manager, administrator = visit(cast.manager), visit(cast.administrator)
    manager.open("report-detail", running.report.uuid).press("Start")
    pages = [manager.open("report-section", running.report.uuid, "network").soup]
    numbers = pages[0].select("[data-entry] input[type=text][data-value]")
    assert len(numbers) == 3
    assert {field["inputmode"] for field in numbers} == {"numeric"}
    others = ("s3", "business-model", "communication")
    pages += [manager.open("report-section", running.report.uuid, topic).soup for topic in others]
    framework = Framework.objects.get().pk
    addresses = (
        ("campaign-new",),
        ("campaign-edit", running.campaign.pk),
        ("target-list",),
        ("indicator-new", framework),
        ("cluster-new",),
    )
    pages += [administrator.open(name, *arguments).soup for name, *arguments in addresses]
    assert [field for page in pages for field in page.select("input[type=number]")] == []


def test_each_number_shows_the_quarter_before_the_same_one_last_year_and_its_own_target(
    cast: Cast, visit: Visit, running: Running, past: None
) -> None:
    manager = visit(cast.manager).open("report-detail", running.report.uuid).press("Start")
    manager.open("report-section", running.report.uuid, "network")
    assert beside(manager, "joint-actions") == {
        "Q2 2026": "4",
        "Q3 2025": "3",
        "2026 so far": "4 without Q1 2026",
        "2026 target": "20",
    }
    assert beside(manager, "collective-actions") == {
        "Q2 2026": "No value",
        "Q3 2025": "No value",
        "2026 so far": "No value",
        "2026 target": "No value",
    }


def beside(visitor: Visitor, code: str) -> dict[str, str]:
    """What a value is read beside, by its label."""
    past = visitor.soup.find(id=f"indicator:{code}-before")
    assert isinstance(past, Tag)
    names, values = ([text_of(part) for part in past.find_all(tag)] for tag in ("dt", "dd"))
    return dict(zip(names, (value.removesuffix(" not agreed yet") for value in values), strict=True))


def test_every_value_worth_a_look_says_why_in_words(cast: Cast, visit: Visit, running: Running, past: None) -> None:
    send(visit(cast.manager), running.report, COMPLETE | {"joint-actions": "14"})
    officer = visit(cast.officer).open("review-report", running.report.uuid)
    looked_at = officer.soup.select("tr.is-look")
    assert [text_of(row.find("th")) for row in looked_at] == [
        "Joint projects or actions of companies and research organisations"
    ]
    assert "14 is more than 3 times the Q2 value of 4." in text_of(looked_at[0])


def test_an_explanation_travels_with_its_figure_to_those_who_read_it(
    cast: Cast, visit: Visit, running: Running, past: None
) -> None:
    manager = visit(cast.manager)
    send(manager, running.report, COMPLETE | {"joint-actions": "14"})
    visit(cast.officer).open("review-report", running.report.uuid).follow("Return for correction").press(
        "Return", {"reason": "Why so many?"}
    )
    manager.open("report-section", running.report.uuid, "network")
    manager.press("Next section", {name_of_field("joint-actions", "reason"): "Industry week: nine workshops."})
    manager.open("report-check", running.report.uuid).press("Send to the Region")
    assert visit(cast.officer).open("review-report", running.report.uuid).says("Industry week: nine workshops.")
    visit(cast.officer).open("review-report", running.report.uuid).press("Accept and go to the next")
    assert visit(cast.elected).open("dashboard").says("Industry week: nine workshops.")


@pytest.mark.parametrize("address", ["/accounts/login/", "/accessibilite", "/dashboard/", "/reports/", "/none/"])
def test_no_page_lets_foreign_or_inline_scripts_run(cast: Cast, client: Client, address: str) -> None:
    if address not in {"/accounts/login/", "/accessibilite"}:
        client.force_login(cast.manager)
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    assert directives["script-src"] == "'self'"
    assert directives["default-src"] in {"'self'", "'none'"}
    assert not any("http" in sources or "*" in sources for sources in directives.values())
