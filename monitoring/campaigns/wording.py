"""The engine in words: what happened, where a report stands, until when. Each says who acts next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterix.lib.days import format_day, format_moment, format_weekday
from monitoring.campaigns.kinds import Progress
from monitoring.campaigns.models import Report, ReportEvent, Revision
from monitoring.campaigns.states import State

# What the log says happened.
HAPPENED = {
    "start": gettext_lazy("Started"),
    "fill": gettext_lazy("Filled in"),
    "send": gettext_lazy("Sent to the Region"),
    "accept": gettext_lazy("Accepted"),
    "return": gettext_lazy("Returned for correction"),
    "cancel-return": gettext_lazy("Return cancelled"),
    "undo-accept": gettext_lazy("Acceptance undone"),
    "reopen": gettext_lazy("Reopened"),
    "cancel-reopen": gettext_lazy("Reopening cancelled"),
    "mark-not-due": gettext_lazy("Marked as not due"),
    "mark-due": gettext_lazy("Marked as due again"),
    "extend": gettext_lazy("Later date granted"),
    "add": gettext_lazy("Added to the campaign"),
    "import": gettext_lazy("Imported from past files"),
    "import-undone": gettext_lazy("Import of past files taken back"),
}

# What the person who pressed the button is told.
DONE = {
    "start": gettext_lazy("The report is started. Each value is saved as you leave it."),
    "send": gettext_lazy("The report is sent to the Region. A receipt is on its way by e-mail."),
    "accept": gettext_lazy("The report is accepted. For ten minutes you can undo this; then the cluster is told."),
    "return": gettext_lazy("The report is returned. One e-mail tells the cluster of every remark."),
    "cancel-return": gettext_lazy("The return is cancelled: the report is with the Region again. Remarks are kept."),
    "undo-accept": gettext_lazy("The acceptance is undone. The cluster was not told of it."),
    "reopen": gettext_lazy("The report is reopened. Its accepted figures stay in place until you accept it again."),
    "cancel-reopen": gettext_lazy("The reopening is cancelled: the accepted figures stand."),
    "mark-not-due": gettext_lazy("The report is marked as not due: nobody is reminded of it."),
    "mark-due": gettext_lazy("The report is due again."),
}
# What a reviewer is told before pressing it.
CONSEQUENCES = {
    "start": gettext_lazy("The report is begun in the cluster’s name. Its managers are told."),
    "send": gettext_lazy(
        "The report is sent in the cluster’s name. Its managers are told; another officer accepts it."
    ),
    "accept": gettext_lazy(
        "Its figures count at once. The cluster is told in ten minutes; until then you can undo it."
    ),
    "return": gettext_lazy(
        "The cluster gets one e-mail with all of it, and can correct every value. What it sent is kept as it was."
    ),
    "cancel-return": gettext_lazy(
        "The report is with the Region again. Remarks the cluster has not answered become private again. It is told."
    ),
    "undo-accept": gettext_lazy("The report waits for a review again. The cluster was not told of the acceptance."),
    "reopen": gettext_lazy(
        "The cluster can correct the report and sends it again. The accepted figures stay in place until then."
    ),
    "cancel-reopen": gettext_lazy(
        "The accepted figures stand. What the cluster changed meanwhile is put aside; it stays in the history."
    ),
    "mark-not-due": gettext_lazy(
        "It no longer counts in the campaign’s completeness, and nobody is reminded of it. What was filled in stays."
    ),
    "mark-due": gettext_lazy("It counts in the completeness of the campaign again, and reminders are sent."),
}
REHEARSED = gettext_lazy("This was a rehearsal: nothing counts, and no e-mail is sent.")


PROGRESS = {
    Progress.TO_DO: gettext_lazy("To do"),
    Progress.IN_PROGRESS: gettext_lazy("In progress"),
    Progress.DONE: gettext_lazy("Done"),
    Progress.OPTIONAL: gettext_lazy("Optional"),
}
PROGRESS_TAG = {Progress.TO_DO: "", Progress.IN_PROGRESS: "", Progress.DONE: "ok", Progress.OPTIONAL: "plain"}


def done(event: ReportEvent) -> str:
    sentence = str(DONE[event.transition])
    return str(REHEARSED) if event.report.is_rehearsal else sentence


def happened(event: ReportEvent) -> str:
    return str(HAPPENED.get(event.transition, event.transition))


def event_sentence(event: ReportEvent) -> str:
    """Such as “Sent to the Region by Camille Martin, 12 October 2026 at 10:42.”"""
    return _("%(what)s by %(person)s, %(moment)s.") % {
        "what": happened(event),
        "person": event.actor,
        "moment": format_moment(event.happened_at),
    }


# --- Revisions --------------------------------------------------------------------------------------------------------


def revision_name(revision: Revision) -> str:
    """How people call it: the first version, the second…"""
    return _("Version %(number)s") % {"number": revision.number}


def revision_standing(revision: Revision) -> tuple[str, str]:
    """What became of it, and the kind of tag that shows it."""
    if revision.discarded_at and revision.origin == Revision.Origin.LEGACY:
        return _("Put aside: its import was taken back"), "plain"
    if revision.discarded_at:
        return _("Put aside: the Region took back its return or reopening"), "plain"
    if revision.sealed_at is None:
        return _("Being filled in"), ""
    if revision.superseded_by_id:
        return _("Accepted, then replaced by a later version"), "plain"
    if revision.accepted_at:
        return _("Accepted: its figures count"), "ok"
    return _("Sent"), "plain"


# --- Where a report stands -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Status:
    """Words naming the next actor; `kind` is the tag that shows them (ok, look, plain or none)."""

    words: str
    kind: str = ""


OF_CLUSTER: dict[str, tuple[str | Promise, str]] = {
    State.TO_DO: (gettext_lazy("With you: to start"), ""),
    State.DRAFT: (gettext_lazy("With you: being filled in"), ""),
    State.SUBMITTED: (gettext_lazy("Sent, being reviewed"), "plain"),
    State.RETURNED: (gettext_lazy("With you: to correct"), "look"),
    State.REOPENED: (gettext_lazy("With you: reopened by the Region"), "look"),
    State.ACCEPTED: (gettext_lazy("Accepted"), "ok"),
    State.NOT_DUE: (gettext_lazy("Not due"), "plain"),
}
OF_REGION: dict[str, tuple[str | Promise, str]] = OF_CLUSTER | {
    State.TO_DO: (gettext_lazy("With the cluster: not started"), ""),
    State.DRAFT: (gettext_lazy("With the cluster: being filled in"), ""),
    State.SUBMITTED: (gettext_lazy("With the Region: to review"), "look"),
    State.RETURNED: (gettext_lazy("With the cluster: to correct"), ""),
    State.REOPENED: (gettext_lazy("With the cluster: reopened"), ""),
}


def status_of(report: Report, *, for_region: bool = False, review_by: date | None = None) -> Status:
    """Where the report stands, in the words of the cluster or of the Region; `review_by` if the caller knows it."""
    if report.is_closed:
        return Status(_("Not received, closed on %(day)s") % {"day": format_day(report.closes_on)}, "plain")
    if report.state == State.SUBMITTED and review_by:
        sentence = _("To review by %(day)s") if for_region else _("Sent, review by %(day)s")
        return Status(sentence % {"day": format_day(review_by)}, "look" if for_region else "plain")
    words, kind = (OF_REGION if for_region else OF_CLUSTER)[report.state]
    return Status(str(words), kind)


def deadline_of(report: Report) -> str:
    """Until when the cluster acts, in one sentence; empty once the pen is not with it."""
    if not report.is_with_cluster:
        return ""
    if report.is_rehearsal:
        return _("A rehearsal has no deadline.")
    if not report.is_opened:
        return _("It can be filled in from %(day)s.") % {"day": format_weekday(report.campaign.opens_on)}
    if report.is_closed:
        return _("The campaign closed on %(day)s.") % {"day": format_weekday(report.closes_on)}
    return _deadline_ahead(report, (report.due_on - timezone.localdate()).days)


def _deadline_ahead(report: Report, days: int) -> str:
    values = {"day": format_weekday(report.due_on), "count": abs(days), "closes": format_weekday(report.closes_on)}
    if days > 1:
        return _("To send by %(day)s: in %(count)s days.") % values
    if days == 1:
        return _("To send by tomorrow, %(day)s.") % values
    if days == 0:
        return _("To send today, %(day)s.") % values
    if timezone.localdate() > report.closes_on:
        return _("Corrections are awaited, although the campaign is closed.")
    return (
        ngettext(
            "It was due on %(day)s, %(count)s day ago. It can still be sent until %(closes)s.",
            "It was due on %(day)s, %(count)s days ago. It can still be sent until %(closes)s.",
            abs(days),
        )
        % values
    )
