"""What the targets share that fill reports of past periods: rows gathered by cluster and period, written, withdrawn."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from django.db import connection
from django.db.models.functions import Collate

from clusterix.lib.periods import Period, parse_period
from clusterix.lib.workbooks.specification.sheets import Problem
from monitoring.campaigns.legacy import PastReports, file_past, withdraw
from monitoring.campaigns.models import Revision
from monitoring.campaigns.moves import Refused, Stale
from monitoring.clusters.models import Cluster
from monitoring.imports.targets.base import Target
from monitoring.imports.targets.places import Places
from monitoring.people.models import Person
from monitoring.uploads.importers import Change, CheckedRow, Judge, Judged, Refusal
from monitoring.uploads.models import StagedRow, Upload, Verdict

# Between the parts of a staged row's key: cluster, period, line.
MARK = "/"
# Where a row's report stood when it was judged, kept with the row; the underscore keeps it from being shown.
VERSION = "_version"
ROWS_AT_ONCE = 2_000
# Reports are written in batches of about so many lines.
LINES_AT_ONCE = 20_000


@dataclass(frozen=True)
class Place:
    """The report a row is about; `refusal` says why nothing can be filed there."""

    cluster: Cluster
    period: Period
    version: int
    accepted: Revision | None
    refusal: str

    @property
    def list(self) -> str:
        """The key of the whole report."""
        return f"{self.cluster.code}{MARK}{self.period}"

    def key(self, line: object) -> str:
        return f"{self.list}{MARK}{line}"


class FilingJudge(Judge):
    """Judges rows of any order, cluster and period; where a report stands is kept with each of its rows."""

    compared_with = "each report"

    def __init__(self, target: FilingTarget, upload: Upload) -> None:
        self.region = upload.region
        self.places = Places(upload, target.periods)
        self.past = PastReports(upload.region, target.kind)
        self.reports: dict[tuple[int, Period], Place] = {}

    def judge(self, rows: Iterable[CheckedRow]) -> Iterator[Judged | None]:
        for row in rows:
            place = self.place_of(row)
            if isinstance(place, Place):
                yield self.judge_line(place, row)
            else:
                yield Judged(Verdict.REJECTED, label=self.label_of(row), problems=place)

    def place_of(self, row: CheckedRow) -> Place | tuple[Problem, ...]:
        if row.problems:
            return row.problems
        cluster, period = self.places.cluster_of(row.values), self.places.period_of(row.values)
        if isinstance(cluster, Problem) or isinstance(period, Problem):
            return tuple(each for each in (cluster, period) if isinstance(each, Problem))
        place = self.reports.get((cluster.pk, period))
        if place is None:
            place = self.reports[cluster.pk, period] = self._place(cluster, period)
        if place.refusal:
            return (Problem("report_not_open", place.refusal, "cluster" if "cluster" in row.values else ""),)
        return place

    def _place(self, cluster: Cluster, period: Period) -> Place:
        refusal, past = self.past.refusal(cluster.pk, period), self.past
        if refusal:
            refusal = f"{cluster}: {refusal}"
        return Place(
            cluster, period, past.version_of(cluster.pk, period), past.accepted_of(cluster.pk, period), refusal
        )

    @abstractmethod
    def judge_line(self, place: Place, row: CheckedRow) -> Judged | None:
        """One row of a report that can be filed."""

    def label_of(self, row: CheckedRow) -> str:
        return ""


class FilingTarget(Target):
    """Fills one kind of report: a sealed, accepted revision for each cluster and period of the file."""

    kind: ClassVar[str]
    asks_cluster = True

    def apply(self, upload: Upload, rows: Iterable[StagedRow], person: Person) -> Iterator[Change]:
        """A few reports in hand at a time, however long the file: its rows are read in the order of their keys."""
        places, held = Places(upload, self.periods), self.hold(upload)
        for reports in _batches(groupby(rows_by_report(upload, rows), key=_report_of)):
            prepared = self.prepare([line for lines in reports.values() for line in lines], held)
            for (code, text), lines in reports.items():
                yield self._file(upload, places.clusters[code], parse_period(text), lines, prepared, person)
        yield from self.beside(held)

    def _file(
        self, upload: Upload, cluster: Cluster, period: Period, lines: list[StagedRow], prepared: Any, person: Person
    ) -> Change:
        left_out: list[str] = []

        def fill(revision: Revision, former: Revision | None) -> None:
            left_out.extend(self.fill(revision, former, lines, prepared, person))

        version = lines[0].values[VERSION]
        try:
            filed = file_past(upload.region, self.kind, cluster, period, person=person, version=version, fill=fill)
        except Stale as refusal:
            raise Refusal(*refusal.sentences, code="moved") from refusal
        except Refused as refusal:
            raise Refusal(f"{cluster}: {refusal}", code="report_not_open") from refusal
        before = {"revision": filed.former.pk} if filed.former else None
        after = {"revision": filed.revision.pk, "report": str(filed.report.uuid), "lines": len(lines)}
        if left_out:
            after["left_out"] = left_out
        return Change(f"{cluster.code}{MARK}{period}", f"{cluster}, {period.label}", before, after)

    def list_of(self, key: str) -> str:
        """The list of a cluster and period, by which changes are known here."""
        return key

    def hold(self, upload: Upload) -> Any:
        """What the writing of a whole file keeps from batch to batch."""
        return None

    def beside(self, held: Any) -> Iterable[Change]:
        """What writing the file changed beside reports."""
        return ()

    def prepare(self, lines: list[StagedRow], held: Any) -> Any:
        """What the reports of a batch need that is found for all of them at once."""
        return None

    @abstractmethod
    def fill(
        self, revision: Revision, former: Revision | None, lines: list[StagedRow], prepared: Any, person: Person
    ) -> list[str]:
        """Write one report: what the former version held, with the lines of the file. Names the lines left out."""

    def undo(self, upload: Upload, person: Person) -> Mapping[str, str]:
        """Withdraws each revision it made; refused, naming it, where a later version stands on every one of them."""
        kept, changes = {}, list(upload.changes.filter(after__has_key="revision"))
        revisions = Revision.objects.in_bulk([(change.after or {})["revision"] for change in changes])
        for change in changes:
            if sentence := withdraw(revisions[(change.after or {})["revision"]], person):
                kept[change.key] = sentence
        if kept and len(kept) == len(changes):
            raise Refusal(*kept.values(), code="later_version")
        return kept


Reports = dict[tuple[str, str], list[StagedRow]]


def _batches(found: Iterable[tuple[tuple[str, str], Iterable[StagedRow]]]) -> Iterator[Reports]:
    """Whole reports, together until there are enough lines."""
    reports: Reports = {}
    for key, rows in found:
        reports[key] = list(rows)
        if sum(map(len, reports.values())) >= LINES_AT_ONCE:
            yield reports
            reports = {}
    if reports:
        yield reports


def rows_by_report(upload: Upload, rows: Iterable[StagedRow]) -> Iterable[StagedRow]:
    """The rows to write, those of one report together: kept ones by the bytes of their keys, else those in memory."""
    kept = upload.rows.filter(verdict__in=(Verdict.NEW, Verdict.CHANGED))
    if not kept.exists():
        return sorted(rows, key=_report_of)
    # Languages put marks elsewhere in their order than bytes do.
    bytewise = Collate("key", "C" if connection.vendor == "postgresql" else "binary")
    return kept.only("key", "values").order_by(bytewise, "pk").iterator(chunk_size=ROWS_AT_ONCE)


def _report_of(row: StagedRow) -> tuple[str, str]:
    code, period, *_line = row.key.split(MARK)
    return code, period
