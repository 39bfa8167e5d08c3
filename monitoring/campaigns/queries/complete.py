"""Which reports only wait for somebody to press the button."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Revision


def complete_reports(reports: Iterable[Any]) -> set[int]:
    """The ids of those being filled in of which nothing is missing: one query, and those of each kind of report."""
    by_id = {report.pk: report for report in reports}
    by_kind = defaultdict(list)
    for revision in Revision.objects.open().filter(report__in=by_id):
        revision.report = by_id[revision.report_id]
        by_kind[revision.report.campaign.kind].append(revision)
    return {
        revision.report_id
        for revisions in by_kind.values()
        for revision in kind_of(revisions[0].report.campaign).complete(revisions)
    }
