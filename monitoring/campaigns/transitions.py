"""Every move of a report, declared once: the declaration draws the buttons, guards the POST and writes the log."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.days import format_moment
from monitoring.campaigns import announcements, checks, effects, wording
from monitoring.campaigns.models import Report, ReportEvent, Revision
from monitoring.campaigns.moves import Forbidden, Move, Refused, Stale, Transition, roles_of
from monitoring.campaigns.states import FIRST_FILING, WRITABLE, State
from monitoring.people.models import Person
from monitoring.people.roles import CLUSTER_ROLES, REVIEWERS, Role

__all__ = ["TRANSITIONS", "Forbidden", "Refused", "Stale", "Transition", "available", "blockers", "may", "perform"]


def available(report: Report, person: Person) -> list[Transition]:
    """The moves this person may make now, in the order of their declaration; blocked ones included."""
    roles = roles_of(person, report)
    return [
        transition
        for transition in TRANSITIONS.values()
        if report.state in transition.sources
        and roles & transition.roles
        and (transition.in_rehearsal or not report.is_rehearsal)
        and not (transition is UNDO_ACCEPT and checks.not_my_fresh_acceptance(Move(report, person, transition)))
    ]


def may(report: Report, person: Person, name: str) -> bool:
    return any(transition.name == name for transition in available(report, person))


def blockers(
    report: Report, person: Person, name: str, *, remarks: str = "", revision: Revision | None = None
) -> list[str]:
    """Why a move the person may otherwise make cannot be made yet; `revision` is the one it is about, where at hand."""
    move = Move(report, person, TRANSITIONS[name], remarks=remarks)
    move.revision = revision or (report.open_revision() if report.state in WRITABLE else report.sealed_revision())
    return _blocking(move)


def perform(
    report: Report,
    person: Person,
    name: str,
    *,
    version: int | None = None,
    reason: str = "",
    remarks: str = "",
    key: UUID | None = None,
    batch: UUID | None = None,
) -> ReportEvent:
    """Make a move, once: `key` names the press of a button, `version` the page it was pressed on.

    Raises Forbidden, Stale or Refused, having changed nothing.
    """
    move = Move(report, person, TRANSITIONS[name], reason.strip(), remarks)
    with transaction.atomic():
        return _perform_locked(move, version, key or uuid4(), batch)


def _perform_locked(move: Move, version: int | None, key: UUID, batch: UUID | None) -> ReportEvent:
    # The lock makes two presses follow each other, whoever pressed; on SQLite, writers do so anyway.
    # No key of it changes: what is written about it by somebody who holds its revision need not wait for this.
    held = Report.objects.select_for_update(of=("self",), no_key=True)
    report = held.select_related("campaign", "cluster").get(pk=move.report.pk)
    made = ReportEvent.objects.filter(idempotency_key=key).select_related("report", "revision").first()
    if made is not None:
        return _made_before(made, move)
    move.report, move.at = report, timezone.now()
    _refuse_forbidden(move)
    _refuse_stale(move, version)
    if move.transition.needs_reason and not move.reason:
        raise Refused(_("Write the reason: the cluster and the Region will both read it."))
    move.revision = _revision_in_question(report)
    if sentences := _blocking(move):
        raise Refused(*sentences)
    return _carry_out(move, key, batch)


def _made_before(made: ReportEvent, move: Move) -> ReportEvent:
    if made.report_id == move.report.pk and made.transition == move.transition.name:
        return made
    raise Refused(_("This button was pressed before, for something else. Open the report again."))


def _carry_out(move: Move, key: UUID, batch: UUID | None) -> ReportEvent:
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
        happened_at=move.at,
        batch=batch,
        idempotency_key=key,
    )
    if move.transition.announce and not report.is_rehearsal:
        move.transition.announce(move)
    return move.event


def _revision_in_question(report: Report) -> Revision | None:
    """The open one where the cluster writes, held until the move is made; else the newest that was sent."""
    return Revision.objects.lock_open(report) if report.state in WRITABLE else report.sealed_revision()


def _blocking(move: Move) -> list[str]:
    return [sentence for check in move.transition.checks for sentence in check(move)]


def _refuse_forbidden(move: Move) -> None:
    if not roles_of(move.actor, move.report) & move.transition.roles:
        raise Forbidden(_("Your role does not allow this."))
    if move.report.is_rehearsal and not move.transition.in_rehearsal:
        raise Refused(_("This is a rehearsal: nothing in it counts, so this cannot be done here."))


def _refuse_stale(move: Move, version: int | None) -> None:
    report = move.report
    if (version is None or version == report.version) and report.state in move.transition.sources:
        return
    last = report.events.filter(transition__in=TRANSITIONS).select_related("actor").last()
    if last is None:
        raise Stale(_("The report has changed since this page was shown. Look at it again before you decide."))
    words = {"person": last.actor, "date": format_moment(last.happened_at), "what": wording.happened(last)}
    if last.actor_id == move.actor.pk:
        raise Stale(_("You have already acted on %(date)s (%(what)s). Look at the report again.") % words)
    raise Stale(
        _("%(person)s has already acted on %(date)s (%(what)s). Look at the report again before you decide.") % words
    )


# --- The declaration ------------------------------------------------------------------------------------------------

FILLERS = CLUSTER_ROLES | REVIEWERS
SENDERS = frozenset({Role.MANAGER}) | REVIEWERS

START = Transition(
    "start",
    gettext_lazy("Start"),
    frozenset({State.TO_DO}),
    State.DRAFT,
    FILLERS,
    effects.open_first,
    (checks.campaign_not_running,),
    is_of_cluster=True,
    announce=announcements.started,
)
SEND = Transition(
    "send",
    gettext_lazy("Send to the Region"),
    frozenset({State.DRAFT, State.RETURNED, State.REOPENED}),
    State.SUBMITTED,
    SENDERS,
    effects.seal,
    (checks.campaign_not_running, checks.something_missing),
    is_of_cluster=True,
    announce=announcements.sent,
)
ACCEPT = Transition(
    "accept",
    gettext_lazy("Accept"),
    frozenset({State.SUBMITTED}),
    State.ACCEPTED,
    REVIEWERS,
    effects.accept,
    (checks.own_filing, checks.undecided_remarks),
    in_rehearsal=False,
    announce=announcements.accepted,
)
RETURN = Transition(
    "return",
    gettext_lazy("Return for correction"),
    frozenset({State.SUBMITTED}),
    State.RETURNED,
    REVIEWERS,
    effects.send_back,
    (checks.nothing_to_return,),
    announce=announcements.returned,
)
CANCEL_RETURN = Transition(
    "cancel-return",
    gettext_lazy("Cancel the return"),
    frozenset({State.RETURNED}),
    State.SUBMITTED,
    REVIEWERS,
    effects.cancel_return,
    (checks.already_corrected,),
    announce=announcements.taken_back,
)
UNDO_ACCEPT = Transition(
    "undo-accept",
    gettext_lazy("Undo the acceptance"),
    frozenset({State.ACCEPTED}),
    State.SUBMITTED,
    REVIEWERS,
    effects.undo_accept,
    (checks.not_my_fresh_acceptance,),
)
REOPEN = Transition(
    "reopen",
    gettext_lazy("Reopen"),
    frozenset({State.ACCEPTED}),
    State.REOPENED,
    REVIEWERS,
    effects.open_next,
    needs_reason=True,
    announce=announcements.reopened,
)
CANCEL_REOPEN = Transition(
    "cancel-reopen",
    gettext_lazy("Cancel the reopening"),
    frozenset({State.REOPENED}),
    State.ACCEPTED,
    REVIEWERS,
    effects.cancel_reopening,
    announce=announcements.taken_back,
)
MARK_NOT_DUE = Transition(
    "mark-not-due",
    gettext_lazy("Mark as not due"),
    FIRST_FILING,
    State.NOT_DUE,
    REVIEWERS,
    effects.mark_not_due,
    needs_reason=True,
    in_rehearsal=False,
)
MARK_DUE = Transition(
    "mark-due",
    gettext_lazy("Mark as due again"),
    frozenset({State.NOT_DUE}),
    State.TO_DO,
    REVIEWERS,
    effects.mark_due,
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
