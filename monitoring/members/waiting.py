"""Rows of a file that could not be taken: they wait until they are mended or put aside."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from monitoring.campaigns.models import Report
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
