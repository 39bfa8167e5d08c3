"""Reading one report, value by value, and deciding on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from monitoring.campaigns import notifications, wording
from monitoring.campaigns.forms.moves import MoveForm
from monitoring.campaigns.forms.queue import kept, queue_filter
from monitoring.campaigns.forms.remarks import CheckForm, RemarkForm
from monitoring.campaigns.models import Report
from monitoring.campaigns.queries.history import log_lines
from monitoring.campaigns.queries.queue import RecentAcceptance, recent_acceptances
from monitoring.campaigns.queries.review import Line, Review, anchor_of, review_of
from monitoring.campaigns.queries.ribbons import ribbons_of
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import TRANSITIONS, available, blockers
from monitoring.campaigns.views.gates import report_to_review
from monitoring.people.requests import SignedInRequest

ONLY_TO_LOOK, EVERYTHING = "look", "all"


@require_GET
def review_report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Opens on what is worth a look; everything when nothing is."""
    report = report_to_review(request, uuid)
    review = review_of(report)
    show = request.GET.get("show") or (ONLY_TO_LOOK if review and review.to_look else EVERYTHING)
    context = page_of(request, report, review) | {
        "show": show,
        "sections": review.sections(only_to_look=show == ONLY_TO_LOOK) if review else [],
        "segments": ribbons_of([report])[report.pk],
        "recent": _to_undo(request, report),
        "people": notifications.cluster_people(report) if review is None else [],
        "reminders": report.reminders.select_related("person").order_by("sent_at") if review is None else [],
        "log": log_lines(report.events.select_related("actor", "revision").order_by("-happened_at", "-pk")),
        "tabs": _tabs(request, review) if review else [],
    }
    return render(request, "monitoring/campaigns/review/report.html", context)


def _to_undo(request: SignedInRequest, report: Report) -> list[RecentAcceptance]:
    """This report's own acceptance where one can still undo it, else the last one."""
    recent = recent_acceptances(request.user)
    return [one for one in recent if one.event.report_id == report.pk] or recent[:1]


def page_of(request: SignedInRequest, report: Report, review: Review | None) -> dict[str, Any]:
    """What the page of a report and each of its parts need; `here` is the end of the address, kept between pages."""
    address = request.GET.get("queue", "")
    moves = {transition.name: transition for transition in available(report, request.user)}
    filing = review.revision if review else None
    return {
        "report": report,
        "review": review,
        "is_reviewable": report.state == State.SUBMITTED,
        "status": wording.status_of(report, for_region=True, review_by=review.review_by if review else None),
        "moves": moves,
        "accept_blockers": blockers(report, request.user, "accept", remarks="send", revision=filing)
        if "accept" in moves
        else [],
        "has_previous": report.campaign.period.previous() != report.campaign.period.year_before(),
        "queue_url": f"{reverse('review-queue')}?{address}" if address else reverse("review-queue"),
        "next_url": f"{reverse('review-next')}?{urlencode({'after': report.uuid, 'queue': address})}",
        "kept": kept(address),
        "here": here(request),
    }


def here(request: SignedInRequest, **changed: str) -> str:
    """The queue's filters and which values are shown, as they travel from page to page."""
    given = {name: request.GET[name] for name in ("queue", "show") if request.GET.get(name)} | changed
    return f"?{urlencode(given)}" if given else ""


def to_review(request: SignedInRequest, report: Report, anchor: str = "") -> HttpResponse:
    address = reverse("review-report", args=[report.uuid]) + here(request)
    return redirect(f"{address}#{anchor}" if anchor else address)


@require_POST
def value_check(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One value is found good, or that is taken back."""
    report = report_to_review(request, uuid)
    line = line_or_404(review_of(report), request.POST)
    if _check(request, report, [line]) is None:
        return _moved_meanwhile(request, report)
    key = line.row.key
    unfinished = RemarkForm.unfinished(report, request.user, key, request.POST)
    return part_or_page(request, report, key, **(written_in(request, report, unfinished, key) if unfinished else {}))


@require_POST
def values_check_unflagged(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Every value with nothing to look at is found good."""
    report = report_to_review(request, uuid)
    review = review_of(report)
    count = _check(request, report, review.plain) if review else 0
    if count is None:
        return _moved_meanwhile(request, report)
    sentence = ngettext(
        "%(count)s value with nothing to look at is accepted.",
        "%(count)s values with nothing to look at are accepted.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    return to_review(request, report)


def _check(request: SignedInRequest, report: Report, lines: list[Line]) -> int | None:
    review, form = review_of(report), CheckForm(request.POST)
    if review is None or not form.is_valid():
        return None
    return form.save(report, review.revision, lines, request.user)


def line_or_404(review: Review | None, data: Mapping[str, Any]) -> Line:
    line = review.by_key.get(str(data.get("key", ""))) if review else None
    if line is None:
        raise Http404
    return line


def part_or_page(request: SignedInRequest, report: Report, key: str, **context: Any) -> HttpResponse:
    """What changed, for a page that swaps its parts; the whole page, at that place, for one that does not."""
    review = review_of(report)
    line = review.by_key.get(key) if review else None
    anchor = line.anchor if line else "remarks"
    if not request.headers.get("HX-Request"):
        return to_review(request, report, anchor)
    parts = page_of(request, report, review) | {"line": line, "key": key, "is_part": True} | context
    return render(request, "monitoring/campaigns/review/_part.html", parts)


def written_in(request: SignedInRequest, report: Report, form: RemarkForm, key: str) -> dict[str, Any]:
    """What the field of a remark needs, where it stands."""
    back_url = f"{page_url(request, report)}#{anchor_of(key)}"
    return {"form": form, "editing": form.instance.pk, "back_url": back_url}


def _moved_meanwhile(request: SignedInRequest, report: Report) -> HttpResponse:
    last = report.events.filter(transition__in=TRANSITIONS).select_related("actor").last()
    what = wording.event_sentence(last) if last else ""
    messages.error(request, _("The report has changed since this page was shown. %(event)s") % {"event": what})
    response = to_review(request, report)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


@require_GET
def review_decide(request: SignedInRequest, uuid: UUID, name: str) -> HttpResponse:
    """Before a decision that says something to the cluster: what will leave, and the words to add."""
    report = report_to_review(request, uuid)
    if name not in TRANSITIONS:
        raise Http404
    review = review_of(report)
    page = page_of(request, report, review)
    if name not in page["moves"]:
        return _moved_meanwhile(request, report)
    goes_on = name in {"accept", "return"} and queue_filter(request, request.GET.get("queue", "")).next_to_review(uuid)
    form = MoveForm.for_press(report, next=page["next_url"] if goes_on else page_url(request, report))
    if name == "return":
        form.fields["reason"].label = _("A message to the cluster")
        form.fields["reason"].help_text = _("It stands at the top of the e-mail, before the remarks.")
    context = page | {
        "transition": TRANSITIONS[name],
        "consequence": wording.CONSEQUENCES[name],
        "form": form,
        "goes_on": goes_on,
    }
    return render(request, "monitoring/campaigns/review/decide.html", context)


def page_url(request: SignedInRequest, report: Report) -> str:
    return reverse("review-report", args=[report.uuid]) + here(request)


def _tabs(request: SignedInRequest, review: Review) -> list[dict[str, object]]:
    labels = {ONLY_TO_LOOK: (_("Worth a look"), len(review.to_look)), EVERYTHING: (_("Everything"), len(review.lines))}
    return [
        {"label": label, "count": count, "show": show, "url": f"{request.path}{here(request, show=show)}"}
        for show, (label, count) in labels.items()
    ]
