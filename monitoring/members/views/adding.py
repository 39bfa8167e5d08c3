"""Adding a member: looked for in the registry first, described where nobody knows it yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from monitoring.campaigns.filling import lock_for_filling, may_fill
from monitoring.campaigns.models import Report
from monitoring.campaigns.moves import Forbidden, Refused
from monitoring.members.forms import LineForm, typed_from_organisation
from monitoring.members.identifying import Doubtful, organisation_for_new, search
from monitoring.members.models import MemberLine
from monitoring.members.pages import CONFLICT, REFUSED, frame, report_or_404, say_saved
from monitoring.members.writing import Declared, NewLine, add_line
from monitoring.organisations.identifiers import HOME
from monitoring.organisations.models import Organisation
from monitoring.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """`q` is looked for; `organisation` (or `new`) opens the form."""
    report = report_or_404(request, uuid)
    if request.method == "POST":
        return _add(request, report)
    if not may_fill(report, request.user):
        raise PermissionDenied
    text = request.GET.get("q", "").strip()[:200]
    organisation = _organisation(request.GET.get("organisation", ""))
    if organisation or "new" in request.GET:
        initial = typed_from_organisation(organisation) if organisation else {"name": text, "country": HOME}
        chosen = str(organisation.pk) if organisation else ""
        return _form_page(request, report, LineForm(initial=initial), chosen=chosen)
    context = frame(request, report) | {"text": text, "found": _found(report, text)}
    return render(request, "monitoring/members/search.html", context)


def _found(report: Report, text: str) -> list[tuple[Organisation, MemberLine | None]]:
    """What is looked for, each with the line on which it stands already."""
    found = list(search(text)) if text else []
    lines = MemberLine.objects.filter(revision=report.open_revision(), organisation__in=found)
    there = {line.organisation_id: line for line in lines}
    return [(organisation, there.get(organisation.pk)) for organisation in found]


def _organisation(text: str) -> Organisation | None:
    try:
        return Organisation.objects.filter(uuid=UUID(text), merged_into__isnull=True).first()
    except ValueError:
        return None


def _add(request: SignedInRequest, report: Report) -> HttpResponse:
    form, chosen = LineForm(request.POST), request.POST.get("chosen", "")
    if not form.is_valid():
        return _form_page(request, report, form, chosen=chosen, status=REFUSED)
    try:
        with transaction.atomic():
            revision = lock_for_filling(report, request.user)
            columns, key = Declared().columns(form.line_values), _key(request)
            there = MemberLine.objects.filter(revision=revision, uuid=key).first()
            organisation = (there and there.organisation_id) or organisation_for_new(revision, columns, chosen=chosen)
            line = add_line(revision, NewLine(organisation, columns, key), request.user)
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except Doubtful as doubtful:
        return _form_page(request, report, form, status=REFUSED, doubtful=doubtful)
    except Refused as refusal:
        return _form_page(request, report, form, chosen=chosen, status=CONFLICT, refusal=str(refusal))
    say_saved(request, _("“%(name)s” is added.") % {"name": line})
    return redirect("member-new" if request.POST.get("then") == "another" else "member-grid", report.uuid)


def _key(request: SignedInRequest) -> UUID:
    """Given with the page, so that the same form arriving twice adds one member."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _form_page(
    request: SignedInRequest, report: Report, form: LineForm, *, chosen: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    context |= frame(request, report) | {
        "form": form,
        "chosen": chosen,
        "key": _key(request) if form.is_bound else uuid4(),
    }
    return render(request, "monitoring/members/new.html", context, status=status)
