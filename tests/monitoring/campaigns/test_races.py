"""Two people, two tabs, a killed server: real threads and processes, each with a connection of its own.

Where a lock holds people apart, a control shows that without it they do collide.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from monitoring.campaigns.effects import digest_of
from monitoring.campaigns.filling import lock_for_filling
from monitoring.campaigns.models import Notice, Report, ReportEvent, Revision
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import Refused, Stale, perform
from tests import builders
from tests.monitoring.campaigns.desk import Desk, fresh, opened, sealed
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def submitted(desk: Desk) -> Report:
    return desk.sent()


def decide(report: Report, person: Any, name: str) -> Callable[[], ReportEvent]:
    return lambda: perform(report, person, name, version=report.version, reason="Count again.", remarks="send")


def test_two_officers_deciding_at_once_decide_once(desk: Desk, submitted: Report) -> None:
    given = at_once(
        decide(submitted, desk.cast.officer, "accept"), decide(submitted, desk.cast.other_officer, "return")
    )
    made = [one for one in given if isinstance(one, ReportEvent)]
    refused = [one for one in given if isinstance(one, Stale)]
    assert (len(made), len(refused)) == (1, 1), given
    assert fresh(submitted).state == made[0].target
    # The one who came second learns who was first.
    assert str(made[0].actor) in str(refused[0])


def test_without_the_lock_two_officers_do_collide(
    desk: Desk, submitted: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without what holds them apart both decide, or on SQLite one meets an error instead of a sentence."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    meeting = threading.Barrier(2)
    carry_out = perform.__globals__["_carry_out"]

    def meet_first(*args: Any) -> Any:
        meeting.wait(timeout=10)
        return carry_out(*args)

    def unlocked(act: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            connection.ensure_connection()
            # Of this thread's own connection, on SQLite: as Django begins transactions unless told otherwise.
            connections["default"].__dict__["transaction_mode"] = "DEFERRED"
            return act()

        return run

    monkeypatch.setitem(perform.__globals__, "_carry_out", meet_first)
    given = at_once(
        unlocked(decide(submitted, desk.cast.officer, "accept")),
        unlocked(decide(submitted, desk.cast.other_officer, "return")),
    )
    if connection.vendor == "sqlite":
        assert sorted(type(one).__name__ for one in given) == ["OperationalError", "ReportEvent"], given
    else:
        assert all(isinstance(one, ReportEvent) for one in given), given


@pytest.mark.parametrize("same_press", [True, False])
def test_two_tabs_sending_at_once_send_once(desk: Desk, same_press: bool) -> None:
    report, keys = desk.draft(actions=7), [uuid4(), uuid4()]
    if same_press:
        keys[1] = keys[0]

    def send(key: Any) -> Callable[[], ReportEvent]:
        return lambda: perform(report, desk.cast.manager, "send", version=report.version, key=key)

    given = at_once(*map(send, keys))
    events = report.events.filter(transition="send")
    assert events.count() == 1
    assert Notice.objects.filter(event=events.get(), name="sent", person=desk.cast.manager).count() == 1
    if same_press:
        assert given == [events.get()] * 2
    else:
        assert sorted(type(one).__name__ for one in given) == ["ReportEvent", "Stale"]


def test_ten_tabs_starting_at_once_open_one_revision(desk: Desk) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    given = at_once(*[lambda: perform(report, desk.cast.manager, "start", version=0) for _ in range(10)])
    assert report.revisions.count() == 1
    assert sum(isinstance(one, Stale) for one in given) == 9


def test_nothing_is_written_into_a_revision_that_is_being_sealed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value saved while the report is sent is either in the digest or refused: never after it."""
    report = desk.draft(actions=7)
    revision = opened(report)
    content = desk.kind.content

    def read_slowly(of: Revision) -> dict[str, Any]:
        read = content(of)
        time.sleep(0.3)
        return read

    monkeypatch.setattr(desk.kind, "content", read_slowly)

    def save() -> str:
        time.sleep(0.1)
        with transaction.atomic():
            lock_for_filling(report, desk.cast.delegate)
            desk.kind.values[revision.pk]["actions"] = 9
        return "saved"

    given = at_once(lambda: perform(report, desk.cast.manager, "send"), save)
    revision.refresh_from_db()
    assert revision.digest == digest_of(desk.kind.content(revision)), given
    assert isinstance(given[1], Refused) or desk.kind.values[revision.pk] == {"actions": 9}


def test_two_presses_of_one_acceptance_on_two_reports_are_not_taken_for_one(desk: Desk) -> None:
    """A key belongs to one report: the same key on another one is refused, not believed to be done."""
    one, other, key = desk.sent(), desk.sent(desk.cast.other_cluster, desk.cast.other_manager), uuid4()
    perform(one, desk.cast.officer, "accept", key=key)
    with pytest.raises(Refused):
        perform(other, desk.cast.officer, "accept", key=key)
    with pytest.raises(Refused):
        perform(one, desk.cast.officer, "reopen", key=key, reason="Because.")
    assert fresh(other).state == State.SUBMITTED


# --- Killed -----------------------------------------------------------------------------------------------------------


def in_a_process(act: Callable[[], None]) -> int:
    """How a child process ended that did this; neither shares the other's connection."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def kill_me(*_args: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("moment", ["before the commit", "after the commit"])
def test_a_kill_loses_nothing_and_leaves_nothing_half_done(desk: Desk, moment: str) -> None:
    """State, log, messages and their jobs are one transaction: all of it is there, or none."""
    report = desk.draft(actions=7)
    before = DBTaskResult.objects.count()

    def send_and_die() -> None:
        with transaction.atomic():
            perform(report, desk.cast.manager, "send")
            if moment == "before the commit":
                kill_me()
        kill_me()

    assert os.WTERMSIG(in_a_process(send_and_die)) == signal.SIGKILL
    written = Notice.objects.filter(report=report)
    if moment == "before the commit":
        assert fresh(report).state == State.DRAFT
        assert not written.exists()
        assert DBTaskResult.objects.count() == before
    else:
        assert fresh(report).state == State.SUBMITTED
        assert sealed(report).digest
        assert {notice.name for notice in written} == {"sent", "arrived"}
        assert DBTaskResult.objects.count() == before + written.count()
