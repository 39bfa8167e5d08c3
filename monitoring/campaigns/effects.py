"""What a move does to revisions and remarks; the report's own state is the engine's business (transitions)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import ReportEvent, Revision
from monitoring.campaigns.moves import Move, Refused


def open_first(move: Move) -> None:
    # One that was begun before the report was marked as not due is taken up again.
    move.revision = move.report.open_revision()
    if move.revision is None:
        move.revision = Revision.objects.create(
            report=move.report, number=move.report.next_number(), opened_by=move.actor
        )
        kind_of(move.report.campaign).prefill(move.revision)


def seal(move: Move) -> None:
    """The content is read under the revision's lock: what was saved is in the digest, and nothing comes after."""
    kind, revision = kind_of(move.report.campaign), _the_revision(move)
    revision.sealed_at, revision.sealed_by = move.at, move.actor
    revision.is_in_name_of_cluster = move.is_in_name_of_cluster
    revision.flagged_keys = kind.flagged_keys(revision)
    revision.digest = digest_of(kind.content(revision))
    revision.save(update_fields=["sealed_at", "sealed_by", "is_in_name_of_cluster", "flagged_keys", "digest"])


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content in one canonical JSON writing."""
    canonical = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def send_back(move: Move) -> None:
    move.report.remarks.private().update(sent_at=move.at)
    open_next(move)


def open_next(move: Move) -> None:
    before = _the_revision(move)
    number = move.report.next_number()
    move.revision = Revision.objects.create(report=move.report, number=number, opened_by=move.actor)
    kind_of(move.report.campaign).carry_over(before, move.revision)


def cancel_return(move: Move) -> None:
    returned = _undo_last(move, "return")
    if returned:
        _take_back_remarks(move, returned)
    discard_open(move)


def cancel_reopening(move: Move) -> None:
    _undo_last(move, "reopen")
    discard_open(move)


def discard_open(move: Move) -> None:
    """The open revision is put aside, not deleted: the history still shows what was typed."""
    revision = _the_revision(move)
    revision.discarded_at = move.at
    revision.save(update_fields=["discarded_at"])
    move.revision = move.report.sealed_revision()


def accept(move: Move) -> None:
    """The sealed revision counts from now on, in place of the former one; remarks are settled, its kind is told."""
    revision, remarks = _the_revision(move), move.report.remarks
    remarks.open().update(settled_at=move.at, settled_by=move.actor)
    if move.remarks == "send":
        remarks.private().update(sent_at=move.at)
    elif move.remarks == "discard":
        remarks.private().update(discarded_at=move.at)
    former = move.report.revisions.accepted().exclude(pk=revision.pk).first()
    if former:
        former.superseded_by = revision
        former.save(update_fields=["superseded_by"])
    revision.accepted_at, revision.accepted_by = move.at, move.actor
    revision.save(update_fields=["accepted_at", "accepted_by"])
    kind_of(move.report.campaign).accepted(revision)


def undo_accept(move: Move) -> None:
    revision = _the_revision(move)
    revision.accepted_at = revision.accepted_by = None
    revision.save(update_fields=["accepted_at", "accepted_by"])
    Revision.objects.filter(superseded_by=revision).update(superseded_by=None)
    accepted = _undo_last(move, "accept")
    if accepted:
        _take_back_remarks(move, accepted)


def mark_not_due(move: Move) -> None:
    move.report.not_due_reason = move.reason


def mark_due(move: Move) -> None:
    move.report.not_due_reason = ""


def _take_back_remarks(move: Move, event: ReportEvent) -> None:
    """Remarks go back to where they were before `event`; those the cluster has answered stay sent."""
    remarks = move.report.remarks
    remarks.filter(settled_at=event.happened_at).update(settled_at=None, settled_by=None)
    remarks.filter(discarded_at=event.happened_at).update(discarded_at=None)
    remarks.filter(sent_at=event.happened_at, settled_at__isnull=True, replies__isnull=True).update(sent_at=None)


def _undo_last(move: Move, name: str) -> ReportEvent | None:
    """The last move of that name is marked as undone; who was still to be told of it is told nothing."""
    event = move.report.events.filter(transition=name, undone_at__isnull=True).last()
    if event:
        event.undone_at = move.at
        event.save(update_fields=["undone_at"])
        event.notices.withdraw()
    return event


def _the_revision(move: Move) -> Revision:
    if move.revision is None:
        raise Refused(_("Nothing has been filled in yet."))
    return move.revision
