"""The officer's home: every report due, by the day somebody has to have acted; and what is accepted together."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook, shown
from monitoring.campaigns.acceptance import Outcome, undo_together
from monitoring.campaigns.forms.acceptance import AcceptTogetherForm
from monitoring.campaigns.forms.queue import QueueFilter, kept, queue_filter
from monitoring.campaigns.queries.queue import (
    RecentAcceptance,
    Standing,
    counts,
    furnish,
    plain_to_accept,
    recent_acceptances,
)
from monitoring.campaigns.tables import QueueTable
from monitoring.campaigns.views.gates import for_reviewers
from monitoring.people.requests import SignedInRequest


@require_GET
@for_reviewers
def review_queue(request: SignedInRequest) -> HttpResponse:
    queue = queue_filter(request)
    table = QueueTable(queue.shown)
    records = shown(table, request)
    furnish(records)
    found = counts(queue.qs)
    context = {
        "queue": queue,
        "address": request.GET.urlencode(),
        "kept": kept(request.GET.urlencode()),
        "table": table,
        "lead": _lead(found),
        "tabs": _tabs(request, queue, found),
        "first": queue.next_to_review(),
        "plain": plain_to_accept(queue.qs, request.user).count(),
        "recent": recent_acceptances(request.user),
    }
    return render(request, "monitoring/campaigns/review/queue.html", context)


@require_GET
@for_reviewers
def review_queue_file(request: SignedInRequest) -> HttpResponse:
    queue = queue_filter(request)
    records = list(queue.shown)
    furnish(records)
    about = About(_("Reports to review"), lines=tuple(queue.sentences()))
    return as_workbook(QueueTable(records), request, about)


@require_GET
@for_reviewers
def review_next(request: SignedInRequest) -> HttpResponse:
    """The next report that waits, in the queue as it was left: `after` is the one just decided."""
    address = request.GET.get("queue", "")
    try:
        after = UUID(request.GET["after"]) if "after" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    report = queue_filter(request, address).next_to_review(after)
    if report is None:
        messages.info(request, _("No other report of this list waits for a review."))
        return redirect(f"{reverse('review-queue')}?{address}" if address else "review-queue")
    return redirect(reverse("review-report", args=[report.uuid]) + kept(address))


@require_http_methods(["GET", "HEAD", "POST"])
@for_reviewers
def reports_accept(request: SignedInRequest) -> HttpResponse:
    """Names every report that would be accepted before it is."""
    reports = plain_to_accept(queue_filter(request).qs, request.user).order_by("cluster__name", "pk")
    form = AcceptTogetherForm(request.POST or None, initial={"key": uuid4()})
    if form.is_valid():
        _tell(request, form.save(request.user), _accepted)
        return redirect("reports-accepted")
    furnish(records := list(reports))
    context = {"form": form, "reports": records, "address": request.GET.urlencode()}
    status = 422 if form.is_bound else 200
    return render(request, "monitoring/campaigns/review/accept_together.html", context, status=status)


@require_GET
@for_reviewers
def reports_accepted(request: SignedInRequest) -> HttpResponse:
    """What one has accepted in the last minutes, to take back one by one or as a whole."""
    recent = recent_acceptances(request.user)
    batches: dict[UUID | None, list[RecentAcceptance]] = {}
    for acceptance in recent:
        batches.setdefault(acceptance.event.batch, []).append(acceptance)
    context = {"batches": batches.items(), "recent": recent}
    return render(request, "monitoring/campaigns/review/accepted.html", context)


@require_POST
@for_reviewers
def reports_accepted_undo(request: SignedInRequest, batch: UUID) -> HttpResponse:
    _tell(request, undo_together(request.user, batch), _undone)
    return redirect("review-queue")


def _tell(request: SignedInRequest, outcome: Outcome, sentence: Callable[[int], str]) -> None:
    if outcome.done:
        messages.success(request, sentence(len(outcome.done)))
    for report, why in outcome.refused:
        messages.warning(request, _("%(report)s was left as it is. %(why)s") % {"report": report.cluster, "why": why})
    if not outcome.done and not outcome.refused:
        messages.warning(request, _("Nothing was done: none of these reports waits any longer."))


def _accepted(count: int) -> str:
    return ngettext("%(count)s report is accepted.", "%(count)s reports are accepted.", count) % {"count": count}


def _undone(count: int) -> str:
    return ngettext(
        "The acceptance of %(count)s report is undone. The cluster was not told of it.",
        "The acceptance of %(count)s reports is undone. The clusters were not told of it.",
        count,
    ) % {"count": count}


def _lead(found: dict[Standing, int]) -> str:
    waiting, late = found[Standing.TO_REVIEW], found[Standing.LATE]
    sentences = [
        ngettext("%(count)s report waits for a review.", "%(count)s reports wait for a review.", waiting)
        % {"count": waiting}
        if waiting
        else _("No report waits for a review."),
    ]
    if late:
        sentences.append(
            ngettext(
                "%(count)s is late: it was not received or not answered in time.",
                "%(count)s are late: they were not received or not answered in time.",
                late,
            )
            % {"count": late}
        )
    return " ".join(sentences)


def _tabs(request: SignedInRequest, queue: QueueFilter, found: dict[Standing, int]) -> list[dict[str, object]]:
    """Each view of the queue under the same filters, with how many reports it holds."""
    tabs = []
    for standing in Standing:
        address = request.GET.copy()
        address.pop("page", None)
        address["standing"] = standing.value
        tabs.append(
            {
                "label": standing.label,
                "count": found[standing],
                "url": f"{request.path}?{address.urlencode()}",
                "is_current": standing == queue.view,
            }
        )
    return tabs
