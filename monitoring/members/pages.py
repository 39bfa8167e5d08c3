"""What every page of a members list shows around its content."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterix.lib.days import format_hour
from monitoring.campaigns.filling import may_fill, why_not_writable
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.moves import roles_of
from monitoring.campaigns.queries.ribbons import ribbons_of
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import FILLERS
from monitoring.members.kind import MembersKind
from monitoring.members.models import MemberLine
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import CLUSTER_ROLES, REVIEWERS

CONFLICT, REFUSED = 409, 422


def report_or_404(request: SignedInRequest, uuid: UUID) -> Report:
    """A members report this person may see."""
    reports = Report.objects.for_user(request.user).select_related("campaign__region", "cluster__main_domain")
    return get_object_or_404(reports, uuid=uuid, campaign__kind=MembersKind.key)


def revision_of(report: Report) -> Revision | None:
    """What is looked at; a page that writes nothing reads it once."""
    revision = report.current_revision()
    if revision is not None:
        revision.report, revision.reading = report, {}
    return revision


def line_or_404(revision: Revision | None, uuid: UUID) -> MemberLine:
    lines = MemberLine.objects.filter(revision=revision) if revision else MemberLine.objects.none()
    return get_object_or_404(lines.select_related("organisation", "edited_by", "departement"), uuid=uuid)


def frame(request: SignedInRequest, report: Report) -> dict[str, Any]:
    """What the pages' heads and bars are drawn from: whether this person may write here, and if not, why."""
    roles = roles_of(request.user, report)
    is_writable = may_fill(report, request.user)
    return {
        "report": report,
        "title": report.title,
        "is_writable": is_writable,
        "closed": why_not_writable(report),
        "may_start": bool(roles & FILLERS) and report.state == State.TO_DO,
        "may_review": bool(roles & REVIEWERS),
        "page": {"acts_in_name": is_writable and not roles & CLUSTER_ROLES},
        "segments": ribbons_of([report])[report.pk],
    }


def saved_at() -> str:
    return _("Saved at %(time)s") % {"time": format_hour(timezone.now())}


def is_part(request: SignedInRequest) -> bool:
    """Whether the page swaps a part of itself."""
    return bool(request.headers.get("HX-Request"))


def say_saved(request: SignedInRequest, sentence: str) -> None:
    messages.success(request, f"{sentence} {saved_at()}")
