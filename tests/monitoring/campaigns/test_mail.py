"""Who is told what, once, in which language; and that no message is lost on its way."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from pytest_django import Settings

from monitoring.campaigns import notifications
from monitoring.campaigns.models import Notice, RemarkReply
from monitoring.campaigns.models.notices import LEASE, RETRIES
from monitoring.campaigns.notifications import deliver, queue_overdue
from monitoring.campaigns.transitions import perform
from monitoring.people.models import PortfolioEntry
from tests import builders
from tests.monitoring.campaigns.desk import Desk, fresh, opened
from tests.monitoring.campaigns.post import to, work


def address(name: str) -> str:
    return f"{name.replace('_', '-')}@example.org"


def test_sending_gives_a_receipt_to_the_cluster_and_news_to_the_officers(desk: Desk) -> None:
    desk.sent()
    sent = to(work())
    assert set(sent) == {address(name) for name in ("manager", "delegate", "officer", "other_officer")}
    receipt, news = sent[address("manager")], sent[address("officer")]
    assert "MINALOGIC-2026-Q3-1" in receipt.subject
    assert "Minalogic" in receipt.body
    assert "Minalogic" in news.subject
    assert [(name, content[:5]) for name, content, _kind in receipt.attachments] == [
        ("minalogic-2026-q3-1.pdf", b"%PDF-")
    ]
    assert not news.attachments


def test_officers_who_look_after_the_cluster_are_told_rather_than_all(desk: Desk) -> None:
    mandate = desk.cast.officer.mandates.get()
    PortfolioEntry.objects.create(mandate=mandate, domain=desk.cast.cluster.main_domain)
    desk.sent()
    assert address("other_officer") not in to(work())
    desk.sent(desk.cast.other_cluster, desk.cast.other_manager)
    # Of another domain, in nobody's portfolio: everybody is told.
    assert {address("officer"), address("other_officer")} <= set(to(work()))


def test_each_reads_their_own_language_in_text_and_in_html(desk: Desk) -> None:
    desk.cast.manager.language = "en"
    desk.cast.manager.save()
    desk.cast.delegate.language = "fr"
    desk.cast.delegate.save()
    desk.sent()
    sent = to(work())
    english, french = sent[address("manager")], sent[address("delegate")]
    html, kind = english.alternatives[0]
    assert kind == "text/html"
    assert 'lang="en"' in str(html)
    assert "<style" not in str(html)
    assert "style=" not in str(html)
    assert 'lang="fr"' in str(french.alternatives[0][0])
    assert "\n" not in english.subject


def test_links_are_absolute_and_opening_them_signs_nobody_in(desk: Desk, settings: Settings) -> None:
    settings.SITE_URL = "https://clusterix.example.org"
    desk.sent()
    body = str(to(work())[address("manager")].body)
    links = re.findall(r"https?://\S+", body)
    assert links
    assert all(link.startswith("https://clusterix.example.org") for link in links)
    path = next(link for link in links if "/receipts/" in link).removeprefix("https://clusterix.example.org")
    client = Client()
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_one_return_is_one_message_with_every_remark_and_its_place(desk: Desk) -> None:
    report = desk.sent()
    work()
    builders.make_remark(report=report, by=desk.cast.officer, key="indicator:actions", body="Is the fair counted?")
    builders.make_remark(report=report, by=desk.cast.other_officer, body="Thank you for the story.")
    desk.move(report, desk.cast.officer, "return", reason="Two questions.")
    sent = to(work())
    assert set(sent) == {address("manager"), address("delegate")}
    body = str(sent[address("manager")].body)
    assert [text in body for text in ("Two questions.", "Is the fair counted?", "Thank you", "Number of actions")] == [
        True
    ] * 4


def test_acceptance_is_told_after_ten_minutes(desk: Desk, clock: time_machine.Traveller) -> None:
    report = desk.sent()
    work()
    desk.move(report, desk.cast.officer, "accept")
    clock.shift(timedelta(minutes=9, seconds=59))
    assert work() == []
    clock.shift(timedelta(seconds=1))
    assert set(to(work())) == {address("manager"), address("delegate")}


def test_acceptance_undone_in_time_is_never_told(desk: Desk, clock: time_machine.Traveller) -> None:
    report = desk.sent()
    work()
    report = desk.move(report, desk.cast.officer, "accept")
    desk.move(report, desk.cast.officer, "undo-accept")
    clock.shift(timedelta(hours=1))
    assert work() == []


def test_acceptance_reopened_at_once_is_told_by_one_message(desk: Desk, clock: time_machine.Traveller) -> None:
    report = desk.accepted()
    work()
    desk.move(report, desk.cast.officer, "reopen", reason="A fair was counted twice.")
    clock.shift(timedelta(hours=1))
    sent = to(work())
    assert set(sent) == {address("manager"), address("delegate")}
    assert "A fair was counted twice." in sent[address("manager")].body


def test_a_return_cancelled_before_it_was_told_is_told_to_nobody(desk: Desk) -> None:
    report = desk.sent()
    work()
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    desk.move(report, desk.cast.officer, "cancel-return")
    assert work() == []


def test_who_was_told_of_a_return_is_told_of_its_cancelling(desk: Desk) -> None:
    report = desk.sent()
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    work()
    desk.move(report, desk.cast.officer, "cancel-return")
    assert set(to(work())) == {address("manager"), address("delegate")}


def test_a_cancelled_reopening_is_told(desk: Desk) -> None:
    report = desk.accepted()
    report = desk.move(report, desk.cast.officer, "reopen", reason="A fair was counted twice.")
    work()
    desk.move(report, desk.cast.officer, "cancel-reopen")
    assert set(to(work())) == {address("manager"), address("delegate")}


def test_what_the_region_does_in_the_clusters_name_is_told_to_the_cluster(desk: Desk) -> None:
    report = desk.draft(by=desk.cast.officer, actions=7)
    begun = to(work())
    assert set(begun) == {address("manager"), address("delegate")}
    assert "Officer Exemple" in begun[address("manager")].body
    desk.move(report, desk.cast.officer, "send")
    sent = to(work())
    # The officer who sent keeps the receipt; the one who has to review learns of the arrival.
    assert set(sent) == {address(name) for name in ("manager", "delegate", "officer", "other_officer")}
    assert "Receipt" in sent[address("officer")].subject or "MINALOGIC-2026-Q3-1" in sent[address("officer")].subject
    assert "MINALOGIC-2026-Q3-1" not in sent[address("manager")].subject


def test_a_rehearsal_writes_to_nobody(desk: Desk) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    perform(report, desk.cast.officer, "start")
    desk.kind.values[opened(report).pk] = {"actions": 7}
    notifications.ready_to_send(fresh(report), desk.cast.delegate)
    notifications.extended(fresh(report))
    perform(report, desk.cast.officer, "send")
    perform(report, desk.cast.officer, "return", reason="Count again.")
    assert not Notice.objects.exists()
    assert work() == []


def test_a_delegate_tells_the_manager_once(desk: Desk) -> None:
    report = desk.draft(by=desk.cast.delegate, actions=7)
    notifications.ready_to_send(report, desk.cast.delegate)
    notifications.ready_to_send(report, desk.cast.delegate)
    sent = to(work())
    assert set(sent) == {address("manager")}
    assert "Delegate Exemple" in sent[address("manager")].body
    assert "/check/" in sent[address("manager")].body


def test_an_opened_campaign_is_told_once_to_each_person(desk: Desk) -> None:
    builders.give_mandate(person=desk.cast.manager, role="manager", cluster=desk.cast.other_cluster)
    for cluster in (desk.cast.cluster, desk.cast.other_cluster):
        builders.make_report(campaign=desk.campaign, cluster=cluster)
    notifications.campaign_opened(desk.campaign)
    sent = to(work())
    assert set(sent) == {address(name) for name in ("manager", "delegate", "other_manager")}
    body = str(sent[address("manager")].body)
    assert "Minalogic" in body
    assert "Lyonbiopôle" in body
    assert "Lyonbiopôle" not in sent[address("delegate")].body


def test_the_author_of_a_remark_is_told_of_its_answer(desk: Desk) -> None:
    report = desk.sent()
    remark = builders.make_remark(report=report, by=desk.cast.officer, body="Is the fair counted?")
    desk.move(report, desk.cast.officer, "return")
    work()
    notifications.remark_answered(
        RemarkReply.objects.create(remark=remark, author=desk.cast.manager, body="Yes, once.")
    )
    sent = to(work())
    assert set(sent) == {address("officer")}
    assert "Yes, once." in sent[address("officer")].body


def test_who_no_longer_signs_in_is_not_written_to(desk: Desk) -> None:
    desk.sent()
    desk.cast.delegate.is_active = False
    desk.cast.delegate.save()
    assert address("delegate") not in to(work())
    assert Notice.objects.get(person=desk.cast.delegate, name="sent").withdrawn_at


def test_a_subject_cannot_carry_headers(desk: Desk) -> None:
    desk.cast.cluster.name = "Minalogic\nBcc: everybody@example.org"
    desk.cast.cluster.save()
    desk.sent()
    for message in work():
        assert "\n" not in message.subject
        assert message.recipients() == message.to


# --- Nothing is lost on the way ---------------------------------------------------------------------------------------


class NobodyAnswers(EmailBackend):
    def send_messages(self, messages: object) -> int:
        raise SMTPServerDisconnected("the server is away")


@pytest.fixture
def broken_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NobodyAnswers"


@pytest.mark.usefixtures("broken_server")
def test_what_could_not_be_sent_is_listed_and_tried_again(
    desk: Desk, settings: Settings, clock: time_machine.Traveller
) -> None:
    report = desk.sent()
    assert work() == []
    listed = Notice.objects.undelivered(report)
    assert {notice.person for notice in listed} >= {desk.cast.manager, desk.cast.delegate}
    assert all("the server is away" in notice.trouble for notice in listed)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert work() == []
    clock.shift(RETRIES[0])
    assert address("manager") in to(work())
    assert not Notice.objects.undelivered(report).exists()


@pytest.mark.usefixtures("broken_server")
def test_attempts_end_and_the_message_stays_listed(desk: Desk, clock: time_machine.Traveller) -> None:
    report = desk.sent()
    work()
    for wait in RETRIES:
        clock.shift(wait)
        work()
    notice = Notice.objects.get(report=report, name="sent", person=desk.cast.manager)
    assert notice.is_given_up
    assert notice.attempts == len(RETRIES) + 1
    clock.shift(timedelta(days=30))
    assert queue_overdue() == 0


def test_a_job_run_twice_sends_once(desk: Desk) -> None:
    desk.sent()
    work()
    before = len(mail.outbox)
    for notice in Notice.objects.all():
        deliver.call(notice_id=notice.pk)
    assert len(mail.outbox) == before


def test_the_message_of_a_killed_worker_is_found_and_sent(desk: Desk, clock: time_machine.Traveller) -> None:
    desk.sent()
    notice = Notice.objects.get(name="sent", person=desk.cast.manager)
    assert Notice.objects.claim(notice.pk)  # and then the worker is killed
    assert address("manager") not in to(work())
    clock.shift(LEASE * 2 + timedelta(seconds=1))
    assert queue_overdue() == 1
    assert address("manager") in to(work())
