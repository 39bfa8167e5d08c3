"""The steps of an old file, each at its own address: it can be left, come back to, and chosen otherwise."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from monitoring.imports.choices import Step, step_of
from monitoring.imports.forms.steps import ColumnsForm, NewImportForm, SheetForm, ValuesForm
from monitoring.imports.queries import regions_of
from monitoring.imports.targets import target_of, targets
from monitoring.imports.views.loading import at_step
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import Role
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@held_by(Role.ADMINISTRATOR)
def import_new(request: SignedInRequest) -> HttpResponse:
    regions = regions_of(request.user)
    form = NewImportForm(posted(request), request.FILES or None, regions=regions)
    if form.is_valid():
        try:
            upload = form.save(request.user)
        except Refusal as refusal:
            for sentence in refusal.args:
                form.add_error("file", str(sentence))
        else:
            return redirect("import-detail", upload.uuid)
    context = {"form": form, "targets": list(targets())}
    return render(request, "monitoring/imports/new.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@held_by(Role.ADMINISTRATOR)
def import_sheet(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload = at_step(request, uuid, Step.SHEET)
    if isinstance(upload, HttpResponse) or "sheets" not in upload.options:
        return upload if isinstance(upload, HttpResponse) else redirect("import-detail", uuid)
    form = SheetForm(posted(request), upload=upload)
    if form.is_valid():
        form.save()
        return redirect("import-detail", upload.uuid)
    return _page(request, "monitoring/imports/sheet.html", upload, form, Step.SHEET)


@require_http_methods(GET_OR_POST)
@held_by(Role.ADMINISTRATOR)
def import_columns(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload = at_step(request, uuid, Step.COLUMNS)
    if isinstance(upload, HttpResponse) or "headings" not in upload.options:
        return upload if isinstance(upload, HttpResponse) else redirect("import-detail", uuid)
    form = ColumnsForm(posted(request), upload=upload)
    if form.is_valid():
        form.save()
        return redirect("import-detail", upload.uuid)
    return _page(request, "monitoring/imports/columns.html", upload, form, Step.COLUMNS)


@require_http_methods(GET_OR_POST)
@held_by(Role.ADMINISTRATOR)
def import_values(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    upload = at_step(request, uuid, Step.VALUES)
    if isinstance(upload, HttpResponse):
        return upload
    form = ValuesForm(posted(request), upload=upload)
    if form.is_valid():
        form.save(request.user)
        return redirect("import-detail", upload.uuid)
    return _page(request, "monitoring/imports/values.html", upload, form, Step.VALUES)


def _page(request: SignedInRequest, template: str, upload: Upload, form: object, step: Step) -> HttpResponse:
    context = {
        "upload": upload,
        "form": form,
        "target": target_of(upload.purpose),
        "step": str(step),
        "reached": step_of(upload),
    }
    return render(request, template, context, status=422 if getattr(form, "errors", None) else 200)
