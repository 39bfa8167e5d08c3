"""Everything that was filed of a report and everything that happened to it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from monitoring.campaigns import wording
from monitoring.campaigns.models import ReportEvent, Revision
from monitoring.campaigns.queries.tasklist import ReportPage


@dataclass(frozen=True)
class Filing:
    """One revision and what became of it."""

    revision: Revision
    name: str
    standing: str
    kind: str


@dataclass(frozen=True)
class LogLine:
    """As `components/log.html` draws it."""

    text: str
    actor: str
    at: datetime
    reason: str


def filings_of(page: ReportPage) -> list[Filing]:
    """Newest first; what was put aside stays listed."""
    filings = []
    for revision in reversed(page.revisions):
        standing, kind = wording.revision_standing(revision)
        filings.append(Filing(revision, wording.revision_name(revision), standing, kind))
    return filings


def log_of(page: ReportPage) -> list[LogLine]:
    """Newest first. Reasons are read by both sides; what was undone says so."""
    return log_lines(reversed(page.events))


def log_lines(events: Iterable[ReportEvent]) -> list[LogLine]:
    """In words, in the order given."""
    lines = []
    for event in events:
        text = wording.happened(event)
        if event.revision and event.transition in {"send", "accept"}:
            text = _("%(what)s: %(revision)s") % {"what": text, "revision": wording.revision_name(event.revision)}
        if event.is_in_name_of_cluster:
            text = _("%(what)s, by the Region in the cluster’s name") % {"what": text}
        if event.undone_at:
            text = _("%(what)s (undone)") % {"what": text}
        lines.append(LogLine(text, str(event.actor), event.happened_at, event.reason))
    return lines
