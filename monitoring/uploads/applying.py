"""Writing what a file would do, all of it or nothing, once; and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from clusterix.lib.collecting import without_collector
from clusterix.lib.copying import insert_rows, update_rows
from monitoring.people.models import Person
from monitoring.uploads import doubts
from monitoring.uploads.importers import Change, Refusal, importer_for
from monitoring.uploads.models import AppliedChange, StagedRow, Upload, Verdict

KEEP, LEFT = "keep", "left"
WRITTEN = (Verdict.NEW, Verdict.CHANGED)
# As many rows are written while the page waits; more are written in the background.
AT_ONCE = 1_000
CHANGE = ("upload_id", "key", "label", "before", "after", "kept_because")


def decide(upload: Upload, person: Person, *, skip_rejected: bool, absent: str, left_on: date | None = None) -> None:
    """Somebody confirms: the writing is queued, once however often the button was pressed. Raises Refusal."""
    with transaction.atomic():
        current = locked(upload)
        if current.state in (Upload.State.APPLYING, Upload.State.APPLIED):
            return
        refuse_undecided(current, skip_rejected=skip_rejected, absent=absent)
        current.options |= {
            "skip_rejected": skip_rejected,
            "absent": absent,
            "left_on": (left_on or timezone.localdate()).isoformat(),
        }
        current.state, current.applied_by, current.touched_at = Upload.State.APPLYING, person, timezone.now()
        current.refusals, current.refusal_code = [], ""
        current.save(update_fields=["options", "state", "applied_by", "touched_at", "refusals", "refusal_code"])
        apply_upload.enqueue(upload_id=current.pk)
    upload.refresh_from_db()


def apply(
    upload: Upload, person: Person, *, skip_rejected: bool = False, absent: str = "", left_on: date | None = None
) -> Upload:
    """Decide and write at once. Raises Refusal, having written nothing."""
    decide(upload, person, skip_rejected=skip_rejected, absent=absent, left_on=left_on)
    return write(upload)


@task()
def apply_upload(upload_id: int) -> None:
    upload = Upload.objects.select_related("applied_by").get(pk=upload_id)
    reader = upload.applied_by or upload.sent_by
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        try:
            write(upload)
        except Refusal:
            return  # The upload says why.


def write(upload: Upload) -> Upload:
    """Write what was decided in one transaction: a second call, or one after a kill, finds it done or does it all."""
    try:
        with transaction.atomic():
            current = locked(upload)
            if current.state == Upload.State.APPLYING:
                record(current, to_write(current))
    except Refusal as refusal:
        _give_back(upload, refusal)
        raise
    upload.refresh_from_db()
    return upload


def locked(upload: Upload) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)


@without_collector()
def record(upload: Upload, rows: Iterable[StagedRow]) -> None:
    """Have the importer write, note line by line what it changed, mark the file as written. Inside a transaction."""
    person = upload.applied_by or upload.sent_by
    changes = importer_for(upload).apply(upload, rows, person)
    insert_rows(AppliedChange, CHANGE, (change_row(upload, change) for change in changes))
    upload.state, upload.applied_at, upload.touched_at = Upload.State.APPLIED, timezone.now(), timezone.now()
    upload.save(update_fields=["state", "applied_at", "touched_at", "counts", "options"])


def change_row(upload: Upload, change: Change) -> tuple[Any, ...]:
    return (upload.pk, change.key, change.label[:300], change.before, change.after, "")


def to_write(upload: Upload) -> Iterator[StagedRow]:
    """The rows that change something, then the lines that are to leave with their day."""
    yield from in_batches(upload.rows.filter(verdict__in=WRITTEN))
    upload.counts["left"] = 0
    for row in in_batches(upload.rows.filter(verdict=Verdict.ABSENT)):
        if row.values.get("absent", upload.options.get("absent")) == LEFT:
            upload.counts["left"] += 1
            row.values = {"left_on": upload.options["left_on"]}
            yield row


def in_batches(rows: QuerySet[StagedRow], size: int = 2_000) -> Iterator[StagedRow]:
    """Each row in its order, so many in memory at a time; no cursor stays open where a writing fails half-way."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield from batch
        last = batch[-1].pk


def refuse_undecided(upload: Upload, *, skip_rejected: bool, absent: str) -> None:
    """What is still to be decided, or can no longer be."""
    if upload.state != Upload.State.EXAMINED:
        sentence = _("This file is %(state)s: it can no longer be written.") % {"state": upload.get_state_display()}
        raise Refusal(sentence, code="not_waiting")
    rejected = upload.counts.get(Verdict.REJECTED, 0)
    if rejected and not skip_rejected:
        sentence = ngettext(
            "%(count)s row is rejected: mend it in the file, or choose to write the others without it.",
            "%(count)s rows are rejected: mend them in the file, or choose to write the others without them.",
            rejected,
        )
        raise Refusal(sentence % {"count": rejected}, code="rejected_rows")
    asks = upload.counts.get(Verdict.ABSENT, 0) and not importer_for(upload).absent_stay
    if asks and absent not in (KEEP, LEFT):
        raise Refusal(_("Say what is to become of the lines that the file does not hold."), code="absent_undecided")


def undo(upload: Upload, person: Person) -> Upload:
    """Take back what the file changed; lines edited since are kept and say why. Raises Refusal, nothing changed."""
    with transaction.atomic():
        current = locked(upload)
        if current.state == Upload.State.UNDONE:
            return current
        if current.state != Upload.State.APPLIED:
            raise Refusal(_("This file was not written: there is nothing to take back."), code="not_applied")
        importer = importer_for(current)
        kept = dict(importer.undo(current, person))
        doubts.take_back(current, kept)
        _note_kept(current, kept | dict(importer.withdraw(current)))
        current.state, current.undone_at, current.undone_by = Upload.State.UNDONE, timezone.now(), person
        current.save(update_fields=["state", "undone_at", "undone_by", "options"])
    upload.refresh_from_db()
    return upload


def _note_kept(upload: Upload, kept: Mapping[str, str]) -> None:
    if kept:
        reasons = ((key, reason[:300]) for key, reason in kept.items())
        update_rows(AppliedChange, "key", ["kept_because"], reasons, upload_id=upload.pk)


def discard(upload: Upload) -> None:
    """Put aside a file that was not written; pressed twice, it is put aside once."""
    open_states = [Upload.State.EXAMINED, Upload.State.REFUSED, Upload.State.RECEIVED, Upload.State.READING]
    Upload.objects.filter(pk=upload.pk, state__in=open_states).update(state=Upload.State.DISCARDED)


def _give_back(upload: Upload, refusal: Refusal) -> None:
    """The file waits for a decision again, and says why nothing was written."""
    Upload.objects.filter(pk=upload.pk, state=Upload.State.APPLYING).update(
        state=Upload.State.EXAMINED,
        refusals=[str(sentence) for sentence in refusal.args],
        refusal_code=refusal.code,
        touched_at=timezone.now(),
    )
