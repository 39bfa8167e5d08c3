"""How a page finds the report it is about."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from monitoring.campaigns.models import Report
from monitoring.people.requests import SignedInRequest


def report_or_404(request: SignedInRequest, uuid: UUID) -> Report:
    """A report this person may see, with its campaign and cluster."""
    reports = Report.objects.for_user(request.user).select_related("campaign__region", "cluster__main_domain")
    return get_object_or_404(reports, uuid=uuid)
