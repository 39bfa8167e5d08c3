"""The second front door: a report's workbook out, the filled-in file back."""

from __future__ import annotations

import io
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clusterix.lib.exports import XLSX_TYPE, About
from clusterix.lib.listing import as_workbook, shown
from clusterix.lib.workbooks.writing.template import write_template
from monitoring.campaigns.checks import not_running
from monitoring.campaigns.importing import file_of, may_send_file
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Report
from monitoring.campaigns.moves import roles_of
from monitoring.campaigns.queries.tasklist import report_page
from monitoring.campaigns.transitions import FILLERS
from monitoring.campaigns.views.loading import report_or_404
from monitoring.people.requests import SignedInRequest, posted
from monitoring.uploads.forms import DropForm
from monitoring.uploads.importers import Importer, Refusal
from monitoring.uploads.models import Upload, UploadQuerySet
from monitoring.uploads.receiving import receive
from monitoring.uploads.tables import UploadsTable


def importer_of(report: Report) -> Importer:
    """What reads the workbook of this report; 404 where it is filled in the browser alone."""
    importer = kind_of(report.campaign).importer
    if importer is None:
        raise Http404
    return importer


@require_GET
def report_workbook(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The workbook of the report, pre-filled with what is there now."""
    report = report_or_404(request, uuid)
    file = io.BytesIO()
    write_template(file, importer_of(report).book(file_of(report)))
    response = HttpResponse(file.getvalue(), content_type=XLSX_TYPE)
    name = f"{report.cluster.code}-{report.campaign.kind}-{report.campaign.period}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
def report_upload(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Where the filled-in file is dropped, and every file received for this report."""
    report = report_or_404(request, uuid)
    importer = importer_of(report)
    if request.method == "POST" and not roles_of(request.user, report) & FILLERS:
        raise PermissionDenied
    form = DropForm(posted(request), request.FILES or None)
    if request.method == "POST" and not may_send_file(report, request.user):
        for sentence in not_running(report) or [_("This report is not being filled in at the moment.")]:
            form.add_error(None, sentence)
    if request.method == "POST" and form.is_valid():
        try:
            upload = receive(
                form.cleaned_data["file"],
                purpose=importer.purpose,
                subject=str(report.uuid),
                region=report.campaign.region,
                cluster=report.cluster,
                person=request.user,
            )
        except Refusal as refusal:
            form.add_error("file", " ".join(str(sentence) for sentence in refusal.args))
        else:
            return redirect("upload-detail", upload.uuid)
    return show_upload(request, report, form)


def show_upload(request: SignedInRequest, report: Report, form: DropForm) -> HttpResponse:
    table = UploadsTable(files_of(report))
    shown(table, request)
    context = {
        "page": report_page(report, request.user),
        "report": report,
        "form": form,
        "table": table,
        "may_send": may_send_file(report, request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "monitoring/campaigns/workbooks/send.html", context, status=status)


@require_GET
def report_files(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The files received for this report, as an Excel file."""
    report = report_or_404(request, uuid)
    importer_of(report)
    return as_workbook(UploadsTable(files_of(report)), request, About(_("Files received")))


def files_of(report: Report) -> UploadQuerySet:
    return Upload.objects.filter(purpose=report.campaign.kind, subject=str(report.uuid)).select_related("sent_by")


def afterwards(request: SignedInRequest, report: Report) -> HttpResponse:
    """Where one goes once a file is written: to the page that sends, when nothing is missing; else to the report."""
    page = report_page(report, request.user)
    return redirect("report-check" if page.is_complete else "report-detail", report.uuid)
