"""Every main page on the demonstration, for each role that may open it.

make bench NAME=pages
"""

from __future__ import annotations

import json
from datetime import date
from statistics import median

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Report
from monitoring.demo import install
from monitoring.members.models import MemberLine
from monitoring.objectives.models import Indicator
from monitoring.organisations.models import Organisation
from monitoring.people.demo import LOGINS, SHOWN_CLUSTER
from monitoring.people.models import Mandate
from monitoring.stories.models import Story
from monitoring.territory.models import Region
from tests.benchmarks.measuring import Measure, measure, scratch_database, signed_in, status_of

REQUESTS = 9
WANTED_MILLISECONDS, WANTED_QUERIES = 100, 20


def addresses(region: Region, today: date) -> dict[str, str]:
    """The pages people work with, each for something the demonstration holds; files and forms of one field are left."""
    running = Quarter.containing(today)
    reports = Report.objects.filter(campaign__period=running)
    draft: dict[str, object] = {"uuid": reports.get(cluster__code=SHOWN_CLUSTER).uuid}
    accepted = Report.objects.get(cluster__code=SHOWN_CLUSTER, campaign__period=running.previous().previous())
    lists = Report.objects.filter(campaign__kind="members").order_by("-campaign__period", "cluster__code")
    a_list = lists.filter(cluster__code=SHOWN_CLUSTER)[0]
    members: dict[str, object] = {"uuid": a_list.uuid}
    line = MemberLine.objects.filter(revision__report=a_list).order_by("pk")[0]
    organisation = Organisation.objects.filter(member_lines__revision__report=a_list).order_by("pk")[0]
    indicator = Indicator.objects.filter(topic__framework__region=region).order_by("pk")[0]
    topic = indicator.topic
    person_id = Mandate.objects.filter(cluster__code=SHOWN_CLUSTER)[0].person_id
    story = Story.objects.filter(published_at__isnull=False).order_by("pk")[0]
    # Where a page shows different kinds of reports, the word after its name says which.
    groups: list[tuple[str, dict[str, object]]] = [
        ("report-list review-queue campaign-list campaign-new calendar-settings", {}),
        ("dashboard cluster-list cluster-new story-list story-coverage guide framework-list target-list", {}),
        ("person-list invitation-list team profile profile-data see-as-list", {}),
        ("report-detail report-check report-preview report-history story-new", draft),
        ("report-section", draft | {"topic": topic.code}),
        ("report-receipt", {"uuid": accepted.uuid, "number": 1}),
        ("report-detail:members report-check:members report-preview:members report-history:members", members),
        ("member-grid member-new report-upload", members),
        ("member-edit member-leave member-delete", members | {"line": line.uuid}),
        ("review-report:sent", uuid_of(reports.filter(state="submitted"))),
        ("review-report:returned", uuid_of(reports.filter(state="returned"))),
        ("review-report:accepted", uuid_of(reports.filter(state="accepted"))),
        ("review-report:corrected", uuid_of(reports.filter(revisions__number=2))),
        ("review-report:members", uuid_of(lists.filter(state="submitted"))),
        ("member-figures member-turnover member-overlaps organisation-list organisation-pairs import-list", {}),
        ("organisation-detail organisation-edit", {"uuid": organisation.uuid}),
        ("campaign-detail campaign-edit campaign-reminders campaign-asked", {"pk": reports[0].campaign_id}),
        ("cluster-detail cluster-edit cluster-history", {"code": SHOWN_CLUSTER}),
        ("dashboard-domain", {"code": "digital"}),
        ("dashboard-panel", {"key": topic.code}),
        ("story-detail", {"uuid": story.uuid}),
        ("framework-detail", {"pk": topic.framework_id}),
        ("indicator-detail indicator-edit", {"code": indicator.code}),
        ("person-detail person-edit", {"pk": person_id}),
    ]
    return {
        name: reverse(name.partition(":")[0], kwargs=arguments) for names, arguments in groups for name in names.split()
    }


def uuid_of(reports: QuerySet[Report]) -> dict[str, object]:
    return {"uuid": reports.order_by("cluster__code")[0].uuid}


def bench() -> None:
    today = timezone.localdate()
    pages = addresses(install(today).region, today)
    found: dict[str, dict[str, Measure]] = {name: {} for name in pages}
    for login in LOGINS:
        client = signed_in(login.email)
        for name, address in pages.items():
            if status_of(client, address) == 200:
                found[name][str(login.role)] = measure(client, address, REQUESTS)
    closed = [name for name, measures in found.items() if not measures]
    assert not closed, f"Nobody can open {closed}"
    report(found)


def marked(measure: Measure) -> str:
    queries = "!! " if measure.queries > WANTED_QUERIES else ""
    time = "> " if measure.milliseconds > WANTED_MILLISECONDS else ""
    return f"{queries}{time}{measure}"


def report(found: dict[str, dict[str, Measure]]) -> None:
    roles = [str(login.role) for login in LOGINS]
    print(f"Milliseconds (median of {REQUESTS} requests) and queries of each page; {connection.vendor}")
    print(f"“!!” marks more than {WANTED_QUERIES} queries, “>” more than {WANTED_MILLISECONDS} ms.\n")
    print(f"{'':<24}" + "".join(f"{role:>15}" for role in roles))
    for name, of_page in found.items():
        cells = [marked(of_page[role]) if role in of_page else "" for role in roles]
        print(f"{name:<24}" + "".join(f"{cell:>15}" for cell in cells))
    measures = {f"{name}, {role}": each for name, of_page in found.items() for role, each in of_page.items()}
    fast = [each for each in measures.values() if each.milliseconds < WANTED_MILLISECONDS]
    light = [each for each in measures.values() if each.processor < WANTED_MILLISECONDS]
    print(
        json.dumps(
            {
                "pages": len(found),
                "pages_by_role": len(measures),
                "share_under_100_ms": round(len(fast) / len(measures), 3),
                "share_under_100_ms_of_processor": round(len(light) / len(measures), 3),
                "median_ms": median(each.milliseconds for each in measures.values()),
                "slowest_ms": max(each.milliseconds for each in measures.values()),
                "slowest_ms_of_processor": max(each.processor for each in measures.values()),
                "max_queries": max(each.queries for each in measures.values()),
                "over_100_ms": [key for key, each in measures.items() if each.milliseconds >= WANTED_MILLISECONDS],
                "over_20_queries": [key for key, each in measures.items() if each.queries > WANTED_QUERIES],
                "database": connection.vendor,
            }
        )
    )


if __name__ == "__main__":
    with scratch_database():
        bench()
