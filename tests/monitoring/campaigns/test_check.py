"""Before sending: everything on one page, and a refused sending that says what to mend and keeps what is there."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State
from tests import builders
from tests.monitoring.campaigns.desk import Desk, fresh
from tests.monitoring.campaigns.pages import browser_of, open_page, text_of


def check(desk: Desk, report: Report, role: str = "manager") -> str:
    return text_of(open_page(desk.cast.people[role], "report-check", report.uuid))


def send(desk: Desk, report: Report, role: str = "manager", **fields: Any) -> Any:
    data = {"version": report.version, "key": uuid4()} | fields
    address = reverse("report-move", args=[report.uuid, "send"])
    return browser_of(desk.cast.people[role]).post(address, data)


def test_every_answer_is_there_with_its_note_and_its_explanation(desk: Desk) -> None:
    words = check(desk, desk.draft(actions=700, members=3))
    assert "Number of actions 700" not in words  # the note stands between
    assert [part in words for part in ("Number of actions", "700", "More than 100.", "A fair in September.", "3")] == [
        True
    ] * 5


def test_what_is_missing_is_said_before_the_button_is_pressed(desk: Desk) -> None:
    words = check(desk, desk.draft())
    assert "1 thing is left before the report can be sent" in words
    assert "Fill in actions." in words


def test_a_refused_sending_says_what_to_mend_and_sends_nothing(desk: Desk) -> None:
    report = desk.draft()
    response = send(desk, report)
    body = response.content.decode()
    assert response.status_code == 422
    assert re.search(r"<title>\s*Error:", body)
    assert "data-error-summary" in body
    assert 'role="alert"' in body
    assert '<a href="#">Fill in actions.</a>' in body
    assert fresh(report).state == State.DRAFT


def test_sending_leads_to_the_receipt(desk: Desk) -> None:
    report = desk.draft(actions=7)
    response = send(desk, report)
    assert response["Location"] == reverse("report-receipt", args=[report.uuid, 1])
    assert fresh(report).state == State.SUBMITTED


def test_sending_again_from_another_tab_shows_the_same_receipt(desk: Desk) -> None:
    report = desk.draft(actions=7)
    send(desk, report)
    response = send(desk, report)
    assert response["Location"] == reverse("report-receipt", args=[report.uuid, 1])
    assert report.events.filter(transition="send").count() == 1


def test_a_delegate_cannot_send_is_told_why_and_who_can(desk: Desk) -> None:
    report = desk.draft(actions=7)
    words = check(desk, report, "delegate")
    assert "a manager sends. Here that is: Manager Exemple." in words
    assert "Send to the Region" not in words
    assert "Tell the manager it is ready" in words
    response = send(desk, report, "delegate")
    assert response.status_code == 403
    assert "Your role does not allow this." in response.content.decode()
    assert fresh(report).state == State.DRAFT


def test_without_a_manager_the_delegate_is_told_whom_to_ask(desk: Desk) -> None:
    report = desk.draft(actions=7)
    desk.cast.manager.mandates.all().delete()
    words = check(desk, report, "delegate")
    assert "ask the Region to name one" in words
    assert "Tell the manager it is ready" not in words


def test_sending_after_the_report_was_taken_back_is_refused_with_its_reason(desk: Desk) -> None:
    report = desk.draft(actions=7)
    response = send(desk, report, version=7)
    assert response.status_code == 409
    assert "Nothing has changed" in text_of(response)
    assert fresh(report).state == State.DRAFT


def test_an_officer_sends_in_the_clusters_name_and_is_told_so(desk: Desk) -> None:
    report = desk.draft(by=desk.cast.officer, actions=7)
    assert "You send this report in the name of Minalogic" in check(desk, report, "officer")
    send(desk, report, "officer")
    revision = report.revisions.get()
    assert revision.is_in_name_of_cluster
    refused = browser_of(desk.cast.officer).post(
        reverse("report-move", args=[report.uuid, "accept"]), {"version": fresh(report).version, "key": uuid4()}
    )
    assert refused.status_code == 422
    assert "another officer accepts it" in refused.content.decode()


def test_what_was_sent_is_read_without_any_way_to_change_it(desk: Desk) -> None:
    words = check(desk, desk.sent())
    assert "The whole report" in words
    assert "Change" not in words
    assert "By sending" not in words


@pytest.mark.parametrize("name", ["report-check", "report-preview"])
def test_before_the_start_there_is_nothing_to_check(desk: Desk, name: str) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    response = open_page(desk.cast.manager, name, report.uuid)
    assert response["Location"] == reverse("report-detail", args=[report.uuid])


def test_a_preview_without_figures_says_so(desk: Desk) -> None:
    words = text_of(open_page(desk.cast.manager, "report-preview", desk.draft().uuid))
    assert "Nothing of this report is shown to elected officials yet" in words


def test_the_reason_of_a_refused_move_is_kept_and_can_be_sent_again(desk: Desk) -> None:
    report = desk.sent()
    data = {"version": report.version - 1, "key": uuid4(), "reason": "Count the fair again, please."}
    address = reverse("report-move", args=[report.uuid, "return"])
    response = browser_of(desk.cast.officer).post(address, data)
    body = response.content.decode()
    assert response.status_code == 409
    assert "Manager Exemple" in body
    assert "Count the fair again, please.</textarea>" in body
    assert f'name="version" value="{report.version}"' in body
