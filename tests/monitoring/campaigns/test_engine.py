"""What the engine promises, whatever the kind of report."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from monitoring.campaigns.effects import digest_of
from monitoring.campaigns.models import Remark, Report, ReportEvent, Revision
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import Forbidden, Refused, Stale, available, blockers, perform
from tests.builders import make_remark, make_report
from tests.monitoring.campaigns.desk import Desk, fresh, opened, sealed


def test_sending_twice_with_one_key_sends_once(desk: Desk) -> None:
    report, key = desk.draft(actions=7), uuid4()
    first = perform(report, desk.cast.manager, "send", version=report.version, key=key)
    second = perform(report, desk.cast.manager, "send", version=report.version, key=key)
    assert first == second
    assert fresh(report).events.filter(transition="send").count() == 1


def test_sent_revision_keeps_its_digest_and_its_values(desk: Desk) -> None:
    report = desk.sent(actions=7)
    revision = sealed(report)
    desk.move(report, desk.cast.officer, "return", reason="Count again.")
    desk.kind.values[opened(report).pk]["actions"] = 9
    revision.refresh_from_db()
    assert revision.digest == digest_of(desk.kind.content(revision)) == digest_of({"actions": 7})


def test_sent_revision_cannot_be_taken_for_writing(desk: Desk) -> None:
    report = desk.draft(actions=7)
    with transaction.atomic():
        assert Revision.objects.lock_open(report) == report.open_revision()
    report = desk.move(report, desk.cast.manager, "send")
    with transaction.atomic():
        assert Revision.objects.lock_open(report) is None


def test_accepted_figures_stay_until_the_reopened_report_is_accepted_again(desk: Desk) -> None:
    report = desk.accepted(actions=7)
    first = sealed(report)
    report = desk.move(report, desk.cast.officer, "reopen", reason="A fair was counted twice.")
    desk.kind.values[opened(report).pk]["actions"] = 6
    assert report.accepted_revision() == first
    report = desk.move(report, desk.cast.manager, "send")
    assert report.accepted_revision() == first
    report = desk.move(report, desk.cast.officer, "accept")
    second = sealed(report)
    assert report.accepted_revision() == second
    assert (second.number, desk.kind.values[second.pk]) == (2, {"actions": 6})
    first.refresh_from_db()
    assert first.superseded_by == second


def test_reopening_needs_a_reason(desk: Desk) -> None:
    report = desk.accepted()
    with pytest.raises(Refused):
        perform(report, desk.cast.officer, "reopen", reason="  ")
    assert fresh(report).state == State.ACCEPTED


def test_cancelled_reopening_gives_the_accepted_figures_back(desk: Desk) -> None:
    report = desk.accepted(actions=7)
    report = desk.move(report, desk.cast.officer, "reopen", reason="A fair was counted twice.")
    discarded = opened(report)
    report = desk.move(report, desk.cast.officer, "cancel-reopen")
    discarded.refresh_from_db()
    assert report.state == State.ACCEPTED
    assert report.current_revision() == report.accepted_revision()
    assert discarded.discarded_at is not None


def test_undone_acceptance_brings_the_former_accepted_figures_back(desk: Desk) -> None:
    report = desk.accepted(actions=7)
    first = report.accepted_revision()
    for person, name in ((desk.cast.officer, "reopen"), (desk.cast.manager, "send"), (desk.cast.officer, "accept")):
        report = desk.move(report, person, name, reason="A fair was counted twice.")
    report = desk.move(report, desk.cast.officer, "undo-accept")
    assert report.state == State.SUBMITTED
    assert report.accepted_revision() == first


def test_acceptance_is_undone_by_its_author_within_ten_minutes_only(desk: Desk, clock: time_machine.Traveller) -> None:
    report = desk.accepted()
    with pytest.raises(Refused):
        perform(report, desk.cast.other_officer, "undo-accept")
    clock.shift(timedelta(minutes=9, seconds=59))
    assert "undo-accept" in {move.name for move in available(report, desk.cast.officer)}
    clock.shift(timedelta(seconds=1))
    assert "undo-accept" not in {move.name for move in available(report, desk.cast.officer)}
    with pytest.raises(Refused):
        perform(report, desk.cast.officer, "undo-accept")
    assert fresh(report).state == State.ACCEPTED


@pytest.mark.parametrize("choice", ["send", "discard"])
def test_undone_acceptance_leaves_remarks_as_they_were(desk: Desk, choice: str) -> None:
    report = desk.sent()
    remark = make_remark(report=report, by=desk.cast.officer)
    before = Remark.objects.filter(pk=remark.pk).values().get()
    report = desk.move(report, desk.cast.officer, "accept", remarks=choice)
    assert Remark.objects.filter(pk=remark.pk).values().get() != before
    desk.move(report, desk.cast.officer, "undo-accept")
    assert Remark.objects.filter(pk=remark.pk).values().get() == before


def test_accepting_with_unsent_remarks_asks_what_becomes_of_them(desk: Desk) -> None:
    report = desk.sent()
    remark = make_remark(report=report, by=desk.cast.officer)
    with pytest.raises(Refused):
        perform(report, desk.cast.officer, "accept")
    desk.move(report, desk.cast.officer, "accept", remarks="send")
    remark.refresh_from_db()
    assert remark.sent_at
    assert not remark.settled_at


def test_accepting_settles_what_the_cluster_was_asked(desk: Desk) -> None:
    report = desk.sent()
    remark = make_remark(report=report, by=desk.cast.officer)
    report = desk.move(report, desk.cast.officer, "return")
    report = desk.move(report, desk.cast.manager, "send")
    desk.move(report, desk.cast.other_officer, "accept")
    remark.refresh_from_db()
    assert remark.settled_by == desk.cast.other_officer


def test_return_sends_every_remark_and_cancelling_it_makes_them_private_again(desk: Desk) -> None:
    report = desk.sent()
    remarks = [make_remark(report=report, by=desk.cast.officer, key=key) for key in ("", "indicator:actions")]
    report = desk.move(report, desk.cast.officer, "return")
    assert report.remarks.sent().count() == 2
    report = desk.move(report, desk.cast.officer, "cancel-return")
    assert report.state == State.SUBMITTED
    assert list(report.remarks.private()) == remarks


def test_cancelled_return_leaves_answered_remarks_sent(desk: Desk) -> None:
    report = desk.sent()
    remark = make_remark(report=report, by=desk.cast.officer)
    report = desk.move(report, desk.cast.officer, "return")
    remark.replies.create(body="It was a fair.", author=desk.cast.manager)
    desk.move(report, desk.cast.officer, "cancel-return")
    remark.refresh_from_db()
    assert remark.sent_at


def test_return_cannot_be_cancelled_once_the_cluster_corrected(desk: Desk) -> None:
    report = desk.sent(actions=7)
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    desk.kind.values[opened(report).pk]["actions"] = 9
    with pytest.raises(Refused):
        perform(report, desk.cast.officer, "cancel-return")


def test_return_without_a_word_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused):
        perform(desk.sent(), desk.cast.officer, "return")


def test_two_officers_cannot_decide_against_each_other(desk: Desk) -> None:
    report = desk.sent()
    desk.move(report, desk.cast.officer, "accept", version=report.version)
    with pytest.raises(Stale, match=r"Officer Exemple.*12 October 2026, 10:00"):
        perform(report, desk.cast.other_officer, "return", version=report.version, reason="Count again.")
    assert fresh(report).state == State.ACCEPTED


def test_officer_does_not_accept_what_they_sent_in_the_clusters_name(desk: Desk) -> None:
    report = desk.sent(by=desk.cast.officer)
    assert sealed(report).is_in_name_of_cluster
    with pytest.raises(Refused):
        perform(report, desk.cast.officer, "accept")
    assert desk.move(report, desk.cast.other_officer, "accept").state == State.ACCEPTED


def test_later_date_lets_one_cluster_send_after_closing(desk: Desk, clock: time_machine.Traveller) -> None:
    late, granted = (
        desk.draft(actions=7),
        desk.draft(cluster=desk.cast.other_cluster, by=desk.cast.other_manager, actions=7),
    )
    clock.shift(timedelta(days=21))
    Report.objects.filter(pk=granted.pk).update(extended_until=date(2026, 11, 10), extension_reason="Illness")
    with pytest.raises(Refused, match="closed"):
        perform(late, desk.cast.manager, "send")
    assert desk.move(fresh(granted), desk.cast.other_manager, "send").state == State.SUBMITTED


def test_report_returned_after_closing_can_be_corrected(desk: Desk, clock: time_machine.Traveller) -> None:
    report = desk.sent()
    clock.shift(timedelta(days=40))
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    assert report.is_writable
    assert desk.move(report, desk.cast.manager, "send").state == State.SUBMITTED


def test_report_marked_as_not_due_and_due_again_keeps_what_was_written(desk: Desk) -> None:
    report = desk.draft(actions=7)
    report = desk.move(report, desk.cast.officer, "mark-not-due", reason="Merged in September.")
    assert report not in Report.objects.counted()
    report = desk.move(report, desk.cast.officer, "mark-due")
    assert report.not_due_reason == ""
    report = desk.move(report, desk.cast.manager, "start")
    assert desk.kind.values[opened(report).pk] == {"actions": 7}


def test_rehearsal_is_sent_and_returned_but_never_accepted(desk: Desk) -> None:
    report = make_report(campaign=desk.campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    report = desk.move(report, desk.cast.officer, "start")
    desk.kind.values[opened(report).pk] = {"actions": 1}
    report = desk.move(report, desk.cast.officer, "send")
    assert "accept" not in {move.name for move in available(report, desk.cast.other_officer)}
    with pytest.raises(Refused):
        perform(report, desk.cast.other_officer, "accept")
    assert desk.move(report, desk.cast.officer, "return", reason="As a trial.").state == State.RETURNED


def test_rehearsal_writes_to_nobody(desk: Desk) -> None:
    report = make_report(campaign=desk.campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    report = desk.move(report, desk.cast.officer, "start")
    desk.kind.values[opened(report).pk] = {"actions": 1}
    with CaptureQueriesContext(connection) as queries:
        desk.move(report, desk.cast.officer, "send")
    assert [query for query in queries if "django_tasks" in query["sql"]] == []


def test_what_is_added_to_a_running_campaign_reaches_started_reports_but_not_sent_ones(desk: Desk) -> None:
    started = desk.draft(actions=7)
    sent = desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager, actions=7)
    desk.kind.asked.append("events")
    with pytest.raises(Refused, match="events"):
        perform(started, desk.cast.manager, "send")
    assert desk.move(sent, desk.cast.officer, "accept").state == State.ACCEPTED


def test_delegate_fills_but_does_not_send(desk: Desk) -> None:
    report = desk.draft(by=desk.cast.delegate, actions=7)
    with pytest.raises(Forbidden):
        perform(report, desk.cast.delegate, "send")


def test_refusals_are_known_before_the_button_is_pressed(desk: Desk) -> None:
    assert blockers(desk.draft(), desk.cast.manager, "send") == ["Fill in actions."]


def test_refused_move_changes_nothing(desk: Desk) -> None:
    report = desk.draft()
    before = list(Report.objects.values()), list(Revision.objects.values()), list(ReportEvent.objects.values())
    with pytest.raises(Refused):
        perform(report, desk.cast.manager, "send")
    assert before == (
        list(Report.objects.values()),
        list(Revision.objects.values()),
        list(ReportEvent.objects.values()),
    )
