"""How a page finds the report it is about."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from monitoring.campaigns.models import Report
from monitoring.people.requests import SignedInRequest


def report_or_404(request: SignedInRequest, uuid: UUID) -> Report:
    """A report this person may see, with its campaign and cluster."""
    return get_object_or_404(Report.objects.for_user(request.user).select_related("campaign", "cluster"), uuid=uuid)
