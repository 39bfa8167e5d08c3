"""The one door of every move: what it answers, and that it answers once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State
from monitoring.people.models import Person
from tests import builders
from tests.cast import Cast
from tests.monitoring.campaigns.fake_kind import FakeKind


@pytest.fixture
def report(cast: Cast, fake_kind: FakeKind) -> Report:
    campaign = builders.make_campaign(region=cast.region, kind=fake_kind.key)
    return builders.make_report(campaign=campaign, cluster=cast.cluster)


def press(person: Person, report: Report, name: str, **fields: object) -> Any:
    client = Client()
    client.force_login(person)
    data = {"version": report.version, "key": uuid4()} | fields
    return client.post(reverse("report-move", args=[report.uuid, name]), data)


def test_start_opens_the_first_revision_and_comes_back_to_the_report(cast: Cast, report: Report) -> None:
    response = press(cast.manager, report, "start")
    report.refresh_from_db()
    assert response["Location"] == reverse("report-detail", args=[report.uuid])
    assert (report.state, report.version, report.revisions.count()) == (State.DRAFT, 1, 1)


def test_a_move_goes_on_to_the_page_that_asked_but_never_to_another_site(cast: Cast, report: Report) -> None:
    assert press(cast.manager, report, "start", next="/reports/?page=2")["Location"] == "/reports/?page=2"
    for foreign in ("https://example.org/", "//example.org/", "javascript:alert(1)", "http:///example.org"):
        other = builders.make_report(campaign=report.campaign, cluster=builders.make_cluster(region=cast.region))
        response = press(cast.officer, other, "start", next=foreign)
        assert response["Location"] == reverse("report-detail", args=[other.uuid])


def test_another_tabs_press_shows_what_is_done_and_does_nothing_twice(cast: Cast, report: Report) -> None:
    press(cast.manager, report, "start")
    response = press(cast.manager, report, "start")  # the second tab still shows version 0
    assert response.status_code == 302
    assert report.events.count() == 1


def test_a_refused_move_says_why_and_keeps_what_was_typed(cast: Cast, report: Report) -> None:
    press(cast.manager, report, "start")
    response = press(cast.officer, report, "return", reason="Please recount the joint actions.")
    assert response.status_code == 409
    assert "Please recount the joint actions." in response.content.decode()


@pytest.mark.parametrize("broken", [{"key": "twice"}, {"version": ""}, {"reason": "NUL\x00"}, {"reason": "x" * 1001}])
def test_a_broken_press_is_refused_with_a_sentence(cast: Cast, report: Report, broken: dict[str, str]) -> None:
    response = press(cast.manager, report, "start", **broken)
    assert response.status_code == 422
    assert report.events.count() == 0


def test_a_foreign_report_does_not_exist(cast: Cast, report: Report) -> None:
    assert press(cast.other_manager, report, "start").status_code == 404


def test_an_unknown_move_does_not_exist(cast: Cast, report: Report) -> None:
    assert press(cast.manager, report, "burn").status_code == 404


def test_a_get_moves_nothing(cast: Cast, report: Report) -> None:
    client = Client()
    client.force_login(cast.manager)
    assert client.get(reverse("report-move", args=[report.uuid, "start"])).status_code == 405
