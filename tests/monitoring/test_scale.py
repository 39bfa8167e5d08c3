"""Regions added for measurements: they leave every other region as it was."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.campaigns.models import Campaign
from monitoring.clusters.models import Cluster
from monitoring.demo import install
from monitoring.members.models import MemberLine
from monitoring.objectives.models import Answer
from monitoring.objectives.reading import read_accepted
from monitoring.people.models import Person
from monitoring.territory.models import Region

pytestmark = pytest.mark.django_db


def scale(clusters: int) -> dict[str, Any]:
    out = StringIO()
    call_command("scale_data", "--clusters", str(clusters), "--members", "10", "--years", "1", "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def figures(region: Region) -> list[Any]:
    reading = read_accepted(region)
    return [set(reading.reports), set(reading.given), list(reading.indicators), reading.domains, reading.targets]


def dashboard_queries(client: Client) -> int:
    client.get("/dashboard/")  # Some things are kept from a first page on.
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/dashboard/").status_code == 200
    return len(queries)


def test_the_measured_region_stays_the_same(client: Client) -> None:
    region = install(date(2026, 11, 22)).region
    client.force_login(Person.objects.get(email="elected@example.org"))
    before, queries = figures(region), dashboard_queries(client)
    scale(25)
    assert figures(region) == before
    assert dashboard_queries(client) == queries


def test_regions_are_filled_to_22_clusters_with_an_answer_for_each_indicator() -> None:
    added = scale(25)["added"]
    assert [Cluster.objects.filter(main_domain__region__code=f"scale-{n}").count() for n in (1, 2)] == [22, 3]
    assert added["regions"] == 2
    assert added["reports"] == 25 * 4
    region = Region.objects.get(code="scale-2")
    reading = read_accepted(region)
    assert len(reading.given) == 3 * 4 * len(reading.indicators)
    assert added["answers"] == Answer.objects.count()


def test_each_cluster_has_a_list_of_so_many_members_a_year_some_of_them_in_two_clusters() -> None:
    out = StringIO()
    call_command("scale_data", "--clusters", "3", "--members", "30", "--years", "3", "--json", stdout=out)
    added = json.loads(out.getvalue())["added"]
    lines = MemberLine.objects.accepted()
    sizes = lines.values_list("revision").annotate(Count("pk")).values_list("pk__count", flat=True).order_by()
    assert len(sizes) == 9
    assert max(sizes) == 30
    assert added["members"] == MemberLine.objects.count() == sum(sizes) > 9 * 25
    periods = Campaign.objects.filter(kind="members").order_by("period").values_list("period", flat=True)
    before, last = list(periods)[1:]
    newest = lines.filter(revision__report__campaign__period=last)
    assert newest.values("organisation").annotate(lists=Count("revision")).filter(lists=2).exists()
    kept = newest.filter(uuid__in=lines.filter(revision__report__campaign__period=before).values("uuid"))
    assert kept.count() > 80


def test_a_second_run_changes_nothing() -> None:
    scale(3)
    answers = Answer.objects.count()
    assert scale(3)["status"] == "unchanged"
    assert Answer.objects.count() == answers


def test_no_cluster_at_all_is_a_misuse() -> None:
    with pytest.raises(CommandError, match="above zero"):
        scale(0)
