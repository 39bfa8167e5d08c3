"""What a move makes known, and to whom: jobs queued inside the transaction that makes the move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from monitoring.campaigns import notifications
from monitoring.campaigns.models import UNDO_WINDOW

if TYPE_CHECKING:
    from monitoring.campaigns.moves import Move


def sent(move: Move) -> None:
    """A receipt for the cluster; when the Region sent in its name, the manager learns it."""
    _queue(move)


def returned(move: Move) -> None:
    """One message that holds every remark."""
    _queue(move)


def return_cancelled(move: Move) -> None:
    _queue(move)


def accepted(move: Move) -> None:
    """Waits until the acceptance can no longer be undone."""
    notifications.mail_event.using(run_after=timezone.now() + UNDO_WINDOW).enqueue(event_id=_event_id(move))


def reopened(move: Move) -> None:
    _queue(move)


def reopening_cancelled(move: Move) -> None:
    _queue(move)


def _queue(move: Move) -> None:
    notifications.mail_event.enqueue(event_id=_event_id(move))


def _event_id(move: Move) -> int:
    if move.event is None:
        raise ValueError("a move is announced once it is written down")
    return move.event.pk
