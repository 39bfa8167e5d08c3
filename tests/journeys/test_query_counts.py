"""How often pages ask the database: as often with ten times the rows, and hardly any more than twenty times."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monitoring.objectives.models import Framework
from tests.cast import Cast
from tests.journeys.growth import Growth
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
# For 95 % of the pages, and for any.
MOST, MOST_OF_ALL = 20, 25
SMALL, LARGE = 3, 30


def pages_of(growth: Growth) -> list[tuple[str, str]]:
    """Who looks, and at what: every list, and every page that shows rows."""
    cast, report = growth.cast, growth.report
    other = report.campaign.reports.get(cluster=cast.other_cluster)
    campaign, framework = report.campaign_id, Framework.objects.get().pk

    def each(who: str, *names: str, args: tuple[Any, ...] = (), query: str = "") -> list[tuple[str, str]]:
        return [(who, reverse(name, args=args) + query) for name in names]

    return [
        *each("manager", "report-list", "cluster-list", "story-list", "target-list", "guide", "team", "dashboard"),
        *each("manager", "report-detail", "report-check", "report-preview", "report-history", args=(report.uuid,)),
        *each("manager", "report-section", args=(report.uuid, "s3")),
        *each("manager", "report-section", args=(report.uuid, "network")),
        *each("manager", "report-section", args=(report.uuid, "stories")),
        *each("manager", "report-receipt", args=(report.uuid, 1)),
        *each("officer", "review-queue", "reports-accept", "reports-accepted", "campaign-list", "target-list"),
        *each("officer", "review-queue", query="?standing=all"),
        *each("officer", "review-report", args=(report.uuid,), query="?show=all"),
        *each("officer", "review-report", args=(other.uuid,), query="?show=all"),
        *each("officer", "campaign-detail", "campaign-edit", "campaign-asked", "campaign-reminders", args=(campaign,)),
        *each("officer", "framework-list", "cluster-list", "story-list", "story-coverage", "dashboard"),
        *each("officer", "framework-detail", args=(framework,)),
        *each("officer", "cluster-detail", args=(cast.cluster.code,)),
        *each("elected", "dashboard", "story-list", "cluster-list", "guide"),
        *each("elected", "dashboard-domain", args=(cast.domain.code,)),
        *each("elected", "cluster-detail", args=(cast.cluster.code,)),
        *each("administrator", "person-list", "invitation-list", "see-as-list"),
        *each("administrator", "person-detail", args=(cast.manager.pk,)),
    ]


def queries_of(visitor: Visitor, address: str) -> list[str]:
    """What a page asks, once whatever is kept between requests is."""
    visitor.app.get(address)
    with CaptureQueriesContext(connection) as captured:
        visitor.app.get(address)
    return [str(query["sql"]) for query in captured]


def test_pages_ask_the_database_no_more_often_with_ten_times_the_rows(cast: Cast, visit: Visit) -> None:
    growth = Growth(cast)
    growth.to(SMALL)
    people = {name: visit(cast.people[name]) for name in ("manager", "officer", "elected", "administrator")}
    pages = pages_of(growth)
    before = {page: queries_of(people[page[0]], page[1]) for page in pages}
    growth.to(LARGE)
    after = {page: queries_of(people[page[0]], page[1]) for page in pages}
    table = [f"{len(before[page]):3} {len(after[page]):3}  {page[0]:14} {page[1]}" for page in pages]
    sys.stdout.write("\n".join(["", *table, ""]))
    assert {page: after[page] for page in pages if len(after[page]) != len(before[page])} == {}
    many = {page: len(after[page]) for page in pages if len(after[page]) > MOST}
    assert len(many) <= len(pages) * 0.05, many
    assert max(len(queries) for queries in after.values()) <= MOST_OF_ALL
