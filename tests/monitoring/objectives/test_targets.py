"""Targets: set by the Region on one page, each change with its reason, agreed by the manager."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusterix.lib.periods import Quarter
from monitoring.clusters.models import Cluster, Succession
from monitoring.objectives.models import Indicator, Target
from monitoring.objectives.targets import results
from tests import builders
from tests.cast import Cast
from tests.spreadsheets import rows_of

pytestmark = pytest.mark.django_db
ADDRESS = "/objectives/targets/?year=2026"


@pytest.fixture(autouse=True)
def officer(cast: Cast, client: Client) -> Client:
    client.cookies["django_language"] = "en"
    client.force_login(cast.officer)
    return client


@pytest.fixture
def indicator(cast: Cast) -> Indicator:
    return builders.make_indicator(
        topic=builders.make_topic(region=cast.region), code="joint", label_en="Joint actions"
    )


def page(response: Any) -> str:
    return " ".join(response.content.decode().split())


def cell(cluster: Cluster, indicator: Indicator, typed: str, shown: Target | None = None) -> dict[str, str]:
    """What the grid sends for one cell, over what it showed."""
    name = f"t-{cluster.pk}-{indicator.pk}"
    return {name: typed, f"{name}.was": f"{shown.pk}:{shown.value:.0f}" if shown else "0:"}


def in_force(cluster: Cluster) -> Target | None:
    return Target.objects.current().filter(cluster=cluster).first()


def test_targets_of_several_clusters_are_set_at_once(cast: Cast, client: Client, indicator: Indicator) -> None:
    data = cell(cast.cluster, indicator, "1 200") | cell(cast.other_cluster, indicator, "30")
    response = client.post(ADDRESS, data, follow=True)
    assert "2 targets are set." in page(response)
    target = in_force(cast.cluster)
    assert target
    assert target.value == 1200
    assert (target.set_by, target.agreed_at) == (cast.officer, None)


def test_what_is_no_number_is_refused_and_kept_while_the_rest_is_set(
    cast: Cast, client: Client, indicator: Indicator
) -> None:
    data = cell(cast.cluster, indicator, "many") | cell(cast.other_cluster, indicator, "30")
    words = page(client.post(ADDRESS, data))
    assert "1 target is not set" in words
    assert 'value="many"' in words
    assert in_force(cast.cluster) is None
    assert in_force(cast.other_cluster)


def test_a_change_takes_a_reason_and_keeps_the_former_target(cast: Cast, client: Client, indicator: Indicator) -> None:
    former = builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=indicator, year=2026, value=20, by=cast.officer
    )
    data = cell(cast.cluster, indicator, "25", former)
    assert "is changed with a reason" in page(client.post(ADDRESS, data))
    assert in_force(cast.cluster) == former
    client.post(ADDRESS, data | {"reason": "A new team"})
    target = in_force(cast.cluster)
    assert target
    assert target.value == 25
    assert target.reason == "A new team"
    former.refresh_from_db()
    assert former.replaced_at
    history = page(client.get(reverse("target-history", args=["minalogic", "joint"])))
    assert "A new team" in history
    assert "2026: 20" in history


def test_a_target_is_taken_away_with_a_reason(cast: Cast, client: Client, indicator: Indicator) -> None:
    former = builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=indicator, year=2026, value=20, by=cast.officer
    )
    client.post(ADDRESS, cell(cast.cluster, indicator, "", former) | {"reason": "Not meant for this cluster"})
    assert in_force(cast.cluster) is None
    assert Target.objects.filter(pk=former.pk).exists()


def test_of_two_officers_the_second_learns_what_the_first_set(cast: Cast, client: Client, indicator: Indicator) -> None:
    theirs = builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=indicator, year=2026, value=20, by=cast.other_officer
    )
    words = page(client.post(ADDRESS, cell(cast.cluster, indicator, "25")))
    assert "Other Officer Exemple set 20 meanwhile." in words
    assert 'value="25"' in words
    assert in_force(cast.cluster) == theirs


def test_cells_nobody_touched_change_nothing(cast: Cast, client: Client, indicator: Indicator) -> None:
    shown = builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=indicator, year=2026, value=20, by=cast.officer
    )
    Target.objects.filter(pk=shown.pk).update(replaced_at=timezone.now())
    newer = builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=indicator, year=2026, value=30, by=cast.other_officer
    )
    assert client.post(ADDRESS, cell(cast.cluster, indicator, "20", shown)).status_code == 302
    assert in_force(cast.cluster) == newer


def test_an_evaluator_reads_the_grid_and_sets_nothing(cast: Cast, client: Client, indicator: Indicator) -> None:
    client.force_login(cast.evaluator)
    assert "Save the targets" not in page(client.get(ADDRESS))
    assert client.post(ADDRESS, cell(cast.cluster, indicator, "30")).status_code == 403
    assert in_force(cast.cluster) is None


def test_the_grid_shows_what_was_done_the_year_before_mergers_included(
    cast: Cast, client: Client, indicator: Indicator
) -> None:
    for cluster, by, value in ((cast.cluster, cast.manager, 4), (cast.other_cluster, cast.other_manager, 7)):
        campaign, _new = cast.region.campaigns.get_or_create(
            kind="objectives",
            period=Quarter(2025, 3),
            defaults={"opens_on": "2025-10-01", "due_on": "2025-10-10", "closes_on": "2025-10-20"},
        )
        builders.make_accepted(
            campaign=campaign, cluster=cluster, by=by, officer=cast.officer, values={indicator: value}
        )
    Succession.objects.create(predecessor=cast.other_cluster, successor=cast.cluster, on=timezone.localdate())
    done = results(cast.region, [cast.cluster], 2025)
    assert done == {(cast.cluster.pk, indicator.pk): 11}
    assert "2025: 11" in page(client.get(ADDRESS))


def test_the_grid_is_filtered_and_downloaded_whole(cast: Cast, client: Client, indicator: Indicator) -> None:
    builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=indicator, year=2026, value=20, by=cast.officer
    )
    assert "Lyonbiopôle" not in page(client.get(ADDRESS, {"year": "2026", "domain": "digital"}))
    assert "Minalogic" not in page(client.get(ADDRESS, {"year": "2026", "q": "lyon"}))
    rows = rows_of(client.get(reverse("target-export"), {"year": "2026"}).getvalue())
    assert rows[0][:4] == ["Cluster", "Indicator", "Done in 2025", "Target 2026"]
    assert ["Minalogic", "Joint actions", "20"] in [row[:3] for row in rows], "nothing was done in 2025"


def test_the_grid_takes_as_many_queries_with_ten_times_the_rows(
    cast: Cast, client: Client, indicator: Indicator
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(ADDRESS)
        return len(counted)

    queries()
    few = queries()
    for _each in range(18):
        cluster = builders.make_cluster(region=cast.region, domain=cast.domain)
        extra = builders.make_indicator(topic=indicator.topic)
        for one in (indicator, extra):
            builders.make_target(
                cluster=cluster, region=cast.region, indicator=one, year=2026, value=20, by=cast.officer
            )
    assert queries() == few <= 20


def test_the_manager_sees_and_agrees_to_own_targets_alone(cast: Cast, client: Client, indicator: Indicator) -> None:
    own, other = (
        builders.make_target(
            cluster=each, region=cast.region, indicator=indicator, year=2026, value=20, by=cast.officer
        )
        for each in (cast.cluster, cast.other_cluster)
    )
    client.force_login(cast.manager)
    words = page(client.get(ADDRESS))
    assert "1 target waits for your agreement." in words
    response = client.post(reverse("target-agree"), {"target": [own.pk, other.pk], "year": "2026"}, follow=True)
    assert "You agreed to 1 target." in page(response)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.agreed_by, other.agreed_by) == (cast.manager, None)


def test_a_delegate_sees_targets_and_does_not_agree(cast: Cast, client: Client, indicator: Indicator) -> None:
    target = builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=indicator, year=2026, value=20, by=cast.officer
    )
    client.force_login(cast.delegate)
    assert "With the manager" in page(client.get(ADDRESS))
    assert client.post(reverse("target-agree"), {"target": target.pk}).status_code == 403


def test_what_was_replaced_meanwhile_is_not_agreed_to(cast: Cast, client: Client, indicator: Indicator) -> None:
    target = builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=indicator, year=2026, value=20, by=cast.officer
    )
    Target.objects.filter(pk=target.pk).update(replaced_at=timezone.now())
    client.force_login(cast.manager)
    response = client.post(reverse("target-agree"), {"target": target.pk, "year": "2026"}, follow=True)
    assert "Some targets changed or were agreed meanwhile" in page(response)
    target.refresh_from_db()
    assert target.agreed_at is None
