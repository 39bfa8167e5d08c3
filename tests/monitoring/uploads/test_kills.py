"""SIGKILL at any moment of an import: rows are as before or as after, never between, and a retry doubles nothing.

50 kills, or as many as CLUSTERIX_KILLS says.
"""

from __future__ import annotations

import io
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from openpyxl import load_workbook

from clusterix.lib.periods import Year
from clusterix.lib.workbooks.writing.template import HEADING_ROW, write_template
from monitoring.campaigns.importing import file_of
from monitoring.campaigns.models import Report, Revision
from monitoring.members.importer import IMPORTER
from monitoring.members.models import MemberLine
from monitoring.members.sheet import MEMBERS
from monitoring.uploads.applying import decide, write
from monitoring.uploads.examining import examine
from monitoring.uploads.models import AppliedChange, StagedRow, Upload
from monitoring.uploads.receiving import receive
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = int(os.environ.get("CLUSTERIX_KILLS", "50"))
LINES = 300
# In seconds, what a step is thought to take until one was timed.
LONGEST = 0.3


@dataclass(frozen=True)
class Counts:
    """Whatever an import writes to."""

    members: int
    changes: int
    revisions: int


def counts() -> Counts:
    return Counts(MemberLine.objects.count(), AppliedChange.objects.count(), Revision.objects.count())


def workbook(report: Report) -> bytes:
    file = io.BytesIO()
    write_template(file, IMPORTER.book(file_of(report)))
    filled = load_workbook(file)
    columns = {field.key: number for number, field in enumerate(MEMBERS.fields, start=1)}
    for number in range(LINES):
        for key, value in {"name": f"Member {number}", "category": "PME", "town": "Lyon"}.items():
            filled.worksheets[0].cell(HEADING_ROW + 2 + number, columns[key]).value = value
    out = io.BytesIO()
    filled.save(out)
    return out.getvalue()


def received(cast: Cast, content: bytes, report: Report) -> Upload:
    return receive(
        ContentFile(content, "members.xlsx"),
        purpose="members",
        subject=str(report.uuid),
        region=cast.region,
        cluster=report.cluster,
        person=cast.manager,
    )


def kill_a_worker(upload: Upload, after: float) -> bool:
    """Have another process do the next step of the file, kill it `after` so many seconds; whether it was at work."""
    connections.close_all()  # Each process opens its own.
    worker = os.fork()
    if not worker:
        try:
            write(upload) if upload.state == Upload.State.APPLYING else examine(upload)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(worker, signal.SIGKILL)
    _worker, status = os.waitpid(worker, 0)
    return os.WIFSIGNALED(status)


def test_a_killed_import_leaves_rows_as_before_or_as_after_and_a_retry_doubles_nothing(cast: Cast) -> None:
    campaign = builders.make_campaign(region=cast.region, kind="members", period=Year(2026))
    report = builders.make_report(campaign=campaign, cluster=cast.cluster)
    content, chance, killed = workbook(report), random.Random(2026), 0
    reading = writing = LONGEST
    for _kill in range(0, KILLS, 2):
        upload = received(cast, content, report)
        before = counts()
        killed += kill_a_worker(upload, chance.uniform(0, reading))
        assert counts() == before
        reading = timed(examine, upload)
        upload = Upload.objects.get(pk=upload.pk)
        assert (upload.state, upload.counts["new"]) == (Upload.State.EXAMINED, LINES)
        assert StagedRow.objects.filter(upload=upload).count() == LINES
        decide(upload, cast.manager, skip_rejected=False, absent="keep")
        after = Counts(before.members + LINES, before.changes + LINES, before.revisions + 1)
        killed += kill_a_worker(upload, chance.uniform(0, writing))
        is_written = Upload.objects.get(pk=upload.pk).state == Upload.State.APPLIED
        assert counts() == (after if is_written else before)
        took = timed(write, upload)
        writing = writing if is_written else took
        assert counts() == after
        report = take_away(report, upload)
    assert killed > KILLS // 4, "The workers were done before they were killed."


def timed(step: Callable[[Upload], object], upload: Upload) -> float:
    start = time.perf_counter()
    step(upload)
    return time.perf_counter() - start


def take_away(report: Report, upload: Upload) -> Report:
    """Everything the file wrote, so that the next round begins as this one did."""
    upload.delete()
    campaign, cluster = report.campaign, report.cluster
    report.delete()
    fresh = builders.make_report(campaign=campaign, cluster=cluster)
    Report.objects.filter(pk=fresh.pk).update(uuid=report.uuid)
    return Report.objects.select_related("campaign__region", "cluster").get(pk=fresh.pk)
