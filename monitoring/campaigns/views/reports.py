"""A report's own page: the task list, the remarks, what to do next."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook, shown
from monitoring.campaigns.forms.replies import ReplyForm
from monitoring.campaigns.forms.reports import ReportFilter
from monitoring.campaigns.importing import may_send_file
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Report
from monitoring.campaigns.own_tables import ReportsTable
from monitoring.campaigns.queries.own_reports import due_and_years, own_reports
from monitoring.campaigns.queries.ribbons import ribbons_of
from monitoring.campaigns.queries.tasklist import report_page
from monitoring.campaigns.views.loading import report_or_404
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import CLUSTER_ROLES
from monitoring.uploads.forms import DropForm


@held_by(*CLUSTER_ROLES)
def report_list(request: SignedInRequest) -> HttpResponse:
    """The home of a cluster's people: what is due first, then everything."""
    found, table = _found(request)
    shown(table, request)
    due, years = due_and_years(request.user)
    context = {"due": due, "years": years, "filter": found, "table": table}
    return render(request, "monitoring/campaigns/reports/list.html", context)


@held_by(*CLUSTER_ROLES)
def report_export(request: SignedInRequest) -> HttpResponse:
    """The same list, with the same filters and order, as an Excel file."""
    _filter, table = _found(request)
    return as_workbook(table, request, About(_("My reports")))


def _found(request: SignedInRequest) -> tuple[ReportFilter, ReportsTable]:
    own = request.user.cluster_ids()
    found = ReportFilter(request.GET, own_reports(request.user), own=own)
    return found, ReportsTable(found.qs, with_clusters=found.has_clusters, own=own)


def report_detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return show_report(request, report_or_404(request, uuid))


def show_report(
    request: SignedInRequest, report: Report, refused: dict[int, ReplyForm] | None = None, status: int = 200
) -> HttpResponse:
    """`refused`: answers to remarks that could not be kept, shown again with what was typed."""
    page = report_page(report, request.user)
    forms = {
        thread.remark.pk: ReplyForm(prefix=f"remark-{thread.remark.pk}") for thread in page.threads if thread.may_reply
    } | (refused or {})
    context = {
        "page": page,
        "report": report,
        "segments": ribbons_of([report])[report.pk],
        "threads": [(thread, forms.get(thread.remark.pk)) for thread in page.open_threads],
        "settled": page.settled_threads,
        "form": next(iter((refused or {}).values()), None),
        "file_form": DropForm() if kind_of(report.campaign).importer else None,
        "may_send": may_send_file(report, request.user),
    }
    return render(request, "monitoring/campaigns/reports/detail.html", context, status=status)
