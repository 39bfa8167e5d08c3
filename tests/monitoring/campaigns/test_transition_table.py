"""Every move, from every state, by every role: written out here, so that a change of the declaration is a decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import TRANSITIONS, Forbidden, Refused, Stale, available, perform
from monitoring.people.models import Person
from tests import builders
from tests.monitoring.campaigns.desk import Desk, fresh

CLUSTER_AND_REGION = {"manager", "delegate", "officer", "other_officer", "administrator"}
SENDERS = CLUSTER_AND_REGION - {"delegate"}
REVIEWERS = {"officer", "other_officer", "administrator"}
EVERYBODY = CLUSTER_AND_REGION | {"other_manager", "evaluator", "elected", "facilitator", "partner", "nobody"}

# move: from which states, to which one, by whom.
TABLE: dict[str, tuple[set[str], str, set[str]]] = {
    "start": ({"to_do"}, "draft", CLUSTER_AND_REGION),
    "send": ({"draft", "returned", "reopened"}, "submitted", SENDERS),
    "accept": ({"submitted"}, "accepted", REVIEWERS),
    "return": ({"submitted"}, "returned", REVIEWERS),
    "cancel-return": ({"returned"}, "submitted", REVIEWERS),
    # By whoever accepted, alone: see test_engine.
    "undo-accept": ({"accepted"}, "submitted", {"officer"}),
    "reopen": ({"accepted"}, "reopened", REVIEWERS),
    "cancel-reopen": ({"reopened"}, "accepted", REVIEWERS),
    "mark-not-due": ({"to_do", "draft"}, "not_due", REVIEWERS),
    "mark-due": ({"not_due"}, "to_do", REVIEWERS),
}

HOW_TO_COME_THERE: dict[str, Callable[[Desk], Report]] = {
    "to_do": lambda desk: builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster),
    "draft": lambda desk: desk.draft(actions=7),
    "submitted": lambda desk: desk.sent(),
    "returned": lambda desk: desk.move(desk.sent(), desk.cast.officer, "return", reason="Count again."),
    "accepted": lambda desk: desk.accepted(),
    "reopened": lambda desk: desk.move(desk.accepted(), desk.cast.officer, "reopen", reason="A fair was missing."),
    "not_due": lambda desk: desk.move(
        HOW_TO_COME_THERE["to_do"](desk), desk.cast.officer, "mark-not-due", reason="Being merged."
    ),
}


class _TakeBack(Exception):
    pass


def outcome(report: Report, person: Person, name: str) -> str:
    """The state the move leads to, or how it is refused; nothing is kept of it."""
    try:
        with transaction.atomic():
            event = perform(report, person, name, reason="Because.", remarks="send")
            found = fresh(report).state
            assert (event.target, event.source) == (found, report.state)
            raise _TakeBack
    except _TakeBack:
        return found
    except Refused as refusal:
        return type(refusal).__name__


def expected(name: str, state: str, role: str) -> str:
    sources, target, roles = TABLE[name]
    allowed = REVIEWERS if name == "undo-accept" else roles
    if role not in allowed:
        return Forbidden.__name__
    if state not in sources:
        return Stale.__name__
    return target if role in roles else Refused.__name__


def test_the_table_names_every_move_and_every_state() -> None:
    assert set(TABLE) == set(TRANSITIONS)
    assert set(HOW_TO_COME_THERE) == set(State.values)


@pytest.mark.parametrize("state", HOW_TO_COME_THERE)
def test_every_move_from_this_state_by_every_role(desk: Desk, state: str) -> None:
    report = HOW_TO_COME_THERE[state](desk)
    assert report.state == state
    found = {(name, role): outcome(report, desk.cast.people[role], name) for name in TABLE for role in EVERYBODY}
    assert found == {(name, role): expected(name, state, role) for name in TABLE for role in EVERYBODY}


@pytest.mark.parametrize("state", HOW_TO_COME_THERE)
def test_buttons_are_those_of_the_moves_that_are_possible(desk: Desk, state: str) -> None:
    report = HOW_TO_COME_THERE[state](desk)
    for role in EVERYBODY:
        offered = {move.name for move in available(report, desk.cast.people[role])}
        assert offered == {name for name in TABLE if expected(name, state, role) == TABLE[name][1]}, role
