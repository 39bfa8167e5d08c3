"""A file read and written in one go, without a page in between: what the command line does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from clusterix.lib.collecting import without_collector
from clusterix.lib.copying import insert_rows
from clusterix.lib.workbooks.reading.gate import FileRefused
from monitoring.people.models import Person
from monitoring.uploads import applying
from monitoring.uploads.examination import Examination, Row
from monitoring.uploads.examining import KEPT, row_of
from monitoring.uploads.importers import DUPLICATE, Refusal
from monitoring.uploads.models import StagedRow, Upload, Verdict
from monitoring.uploads.receiving import digest_of, keep, refuse_size

KEPT_FOR_WRITING = frozenset({Verdict.NEW, Verdict.CHANGED, Verdict.ABSENT})


@dataclass
class Outcome:
    """What a file would do, or did. `refusals` are those of the whole file, each with its code."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Verdict.values, 0))
    problems: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    is_written: bool = False
    upload: Upload | None = None

    @property
    def status(self) -> str:
        if self.refusals or (self.counts[Verdict.REJECTED] and not self.is_written):
            return "rejected"
        return "partial" if self.counts[Verdict.REJECTED] else "ok"


@dataclass
class Read:
    """A file read whole: what is to be written, and what cannot be."""

    examination: Examination
    to_write: list[Row] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)


@without_collector()
def check(upload: Upload, path: Path) -> Outcome:
    """What the file would do; nothing is written, `upload` is not saved."""
    outcome = Outcome()
    try:
        _read(upload, path, outcome, asks_registry=True)
    except (FileRefused, Refusal) as refusal:
        outcome.refusals = said(refusal)
    return outcome


@without_collector()
def write_at_once(upload: Upload, path: Path, person: Person, *, skip_rejected: bool, absent: str) -> Outcome:
    """Read the file and write it in one transaction, with its record: all of it or nothing.

    Two names that turn out to be one member while it is written stop it: it is then read again, asking the registry
    about each row, which tells which rows they are.
    """
    given: dict[str, Any] = {"skip_rejected": skip_rejected, "absent": absent}
    outcome = _write_at_once(upload, path, person, asks_registry=False, **given)
    if any(code == DUPLICATE for _sentence, code in outcome.refusals):
        upload.pk, upload._state.adding = None, True
        outcome = _write_at_once(upload, path, person, asks_registry=True, **given)
    return outcome


def _write_at_once(
    upload: Upload, path: Path, person: Person, *, asks_registry: bool, skip_rejected: bool, absent: str
) -> Outcome:
    outcome = Outcome()
    try:
        refuse_size(path.stat().st_size)
        read = _read(upload, path, outcome, asks_registry=asks_registry)
        _prepare(upload, read, person, skip_rejected=skip_rejected, absent=absent)
        with path.open("rb") as opened:
            _write(upload, read, File(opened, path.name))
    except (FileRefused, Refusal) as refusal:
        outcome.refusals = said(refusal)
    else:
        outcome.is_written, outcome.upload = True, upload
    return outcome


def said(refusal: FileRefused | Refusal) -> list[tuple[str, str]]:
    if isinstance(refusal, FileRefused):
        return [(str(refusal), refusal.code)]
    return [(str(sentence), refusal.code) for sentence in refusal.args]


def _read(upload: Upload, path: Path, outcome: Outcome, *, asks_registry: bool) -> Read:
    read = Read(Examination(upload, path, asks_registry=asks_registry))
    for row in read.examination.rows():
        if row.verdict in KEPT_FOR_WRITING:
            read.to_write.append(row)
        elif row.verdict == Verdict.REJECTED:
            read.rejected.append(row)
            outcome.problems += row.problems
    outcome.counts, outcome.notes = dict(read.examination.counts), read.examination.notes
    return read


def _prepare(upload: Upload, read: Read, person: Person, *, skip_rejected: bool, absent: str) -> None:
    examination = read.examination
    upload.state, upload.sent_by, upload.applied_by = Upload.State.EXAMINED, person, person
    upload.counts, upload.groups, upload.notes = dict(examination.counts), examination.groups(), examination.notes
    upload.done = upload.total = examination.done
    upload.compared_with = examination.compared_with
    upload.options |= {
        "skip_rejected": skip_rejected,
        "absent": absent,
        "left_on": timezone.localdate().isoformat(),
    }
    applying.refuse_undecided(upload, skip_rejected=skip_rejected, absent=absent)


def _write(upload: Upload, read: Read, file: File[Any]) -> None:
    stored = keep(file, upload, digest_of(file))
    try:
        with transaction.atomic():
            stored.save()
            for row in (*read.to_write, *read.rejected):
                row.upload_id = stored.pk
            insert_rows(StagedRow, KEPT, map(row_of, read.rejected))
            applying.record(stored, cast("Iterator[StagedRow]", _leaving(stored, read.to_write)))
    except BaseException:
        stored.file.delete(save=False)
        raise


def _leaving(upload: Upload, rows: list[Row]) -> Iterator[Row]:
    """Absent lines only where they are to leave."""
    upload.counts["left"] = 0
    for row in rows:
        if row.verdict != Verdict.ABSENT:
            yield row
        elif upload.options["absent"] == applying.LEFT:
            upload.counts["left"] += 1
            row.values = {"left_on": upload.options["left_on"]}
            yield row
