"""One section of a report, filled in: the same page with and without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clusterix.lib.days import format_hour
from monitoring.campaigns import wording
from monitoring.campaigns.filling import why_not_writable
from monitoring.campaigns.kinds import Progress, Section
from monitoring.campaigns.models import Report
from monitoring.campaigns.moves import Refused, roles_of
from monitoring.campaigns.queries.ribbons import ribbons_of
from monitoring.campaigns.queries.tasklist import SECONDS_A_VALUE
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import FILLERS
from monitoring.objectives.comparisons import Comparison, compare
from monitoring.objectives.forms.section import (
    Unsaved,
    entries_of,
    grouped,
    save_section,
    with_remarks,
    with_typed,
    with_unsaved,
)
from monitoring.objectives.kind import ObjectivesKind, sections_of
from monitoring.objectives.models import Topic
from monitoring.objectives.queries import Filing, filing_of
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import CLUSTER_ROLES
from monitoring.stories.queries import SECTION as STORIES
from monitoring.stories.queries import stories_of

CONFLICT = 409


def report_or_404(request: SignedInRequest, uuid: UUID) -> Report:
    """A report on objectives this person may see, with all that its sections need."""
    reports = Report.objects.for_user(request.user).select_related("campaign", "cluster__main_domain")
    return get_object_or_404(
        reports.prefetch_related("cluster__other_domains"), uuid=uuid, campaign__kind=ObjectivesKind.key
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report_section(request: SignedInRequest, uuid: UUID, topic: str) -> HttpResponse:
    report = report_or_404(request, uuid)
    filing = filing_of(report, report.current_revision())
    if topic == STORIES and filing.asks_for_stories:
        return _stories(request, filing)
    found = next((each for each in filing.topics if each.code == topic), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _save(request, filing, found)
    return section_page(request, filing, found)


def _save(request: SignedInRequest, filing: Filing, topic: Topic) -> HttpResponse:
    report = filing.report
    if not roles_of(request.user, report) & FILLERS:
        raise PermissionDenied
    if closed := why_not_writable(report):
        return section_page(request, filing, topic, refusal=closed, typed=request.POST, status=CONFLICT)
    try:
        unsaved = save_section(filing, filing.of_topic(topic), request.POST, request.user)
    except Refused as refusal:
        # Somebody sent or closed it since this request began.
        report.refresh_from_db(fields=["state"])
        return section_page(request, filing, topic, refusal=str(refusal), typed=request.POST, status=CONFLICT)
    if unsaved:
        return section_page(request, filing_of(report, report.open_revision()), topic, unsaved=unsaved)
    messages.success(request, saved_at())
    return redirect(_after(request.POST.get("then", ""), filing, topic))


def saved_at() -> str:
    return _("Saved at %(time)s") % {"time": format_hour(timezone.now())}


def _after(then: str, filing: Filing, topic: Topic) -> str:
    address = reverse("report-detail", args=[filing.report.uuid])
    if then == "later":
        return address
    steps = Steps.around(sections_of(filing, 0), topic.code)
    if then == "next":
        return steps.next.url if steps.next else reverse_or("report-check", filing.report, address)
    return steps.current.url


def reverse_or(name: str, report: Report, otherwise: str) -> str:
    try:
        return reverse(name, args=[report.uuid])
    except NoReverseMatch:
        return otherwise


@dataclass(frozen=True)
class Steps:
    """Where one is among the sections."""

    number: int
    current: Section
    next: Section | None

    @classmethod
    def around(cls, sections: list[Section], key: str) -> Steps:
        index = next(index for index, section in enumerate(sections) if section.key == key)
        following = sections[index + 1] if index + 1 < len(sections) else None
        return cls(index + 1, sections[index], following)


def tasks_of(sections: list[Section], key: str) -> list[dict[str, object]]:
    """The side list: each section, how far it has come, and which one this is."""
    return [
        {
            "label": section.title,
            "url": "" if section.key == key else section.url,
            "hint": section.hint,
            "status": str(wording.PROGRESS[section.progress]),
            "kind": wording.PROGRESS_TAG[section.progress],
            "is_current": section.key == key,
        }
        for section in sections
    ]


def minutes_left(sections: list[Section]) -> int:
    """About how long the rest takes, counted as on the report's own page."""
    left = sum(section.total - section.done for section in sections if section.progress != Progress.OPTIONAL)
    return -(-left * SECONDS_A_VALUE // 60)


def section_page(
    request: SignedInRequest,
    filing: Filing,
    topic: Topic,
    *,
    unsaved: Mapping[str, Unsaved] | None = None,
    typed: Mapping[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    comparisons: dict[str, Comparison] = compare(filing)
    entries = with_unsaved(entries_of(filing, topic, comparisons), unsaved or {})
    if typed is not None:
        with_typed(entries, typed)
    with_remarks(entries, filing.report)
    context = _frame(request, filing, topic.code) | {
        "topic": topic,
        "groups": grouped(entries),
        "unsaved": [entry for entry in entries if entry.refusal or entry.conflict],
        "refusal": refusal,
    }
    return render(request, "monitoring/objectives/section.html", context, status=status)


def _frame(request: SignedInRequest, filing: Filing, key: str) -> dict[str, object]:
    """What every section's page shows around its content."""
    report = filing.report
    sections = sections_of(filing, len(stories_of(filing.revision)) if filing.asks_for_stories else 0)
    closed = why_not_writable(report)
    roles = roles_of(request.user, report)
    may_write = bool(roles & FILLERS)
    return {
        "report": report,
        "filing": filing,
        "title": ObjectivesKind().title(report.campaign.period),
        "steps": Steps.around(sections, key),
        "tasks": tasks_of(sections, key),
        "closed": closed,
        "is_writable": may_write and not closed,
        "minutes": minutes_left(sections),
        "segments": ribbons_of([report])[report.pk],
        "page": {"acts_in_name": may_write and not closed and not roles & CLUSTER_ROLES},
        "may_start": may_write and report.state == State.TO_DO,
    }


def _stories(request: SignedInRequest, filing: Filing) -> HttpResponse:
    context = _frame(request, filing, STORIES) | {"versions": stories_of(filing.revision)}
    return render(request, "monitoring/objectives/stories.html", context)
