"""Accepting several reports at once, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from monitoring.campaigns.models import Report, ReportEvent
from monitoring.campaigns.queries.queue import plain_to_accept, queue_for
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import Refused, perform
from monitoring.people.models import Person


@dataclass
class Outcome:
    """What became of each report: those done, and those that were not, with why."""

    done: list[Report] = field(default_factory=list)
    refused: list[tuple[Report, str]] = field(default_factory=list)


def accept_together(person: Person, versions: dict[UUID, int], batch: UUID) -> Outcome:
    """Accepts each report as it was seen, in a transaction of its own; the same press, arriving twice, counts once.

    One that somebody else moved, or that has got a remark since, is refused alone.
    """
    outcome = Outcome()
    seen = queue_for(person).filter(uuid__in=versions).order_by("cluster__name")
    plain = set(plain_to_accept(seen, person).values_list("pk", flat=True))
    for report in seen:
        try:
            if report.state == State.SUBMITTED and report.pk not in plain:
                raise Refused(_("Something in it has become worth a look since the list was shown."))
            perform(
                report,
                person,
                "accept",
                version=versions[report.uuid],
                key=uuid5(batch, str(report.uuid)),
                batch=batch,
            )
        except Refused as refusal:
            outcome.refused.append((report, str(refusal)))
        else:
            outcome.done.append(report)
    return outcome


def undo_together(person: Person, batch: UUID) -> Outcome:
    """Takes back what this person accepted together and that nobody has moved since."""
    outcome = Outcome()
    events = ReportEvent.objects.filter(batch=batch, actor=person, transition="accept", undone_at__isnull=True)
    for event in events.select_related("report__campaign", "report__cluster").order_by("report__cluster__name"):
        try:
            perform(event.report, person, "undo-accept", version=event.report.version)
        except Refused as refusal:
            outcome.refused.append((event.report, str(refusal)))
        else:
            outcome.done.append(event.report)
    return outcome
