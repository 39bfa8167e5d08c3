"""Every move of a report, declared once: the declaration draws the buttons, guards the POST and writes the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.campaigns import announcements
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import UNDO_WINDOW, Remark, Report, ReportEvent, Revision
from monitoring.campaigns.states import State
from monitoring.people.models import Person
from monitoring.people.roles import CLUSTER_ROLES, REVIEWERS, Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refused(Exception):
    """The move is not made, and nothing is changed; `sentences` say why, to the person who asked."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class Forbidden(Refused):
    """This person may see the report but not make this move."""


class Stale(Refused):
    """Somebody else moved the report since the page was shown."""


@dataclass
class Move:
    """One transition being made: what its checks and its effect work on."""

    report: Report
    actor: Person
    transition: Transition
    reason: str = ""
    remarks: str = ""  # accepting: "send" or "discard" those not sent
    revision: Revision | None = None
    event: ReportEvent | None = None

    @property
    def is_in_name_of_cluster(self) -> bool:
        """The region's people act where only the cluster's people would."""
        return self.transition.is_of_cluster and not _roles(self.report, self.actor) & CLUSTER_ROLES


Check = Callable[[Move], list[str]]
Effect = Callable[[Move], None]


@dataclass(frozen=True)
class Transition:
    """`label` is the button's text; `checks` return the sentences that block it; `effect` changes the revisions."""

    name: str
    label: _StrPromise
    sources: frozenset[State]
    target: State
    roles: frozenset[str]
    effect: Effect
    checks: tuple[Check, ...] = ()
    needs_reason: bool = False
    # Made by the cluster; when a reviewer makes it, it is in the cluster's name and the manager is told.
    is_of_cluster: bool = False
    # Whether it may be made in a rehearsal.
    in_rehearsal: bool = True
    announce: Callable[[Move], None] | None = field(default=None)


def available(report: Report, person: Person) -> list[Transition]:
    """The moves this person may make now, in the order of their declaration; blocked ones included."""
    roles = _roles(report, person)
    return [
        transition
        for transition in TRANSITIONS.values()
        if report.state in transition.sources
        and roles & transition.roles
        and (transition.in_rehearsal or not report.is_rehearsal)
        and not (transition is UNDO_ACCEPT and _not_my_fresh_acceptance(Move(report, person, transition)))
    ]


def may(report: Report, person: Person, name: str) -> bool:
    return any(transition.name == name for transition in available(report, person))


def blockers(report: Report, person: Person, name: str) -> list[str]:
    """Why a move the person may otherwise make cannot be made yet."""
    transition = TRANSITIONS[name]
    return _blocking(_prepare(report, person, transition, "", ""))


def perform(
    report: Report,
    person: Person,
    name: str,
    *,
    version: int | None = None,
    reason: str = "",
    remarks: str = "",
    key: UUID | None = None,
) -> ReportEvent:
    """Make a move, once: `key` names the press of a button, `version` the page it was pressed on.

    Raises Forbidden, Stale or Refused, having changed nothing.
    """
    transition = TRANSITIONS[name]
    key = key or uuid4()
    try:
        with transaction.atomic():
            return _perform_locked(report, person, transition, version, reason.strip(), remarks, key)
    except IntegrityError:
        # The other of two simultaneous presses won; anything else is a fault to be seen.
        made = ReportEvent.objects.filter(idempotency_key=key, report=report).first()
        if made is None:
            raise
        return made


def _perform_locked(
    report: Report, person: Person, transition: Transition, version: int | None, reason: str, remarks: str, key: UUID
) -> ReportEvent:
    locked = Report.objects.select_for_update(of=("self",)).select_related("campaign", "cluster").get(pk=report.pk)
    made = ReportEvent.objects.filter(idempotency_key=key, report=locked).first()
    if made is not None:
        return made
    _refuse_stale(locked, transition, version)
    if not _roles(locked, person) & transition.roles:
        raise Forbidden(_("Your role does not allow this."))
    if transition.needs_reason and not reason:
        raise Refused(_("Write the reason: the cluster and the Region will both read it."))
    move = _prepare(locked, person, transition, reason, remarks)
    if sentences := _blocking(move):
        raise Refused(*sentences)
    return _carry_out(move, key)


def _carry_out(move: Move, key: UUID) -> ReportEvent:
    report, source = move.report, State(move.report.state)
    move.transition.effect(move)
    report.state = move.transition.target
    report.version += 1
    report.save(update_fields=["state", "version", "not_due_reason"])
    move.event = ReportEvent.objects.create(
        report=report,
        revision=move.revision,
        transition=move.transition.name,
        actor=move.actor,
        is_in_name_of_cluster=move.is_in_name_of_cluster,
        reason=move.reason,
        source=source,
        target=report.state,
        idempotency_key=key,
    )
    if move.transition.announce and not report.is_rehearsal:
        move.transition.announce(move)
    return move.event


def _prepare(report: Report, person: Person, transition: Transition, reason: str, remarks: str) -> Move:
    revision = report.sealed_revision() if report.state in {State.SUBMITTED, State.ACCEPTED} else report.open_revision()
    return Move(report, person, transition, reason, remarks, revision)


def _blocking(move: Move) -> list[str]:
    return [sentence for check in move.transition.checks for sentence in check(move)]


def _roles(report: Report, person: Person) -> set[str]:
    return person.roles_towards(region_id=report.campaign.region_id, cluster_id=report.cluster_id)


def _refuse_stale(report: Report, transition: Transition, version: int | None) -> None:
    if (version is None or version == report.version) and report.state in transition.sources:
        return
    last = report.events.select_related("actor").last()
    if last is None:
        raise Stale(_("The report has changed since this page was shown. Look at it again before you decide."))
    what = TRANSITIONS[last.transition].label if last.transition in TRANSITIONS else last.transition
    raise Stale(
        _("%(person)s has already acted on %(date)s (%(what)s). Look at the report again before you decide.")
        % {
            "person": last.actor,
            "date": date_format(timezone.localtime(last.happened_at), "DATETIME_FORMAT"),
            "what": what,
        }
    )


# --- Checks: each returns the sentences that block the move ------------------------------------------------------------


def _campaign_not_running(move: Move) -> list[str]:
    report, today = move.report, timezone.localdate()
    if report.is_rehearsal:
        return []
    if not report.campaign.is_opened or today < report.campaign.opens_on:
        return [_("The campaign is not open yet.")]
    if today > report.closes_on:
        return [
            _("The campaign closed on %(date)s. Ask the Region for a later date: what is written stays here.")
            % {"date": date_format(report.closes_on, "DATE_FORMAT")}
        ]
    return []


def _something_missing(move: Move) -> list[str]:
    if move.revision is None:
        return [_("Nothing has been filled in yet.")]
    return [missing.sentence for missing in kind_of(move.report.campaign).missing(move.revision)]


def _own_filing(move: Move) -> list[str]:
    revision = move.revision
    if revision and revision.is_in_name_of_cluster and revision.sealed_by_id == move.actor.pk:
        return [_("You sent this report in the cluster’s name: another officer accepts it.")]
    return []


def _undecided_remarks(move: Move) -> list[str]:
    if move.remarks in {"send", "discard"} or not move.report.remarks.private().exists():
        return []
    return [_("You have remarks that were not sent: say whether to send or to discard them.")]


def _nothing_to_return(move: Move) -> list[str]:
    if move.reason or move.report.remarks.private().exists():
        return []
    return [_("Write at least one remark or a message: the cluster must know what to correct.")]


def _already_corrected(move: Move) -> list[str]:
    before, after = move.report.sealed_revision(), move.revision
    if before and after and kind_of(move.report.campaign).differences(before, after):
        return [_("The cluster has already corrected values: the return can no longer be cancelled.")]
    return []


def _not_my_fresh_acceptance(move: Move) -> list[str]:
    event = move.report.events.filter(transition=ACCEPT.name, undone_at__isnull=True).last()
    if event and event.actor_id == move.actor.pk and timezone.now() - event.happened_at <= UNDO_WINDOW:
        return []
    return [_("An acceptance can be undone by the same person within ten minutes. After that, reopen the report.")]


# --- Effects: they change revisions and remarks, never the report's state ----------------------------------------------


def _open_first(move: Move) -> None:
    move.revision = Revision.objects.create(report=move.report, number=1, opened_by=move.actor)


def _seal(move: Move) -> None:
    kind, revision = kind_of(move.report.campaign), _the_revision(move)
    revision.sealed_at, revision.sealed_by = timezone.now(), move.actor
    revision.is_in_name_of_cluster = move.is_in_name_of_cluster
    revision.flagged_keys = kind.flagged_keys(revision)
    revision.digest = digest_of(kind.content(revision))
    revision.save(update_fields=["sealed_at", "sealed_by", "is_in_name_of_cluster", "flagged_keys", "digest"])


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content in one canonical JSON writing."""
    canonical = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _return(move: Move) -> None:
    move.report.remarks.private().update(sent_at=timezone.now())
    _open_next(move)


def _open_next(move: Move) -> None:
    before = _the_revision(move)
    last = move.report.revisions.order_by("-number").values_list("number", flat=True)[0]
    move.revision = Revision.objects.create(report=move.report, number=last + 1, opened_by=move.actor)
    kind_of(move.report.campaign).carry_over(before, move.revision)


def _cancel_return(move: Move) -> None:
    returned = move.report.events.filter(transition=RETURN.name, undone_at__isnull=True).last()
    if returned:
        # The remarks go back to where they were before: kept, private, unless they were answered.
        sent = Remark.objects.filter(report=move.report, sent_at__gte=returned.happened_at, settled_at__isnull=True)
        sent.filter(replies__isnull=True).update(sent_at=None)
        ReportEvent.objects.filter(pk=returned.pk).update(undone_at=timezone.now())
    _discard_open(move)


def _discard_open(move: Move) -> None:
    revision = _the_revision(move)
    revision.discarded_at = timezone.now()
    revision.save(update_fields=["discarded_at"])
    move.revision = move.report.sealed_revision()


def _accept(move: Move) -> None:
    revision = _the_revision(move)
    move.report.remarks.open().update(settled_at=timezone.now(), settled_by=move.actor)
    if move.remarks == "send":
        move.report.remarks.private().update(sent_at=timezone.now())
    elif move.remarks == "discard":
        move.report.remarks.private().delete()
    former = move.report.revisions.accepted().exclude(pk=revision.pk).first()
    if former:
        former.superseded_by = revision
        former.save(update_fields=["superseded_by"])
    revision.accepted_at, revision.accepted_by = timezone.now(), move.actor
    revision.save(update_fields=["accepted_at", "accepted_by"])


def _undo_accept(move: Move) -> None:
    revision = _the_revision(move)
    revision.accepted_at = revision.accepted_by = None
    revision.save(update_fields=["accepted_at", "accepted_by"])
    Revision.objects.filter(superseded_by=revision).update(superseded_by=None)
    accepted = move.report.events.filter(transition=ACCEPT.name, undone_at__isnull=True).last()
    if accepted:
        ReportEvent.objects.filter(pk=accepted.pk).update(undone_at=timezone.now())


def _mark_not_due(move: Move) -> None:
    move.report.not_due_reason = move.reason[:500]


def _mark_due(move: Move) -> None:
    move.report.not_due_reason = ""


def _the_revision(move: Move) -> Revision:
    if move.revision is None:
        raise Refused(_("Nothing has been filled in yet."))
    return move.revision


# --- The declaration ---------------------------------------------------------------------------------------------------

FILLERS = CLUSTER_ROLES | REVIEWERS
SENDERS = frozenset({Role.MANAGER}) | REVIEWERS

START = Transition(
    "start",
    gettext_lazy("Start"),
    frozenset({State.TO_DO}),
    State.DRAFT,
    FILLERS,
    _open_first,
    (_campaign_not_running,),
    is_of_cluster=True,
)
SEND = Transition(
    "send",
    gettext_lazy("Send to the Region"),
    frozenset({State.DRAFT, State.RETURNED, State.REOPENED}),
    State.SUBMITTED,
    SENDERS,
    _seal,
    (_campaign_not_running, _something_missing),
    is_of_cluster=True,
    announce=announcements.sent,
)
ACCEPT = Transition(
    "accept",
    gettext_lazy("Accept"),
    frozenset({State.SUBMITTED}),
    State.ACCEPTED,
    REVIEWERS,
    _accept,
    (_own_filing, _undecided_remarks),
    in_rehearsal=False,
    announce=announcements.accepted,
)
RETURN = Transition(
    "return",
    gettext_lazy("Return for correction"),
    frozenset({State.SUBMITTED}),
    State.RETURNED,
    REVIEWERS,
    _return,
    (_nothing_to_return,),
    announce=announcements.returned,
)
CANCEL_RETURN = Transition(
    "cancel-return",
    gettext_lazy("Cancel the return"),
    frozenset({State.RETURNED}),
    State.SUBMITTED,
    REVIEWERS,
    _cancel_return,
    (_already_corrected,),
    announce=announcements.return_cancelled,
)
UNDO_ACCEPT = Transition(
    "undo-accept",
    gettext_lazy("Undo the acceptance"),
    frozenset({State.ACCEPTED}),
    State.SUBMITTED,
    REVIEWERS,
    _undo_accept,
    (_not_my_fresh_acceptance,),
)
REOPEN = Transition(
    "reopen",
    gettext_lazy("Reopen"),
    frozenset({State.ACCEPTED}),
    State.REOPENED,
    REVIEWERS,
    _open_next,
    needs_reason=True,
    announce=announcements.reopened,
)
CANCEL_REOPEN = Transition(
    "cancel-reopen",
    gettext_lazy("Cancel the reopening"),
    frozenset({State.REOPENED}),
    State.ACCEPTED,
    REVIEWERS,
    _discard_open,
    announce=announcements.reopening_cancelled,
)
MARK_NOT_DUE = Transition(
    "mark-not-due",
    gettext_lazy("Mark as not due"),
    frozenset({State.TO_DO}),
    State.NOT_DUE,
    REVIEWERS,
    _mark_not_due,
    needs_reason=True,
    in_rehearsal=False,
)
MARK_DUE = Transition(
    "mark-due",
    gettext_lazy("Mark as due again"),
    frozenset({State.NOT_DUE}),
    State.TO_DO,
    REVIEWERS,
    _mark_due,
    in_rehearsal=False,
)

TRANSITIONS = {
    transition.name: transition
    for transition in (
        START,
        SEND,
        ACCEPT,
        RETURN,
        CANCEL_RETURN,
        UNDO_ACCEPT,
        REOPEN,
        CANCEL_REOPEN,
        MARK_NOT_DUE,
        MARK_DUE,
    )
}
