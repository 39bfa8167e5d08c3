"""One report as its page shows it: sections, remarks, what to do next, all read in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.periods import Quarter
from monitoring.campaigns import checks, wording
from monitoring.campaigns.filling import may_fill
from monitoring.campaigns.kinds import Missing, Place, Progress, ReportKind, Section, kind_of
from monitoring.campaigns.models import Remark, Report, ReportEvent, Revision
from monitoring.campaigns.moves import roles_of
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import Transition, available
from monitoring.people.models import Person
from monitoring.people.roles import CLUSTER_ROLES, REVIEWERS

# A quarterly report of some twenty values is meant to take a quarter of an hour.
SECONDS_A_VALUE = 45


@dataclass(frozen=True)
class Thread:
    """A remark the Region sent, where it belongs, and what was answered."""

    remark: Remark
    place: Place | None
    may_reply: bool

    @property
    def is_open(self) -> bool:
        return self.remark.settled_at is None


@dataclass(frozen=True)
class Task:
    """A line of the task list, as `components/tasks.html` draws it."""

    label: str
    url: str
    hint: str
    status: str
    kind: str


@dataclass(frozen=True)
class ReportPage:
    """What is known of a report on its own page, for the person who looks at it."""

    report: Report
    person: Person
    revisions: list[Revision] = field(repr=False)
    events: list[ReportEvent] = field(repr=False)

    @property
    def kind(self) -> ReportKind:
        return kind_of(self.report.campaign)

    @property
    def title(self) -> str:
        return self.report.title

    @property
    def has_quarters(self) -> bool:
        """A year's report has no other period just before than the year before."""
        return isinstance(self.report.campaign.period, Quarter)

    # --- Who looks ----------------------------------------------------------------------------------------------------

    @cached_property
    def roles(self) -> set[str]:
        return roles_of(self.person, self.report)

    @property
    def is_of_cluster(self) -> bool:
        return bool(self.roles & CLUSTER_ROLES)

    @property
    def acts_in_name(self) -> bool:
        """A reviewer who can now fill in or send what only the cluster's people would."""
        is_possible = self.may_fill or ("start" in self.moves and not self.blocked)
        return self.may_review and is_possible and not self.report.is_rehearsal

    @property
    def may_review(self) -> bool:
        return not self.is_of_cluster and bool(self.roles & REVIEWERS)

    @cached_property
    def moves(self) -> dict[str, Transition]:
        return {move.name: move for move in available(self.report, self.person)}

    @property
    def may_fill(self) -> bool:
        return may_fill(self.report, self.person)

    # --- Where it stands ----------------------------------------------------------------------------------------------

    @property
    def open_revision(self) -> Revision | None:
        return next((revision for revision in self.revisions if revision.is_open), None)

    @property
    def sealed(self) -> list[Revision]:
        """What was sent, newest first."""
        return [revision for revision in reversed(self.revisions) if revision.sealed_at]

    @property
    def current(self) -> Revision | None:
        return self.open_revision or next(iter(self.sealed), None)

    @property
    def accepted(self) -> Revision | None:
        return next((one for one in self.revisions if one.accepted_at and one.superseded_by_id is None), None)

    @property
    def is_not_open(self) -> bool:
        return not self.report.is_rehearsal and not self.report.is_opened

    @property
    def status(self) -> wording.Status:
        newest = next(iter(self.sealed), None)
        review_by = newest.review_by(self.report.campaign.review_days) if newest else None
        return wording.status_of(self.report, for_region=not self.is_of_cluster, review_by=review_by)

    @property
    def deadline(self) -> str:
        return wording.deadline_of(self.report)

    @property
    def blocked(self) -> list[str]:
        """Why nothing can be filled in today, when only the calendar stands in the way."""
        return checks.not_running(self.report) if self.report.is_with_cluster else []

    @property
    def handed_back(self) -> ReportEvent | None:
        """The return or the reopening that awaits a correction."""
        if self.report.state not in {State.RETURNED, State.REOPENED}:
            return None
        named = (event for event in reversed(self.events) if event.transition in {"return", "reopen"})
        return next((event for event in named if event.undone_at is None), None)

    @property
    def in_name_of_cluster(self) -> ReportEvent | None:
        """The last time the Region filled in or sent the revision now looked at; a rehearsal has no cluster to name."""
        if self.report.is_rehearsal:
            return None
        current = self.current
        named = (event for event in reversed(self.events) if event.is_in_name_of_cluster)
        return next((event for event in named if current and event.revision_id == current.pk), None)

    # --- What is in it, and what is left ------------------------------------------------------------------------------

    @cached_property
    def sections(self) -> list[Section]:
        return self.kind.sections(self.report, self.current)

    @property
    def tasks(self) -> list[Task]:
        """The sections as lines; before the report is started there is nowhere to go yet."""
        return [self._task(section) for section in self.sections]

    def _task(self, section: Section) -> Task:
        remarks = sum(1 for thread in self.open_threads if thread.place and thread.place.section == section.key)
        status = str(wording.PROGRESS[section.progress])
        if remarks:
            status = ngettext("%(count)s remark to answer", "%(count)s remarks to answer", remarks) % {"count": remarks}
        return Task(
            label=section.title,
            url=section.url if self.current else "",
            hint=section.hint or _filled_in(section),
            status=status if self.report.is_with_cluster else "",
            kind="look" if remarks else wording.PROGRESS_TAG[section.progress],
        )

    @cached_property
    def missing(self) -> list[Missing]:
        return self.kind.missing(self.open_revision) if self.open_revision and self.report.is_writable else []

    @property
    def is_complete(self) -> bool:
        """Everything is there and nothing is sent: the state in which reports are forgotten."""
        return self.report.is_writable and self.open_revision is not None and not self.missing

    @property
    def minutes_left(self) -> int:
        left = sum(section.total - section.done for section in self.sections if section.progress != Progress.OPTIONAL)
        return -(-left * SECONDS_A_VALUE // 60)

    @cached_property
    def threads(self) -> list[Thread]:
        """Every remark the cluster may read, open ones first."""
        remarks = list(
            self.report.remarks.sent().select_related("author", "settled_by").prefetch_related("replies__author")
        )
        keys = {remark.key for remark in remarks if remark.key}
        places = self.kind.places(self.report, self.current, keys) if keys else {}
        may_reply = bool(self.roles & (CLUSTER_ROLES | REVIEWERS))
        threads = [Thread(one, places.get(one.key), may_reply and one.settled_at is None) for one in remarks]
        return sorted(threads, key=lambda thread: not thread.is_open)

    @property
    def open_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def settled_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]


def report_page(report: Report, person: Person) -> ReportPage:
    revisions = list(report.revisions.select_related("opened_by", "sealed_by", "accepted_by").order_by("number"))
    for revision in revisions:
        revision.report, revision.reading = report, {}
    events = report.events.select_related("actor", "revision")
    return ReportPage(report, person, revisions, list(events))


def _filled_in(section: Section) -> str:
    if not section.total:
        return ""
    return _("%(done)s of %(total)s filled in") % {"done": section.done, "total": section.total}
