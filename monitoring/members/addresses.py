"""Where a members list is read and filled in."""

from __future__ import annotations

from django.urls import reverse

from monitoring.campaigns.models import Report
from monitoring.members.models import MemberLine


def grid_url(report: Report) -> str:
    return reverse("member-grid", args=[report.uuid])


def waiting_url(report: Report) -> str:
    return reverse("member-waiting", args=[report.uuid])


def line_url(report: Report, line: MemberLine) -> str:
    return reverse("member-edit", args=[report.uuid, line.uuid])
