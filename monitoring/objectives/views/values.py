"""One value saved as its field is left: what the browser is told, and what it shows anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from monitoring.campaigns.filling import why_not_writable
from monitoring.campaigns.moves import Refused, roles_of
from monitoring.campaigns.transitions import FILLERS
from monitoring.objectives.comparisons import compare
from monitoring.objectives.forms.section import Entry, Group, Unsaved, entries_of, grouped, save_section, with_unsaved
from monitoring.objectives.kind import section_url, sections_of
from monitoring.objectives.queries import Filing, Question, filing_of
from monitoring.objectives.values import content_of, typed_of
from monitoring.objectives.views.sections import CONFLICT, report_or_404, saved_at, section_page, tasks_of
from monitoring.people.requests import SignedInRequest
from monitoring.stories.queries import stories_of

REFUSED = 422


@require_POST
def value_save(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Save the value named `key`: JSON for a script, the page of its section for a form."""
    try:
        return _value_save(request, uuid)
    except Http404:
        if not for_script(request):
            raise
        sentence = _("You no longer have access to this report. What you typed is still in this page: copy it.")
        return JsonResponse({"state": "refused", "message": sentence}, status=404)
    except PermissionDenied:
        if not for_script(request):
            raise
        sentence = _("You can read this report but not fill it in. What you typed is still in this page: copy it.")
        return JsonResponse({"state": "refused", "message": sentence}, status=403)


def for_script(request: HttpRequest) -> bool:
    return not request.accepts("text/html")


def _value_save(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    report = report_or_404(request, uuid)
    filing = filing_of(report, report.current_revision())
    question = filing.question(request.POST.get("key", ""))
    if question is None:
        raise Http404
    if not roles_of(request.user, report) & FILLERS:
        raise PermissionDenied
    if closed := why_not_writable(report):
        return _closed(request, filing, question, closed)
    try:
        unsaved = save_section(filing, [question], request.POST, request.user)
    except Refused as refusal:
        report.refresh_from_db(fields=["state"])
        return _closed(request, filing, question, str(refusal))
    now = filing_of(report, report.open_revision())
    if not for_script(request):
        if unsaved:
            return section_page(request, now, question.indicator.topic, unsaved=unsaved)
        return redirect(section_url(report, question.indicator.topic.code, question.key))
    return _answer(request, now, question.key, unsaved)


def _closed(request: SignedInRequest, filing: Filing, question: Question, sentence: str) -> HttpResponse:
    if for_script(request):
        return JsonResponse({"state": "closed", "message": sentence}, status=CONFLICT)
    topic = question.indicator.topic
    return section_page(request, filing, topic, refusal=sentence, typed=request.POST, status=CONFLICT)


def _answer(request: SignedInRequest, filing: Filing, key: str, unsaved: dict[str, Unsaved]) -> JsonResponse:
    """What became of the value, and the parts of the page that change with it."""
    question = filing.question(key)
    if question is None:
        raise Http404
    topic = question.indicator.topic
    entries = with_unsaved(entries_of(filing, topic, compare(filing)), unsaved)
    groups = grouped(entries)
    entry = next(entry for entry in entries if entry.key == key)
    sections = sections_of(filing, len(stories_of(filing.revision)))
    data: dict[str, Any] = {
        "notes": {other.key: _note(other) for other in entries if _speaks_of(other, entry)},
        "before": render_to_string("monitoring/objectives/before.html", {"entry": entry}),
        "whole": _whole(groups, entry),
        "sections": render_to_string("components/tasks.html", {"tasks": tasks_of(sections, topic.code)}),
    }
    return JsonResponse(data | _outcome(entry), status=_status(entry))


def _outcome(entry: Entry) -> dict[str, Any]:
    if entry.conflict:
        theirs = typed_of(entry.indicator, content_of(entry.conflict))
        return {
            "state": "conflict",
            "message": _("Somebody else saved another value meanwhile: choose one."),
            "theirs": {"value": theirs.value, "status": theirs.status, "reason": theirs.reason},
            "version": entry.conflict.version,
            "was": entry.was,
        }
    if entry.refusal:
        return {"state": "refused", "message": entry.refusal, "saved": entry.words}
    return {"state": "saved", "message": saved_at(), "version": entry.question.version, "was": entry.was}


def _status(entry: Entry) -> int:
    if entry.conflict:
        return CONFLICT
    return REFUSED if entry.refusal else 200


def _note(entry: Entry) -> str:
    return render_to_string("monitoring/objectives/note.html", {"entry": entry})


def _speaks_of(other: Entry, entry: Entry) -> bool:
    """Itself, and what it is a part of or has as parts: an “of which” is compared with its whole."""
    one, another = other.indicator, entry.indicator
    return other.key == entry.key or one.part_of_id == another.pk or another.part_of_id == one.pk


def _whole(groups: list[Group], entry: Entry) -> str:
    group = next(group for group in groups if entry in group.entries)
    return render_to_string("monitoring/objectives/before_whole.html", {"group": group}) if group.is_split else ""
