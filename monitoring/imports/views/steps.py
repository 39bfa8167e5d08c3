"""The steps of an old file, each at its own address: it can be left, come back to, and chosen otherwise."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from monitoring.imports.forms.columns import ColumnsForm
from monitoring.imports.forms.new import NewImportForm
from monitoring.imports.forms.steps import SheetForm, StepForm, ValuesForm
from monitoring.imports.queries import regions_of
from monitoring.imports.steps import Step, step_of
from monitoring.imports.targets import target_of, targets
from monitoring.imports.views.loading import at_step
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import Role
from monitoring.uploads.importers import Refusal

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
    return _asked_at(request, uuid, Step.SHEET, SheetForm, "monitoring/imports/sheet.html")


@require_http_methods(GET_OR_POST)
@held_by(Role.ADMINISTRATOR)
def import_columns(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return _asked_at(request, uuid, Step.COLUMNS, ColumnsForm, "monitoring/imports/columns.html")


@require_http_methods(GET_OR_POST)
@held_by(Role.ADMINISTRATOR)
def import_values(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return _asked_at(request, uuid, Step.VALUES, ValuesForm, "monitoring/imports/values.html")


def _asked_at(request: SignedInRequest, uuid: UUID, step: Step, form_class: type[StepForm], page: str) -> HttpResponse:
    """What a step asks of the person, or wherever the import is instead."""
    upload = at_step(request, uuid, step)
    if isinstance(upload, HttpResponse):
        return upload
    form = form_class(posted(request), upload=upload)
    if form.is_valid():
        form.save(request.user)
        return redirect("import-detail", upload.uuid)
    context = {
        "upload": upload,
        "form": form,
        "target": target_of(upload.purpose),
        "step": str(step),
        "reached": step_of(upload),
    }
    return render(request, page, context, status=422 if form.errors else 200)
