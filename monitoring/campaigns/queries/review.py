"""One filing as its reviewer reads it: every value with its past, its remarks and what was found good in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.db.models import Prefetch, Q

from monitoring.campaigns.kinds import Change, ReportKind, ReviewRow, kind_of
from monitoring.campaigns.models import OPEN, Remark, RemarkReply, Report, Revision, ValueCheck
from monitoring.campaigns.states import State


@dataclass(frozen=True)
class Line:
    """One value. `change` is what became of it since the former filing; `check` says who found it good."""

    row: ReviewRow
    change: Change | None = None
    check: ValueCheck | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def anchor(self) -> str:
        return anchor_of(self.row.key)

    @property
    def is_to_look(self) -> bool:
        """Unusual, changed since it was returned, or spoken of in a remark that is not settled."""
        return bool(self.row.flags or self.change or self.open_remarks)

    @property
    def open_remarks(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.settled_at is None]

    @property
    def is_plain(self) -> bool:
        """Nothing to look at, and nobody has said so yet."""
        return not self.is_to_look and self.check is None and not self.row.is_long


@dataclass(frozen=True)
class SectionOfLines:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Review:
    """The newest filing of a report. `remarks` are on the whole of it; `follow_ups` come from the period before."""

    report: Report
    revision: Revision
    former: Revision | None
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]
    follow_ups: tuple[Remark, ...]
    # Values that are no longer there.
    gone: tuple[Change, ...]

    @cached_property
    def by_key(self) -> dict[str, Line]:
        return {line.row.key: line for line in self.lines}

    @property
    def to_look(self) -> list[Line]:
        return [line for line in self.lines if line.is_to_look]

    @property
    def plain(self) -> list[Line]:
        return [line for line in self.lines if line.is_plain]

    @property
    def checked(self) -> int:
        return sum(line.check is not None for line in self.lines)

    @property
    def waiting(self) -> int:
        return len(self.lines) - self.checked

    @property
    def private(self) -> list[Remark]:
        """Every remark that the cluster does not see yet."""
        everywhere = [*self.remarks, *(remark for line in self.lines for remark in line.remarks)]
        return [remark for remark in everywhere if remark.sent_at is None]

    @property
    def changes(self) -> int:
        return sum(line.change is not None for line in self.lines) + len(self.gone)

    def sections(self, *, only_to_look: bool) -> list[SectionOfLines]:
        """Values that stand in a table, in the order of the report."""
        shown = [line for line in self.lines if not line.row.is_long and (line.is_to_look or not only_to_look)]
        return [SectionOfLines(title, tuple(lines)) for title, lines in groupby(shown, key=_section)]

    @property
    def to_read(self) -> list[Line]:
        """What only reading can judge, such as stories."""
        return [line for line in self.lines if line.row.is_long]

    @property
    def leaving(self) -> list[tuple[str, Remark]]:
        """The private remarks with what each is about: nothing for the whole report."""
        labels = {key: line.row.label for key, line in self.by_key.items()}
        return [(labels.get(remark.key, ""), remark) for remark in self.private]

    @property
    def review_by(self) -> date | None:
        """The day by which the Region answers."""
        return self.revision.review_by(self.report.campaign.review_days)


def _section(line: Line) -> str:
    return line.row.section


def anchor_of(key: str) -> str:
    return "value-" + key.replace(":", "--") if key else "remarks"


def review_of(report: Report) -> Review | None:
    """Everything about the newest filing, in a fixed number of queries; None where nothing was sent."""
    filings = list(report.revisions.filter(sealed_at__isnull=False).order_by("-number").select_related("sealed_by")[:2])
    if not filings:
        return None
    revision, former = filings[0], filings[1] if len(filings) > 1 else None
    for filing in filings:
        filing.reading = {}  # What was sent never changes.
    kind = kind_of(report.campaign)
    # Both filings are read to be compared: the newest one is then at hand.
    changes = _changes(kind, former, revision)
    rows = kind.review_rows(revision)
    checks = _checks(filings, changes)
    remarks, follow_ups = _remarks(report)
    keys = {row.key for row in rows}
    return Review(
        report=report,
        revision=revision,
        former=former,
        lines=tuple(
            Line(row, changes.get(row.key), checks.get(row.key), tuple(remarks.get(row.key, ()))) for row in rows
        ),
        remarks=tuple(remark for key, some in remarks.items() if key not in keys for remark in some),
        follow_ups=tuple(follow_ups),
        gone=tuple(change for key, change in changes.items() if key not in keys),
    )


def _changes(kind: ReportKind, former: Revision | None, revision: Revision) -> dict[str, Change]:
    return {change.key: change for change in kind.differences(former, revision)} if former else {}


def _checks(filings: Iterable[Revision], changes: dict[str, Change]) -> dict[str, ValueCheck]:
    """What was found good stays good in the next filing, unless it changed."""
    newest, *older = filings
    checks = ValueCheck.objects.filter(revision__in=[newest, *older]).select_related("checked_by")
    return {
        check.key: check
        for check in sorted(checks, key=lambda check: check.revision_id == newest.pk)
        if check.revision_id == newest.pk or check.key not in changes
    }


def with_threads() -> Prefetch:
    return Prefetch("replies", RemarkReply.objects.select_related("author").order_by("written_at", "pk"))


def _remarks(report: Report) -> tuple[dict[str, list[Remark]], list[Remark]]:
    """Those on this report, by key, and what was left open when the report of the period before was accepted."""
    campaign = report.campaign
    before = Q(
        campaign__region=campaign.region_id,
        campaign__kind=campaign.kind,
        campaign__period=campaign.period.previous(),
        state=State.ACCEPTED,
        is_rehearsal=False,
    )
    # By the cluster first, whose reports are few.
    reports = Report.objects.filter(cluster=report.cluster_id).filter(Q(pk=report.pk) | before)
    remarks = Remark.objects.filter(report__in=reports).filter(Q(report=report, discarded_at__isnull=True) | OPEN)
    remarks = remarks.select_related("author", "settled_by", "report__campaign").prefetch_related(with_threads())
    by_key, follow_ups = defaultdict(list), []
    for remark in remarks.order_by("written_at", "pk"):
        if remark.report_id != report.pk:
            follow_ups.append(remark)
        elif remark.discarded_at is None:
            by_key[remark.key].append(remark)
    return by_key, follow_ups
