"""What every workbook of a report has in common: whose it is, and how it is let into the report."""

from __future__ import annotations

from uuid import UUID

from clusterix.lib.workbooks.sheets import Passport
from monitoring.campaigns.filling import lock_for_filling
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.moves import Forbidden, Refused
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import perform
from monitoring.people.models import Person
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload


def report_of(upload: Upload) -> Report:
    """The report a file fills: the subject of the upload is its uuid."""
    reports = Report.objects.select_related("campaign__region", "cluster__main_domain")
    return reports.prefetch_related("cluster__other_domains").get(uuid=UUID(upload.subject))


def passport_of(report: Report, version: str) -> Passport:
    """What the workbook of a report is recognised by. `version` is raised when older ones can no longer be read."""
    return Passport(report.campaign.kind, report.cluster.code, str(report.campaign.period), version)


def hold_for_file(report: Report, person: Person) -> Revision:
    """The open revision, held for this transaction; a report not yet begun is begun by its first file.

    Raises Refusal: `forbidden`, or `report_not_open` where the report was sent, is accepted or closed.
    """
    try:
        if report.state == State.TO_DO:
            perform(report, person, "start")
            report.refresh_from_db()
        return lock_for_filling(report, person)
    except Forbidden as refusal:
        raise Refusal(*refusal.sentences, code="forbidden") from refusal
    except Refused as refusal:
        raise Refusal(*refusal.sentences, code="report_not_open") from refusal
