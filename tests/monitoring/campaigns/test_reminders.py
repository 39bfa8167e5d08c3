"""Reminders go only to those who still have to act, once, in their own language."""

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from monitoring.campaigns import notifications
from monitoring.campaigns.models import Campaign, Notice, Reminder, Report
from monitoring.campaigns.reminders import of_the_day, send
from monitoring.people.models import Mandate, ParkedPost
from tests import builders
from tests.monitoring.campaigns.desk import Desk, client_of, fresh

DUE = date(2026, 11, 20)


@pytest.fixture
def campaign(desk: Desk) -> Campaign:
    """Due on 20 November, closing ten days later."""
    Campaign.objects.filter(pk=desk.campaign.pk).update(due_on=DUE, closes_on=DUE + timedelta(days=10))
    desk.campaign.refresh_from_db()
    return desk.campaign


def to(day: date) -> list[str]:
    return sorted(f"{planned.person.email.split('@')[0]} {planned.days:+d}" for planned in of_the_day(day))


def said(*arguments: str) -> tuple[int, dict[str, Any]]:
    out, code = StringIO(), 0
    try:
        call_command("send_reminders", "--json", *arguments, stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-15, []),
        (-14, ["delegate -14", "manager -14"]),
        (-12, ["delegate -14", "manager -14"]),
        (-11, []),
        (-3, ["delegate -3", "manager -3"]),
        (0, []),
        (1, ["delegate +1", "manager +1"]),
        (4, []),
    ],
)
def test_reminders_leave_on_their_day_or_when_the_machine_missed_it_soon_after(
    desk: Desk, campaign: Campaign, days: int, expected: list[str]
) -> None:
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    assert (to(DUE + timedelta(days=days - 1)) == []) or days not in {-14, -3, 1}
    assert to(DUE + timedelta(days=days)) == expected


def test_who_has_nothing_to_do_is_not_reminded(desk: Desk, campaign: Campaign) -> None:
    desk.sent()
    report = builders.make_report(campaign=campaign, cluster=desk.cast.other_cluster)
    desk.move(report, desk.cast.officer, "mark-not-due", reason="Merged.")
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    assert to(DUE - timedelta(days=3)) == []


def test_a_report_returned_before_it_is_due_is_reminded(desk: Desk, campaign: Campaign) -> None:
    desk.move(desk.sent(), desk.cast.officer, "return", reason="Count again.")
    assert "manager -3" in to(DUE - timedelta(days=3))


def test_no_reminder_is_sent_twice(desk: Desk, campaign: Campaign) -> None:
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    day = DUE - timedelta(days=3)
    assert len(send(day)) == 2
    assert send(day) == []
    assert send(day + timedelta(days=1)) == []
    assert Reminder.objects.count() == Notice.objects.filter(name="reminder").count() == 2


def test_a_moved_date_arms_reminders_again(desk: Desk, campaign: Campaign) -> None:
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    send(DUE - timedelta(days=3))
    Campaign.objects.filter(pk=campaign.pk).update(due_on=DUE + timedelta(days=5))
    assert to(DUE - timedelta(days=3)) == []
    assert to(DUE + timedelta(days=2)) == ["delegate -3", "manager -3"]


def test_a_later_date_moves_its_own_reminders_alone(desk: Desk, campaign: Campaign) -> None:
    granted = builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    builders.make_report(campaign=campaign, cluster=desk.cast.other_cluster)
    until = DUE + timedelta(days=20)
    Report.objects.filter(pk=granted.pk).update(extended_until=until, extension_reason="Illness")
    assert to(DUE - timedelta(days=3)) == ["other-manager -3"]
    assert to(until - timedelta(days=3)) == ["delegate -3", "manager -3"]


def test_nobody_is_reminded_on_the_day_a_campaign_opens_nor_before_it(desk: Desk, campaign: Campaign) -> None:
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    Campaign.objects.filter(pk=campaign.pk).update(due_on=timezone.localdate() + timedelta(days=14))
    assert to(timezone.localdate()) == []
    Campaign.objects.filter(pk=campaign.pk).update(due_on=DUE, opened_at=None)
    assert to(DUE - timedelta(days=3)) == []


def test_a_complete_draft_is_reminded_to_its_manager_alone_and_says_it_is_not_sent(
    desk: Desk, campaign: Campaign, clock: time_machine.Traveller
) -> None:
    desk.draft(actions=7)
    assert to(DUE - timedelta(days=3)) == ["manager -3"]
    send(DUE - timedelta(days=3))
    _deliver_all()
    assert "the report is not sent" in mail.outbox[0].body


def test_an_incomplete_draft_says_how_much_is_left(desk: Desk, campaign: Campaign) -> None:
    desk.draft()
    send(DUE + timedelta(days=1))
    _deliver_all()
    assert {message.to[0] for message in mail.outbox} == {"manager@example.org", "delegate@example.org"}
    assert "1 thing is still to be filled in." in mail.outbox[0].body
    assert mail.outbox[0].subject.startswith("Clusterix: Late:")


def test_a_mandate_that_has_ended_is_not_reminded(desk: Desk, campaign: Campaign) -> None:
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    Mandate.objects.filter(person=desk.cast.delegate).update(ends_on=DUE - timedelta(days=4))
    assert to(DUE - timedelta(days=3)) == ["manager -3"]


def test_the_preview_says_who_receives_what_and_when(desk: Desk, campaign: Campaign) -> None:
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    lonely = builders.make_cluster(region=desk.cast.region, name="Axelera")
    builders.make_report(campaign=campaign, cluster=lonely)
    send(DUE - timedelta(days=14))
    response = client_of(desk.cast.officer).get(reverse("campaign-reminders", args=[campaign.pk]))
    text = " ".join(response.content.decode().split())
    for words in ("Manager Exemple", "6 November 2026", "17 November 2026", "21 November 2026", "sent"):
        assert words in text
    assert [report.cluster.name for report in response.context["silent"]] == ["Axelera"]


# --- The command ------------------------------------------------------------------------------------------------------


def test_command_sends_the_days_reminders_and_says_to_whom(desk: Desk, campaign: Campaign) -> None:
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    code, done = said("--date", "2026-11-17")
    assert code == 0
    assert [one["to"] for one in done["reminders"]] == ["manager@example.org", "delegate@example.org"]
    assert said("--date", "2026-11-17")[1]["reminders"] == []


def test_command_changes_nothing_when_it_only_looks(desk: Desk, campaign: Campaign) -> None:
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    prepared = builders.make_campaign(region=desk.cast.other_region, kind="counting", opened=False)
    code, done = said("--date", "2026-11-17", "--dry-run")
    assert (code, len(done["reminders"])) == (0, 2)
    prepared.refresh_from_db()
    assert not prepared.is_opened
    assert Reminder.objects.count() == Notice.objects.count() == 0


def test_command_opens_campaigns_and_names_those_it_cannot_open(desk: Desk, campaign: Campaign) -> None:
    desk.kind.reasons_against_opening = ["It asks nothing yet."]
    builders.make_campaign(region=desk.cast.other_region, kind="counting", opened=False)
    code, done = said()
    assert code == 1
    assert done["refused"] == [{"campaign": "Counting, 3rd quarter 2026", "reasons": ["It asks nothing yet."]}]
    desk.kind.reasons_against_opening = []
    code, done = said()
    assert (code, done["opened"]) == (0, ["Counting, 3rd quarter 2026"])


def test_command_forgets_what_was_parked_too_long_ago(desk: Desk, campaign: Campaign) -> None:
    two_hours_ago = timezone.now() - timedelta(hours=2)
    ParkedPost.objects.create(author=desk.cast.manager, path="/", fields={}, parked_at=two_hours_ago)
    assert said()[1]["forgotten_entries"] == 1


def test_command_refuses_a_day_that_is_none(desk: Desk) -> None:
    with pytest.raises((SystemExit, Exception), match="not a day"):
        call_command("send_reminders", "--date", "soon")


def test_reminder_is_in_its_readers_language(desk: Desk, campaign: Campaign) -> None:
    desk.cast.manager.language = "en"
    desk.cast.manager.save()
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster)
    send(DUE - timedelta(days=3))
    _deliver_all()
    message = next(message for message in mail.outbox if message.to == ["manager@example.org"])
    assert message.subject == "Clusterix: In 3 days: Counting, 3rd quarter 2026 of Minalogic"
    assert fresh(desk.campaign.reports.get()).state == "to_do"


def _deliver_all() -> None:
    """As the worker does; English unless the person reads French."""
    for notice in Notice.objects.filter(name="reminder"):
        if not notice.person.language:
            notice.person.language = "en"
            notice.person.save()
        notifications.deliver.func(notice_id=notice.pk)
