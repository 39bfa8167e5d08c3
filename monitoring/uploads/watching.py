"""No file is forgotten when a background worker dies: what shows no sign of work is taken up again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from monitoring.uploads.applying import apply_upload
from monitoring.uploads.examining import examine_upload
from monitoring.uploads.models import Upload

# Longer than any batch of rows takes.
SILENCE = timedelta(minutes=2)
UNDERWAY = (Upload.State.RECEIVED, Upload.State.READING, Upload.State.APPLYING)


def is_stalled(upload: Upload) -> bool:
    """Whether its worker gave no sign for so long that a person may start it again."""
    return upload.state in UNDERWAY and upload.touched_at < timezone.now() - SILENCE


def look_after(upload: Upload) -> None:
    """Have somebody look again later whether the work goes on; part of the caller's transaction."""
    watch_upload.using(run_after=timezone.now() + SILENCE).enqueue(upload_id=upload.pk)


@task()
def watch_upload(upload_id: int) -> None:
    """Take the work up again where it shows no sign of life, and look again while it is under way."""
    with transaction.atomic():
        # Whoever writes a file holds its row: a row that is held is being worked on.
        upload = Upload.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=upload_id).first()
        if upload is None:
            upload = Upload.objects.filter(pk=upload_id).first()
        elif is_stalled(upload):
            take_up_again(upload)
        if upload is not None and upload.state in UNDERWAY:
            look_after(upload)


def take_up_again(upload: Upload) -> None:
    """Queue the step at which it stopped. Each step begins by seeing whether it was done meanwhile."""
    upload.touched_at = timezone.now()
    upload.save(update_fields=["touched_at"])
    step = apply_upload if upload.state == Upload.State.APPLYING else examine_upload
    step.enqueue(upload_id=upload.pk)


def queue_stalled() -> int:
    """Take up everything that stopped; part of the day's work. How many there were."""
    stalled = Upload.objects.filter(state__in=UNDERWAY, touched_at__lt=timezone.now() - SILENCE)
    for upload in stalled:
        watch_upload.enqueue(upload_id=upload.pk)
    return len(stalled)


def restart(upload: Upload) -> None:
    """Somebody asks for it: a step that stopped is taken up, a file compared with what has moved is compared again."""
    with transaction.atomic():
        current = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if is_stalled(current):
            take_up_again(current)
        elif current.state == Upload.State.EXAMINED:
            current.state, current.refusals, current.refusal_code = Upload.State.RECEIVED, [], ""
            current.save(update_fields=["state", "refusals", "refusal_code"])
            take_up_again(current)
            look_after(current)
