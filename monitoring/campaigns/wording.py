"""The engine in words: what happened, and what a person is told after a move. Each says who acts next."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.campaigns.models import ReportEvent

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


def done(event: ReportEvent) -> str:
    return str(DONE[event.transition])


def happened(event: ReportEvent) -> str:
    return str(HAPPENED.get(event.transition, event.transition))


def moment(event: ReportEvent) -> str:
    return date_format(timezone.localtime(event.happened_at), "DATETIME_FORMAT")


def event_sentence(event: ReportEvent) -> str:
    """Such as “Sent to the Region by Camille Martin, 12 October 2026 at 10:42.”"""
    return _("%(what)s by %(person)s, %(moment)s.") % {
        "what": happened(event),
        "person": event.actor,
        "moment": moment(event),
    }
