"""What a received file would do, read in the background and kept row by row until somebody decides."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from clusterix.lib.collecting import without_collector
from clusterix.lib.copying import insert_rows
from clusterix.lib.workbooks.reading.gate import FileRefused
from monitoring.uploads import doubts
from monitoring.uploads.examination import Examination, Row
from monitoring.uploads.importers import Refusal, importer_for
from monitoring.uploads.models import StagedRow, Upload
from monitoring.uploads.recognising import PERSONAL

# Rows kept at a time: progress is told as often.
BATCH = 2_000
KEPT = (
    "upload_id",
    "sheet",
    "number",
    "verdict",
    "key",
    "label",
    "found",
    "values",
    "before",
    "problems",
    "settled_at",
)


class Superseded(Exception):
    """Another worker took this reading up, having found this one silent."""


@contextmanager
def local_copy(upload: Upload) -> Iterator[Path]:
    """The file as a path on this machine, wherever received files are stored."""
    try:
        yield Path(upload.file.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile() as copy, upload.file.open("rb") as file:
            copyfileobj(file, copy)
            copy.flush()
            yield Path(copy.name)


@task()
def examine_upload(upload_id: int) -> None:
    upload = Upload.objects.select_related("sent_by", "region", "cluster").get(pk=upload_id)
    with translation.override(upload.sent_by.language or settings.LANGUAGE_CODE):
        examine(upload)


@without_collector()
def examine(upload: Upload, *, asks_registry: bool = True) -> None:
    """Read, check and compare the file, keep what each row would do. What was kept by a reading that died goes first.

    The file is refused, with the reasons on the upload, or waits for a decision. Doubts are not looked for where nobody
    will be there to be asked. Raises nothing a person caused.
    """
    if not _begin(upload):
        return
    try:
        with local_copy(upload) as path:
            if _is_asked_first(upload, path):
                return
            examination = Examination(upload, path, asks_registry=asks_registry)
            for batch in _batches(examination.rows()):
                _keep(upload, examination, batch)
        _finish(upload, examination)
    except Superseded:
        return
    except FileRefused as refusal:
        _refuse(upload, [str(refusal)], refusal.code)
    except Refusal as refusal:
        _refuse(upload, [str(sentence) for sentence in refusal.args], refusal.code)
    except Exception:
        _refuse(
            upload, [_("This file could not be read. Save it again as .xlsx, then send it once more.")], "unreadable"
        )
        raise


def _begin(upload: Upload) -> bool:
    """Whether there is something to read. A later beginning takes the right to write from an earlier one."""
    with transaction.atomic():
        readable = Upload.objects.filter(pk=upload.pk, state__in=[Upload.State.RECEIVED, Upload.State.READING])
        begun = readable.update(
            state=Upload.State.READING, attempt=F("attempt") + 1, done=0, total=None, touched_at=timezone.now()
        )
        StagedRow.objects.filter(upload=upload).delete() if begun else None
    upload.refresh_from_db(fields=["state", "attempt", "options"])
    return bool(begun)


def _is_asked_first(upload: Upload, path: Path) -> bool:
    """Whether somebody is to choose something before rows can be compared."""
    choices = importer_for(upload).look(upload, path)
    if choices is not None:
        _note(upload, state=Upload.State.EXAMINED, options=upload.options | choices, counts={})
    return choices is not None


def _keep(upload: Upload, examination: Examination, rows: list[Row]) -> None:
    with transaction.atomic():
        _note(upload, done=examination.done, total=examination.total)
        insert_rows(StagedRow, KEPT, map(row_of, rows))


def row_of(row: Row) -> tuple[Any, ...]:
    """A row as it is kept."""
    return tuple(getattr(row, name) for name in KEPT)


def _finish(upload: Upload, examination: Examination) -> None:
    with transaction.atomic():
        _note(
            upload,
            state=Upload.State.EXAMINED,
            done=examination.done,
            total=examination.done,
            counts=dict(examination.counts),
            groups=examination.groups(),
            notes=examination.notes,
            refusals=[],
            refusal_code="",
            compared_with=examination.compared_with,
        )
        doubts.keep(upload, examination.doubts)


def _refuse(upload: Upload, sentences: list[str], code: str) -> None:
    with transaction.atomic():
        current = Upload.objects.filter(pk=upload.pk, attempt=upload.attempt, state=Upload.State.READING)
        marks = {"refusals": sentences, "refusal_code": code, "touched_at": timezone.now()}
        is_mine = current.update(state=Upload.State.REFUSED, **marks)
        StagedRow.objects.filter(upload=upload, upload__state=Upload.State.REFUSED).delete()
        if is_mine and code == PERSONAL:
            # Data about persons that nobody asked for is not kept, not even as it came.
            Upload.objects.filter(pk=upload.pk).update(file="")
            transaction.on_commit(lambda: upload.file.delete(save=False))


def _note(upload: Upload, **fields: Any) -> None:
    """Write down how far the reading is, as long as it is still this one's to write."""
    mine = Upload.objects.filter(pk=upload.pk, attempt=upload.attempt, state=Upload.State.READING)
    if not mine.update(touched_at=timezone.now(), **fields):
        raise Superseded


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
