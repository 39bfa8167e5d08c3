"""Clusters from an old list: found, compared, written, taken back."""

from __future__ import annotations

import pytest

from monitoring.clusters.models import Cluster, Following
from monitoring.uploads.importers import Refusal
from tests.cast import Cast
from tests.monitoring.imports.conftest import Bring

LIST = (
    ("Liste des pôles et clusters", None, None, None),
    ("Nom du cluster", "Type", "Domaine d'excellence", "Ville"),
    ("Minalogic", "Pôle de compétitivité", "Numérique", "Grenoble"),
    ("Axelera", "Pôle de compétitivité", "Santé", "Lyon"),
    ("Cluster Montagne", "Cluster régional", "Numérique", "Chambéry"),
)


def test_a_list_of_clusters_is_compared_then_written(bring: Bring, cast: Cast) -> None:
    found = bring("clusters", LIST).read()
    assert found.upload.options["header"] == [2]
    assert found.counts == {"new": 2, "changed": 1, "absent": 1}
    assert not Cluster.objects.filter(name="Axelera").exists()

    found.apply()
    axelera = Cluster.objects.get(code="axelera")
    assert (axelera.kind, axelera.main_domain, axelera.town) == ("competitiveness", cast.other_domain, "Lyon")
    assert Following.objects.filter(region=cast.region, cluster=axelera).exists()
    cast.cluster.refresh_from_db()
    assert (cast.cluster.town, cast.cluster.kind) == ("Grenoble", "competitiveness")


def test_the_same_list_changes_nothing_the_second_time(bring: Bring) -> None:
    bring("clusters", LIST).read().apply()
    assert bring("clusters", LIST).read().counts == {"unchanged": 3, "absent": 1}


def test_undo_takes_back_what_nobody_edited_and_lists_the_rest(bring: Bring, cast: Cast) -> None:
    done = bring("clusters", LIST).read().apply()
    Cluster.objects.filter(code="axelera").update(town="Villeurbanne")
    done.undo()

    cast.cluster.refresh_from_db()
    assert (cast.cluster.town, cast.cluster.kind) == ("", "regional")
    assert not Cluster.objects.filter(code="cluster-montagne").exists()
    kept = done.upload.changes.exclude(kept_because="")
    assert [change.key for change in kept] == ["axelera"]
    assert "Town" in kept[0].kept_because


def test_a_cluster_that_is_in_use_by_then_is_kept(bring: Bring, cast: Cast) -> None:
    done = bring("clusters", LIST).read().apply()
    cast.manager.mandates.create(role="manager", cluster=Cluster.objects.get(code="axelera"), starts_on="2026-01-01")
    done.undo()
    assert Cluster.objects.filter(code="axelera").exists()


def test_what_is_missing_or_twice_is_rejected_with_its_cell(bring: Bring) -> None:
    rows = (
        ("Nom", "Type", "Domaine", "Département"),
        ("Axelera", "Pôle", "Chimie lourde", "69"),
        ("Minalogic", "Pôle", "Numérique", "Rhône-et-Loire"),
        ("MINALOGIC", "Pôle", "Numérique", None),
        ("Sans type", None, "Santé", None),
    )
    found = bring("clusters", rows).read()
    assert {(problem["cell"], problem["code"]) for problem in found.problems} >= {
        ("D3", "unknown_word"),
        ("B5", "required"),
    }
    with pytest.raises(Refusal):
        found.apply()


def test_clusters_that_moved_since_the_check_are_not_written_over(bring: Bring, cast: Cast) -> None:
    found = bring("clusters", LIST).read()
    Cluster.objects.filter(pk=cast.cluster.pk).update(town="Annecy")
    with pytest.raises(Refusal) as refusal:
        found.apply()
    assert refusal.value.code == "moved"
    found.upload.refresh_from_db()
    assert found.upload.state == "examined"
    assert not Cluster.objects.filter(code="axelera").exists()
