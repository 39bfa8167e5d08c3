"""What every workbook of a report has in common: whose it is, and how it is let into the report."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from clusterix.lib.periods import Period
from clusterix.lib.workbooks.specification.sheets import Passport
from monitoring.campaigns.checks import not_running
from monitoring.campaigns.filling import lock_for_filling, may_fill
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.moves import Forbidden, Refused
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import may, perform
from monitoring.people.models import Person
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload


def report_of(upload: Upload) -> Report:
    """The report a file fills: the subject of the upload is its uuid."""
    reports = Report.objects.select_related("campaign__region", "cluster__main_domain")
    return reports.prefetch_related("cluster__other_domains").get(uuid=UUID(upload.subject))


def find_report(kind: str, cluster: str, period: Period, region: str = "") -> Report:
    """The report a cluster owes; `region` by its code, where several regions ask. Raises Refusal."""
    reports = Report.objects.filter(
        campaign__kind=kind, campaign__period=period, cluster__code=cluster, is_rehearsal=False
    ).select_related("campaign__region", "cluster__main_domain")
    found = list(reports.filter(campaign__region__code=region) if region else reports)
    if not found:
        sentence = _("No report of this kind is asked of %(cluster)s for %(period)s.")
        raise Refusal(sentence % {"cluster": cluster, "period": period.label}, code="no_report")
    if len(found) > 1:
        regions = ", ".join(sorted(report.campaign.region.code for report in found))
        raise Refusal(_("Several regions ask for it: name one of %(regions)s.") % {"regions": regions}, code="region")
    return found[0]


def file_of(report: Report) -> Upload:
    """What the importer knows a report by, before any file of it was received."""
    campaign = report.campaign
    return Upload(purpose=campaign.kind, subject=str(report.uuid), region=campaign.region, cluster=report.cluster)


def passport_of(report: Report, version: str) -> Passport:
    """What the workbook of a report is recognised by. `version` is raised when older ones can no longer be read."""
    return Passport(report.campaign.kind, report.cluster.code, str(report.campaign.period), version)


def may_send_file(report: Report, person: Person) -> bool:
    """Whether a file can be sent: the report is being filled in, or can be begun, by this person."""
    return may_fill(report, person) or (may(report, person, "start") and not not_running(report))


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
