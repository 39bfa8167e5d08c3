"""Reading one report: what is worth a look, why, and what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Report, ValueCheck
from monitoring.campaigns.queries.review import Review, review_of
from monitoring.campaigns.states import State
from tests import builders
from tests.monitoring.campaigns.desk import Desk, client_of, fresh, opened, sealed


@pytest.fixture
def officer(desk: Desk) -> Client:
    return client_of(desk.cast.officer)


def page(client: Client, report: Report, **query: str) -> str:
    response = client.get(reverse("review-report", args=[report.uuid]), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def read(report: Report) -> Review:
    review = review_of(report)
    assert review
    return review


def check(client: Client, report: Report, key: str, *, is_good: bool = True, version: int | None = None) -> None:
    data = {"key": key, "version": report.version if version is None else version}
    client.post(reverse("value-check", args=[report.uuid]), data | ({"is_good": "on"} if is_good else {}))


def test_report_opens_on_what_is_worth_a_look_with_the_reason_in_words(desk: Desk, officer: Client) -> None:
    report = desk.sent(actions=700, events=3)
    first = page(officer, report)
    assert "More than 100." in first
    assert "Explained: “A fair in September.”" in first
    assert "Number of actions" in first
    assert "Number of events" not in first
    assert "Number of events" in page(officer, report, show="all")


def test_a_report_with_nothing_worth_a_look_opens_on_everything(desk: Desk, officer: Client) -> None:
    assert "Number of actions" in page(officer, desk.sent(actions=7))


def test_page_says_who_sent_when_and_by_when_the_region_answers(desk: Desk, officer: Client) -> None:
    text = page(officer, desk.sent(actions=700, events=3))
    assert "Sent on 12 October 2026, 10:00 by Manager Exemple." in text
    assert "To review by Monday 26 October 2026" in text
    assert "2 values, 1 worth a look." in text


def test_page_says_that_the_region_sent_in_the_clusters_name(desk: Desk, officer: Client) -> None:
    text = page(officer, desk.sent(by=desk.cast.officer))
    assert "in the cluster’s name" in text
    assert "another officer accepts it" in text
    assert "Accept and go to the next" not in text


def test_a_report_not_received_says_so_and_offers_what_can_be_done(desk: Desk, officer: Client) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    text = page(officer, report)
    assert "Not received yet. It is due on" in text
    for offer in ("Grant a later date", "Mark as not due", "Fill it in in the cluster’s name"):
        assert offer in text


def test_a_value_is_found_good_and_that_is_taken_back(desk: Desk, officer: Client) -> None:
    report = desk.sent(actions=700, events=3)
    check(officer, report, "indicator:actions")
    assert [line.row.key for line in read(report).lines if line.check] == ["indicator:actions"]
    check(officer, report, "indicator:actions", is_good=False)
    assert not ValueCheck.objects.exists()


def test_values_with_nothing_to_look_at_are_found_good_at_once_and_no_other(desk: Desk, officer: Client) -> None:
    report = desk.sent(actions=700, events=3, visits=2, fairs=1)
    builders.make_remark(report=report, by=desk.cast.officer, key="indicator:fairs")
    assert "Accept the 2 values with nothing to look at" in page(officer, report)
    officer.post(reverse("values-check-unflagged", args=[report.uuid]), {"version": report.version, "is_good": "on"})
    assert set(ValueCheck.objects.values_list("key", flat=True)) == {"indicator:events", "indicator:visits"}


def test_finding_good_on_a_page_shown_before_the_report_moved_is_refused(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    desk.move(report, desk.cast.other_officer, "return", reason="Count again.")
    check(officer, report, "indicator:actions")
    assert not ValueCheck.objects.exists()
    assert "Returned for correction by Other Officer Exemple" in page(officer, report)


def test_what_was_found_good_stays_good_in_the_correction_unless_it_changed(desk: Desk, officer: Client) -> None:
    report = desk.sent(actions=7, events=3)
    for key in ("indicator:actions", "indicator:events"):
        check(officer, report, key)
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    desk.kind.values[opened(report).pk]["actions"] = 9
    report = desk.move(report, desk.cast.manager, "send")
    lines = read(report).by_key
    assert lines["indicator:events"].check
    assert not lines["indicator:actions"].check


def test_what_changed_since_the_return_shows_before_and_after(desk: Desk, officer: Client) -> None:
    report = desk.sent(actions=7, events=3, visits=1)
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    values = desk.kind.values[opened(report).pk]
    values["actions"] = 9
    del values["visits"]
    report = desk.move(report, desk.cast.manager, "send")
    text = page(officer, report)
    assert "2 changed since it was returned" in text
    assert "<strong>9</strong>" in text
    assert "<del>7</del>" in text
    assert "Number of visits: <del>1</del>" in text
    assert "Number of events" not in text


def test_unsent_remarks_turn_accepting_into_a_question(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    builders.make_remark(report=report, by=desk.cast.officer, body="Which fairs?")
    assert "Accept and go to the next" not in page(officer, report)
    text = officer.get(reverse("review-decide", args=[report.uuid, "accept"])).content.decode()
    assert "Which fairs?" in text
    assert "Discard them" in text


def test_deciding_on_a_report_somebody_else_decided_says_who(desk: Desk, officer: Client) -> None:
    report = desk.accepted()
    response = officer.get(reverse("review-decide", args=[report.uuid, "return"]), follow=True)
    assert "Accepted by Officer Exemple" in response.content.decode()


def test_points_left_open_come_back_with_the_next_report(desk: Desk, officer: Client) -> None:
    former = desk.draft(campaign=desk.campaign_for(Quarter(2026, 2)), actions=7)
    former = desk.move(former, desk.cast.manager, "send")
    builders.make_remark(report=former, by=desk.cast.officer, body="Say how participants are counted.")
    desk.move(former, desk.cast.officer, "accept", remarks="send")
    assert "Say how participants are counted." in page(officer, desk.sent())


def test_acceptance_just_made_can_be_undone_from_the_next_page(
    desk: Desk, officer: Client, clock: time_machine.Traveller
) -> None:
    desk.accepted()
    clock.shift(timedelta(minutes=3))
    following = desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager)
    text = page(officer, following)
    assert "You can undo this until 10:10 (7 minutes left)" in text
    assert "Undo the acceptance" in text


def test_own_acceptance_is_undone_from_its_own_page_while_that_lasts(desk: Desk, clock: time_machine.Traveller) -> None:
    report = desk.accepted()
    clock.shift(timedelta(minutes=1))
    desk.accepted(cluster=desk.cast.other_cluster, by=desk.cast.other_manager)
    assert "You accepted the report of <strong>Minalogic</strong>" in page(client_of(desk.cast.officer), report)
    assert "Undo the acceptance" not in page(client_of(desk.cast.other_officer), report)
    clock.shift(timedelta(minutes=11))
    assert "Undo the acceptance" not in page(client_of(desk.cast.officer), report)


def test_a_report_not_received_says_from_whom_it_is_awaited(desk: Desk, officer: Client) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    assert "manager@example.org" in page(officer, report)
    lonely = builders.make_cluster(region=desk.cast.region)
    text = page(officer, builders.make_report(campaign=desk.campaign, cluster=lonely))
    assert "the cluster has no manager and no delegate today" in text


def test_a_part_is_swapped_where_the_browser_asks_for_it(desk: Desk, officer: Client) -> None:
    report = desk.sent(actions=700)
    response = officer.post(
        reverse("value-check", args=[report.uuid]),
        {"key": "indicator:actions", "version": report.version, "is_good": "on"},
        headers={"HX-Request": "true"},
    )
    text = response.content.decode()
    assert text.strip().startswith("<tbody")
    assert 'hx-swap-oob="true"' in text
    assert "<html" not in text


def test_queue_filters_travel_through_the_page(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    text = page(officer, report, queue="flagged=on")
    assert "/review/?flagged=on" in text
    assert "queue=flagged%3Don" in text


def test_review_page_costs_the_same_with_ten_times_the_values(desk: Desk, officer: Client) -> None:
    def queries(report: Report) -> int:
        with CaptureQueriesContext(connection) as captured:
            page(officer, report, show="all")
        return len(captured)

    few = desk.sent(actions=700, events=3)
    many = desk.sent(
        cluster=desk.cast.other_cluster,
        by=desk.cast.other_manager,
        actions=700,
        **{f"more_{number}": number * 20 for number in range(20)},
    )
    for report, count in ((few, 1), (many, 10)):
        for number in range(count):
            remark = builders.make_remark(report=report, by=desk.cast.officer, key=f"indicator:more_{number}")
            remark.replies.create(author=desk.cast.manager, body="Yes.")
    queries(few)
    assert queries(few) == queries(many) <= 25


# --- Remarks ----------------------------------------------------------------------------------------------------------


def write(client: Client, report: Report, body: str, key: str = "") -> Any:
    return client.post(reverse("remark-write", args=[report.uuid]), {"body": body, "key": key})


def test_private_remarks_never_reach_the_cluster(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    write(officer, report, "A most private remark", "indicator:actions")
    write(officer, report, "A most private remark on all of it")
    for name in ("report-detail", "report-check", "report-history", "report-preview"):
        for person in (desk.cast.manager, desk.cast.delegate):
            content = client_of(person).get(reverse(name, args=[report.uuid]), follow=True).content.decode()
            assert "A most private remark" not in content
    desk.move(report, desk.cast.officer, "return")
    assert "A most private remark" in client_of(desk.cast.manager).get(
        reverse("report-detail", args=[report.uuid])
    ).content.decode()  # fmt: skip


def test_page_says_that_a_remark_is_private(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    write(officer, report, "Which fairs?", "indicator:actions")
    assert "Private until the report is returned" in page(officer, report)
    assert "1 remark not sent" in page(officer, report)


def test_own_remark_is_changed_and_deleted_while_private(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    write(officer, report, "Which fairs?")
    remark = report.remarks.get()
    officer.post(reverse("remark-edit", args=[report.uuid, remark.pk]), {"body": "Which two fairs?"})
    remark.refresh_from_db()
    assert remark.body == "Which two fairs?"
    stranger = client_of(desk.cast.other_officer)
    assert stranger.post(reverse("remark-delete", args=[report.uuid, remark.pk])).status_code == 404
    officer.post(reverse("remark-delete", args=[report.uuid, remark.pk]))
    assert not report.remarks.exists()


def test_a_remark_sent_meanwhile_is_not_changed_and_what_was_typed_is_kept(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    write(officer, report, "Which fairs?")
    remark = report.remarks.get()
    desk.move(report, desk.cast.other_officer, "return")
    response = officer.post(reverse("remark-edit", args=[report.uuid, remark.pk]), {"body": "A better question"})
    assert response.status_code == 422
    assert "A better question" in response.content.decode()
    officer.post(reverse("remark-delete", args=[report.uuid, remark.pk]))
    remark.refresh_from_db()
    assert remark.body == "Which fairs?"
    assert remark.sent_at


@pytest.mark.parametrize("body", ["", "   ", "x" * 4001, "NUL\x00"])
def test_a_remark_that_cannot_be_kept_is_refused_with_what_was_typed(desk: Desk, officer: Client, body: str) -> None:
    report = desk.sent()
    response = officer.post(reverse("remark-write", args=[report.uuid]), {"body": body})
    assert response.status_code == 422
    assert not report.remarks.exists()


def test_a_remark_on_a_value_that_is_not_there_is_refused(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    assert write(officer, report, "What?", "indicator:unknown").status_code == 404
    assert not report.remarks.exists()


def test_an_answered_remark_is_settled_and_opened_again(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    write(officer, report, "Which fairs?", "indicator:actions")
    report = desk.move(report, desk.cast.officer, "return")
    remark = report.remarks.get()
    remark.replies.create(author=desk.cast.manager, body="Lyon and Grenoble.")
    report = desk.move(report, desk.cast.manager, "send")
    assert "Lyon and Grenoble." in page(officer, report)
    settle = reverse("remark-settle", args=[report.uuid, remark.pk])
    officer.post(settle, {"is_settled": "on"})
    remark.refresh_from_db()
    assert remark.settled_by == desk.cast.officer
    officer.post(settle)
    remark.refresh_from_db()
    assert remark.settled_at is None


def test_remarks_of_another_report_are_out_of_reach(desk: Desk, officer: Client) -> None:
    one, other = desk.sent(), desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager)
    remark = builders.make_remark(report=other, by=desk.cast.officer)
    for name in ("remark-edit", "remark-delete", "remark-settle"):
        assert officer.post(reverse(name, args=[one.uuid, remark.pk]), {"body": "x"}).status_code == 404


def test_sealed_values_are_those_on_the_page_while_the_cluster_corrects(desk: Desk, officer: Client) -> None:
    report = desk.sent(actions=7)
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    desk.kind.values[opened(report).pk]["actions"] = 9
    assert read(fresh(report)).revision == sealed(report)
    assert "<strong>7</strong>" in page(officer, report, show="all")
    assert fresh(report).state == State.RETURNED
