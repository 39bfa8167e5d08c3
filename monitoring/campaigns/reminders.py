"""Reminders: fourteen days before a due date, three days before, the day after; only to those who still have to act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from monitoring.campaigns import notifications
from monitoring.campaigns.models import Campaign, Reminder, Report
from monitoring.campaigns.queries.complete import complete_reports
from monitoring.campaigns.queries.sending import Reports
from monitoring.people.models import Mandate, Person
from monitoring.people.roles import CLUSTER_ROLES, Role

# Days from the due date.
DAYS = (-14, -3, 1)
# A reminder whose day the machine missed is sent up to so many days later.
CATCH_UP = 2


@dataclass(frozen=True)
class Planned:
    """One reminder to one person; `is_sent` for this due date."""

    report: Any
    person: Person
    days: int
    is_complete: bool
    is_sent: bool

    @property
    def on(self) -> date:
        return self.report.due + timedelta(days=self.days)


def still_to_act(campaigns: Iterable[Campaign] | None = None) -> Reports:
    """Reports with their clusters, in open campaigns; each with its own `due` and `closing`."""
    reports = Report.objects.counted().with_cluster().with_dates().filter(campaign__opened_at__isnull=False)
    if campaigns is not None:
        reports = reports.filter(campaign__in=campaigns)
    return reports.select_related("campaign", "cluster").order_by("cluster__name", "pk")


def of_the_day(today: date) -> list[Planned]:
    """What is to be sent today; never twice, never on the day a campaign opens, never once it is too late to send."""
    days = [today - timedelta(days=step + back) for step in DAYS for back in range(CATCH_UP + 1)]
    return [
        planned
        for planned in plan(still_to_act().filter(due__in=days, closing__gte=today), today)
        if not planned.is_sent
        and planned.on <= today <= planned.on + timedelta(days=CATCH_UP)
        and planned.on > timezone.localdate(planned.report.campaign.opened_at)
    ]


def plan(reports: Iterable[Any], today: date) -> list[Planned]:
    """Every reminder of these reports, sent or to come, in a fixed number of queries for each kind of report.

    Delegates are reminded while there is something to fill in; what is complete only a manager can send.
    """
    reports = list(reports)
    complete, people, sent = complete_reports(reports), _people(reports, today), _sent(reports)
    return [
        Planned(report, person, days, report.pk in complete, (report.pk, person.pk, days, report.due) in sent)
        for report in reports
        for role, person in people[report.cluster_id]
        if role == Role.MANAGER or report.pk not in complete
        for days in DAYS
    ]


def _people(reports: list[Any], today: date) -> dict[int, list[tuple[str, Person]]]:
    """By cluster: who answers for it on that day, managers first, each person once."""
    mandates = (
        Mandate.objects.on(today)
        .filter(cluster__in={report.cluster_id for report in reports}, role__in=CLUSTER_ROLES)
        .filter(person__is_active=True, person__anonymised_at__isnull=True)
        .select_related("person")
        .order_by("-role", "person__last_name", "person_id")
    )
    people: dict[int, dict[int, tuple[str, Person]]] = defaultdict(dict)
    for mandate in mandates:
        people[mandate.cluster_id or 0].setdefault(mandate.person_id, (mandate.role, mandate.person))
    return defaultdict(list, {cluster: list(found.values()) for cluster, found in people.items()})


def _sent(reports: list[Any]) -> set[tuple[int, int, int, date]]:
    return set(Reminder.objects.filter(report__in=reports).values_list("report", "person", "days", "due_on"))


def send(today: date) -> list[Planned]:
    """Queues the day's reminders, each with the row that keeps it from being sent twice."""
    return [planned for planned in of_the_day(today) if _send(planned)]


def _send(planned: Planned) -> bool:
    try:
        with transaction.atomic():
            Reminder.objects.create(
                report=planned.report, person=planned.person, days=planned.days, due_on=planned.report.due
            )
            notifications.tell(
                "reminder",
                [planned.person],
                report=planned.report,
                data={"days": planned.days, "is_complete": planned.is_complete},
            )
    except IntegrityError:
        # Another run of the command was faster.
        return False
    return True
