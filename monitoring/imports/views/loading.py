"""An import as its steps need it: of a region one administrates, and at a step that was reached."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from monitoring.imports.queries import imports_for
from monitoring.imports.steps import Step, has_reached, step_of
from monitoring.people.requests import SignedInRequest
from monitoring.uploads.models import Upload

MOVING = (Upload.State.RECEIVED, Upload.State.READING, Upload.State.APPLYING)
DECIDED = (Upload.State.APPLIED, Upload.State.UNDONE, Upload.State.DISCARDED)
# What a step shows, where the file was read so far; it may have been refused before.
SHOWN = {Step.SHEET: "sheets", Step.COLUMNS: "headings"}
PAGES = {
    Step.SHEET: "import-sheet",
    Step.COLUMNS: "import-columns",
    Step.VALUES: "import-values",
    Step.CHECK: "import-check",
}


def import_or_404(request: SignedInRequest, uuid: UUID) -> Upload:
    return get_object_or_404(imports_for(request.user), uuid=uuid)


def at_step(request: SignedInRequest, uuid: UUID, step: Step) -> Upload | HttpResponse:
    """The import, or where it is instead: being worked on, decided, or not that far."""
    upload = import_or_404(request, uuid)
    is_read = step not in SHOWN or SHOWN[step] in upload.options
    if upload.state in MOVING or upload.state in DECIDED or not has_reached(upload, step) or not is_read:
        return redirect("import-detail", upload.uuid)
    return upload


def present_step(upload: Upload) -> str:
    """The name of the page where the person goes on."""
    return PAGES[step_of(upload)]
