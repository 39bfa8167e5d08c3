"""The arrival of a file: kept privately as it came, with its digest, and its reading queued with it or not at all."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.territory.models import Region
from monitoring.uploads.examining import examine_upload
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload
from monitoring.uploads.watching import look_after

LARGEST = 30 * 1024**2  # bytes
# The same file sent twice within this time is one sending: a button pressed twice, a request made again.
AT_ONCE = timedelta(minutes=10)
WAITING = (Upload.State.RECEIVED, Upload.State.READING, Upload.State.EXAMINED)


def receive(
    file: File[Any],
    *,
    purpose: str,
    subject: str,
    region: Region,
    cluster: Cluster | None,
    person: Person,
    options: dict[str, Any] | None = None,
) -> Upload:
    """Keep the file and queue its reading, in one transaction. Raises Refusal where it is too large or empty."""
    refuse_size(file.size or 0)
    digest = digest_of(file)
    same = Upload.objects.filter(
        purpose=purpose, subject=subject, digest=digest, sent_by=person, state__in=WAITING, options=options or {}
    )
    if known := same.filter(sent_at__gte=timezone.now() - AT_ONCE).first():
        return known
    named = Upload(purpose=purpose, subject=subject, region=region, cluster=cluster, sent_by=person)
    named.options = options or {}
    upload = keep(file, named, digest)
    try:
        with transaction.atomic():
            upload.save()
            examine_upload.enqueue(upload_id=upload.pk)
            look_after(upload)
    except BaseException:
        upload.file.delete(save=False)
        raise
    return upload


def keep(file: File[Any], upload: Upload, digest: str) -> Upload:
    """The file in its place beside its record, which is not saved yet. Its place is named by nobody who sends files."""
    name = PurePath(file.name or "").name
    upload.file_name, upload.digest, upload.size = _shown(name), digest, file.size or 0
    file.seek(0)
    upload.file.save(f"{upload.uuid}{_suffix(name)}", file, save=False)
    return upload


def refuse_size(size: int) -> None:
    if size == 0:
        raise Refusal(_("This file is empty. Save it again in your spreadsheet, then send it."), code="empty")
    if size > LARGEST:
        sentence = _("This file is larger than %(most)s MB. Send a file that holds the list alone, without pictures.")
        raise Refusal(sentence % {"most": LARGEST // 1024**2}, code="too_large")


def digest_of(file: File[Any]) -> str:
    digest = sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _shown(name: str) -> str:
    """The name as pages and headers can bear it."""
    return "".join(letter for letter in name if letter.isprintable())[-255:] or _("file without a name")


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix) else ""
