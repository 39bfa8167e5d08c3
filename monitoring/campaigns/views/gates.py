"""Who comes into the Region's rooms: what is loaded is what one may see, what is refused is refused here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from monitoring.campaigns.models import Campaign, Report
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REGION_READERS, REVIEWERS

P = ParamSpec("P")
View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def for_roles(roles: frozenset[str]) -> Callable[[View[P]], View[P]]:
    """403 to those who hold none of these roles today."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def gate(request: SignedInRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.has_role(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("View[P]", gate)

    return decorate


for_reviewers = for_roles(REVIEWERS)
for_region_readers = for_roles(REGION_READERS)


def report_to_review(request: SignedInRequest, uuid: UUID) -> Report:
    """404 where one may not see the report, 403 where one may but does not review."""
    reports = Report.objects.for_user(request.user).select_related("campaign", "cluster__main_domain")
    report = get_object_or_404(reports, uuid=uuid)
    if report.campaign.region_id not in request.user.region_ids(REVIEWERS):
        raise PermissionDenied
    return report


def campaign_to_read(request: SignedInRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.for_user(request.user).select_related("region"), pk=pk)


def campaign_to_run(request: SignedInRequest, pk: int) -> Campaign:
    campaign = campaign_to_read(request, pk)
    if campaign.region_id not in request.user.region_ids(REVIEWERS):
        raise PermissionDenied
    return campaign
