"""Who will be reminded of what, and when."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from monitoring.campaigns.reminders import DAYS, Planned, plan, still_to_act
from monitoring.campaigns.views.gates import campaign_to_read, for_region_readers
from monitoring.people.requests import SignedInRequest


@require_GET
@for_region_readers
def campaign_reminders(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_to_read(request, pk)
    today = timezone.localdate()
    reports = list(still_to_act([campaign]))
    planned = plan(reports, today)
    by_report: dict[int, dict[str, Any]] = {
        report.pk: {"report": report, "people": defaultdict(list), "is_complete": False} for report in reports
    }
    for one in planned:
        row = by_report[one.report.pk]
        row["people"][one.person].append({"planned": one, "status": _status(one, campaign.opened_at)})
        row["is_complete"] = one.is_complete
    for row in by_report.values():
        row["people"] = dict(row["people"])
    context = {
        "campaign": campaign,
        "rows": list(by_report.values()),
        "days": DAYS,
        "silent": [row["report"] for row in by_report.values() if not row["people"]],
    }
    return render(request, "monitoring/campaigns/campaigns/reminders.html", context)


def _status(one: Planned, opened_at: Any) -> str:
    if one.is_sent:
        return "sent"
    if opened_at is None or one.on <= timezone.localdate(opened_at):
        return "skipped"
    return "planned" if one.on >= timezone.localdate() else "passed"
