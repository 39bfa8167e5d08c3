"""The one way into an open revision: who may write in it, and what keeps it from being sealed meanwhile."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clusterix.lib.days import format_day
from monitoring.campaigns import announcements
from monitoring.campaigns.checks import not_running
from monitoring.campaigns.models import Report, ReportEvent, Revision
from monitoring.campaigns.moves import Forbidden, Refused, roles_of
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import FILLERS
from monitoring.people.models import Person
from monitoring.people.roles import CLUSTER_ROLES


def may_fill(report: Report, person: Person) -> bool:
    """Whether a page shows fields rather than values; the lock below decides."""
    return report.is_writable and bool(roles_of(person, report) & FILLERS)


def why_not_writable(report: Report) -> str:
    """The sentence that says why nothing can be written now; empty when it can."""
    if report.is_writable:
        return ""
    sentences = {
        State.TO_DO: _("This report is not started: start it first."),
        State.SUBMITTED: _("This report is sent and being reviewed: its values no longer change."),
        State.ACCEPTED: _("This report is accepted: its values no longer change. Ask the Region to reopen it."),
        State.NOT_DUE: _("This report is not due: nothing is filled in."),
    }
    if sentence := sentences.get(State(report.state)):
        return sentence
    return _("The campaign closed on %(date)s. Ask the Region for a later date: what was saved stays here.") % {
        "date": format_day(report.closes_on)
    }


def lock_for_filling(report: Report, person: Person) -> Revision:
    """The open revision, for this transaction alone: call it before changing any content, inside `atomic()`.

    Sending takes the same lock, so that nothing is written after the digest was taken. When the Region's people write
    in the cluster's name, the log and the cluster learn it, once a revision. Raises Forbidden or Refused.
    """
    roles = roles_of(person, report)
    if not roles & FILLERS:
        raise Forbidden(_("Your role does not allow this."))
    revision = Revision.objects.lock_open(report)
    if revision is None:
        raise Refused(_("This report is not being filled in at the moment: look at where it stands."))
    # Read after the lock: the report may have been returned or sent since the page's own reading.
    current = Report.objects.select_related("campaign", "cluster").get(pk=report.pk)
    if sentences := not_running(current):
        raise Refused(*sentences)
    if not roles & CLUSTER_ROLES:
        _note_filling_in_name(current, revision, person)
    return revision


def _note_filling_in_name(report: Report, revision: Revision, person: Person) -> None:
    if report.is_rehearsal or revision.events.filter(is_in_name_of_cluster=True, actor=person).exists():
        return
    event = ReportEvent.objects.create(
        report=report,
        revision=revision,
        transition="fill",
        actor=person,
        is_in_name_of_cluster=True,
        source=report.state,
        target=report.state,
    )
    announcements.filled_in_name(event)
