"""One door for every move of a report, from either side."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from monitoring.campaigns import wording
from monitoring.campaigns.forms.moves import MoveForm
from monitoring.campaigns.models import Report, ReportEvent
from monitoring.campaigns.moves import roles_of
from monitoring.campaigns.transitions import TRANSITIONS, Forbidden, Refused, Stale, Transition, may
from monitoring.campaigns.views.checking import show_check
from monitoring.campaigns.views.loading import report_or_404
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import CLUSTER_ROLES, REVIEWERS


@require_POST
def report_move(request: SignedInRequest, uuid: UUID, name: str) -> HttpResponse:
    report = report_or_404(request, uuid)
    if name not in TRANSITIONS:
        raise Http404
    transition, form = TRANSITIONS[name], MoveForm(request.POST)
    if not form.is_valid():
        return _refused(request, report, transition, form, form.sentences(), 422)
    try:
        event = form.save(report, request.user, transition)
    except Forbidden as refusal:
        return _refused(request, report, transition, form, refusal.sentences, 403)
    except Stale as refusal:
        return _already_done(request, report, transition) or _refused(
            request, report, transition, form, refusal.sentences, 409
        )
    except Refused as refusal:
        if transition.name == "send":
            return show_check(request, report, refusal.sentences, status=422)
        return _refused(request, report, transition, form, refusal.sentences, 422)
    messages.success(request, wording.done(event))
    return redirect(form.next_url(request) or _afterwards(event))


def _already_done(request: SignedInRequest, report: Report, transition: Transition) -> HttpResponse | None:
    """A second tab asks for what is done already: show it done, say by whom, refuse nothing."""
    events = report.events.filter(transition__in=TRANSITIONS)
    last = events.select_related("actor", "report__campaign", "report__cluster", "revision").last()
    if last is None or last.transition != transition.name or last.report.state != transition.target:
        return None
    messages.info(request, _("Nothing was done twice. %(event)s") % {"event": wording.event_sentence(last)})
    return redirect(_afterwards(last))


def _afterwards(event: ReportEvent) -> str:
    if event.transition == "send" and event.revision:
        return reverse("report-receipt", args=[event.report.uuid, event.revision.number])
    return reverse("report-detail", args=[event.report.uuid])


def _refused(
    request: SignedInRequest,
    report: Report,
    transition: Transition,
    form: MoveForm,
    sentences: list[str] | tuple[str, ...],
    status: int,
) -> HttpResponse:
    """Says why, keeps what was typed, and offers the button again where it may still be pressed."""
    report.refresh_from_db(fields=["state", "version"])
    context = {
        "report": report,
        "look_url": _where_to_look(request, report),
        "transition": transition,
        "sentences": sentences,
        "form": MoveForm.again(form, report),
        "typed": form.data.get("reason", ""),
        "is_stale": status == 409,
        "may_try_again": may(report, request.user, transition.name),
        "has_private_remarks": transition.name == "accept" and report.remarks.private().exists(),
    }
    return render(request, "monitoring/campaigns/reports/move_refused.html", context, status=status)


def _where_to_look(request: SignedInRequest, report: Report) -> str:
    """Those who review look at what was sent, those who fill in at what is to be sent."""
    roles = roles_of(request.user, report)
    reviews = roles & REVIEWERS and not roles & CLUSTER_ROLES
    return reverse("review-report" if reviews else "report-detail", args=[report.uuid])
