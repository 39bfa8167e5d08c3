"""Rows of a file that could not be taken: they wait until they are mended or put aside."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from monitoring.campaigns.models import Report, Revision
from monitoring.members.models import MemberLine
from monitoring.uploads.models import StagedRow, Upload, Verdict

PURPOSE = "members"


def waiting_rows(report: Report) -> QuerySet[StagedRow]:
    """Of the files that were written into the report, the rejected rows nobody has dealt with."""
    return _waiting().filter(upload__subject=str(report.uuid)).order_by("pk")


def reports_with_rows_waiting(uuids: Iterable[str]) -> set[str]:
    return set(_waiting().filter(upload__subject__in=list(uuids)).values_list("upload__subject", flat=True).distinct())


def _waiting() -> QuerySet[StagedRow]:
    return StagedRow.objects.filter(
        upload__purpose=PURPOSE,
        upload__state=Upload.State.APPLIED,
        verdict=Verdict.REJECTED,
        settled_at__isnull=True,
    )


def line_of(revision: Revision, row: StagedRow) -> MemberLine | None:
    """The line a row is about, where it names one that is on the list."""
    try:
        uuid = UUID(row.key.removeprefix("member:"))
    except ValueError:
        return None
    return MemberLine.objects.filter(revision=revision, uuid=uuid).select_related("organisation").first()


def settle(row: StagedRow) -> None:
    """It was dealt with, and waits no more."""
    StagedRow.objects.filter(pk=row.pk).update(settled_at=timezone.now())
