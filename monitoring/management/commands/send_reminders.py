"""The day's work: open the campaigns whose day has come, remind those who still have to act, send what was held up."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from monitoring.campaigns import notifications, reminders
from monitoring.campaigns.conducting import open_those_of_the_day
from monitoring.people.models import ParkedPost
from monitoring.uploads import watching


class Command(BaseCommand):
    help = "Sends the reminders of a day and opens the campaigns of that day. Run it once a day; twice does no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=_day, help="the day to work for, such as 2026-10-13 (today)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["date"] or timezone.localdate()
        done = _preview(today) if options["dry_run"] else _work(today)
        if options["json"]:
            self.stdout.write(json.dumps({"date": today.isoformat(), "dry_run": options["dry_run"], **done}))
        else:
            for line in _lines(done):
                self.stdout.write(line)
        if done["refused"]:
            sys.exit(1)


def _work(today: date) -> dict[str, Any]:
    opened, refused = open_those_of_the_day(today)
    sent = reminders.send(today)
    return {
        "opened": [campaign.title for campaign in opened],
        "refused": [{"campaign": campaign.title, "reasons": list(reasons)} for campaign, reasons in refused],
        "reminders": [_said(planned) for planned in sent],
        "queued_again": notifications.queue_overdue(),
        "files_taken_up": watching.queue_stalled(),
        "forgotten_entries": ParkedPost.objects.expired().delete()[0],
    }


def _preview(today: date) -> dict[str, Any]:
    return {
        "opened": [],
        "refused": [],
        "reminders": [_said(planned) for planned in reminders.of_the_day(today)],
        "queued_again": 0,
        "files_taken_up": 0,
        "forgotten_entries": 0,
    }


def _said(planned: reminders.Planned) -> dict[str, Any]:
    return {
        "to": planned.person.email,
        "cluster": planned.report.cluster.code,
        "campaign": planned.report.campaign.title,
        "due": planned.report.due.isoformat(),
        "days": planned.days,
        "is_complete": planned.is_complete,
    }


def _lines(done: dict[str, Any]) -> list[str]:
    lines = [f"Opened: {title}" for title in done["opened"]]
    lines += [f"Not opened: {one['campaign']}: {' '.join(one['reasons'])}" for one in done["refused"]]
    lines += [
        f"Reminder ({one['days']:+d} days): {one['to']}, {one['campaign']} of {one['cluster']}, due {one['due']}"
        for one in done["reminders"]
    ]
    return lines or ["Nothing to do today."]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day: write it as 2026-10-13") from error
