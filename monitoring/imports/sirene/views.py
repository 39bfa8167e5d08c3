"""A Sirene extract: sent, compared with the registry, confirmed, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.imports.sirene.forms import ExtractForm
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REVIEWERS
from monitoring.territory.models import Region
from monitoring.uploads import applying, watching
from monitoring.uploads.difference import difference, rows_file
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload
from monitoring.uploads.receiving import receive

MOVING = (Upload.State.RECEIVED, Upload.State.READING, Upload.State.APPLYING)
MOST_LISTED = 20


@require_http_methods(["GET", "HEAD", "POST"])
@held_by(*REVIEWERS)
def organisation_sirene(request: SignedInRequest) -> HttpResponse:
    """Send one; those sent before stand below."""
    form = ExtractForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            upload = receive(
                form.cleaned_data["file"],
                purpose="sirene",
                subject="",
                region=Region.objects.filter(pk__in=request.user.region_ids(REVIEWERS)).order_by("pk")[0],
                cluster=None,
                person=request.user,
                options={"day": form.cleaned_data["day"].isoformat()},
            )
            return redirect("organisation-sirene-file", uuid=upload.uuid)
        except Refusal as refusal:
            form.add_error("file", [str(sentence) for sentence in refusal.args])
    context = {"form": form, "uploads": _extracts(request).select_related("sent_by")[:MOST_LISTED]}
    return render(request, "monitoring/imports/sirene/send.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@held_by(*REVIEWERS)
def organisation_sirene_file(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """How far it is, what it would change, and what to do with it (`act`)."""
    upload = get_object_or_404(_extracts(request).select_related("sent_by", "applied_by", "undone_by"), uuid=uuid)
    if request.method == "POST":
        try:
            _act(request, upload)
        except Refusal as refusal:
            for sentence in refusal.args:
                messages.error(request, str(sentence))
        return redirect("organisation-sirene-file", uuid=uuid)
    context = {"upload": upload, "is_moving": upload.state in MOVING, "is_stalled": watching.is_stalled(upload)}
    if upload.state not in MOVING and upload.state != Upload.State.REFUSED:
        context |= difference(request, upload, may_say=False, route="")
        context["kept"] = upload.changes.exclude(kept_because="")[:100]
    return render(request, "monitoring/imports/sirene/file.html", context)


@require_safe
@held_by(*REVIEWERS)
def organisation_sirene_rows(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The rows of one tab, as filtered, as an Excel file."""
    upload = get_object_or_404(_extracts(request), uuid=uuid)
    return rows_file(request, upload)


def _act(request: SignedInRequest, upload: Upload) -> None:
    """Raises Refusal with what is to be known."""
    act = request.POST.get("act")
    if act == "apply":
        # Rejected rows are told on the page; there is nothing to mend by hand in an extract.
        applying.decide(upload, request.user, skip_rejected=True, absent=applying.KEEP)
        messages.success(request, _("The registry is being enriched."))
    elif act == "undo":
        applying.undo(upload, request.user)
        messages.success(request, _("What this extract changed is taken back."))
    elif act == "discard":
        applying.discard(upload)
        messages.info(request, _("The file is put aside. Nothing of it was written."))
    elif act == "restart":
        watching.restart(upload)


def _extracts(request: SignedInRequest) -> QuerySet[Upload]:
    return Upload.objects.filter(purpose="sirene", region__in=request.user.region_ids(REVIEWERS))
