"""A received file: how far it is, what it would change, the decision, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring.campaigns.importing import may_send_file
from monitoring.campaigns.models import Report
from monitoring.campaigns.moves import roles_of
from monitoring.campaigns.queries.tasklist import report_page
from monitoring.campaigns.transitions import FILLERS
from monitoring.campaigns.views.workbooks import afterwards
from monitoring.people.requests import SignedInRequest, posted
from monitoring.uploads import applying, watching
from monitoring.uploads.difference import difference, rows_file, say_of_doubt
from monitoring.uploads.forms import AbsentForm, DecideForm, DropForm
from monitoring.uploads.importers import Refusal, importer_for
from monitoring.uploads.models import Upload, Verdict
from monitoring.uploads.returning import annotated_file, received_file
from monitoring.uploads.wording import counted, figures_of, organisations_after

# Of the lines that taking a file back left as they are.
MOST_SHOWN = 100
MOVING = (Upload.State.RECEIVED, Upload.State.READING, Upload.State.APPLYING)


def file_or_404(request: SignedInRequest, uuid: UUID, *, to_fill: bool = False) -> tuple[Upload, Report]:
    """A file received for a report this person may see; 403 `to_fill` where they may not fill that in."""
    upload = get_object_or_404(Upload.objects.select_related("sent_by", "applied_by", "undone_by"), uuid=uuid)
    reports = Report.objects.for_user(request.user).select_related("campaign__region", "cluster__main_domain")
    try:
        subject = UUID(upload.subject)
    except ValueError as error:
        raise Http404 from error
    report = get_object_or_404(reports, uuid=subject, campaign__kind=upload.purpose)
    if to_fill and not roles_of(request.user, report) & FILLERS:
        raise PermissionDenied
    return upload, report


@require_GET
def upload_detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload, report = file_or_404(request, uuid)
    return show_file(request, upload, report)


def show_file(
    request: SignedInRequest, upload: Upload, report: Report, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    may_decide = may_send_file(report, request.user)
    context: dict[str, Any] = {
        "page": report_page(report, request.user),
        "report": report,
        "upload": upload,
        "may_decide": may_decide,
        "may_undo": may_decide and upload.state == Upload.State.APPLIED,
        "is_stalled": watching.is_stalled(upload),
        "summary": counted(upload),
        "figures": figures_of(upload),
        "mending_url": importer_for(upload).mending_url(upload),
    }
    if upload.state in MOVING:
        return render(request, "monitoring/campaigns/workbooks/progress.html", context, status=status)
    if upload.state == Upload.State.REFUSED:
        context["form"] = DropForm()
        return render(request, "monitoring/campaigns/workbooks/refused.html", context, status=status)
    is_waiting = upload.state == Upload.State.EXAMINED and may_decide
    context["form"] = form or (DecideForm(upload=upload) if is_waiting else None)
    context |= difference(request, upload, may_say=is_waiting, may_choose=is_waiting, route="upload-doubt")
    kept = upload.changes.exclude(kept_because="")
    context |= {"kept": list(kept[:MOST_SHOWN]), "kept_count": kept.count()}
    context["organisations_after"] = organisations_after(upload)
    return render(request, "monitoring/campaigns/workbooks/file.html", context, status=status)


@require_GET
def upload_rows(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The rows of one tab, as filtered, as an Excel file."""
    upload, _report = file_or_404(request, uuid)
    return rows_file(request, upload)


@require_GET
def upload_progress(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """How far it is, for the page that waits; once it is over, the page is sent on."""
    upload, report = file_or_404(request, uuid)
    if upload.state in MOVING:
        context = {"upload": upload, "is_stalled": watching.is_stalled(upload), "report": report}
        return render(request, "monitoring/uploads/progress.html", context)
    response = HttpResponse()
    response["HX-Redirect"] = reverse("upload-detail", args=[upload.uuid])
    return response


@require_POST
def upload_apply(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload, report = file_or_404(request, uuid, to_fill=True)
    if upload.state in (Upload.State.APPLYING, Upload.State.APPLIED):
        messages.info(request, _("Nothing was done twice: this file was confirmed before."))
        return redirect("upload-detail", upload.uuid)
    form = DecideForm(request.POST, upload=upload)
    if not form.is_valid():
        return show_file(request, upload, report, form, status=422)
    try:
        form.save(request.user)
        if _is_small(upload):
            applying.write(upload)
    except Refusal as refusal:
        upload.refresh_from_db()
        for sentence in refusal.args if upload.refusal_code == "" else []:
            form.add_error(None, str(sentence))
        return show_file(request, upload, report, form, status=422)
    if upload.state != Upload.State.APPLIED:
        return redirect("upload-detail", upload.uuid)
    messages.success(request, _("The file is written: %(what)s. It is not sent yet.") % {"what": counted(upload)})
    report.refresh_from_db()
    return afterwards(request, report)


def _is_small(upload: Upload) -> bool:
    """Written while the page waits; a longer file is written by the background worker."""
    return sum(upload.counts.get(verdict, 0) for verdict in Verdict) <= applying.AT_ONCE


@require_POST
def upload_absent(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What becomes of one line that the file does not hold."""
    upload, _report = file_or_404(request, uuid, to_fill=True)
    form = AbsentForm(request.POST)
    if form.is_valid() and upload.state == Upload.State.EXAMINED:
        form.save(upload)
    query = request.POST.get("query", "")
    return redirect(f"{reverse('upload-detail', args=[upload.uuid])}?{query or 'tab=absent'}")


@require_POST
def upload_doubt(request: SignedInRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Whether a new member is an organisation that is known already."""
    upload, _report = file_or_404(request, uuid, to_fill=True)
    return redirect(f"{reverse('upload-detail', args=[upload.uuid])}{say_of_doubt(request, upload, pk)}")


@require_http_methods(["GET", "POST"])
def upload_undo(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload, report = file_or_404(request, uuid, to_fill=True)
    refused: list[str] = []
    if posted(request) is not None:
        try:
            applying.undo(upload, request.user)
        except Refusal as refusal:
            refused = [str(sentence) for sentence in refusal.args]
        else:
            messages.success(request, _("What this file changed is taken back."))
            return redirect("upload-detail", upload.uuid)
    context = {"upload": upload, "report": report, "refused": refused, "summary": counted(upload)}
    if upload.state == Upload.State.APPLIED:
        context["foreseen"] = importer_for(upload).foresee(upload)
    return render(request, "monitoring/campaigns/workbooks/undo.html", context, status=422 if refused else 200)


@require_POST
def upload_discard(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload, report = file_or_404(request, uuid, to_fill=True)
    applying.discard(upload)
    messages.info(request, _("The file is put aside. Nothing of it was written."))
    return redirect("report-upload", report.uuid)


@require_POST
def upload_restart(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Read the file again: its worker is gone, or what it was compared with has moved."""
    upload, _report = file_or_404(request, uuid, to_fill=True)
    watching.restart(upload)
    return redirect("upload-detail", upload.uuid)


@require_GET
def upload_file(request: SignedInRequest, uuid: UUID) -> FileResponse:
    upload, _report = file_or_404(request, uuid)
    return received_file(upload)


@require_GET
def upload_annotated(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload, _report = file_or_404(request, uuid)
    return annotated_file(upload)
