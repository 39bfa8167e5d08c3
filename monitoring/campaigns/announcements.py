"""What a move makes known, and to whom: messages written inside the transaction that makes the move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring.campaigns import notifications
from monitoring.campaigns.models import UNDO_WINDOW, Notice, ReportEvent

if TYPE_CHECKING:
    from monitoring.campaigns.moves import Move


def started(move: Move) -> None:
    """Only what the Region fills in the cluster's name is news to the cluster."""
    if move.is_in_name_of_cluster:
        filled_in_name(_event(move))


def filled_in_name(event: ReportEvent) -> None:
    notifications.tell("filled-in-name", notifications.cluster_people(event.report), event=event)


def sent(move: Move) -> None:
    """A receipt for the cluster and for who sent; news for the officers who look after the cluster."""
    event, people = _event(move), notifications.cluster_people(move.report)
    if move.is_in_name_of_cluster:
        notifications.tell("sent-in-name", people, event=event)
        notifications.tell("sent", [move.actor], event=event)
    else:
        notifications.tell("sent", {*people, move.actor}, event=event)
    officers = notifications.officers_of(move.report)
    notifications.tell("arrived", [person for person in officers if person != move.actor], event=event)


def returned(move: Move) -> None:
    """One message that holds every remark."""
    notifications.tell("returned", notifications.cluster_people(move.report), event=_event(move))


def accepted(move: Move) -> None:
    """Waits until the acceptance can no longer be undone."""
    people = notifications.cluster_people(move.report)
    notifications.tell("accepted", people, event=_event(move), due_at=move.at + UNDO_WINDOW)


def reopened(move: Move) -> None:
    """An acceptance not yet told is told by the same message."""
    Notice.objects.filter(report=move.report, name="accepted").withdraw()
    notifications.tell("reopened", notifications.cluster_people(move.report), event=_event(move))


def taken_back(move: Move) -> None:
    """Those who were told of a return or a reopening learn that it no longer holds; the others never heard of it."""
    event = _event(move)
    told = Notice.objects.told().filter(event__report=move.report, event__undone_at=event.happened_at)
    notifications.tell(event.transition, {notice.person for notice in told.select_related("person")}, event=event)


def _event(move: Move) -> ReportEvent:
    if move.event is None:
        raise ValueError("a move is announced once it is written down")
    return move.event
