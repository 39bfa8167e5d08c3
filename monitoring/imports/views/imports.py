"""Imports of past files: the list, one of them, its decision, and taking it back."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusterix.lib.exports import XLSX_TYPE, About
from clusterix.lib.listing import as_workbook, shown
from clusterix.lib.workbooks.writing.template import write_template
from monitoring.imports.filters import ImportFilter, MappingFilter
from monitoring.imports.queries import imports_for, mappings_for, regions_of
from monitoring.imports.steps import Step, read_again, step_of
from monitoring.imports.tables import ChangesTable, ImportsTable, MappingsTable
from monitoring.imports.targets import target_named, target_of, targets
from monitoring.imports.views.loading import DECIDED, MOVING, at_step, import_or_404, present_step
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import Role
from monitoring.uploads import applying, watching
from monitoring.uploads.difference import difference, rows_file, say_of_doubt
from monitoring.uploads.forms import DecideForm
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload, Verdict
from monitoring.uploads.returning import annotated_file, received_file
from monitoring.uploads.wording import counted, organisations_after, rows_called

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_list(request: SignedInRequest) -> HttpResponse:
    found = ImportFilter(request.GET, queryset=imports_for(request.user))
    table = ImportsTable(found.qs)
    shown(table, request)
    context = {"filter": found, "table": table, "targets": list(targets())}
    return render(request, "monitoring/imports/list.html", context)


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_list_file(request: SignedInRequest) -> HttpResponse:
    found = ImportFilter(request.GET, queryset=imports_for(request.user))
    return as_workbook(ImportsTable(found.qs), request, About(_("Imports of past files")))


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_template(request: SignedInRequest, key: str) -> HttpResponse:
    """An empty file of the form that needs no step: its headings are those asked for."""
    target, region = target_named(key), regions_of(request.user).first()
    if target is None or region is None:
        raise Http404
    file = io.BytesIO()
    write_template(file, target.book_of(region))
    response = HttpResponse(file.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slugify(str(target.name))}.xlsx"'
    return response


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Where the import is: under way, refused, done, or at the step where the person goes on."""
    upload = import_or_404(request, uuid)
    context: dict[str, Any] = {"upload": upload, "target": target_of(upload.purpose), "reached": step_of(upload)}
    if upload.state in MOVING:
        context["is_stalled"] = watching.is_stalled(upload)
        return render(request, "monitoring/imports/progress.html", context)
    if upload.state == Upload.State.REFUSED:
        context["has_sheets"] = "sheets" in upload.options
        return render(request, "monitoring/imports/refused.html", context)
    if upload.state not in DECIDED:
        return redirect(present_step(upload), upload.uuid)
    table = ChangesTable(upload.changes.all(), is_undone=upload.state == Upload.State.UNDONE)
    shown(table, request)
    context |= {"table": table, "summary": counted(upload), "kept": upload.changes.exclude(kept_because="").count()}
    context["organisations_after"] = organisations_after(upload)
    counts = [(verdict, upload.counts.get(verdict, 0)) for verdict in Verdict]
    context["numbers"] = [(rows_called(verdict, count), count) for verdict, count in counts]
    return render(request, "monitoring/imports/detail.html", context)


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_progress(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """How far it is, for the page that waits; once it is over, the page is sent on."""
    upload = import_or_404(request, uuid)
    if upload.state in MOVING:
        context = {"upload": upload, "is_stalled": watching.is_stalled(upload)}
        return render(request, "monitoring/imports/progress_part.html", context)
    response = HttpResponse()
    response["HX-Redirect"] = reverse("import-detail", args=[upload.uuid])
    return response


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_check(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload = at_step(request, uuid, Step.CHECK)
    return upload if isinstance(upload, HttpResponse) else _check_page(request, upload)


def _check_page(
    request: SignedInRequest, upload: Upload, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    writes = upload.counts.get(Verdict.NEW, 0) + upload.counts.get(Verdict.CHANGED, 0)
    context = {
        "upload": upload,
        "target": target_of(upload.purpose),
        "step": "check",
        "reached": step_of(upload),
        "writes": writes,
        "form": form or DecideForm(upload=upload),
    }
    may_say = upload.state == Upload.State.EXAMINED
    context |= difference(request, upload, may_say=may_say, route="import-doubt")
    return render(request, "monitoring/imports/check.html", context, status=status)


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_rows(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The rows of one tab, as filtered, as an Excel file."""
    return rows_file(request, import_or_404(request, uuid))


@require_POST
@held_by(Role.ADMINISTRATOR)
def import_doubt(request: SignedInRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Whether a new member is an organisation that is known already."""
    upload = import_or_404(request, uuid)
    return redirect(f"{reverse('import-check', args=[upload.uuid])}{say_of_doubt(request, upload, pk)}")


@require_POST
@held_by(Role.ADMINISTRATOR)
def import_apply(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload = import_or_404(request, uuid)
    if upload.state in (Upload.State.APPLYING, Upload.State.APPLIED):
        messages.info(request, _("Nothing was done twice: this file was confirmed before."))
        return redirect("import-detail", upload.uuid)
    found = at_step(request, uuid, Step.CHECK)
    if isinstance(found, HttpResponse):
        return found
    form = DecideForm(request.POST, upload=found)
    if form.is_valid():
        try:
            form.save(request.user)
        except Refusal as refusal:
            for sentence in refusal.args:
                form.add_error(None, str(sentence))
        else:
            return redirect("import-detail", upload.uuid)
    return _check_page(request, found, form, status=422)


@require_http_methods(GET_OR_POST)
@held_by(Role.ADMINISTRATOR)
def import_undo(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload = import_or_404(request, uuid)
    refused: list[str] = []
    if posted(request) is not None:
        try:
            applying.undo(upload, request.user)
        except Refusal as refusal:
            refused = [str(sentence) for sentence in refusal.args]
        else:
            messages.success(request, _("What this file changed is taken back."))
            return redirect("import-detail", upload.uuid)
    context = {"upload": upload, "refused": refused, "summary": counted(upload), "target": target_of(upload.purpose)}
    if upload.state == Upload.State.APPLIED:
        context["foreseen"] = target_of(upload.purpose).foresee(upload)
    return render(request, "monitoring/imports/undo.html", context, status=422 if refused else 200)


@require_POST
@held_by(Role.ADMINISTRATOR)
def import_discard(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    applying.discard(import_or_404(request, uuid))
    messages.info(request, _("The file is put aside. Nothing of it was written."))
    return redirect("import-list")


@require_POST
@held_by(Role.ADMINISTRATOR)
def import_restart(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Read the file again: its worker is gone, or what it was compared with has moved."""
    upload = import_or_404(request, uuid)
    if upload.state in MOVING:
        watching.restart(upload)
    else:
        read_again(upload)
    return redirect("import-detail", upload.uuid)


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_file(request: SignedInRequest, uuid: UUID) -> FileResponse:
    return received_file(import_or_404(request, uuid))


@require_GET
@held_by(Role.ADMINISTRATOR)
def import_annotated(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return annotated_file(import_or_404(request, uuid))


@require_GET
@held_by(Role.ADMINISTRATOR)
def mapping_list(request: SignedInRequest) -> HttpResponse:
    found = MappingFilter(request.GET, queryset=mappings_for(request.user))
    table = MappingsTable(found.qs)
    shown(table, request)
    return render(request, "monitoring/imports/mappings.html", {"filter": found, "table": table})


@require_GET
@held_by(Role.ADMINISTRATOR)
def mapping_list_file(request: SignedInRequest) -> HttpResponse:
    found = MappingFilter(request.GET, queryset=mappings_for(request.user))
    return as_workbook(MappingsTable(found.qs), request, About(_("Ways of reading that are kept")))


@require_POST
@held_by(Role.ADMINISTRATOR)
def mapping_forget(request: SignedInRequest, pk: int) -> HttpResponse:
    mapping = get_object_or_404(mappings_for(request.user), pk=pk)
    mapping.delete()
    messages.success(request, _("“%(name)s” is no longer proposed.") % {"name": mapping.name})
    return redirect("mapping-list")
