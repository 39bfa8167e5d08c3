"""A report's own page in each of its states, for each who may read it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from monitoring.campaigns import notifications
from monitoring.campaigns.filling import lock_for_filling
from monitoring.campaigns.models import Report, ReportEvent
from monitoring.campaigns.transitions import Forbidden, Refused, perform
from tests import builders
from tests.cast import Cast
from tests.monitoring.campaigns.desk import Desk, fresh
from tests.monitoring.campaigns.pages import browser_of, open_page, queries_of, text_of


def page(desk: Desk, report: Report, role: str = "manager") -> str:
    return text_of(open_page(desk.cast.people[role], "report-detail", report.uuid))


@pytest.fixture
def to_do(desk: Desk) -> Report:
    return builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)


def test_a_report_not_started_offers_to_start(desk: Desk, to_do: Report) -> None:
    response = open_page(desk.cast.manager, "report-detail", to_do.uuid)
    assert reverse("report-move", args=[to_do.uuid, "start"]) in response.content.decode()
    assert "To send by Thursday 22 October 2026" in text_of(response)


def test_a_report_not_yet_open_says_when(desk: Desk, to_do: Report) -> None:
    desk.campaign.opens_on = date(2026, 10, 15)
    desk.campaign.save()
    response = open_page(desk.cast.manager, "report-detail", to_do.uuid)
    assert "It can be filled in from Thursday 15 October 2026." in text_of(response)
    assert reverse("report-move", args=[to_do.uuid, "start"]) not in response.content.decode()


def test_a_closed_campaign_says_so_and_offers_nothing(desk: Desk) -> None:
    report = desk.draft(actions=7)
    desk.campaign.due_on = desk.campaign.closes_on = date(2026, 10, 11)
    desk.campaign.save()
    words = page(desk, report)
    assert "The campaign is closed" in words
    assert "Ask the Region for a later date" in words
    assert "Check and send" not in words
    with pytest.raises(Refused):
        lock_for_filling(fresh(report), desk.cast.manager)


def test_a_later_date_is_shown_with_its_reason(desk: Desk) -> None:
    report = desk.draft()
    report.extended_until, report.extension_reason = date(2026, 11, 20), "The person in charge is ill."
    report.save()
    words = page(desk, report)
    assert "A later date was granted: Friday 20 November 2026." in words
    assert "The person in charge is ill." in words
    assert "To send by Friday 20 November 2026" in words


def test_a_complete_draft_says_that_nothing_is_sent(desk: Desk) -> None:
    assert "Everything is filled in, nothing is sent yet" in page(desk, desk.draft(actions=7))
    other = desk.draft(desk.cast.other_cluster, desk.cast.other_manager)
    assert "Everything is filled in" not in page(desk, other, "other_manager")


def test_what_was_sent_says_by_whom_and_until_when_it_is_read(desk: Desk) -> None:
    report = desk.sent()
    words = page(desk, report)
    assert "Sent, review by 26 October 2026" in words
    assert "Sent by Manager Exemple on 12 October 2026, 10:00." in words
    assert "To review by 26 October 2026" in page(desk, report, "officer")


def test_a_returned_report_opens_on_what_is_asked(desk: Desk) -> None:
    report = desk.sent()
    builders.make_remark(report=report, by=desk.cast.officer, key="indicator:actions", body="Is the fair counted?")
    report = desk.move(report, desk.cast.officer, "return", reason="One question.")
    words = page(desk, report)
    assert "The Region asks for corrections" in words
    assert words.index("One question.") < words.index("Is the fair counted?") < words.index("Sections")
    assert "Number of actions" in words
    assert "1 remark to answer" in words


def test_private_remarks_are_for_the_region_alone(desk: Desk) -> None:
    report = desk.sent()
    builders.make_remark(report=report, by=desk.cast.officer, body="Between ourselves.")
    assert "Between ourselves." not in page(desk, report)


def test_a_reopened_report_says_why_and_what_stands(desk: Desk) -> None:
    report = desk.move(desk.accepted(), desk.cast.officer, "reopen", reason="A fair was counted twice.")
    words = page(desk, report)
    assert "A fair was counted twice." in words
    assert "The figures accepted before stay in place" in words


def test_an_accepted_report_says_by_whom(desk: Desk) -> None:
    assert "Accepted by Officer Exemple on 12 October 2026." in page(desk, desk.accepted())


def test_a_report_that_is_not_due_says_why(desk: Desk, to_do: Report) -> None:
    report = desk.move(to_do, desk.cast.officer, "mark-not-due", reason="Being merged.")
    words = page(desk, report)
    assert "This report is not due" in words
    assert "Being merged." in words
    assert "Start" not in words


def test_what_the_region_filled_in_is_bannered_for_the_cluster(desk: Desk) -> None:
    report = desk.draft(by=desk.cast.officer, actions=7)
    words = page(desk, report)
    assert "Filled in by the Region in the cluster’s name" in words
    assert "Officer Exemple, of the Region, worked on this report in the name of Minalogic" in words


def test_an_officer_is_told_before_acting_in_the_clusters_name(desk: Desk, to_do: Report) -> None:
    words = page(desk, to_do, "officer")
    assert "is in the name of Minalogic" in words
    assert "Fill in the cluster’s name" in words


def test_an_evaluator_reads_and_has_no_button(desk: Desk, to_do: Report) -> None:
    response = open_page(desk.cast.evaluator, "report-detail", to_do.uuid)
    assert "/moves/" not in response.content.decode()


def test_a_rehearsal_is_bannered(desk: Desk) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    words = page(desk, report, "officer")
    assert "Rehearsal" in words
    assert "in the name of" not in words
    assert open_page(desk.cast.manager, "report-detail", report.uuid).status_code == 404


def test_guidance_is_shown_in_the_readers_language(desk: Desk, to_do: Report) -> None:
    desk.campaign.guidance_en, desk.campaign.guidance_fr = "Count once.", "Comptez une fois."
    desk.campaign.save()
    assert "Count once." in page(desk, to_do)
    client = browser_of(desk.cast.manager, "fr")
    assert "Comptez une fois." in client.get(f"/reports/{to_do.uuid}/").content.decode()


def test_the_number_of_queries_does_not_grow(desk: Desk) -> None:
    report = desk.sent()
    builders.make_remark(report=report, by=desk.cast.officer, key="indicator:actions")
    report = desk.move(report, desk.cast.officer, "return", reason="Once.")
    few = {name: queries_of(desk.cast.manager, name, report.uuid) for name in PAGES}
    for _ in range(9):
        report = desk.move(report, desk.cast.manager, "send")
        for _ in range(3):
            builders.make_remark(report=report, by=desk.cast.officer, key="indicator:actions")
        report = desk.move(report, desk.cast.officer, "return", reason="Again.")
    assert {name: queries_of(desk.cast.manager, name, report.uuid) for name in PAGES} == few
    assert max(few.values()) <= 20


PAGES = ("report-detail", "report-check", "report-preview", "report-history")


# --- Filling in somebody's name ---------------------------------------------------------------------------------------


def test_filling_in_the_clusters_name_is_logged_and_told_once_a_revision(desk: Desk) -> None:
    report = desk.draft()
    for _ in range(3):
        lock_for_filling(report, desk.cast.officer)
    logged = ReportEvent.objects.filter(transition="fill")
    assert [(event.actor, event.is_in_name_of_cluster) for event in logged] == [(desk.cast.officer, True)]
    assert logged.get().notices.count() == 2
    assert "Filled in by the Region" in page(desk, report)


def test_the_clusters_own_people_leave_no_such_mark(desk: Desk) -> None:
    report = desk.draft()
    lock_for_filling(report, desk.cast.delegate)
    assert not ReportEvent.objects.filter(transition="fill").exists()


@pytest.mark.parametrize("role", ["evaluator", "elected", "other_manager", "partner", "nobody"])
def test_others_fill_nothing_in(desk: Desk, role: str) -> None:
    with pytest.raises(Forbidden):
        lock_for_filling(desk.draft(), desk.cast.people[role])


def test_a_mandate_taken_away_ends_filling_and_seeing(desk: Desk) -> None:
    report = desk.draft()
    desk.cast.manager.mandates.all().delete()
    assert open_page(desk.cast.manager, "report-detail", report.uuid).status_code == 404
    person = type(desk.cast.manager).objects.get(pk=desk.cast.manager.pk)
    with pytest.raises(Forbidden):
        perform(report, person, "send")


# --- Answers to remarks -----------------------------------------------------------------------------------------------


@pytest.fixture
def returned(desk: Desk) -> Report:
    report = desk.sent()
    builders.make_remark(report=report, by=desk.cast.officer, key="indicator:actions", body="Is the fair counted?")
    return desk.move(report, desk.cast.officer, "return")


def answer(desk: Desk, report: Report, body: str, role: str = "manager") -> Any:
    remark = report.remarks.get()
    address = reverse("remark-reply", args=[report.uuid, remark.pk])
    return browser_of(desk.cast.people[role]).post(address, {f"remark-{remark.pk}-body": body})


def test_a_remark_is_answered_once_however_often_the_button_is_pressed(desk: Desk, returned: Report) -> None:
    for _ in range(2):
        answer(desk, returned, "Yes, once.", "delegate")
    assert [reply.body for reply in returned.remarks.get().replies.all()] == ["Yes, once."]
    assert "Yes, once." in page(desk, returned)


@pytest.mark.parametrize("typed", ["", "x" * 4001, "a\x00b"])
def test_an_answer_that_cannot_be_kept_comes_back_as_typed(desk: Desk, returned: Report, typed: str) -> None:
    response = answer(desk, returned, typed)
    assert response.status_code == 422
    body = response.content.decode()
    assert "<title>Error:" in body
    assert typed.replace("\x00", "") in body.replace("\x00", "")
    assert not returned.remarks.get().replies.exists()


def test_a_settled_remark_takes_no_answer(desk: Desk, returned: Report) -> None:
    returned.remarks.update(settled_at=returned.remarks.get().sent_at, settled_by=desk.cast.officer)
    assert answer(desk, returned, "Too late.").status_code == 422


def test_nobody_answers_a_private_remark(desk: Desk) -> None:
    report = desk.sent()
    builders.make_remark(report=report, by=desk.cast.officer)
    assert answer(desk, report, "I should not know.").status_code == 404


def test_telling_the_manager_is_for_delegates(desk: Desk, cast: Cast) -> None:
    report = desk.draft(actions=7)
    address = reverse("report-ready", args=[report.uuid])
    assert browser_of(cast.manager).post(address).status_code == 403
    assert browser_of(cast.officer).post(address).status_code == 403
    assert browser_of(cast.delegate).post(address).status_code == 302
    assert notifications.managers_of(report) == [cast.manager]


def test_an_incomplete_report_is_not_announced_as_ready(desk: Desk) -> None:
    report = desk.draft()
    response = browser_of(desk.cast.delegate).post(reverse("report-ready", args=[report.uuid]))
    assert response.status_code == 422
    assert "Fill in actions." in response.content.decode()
