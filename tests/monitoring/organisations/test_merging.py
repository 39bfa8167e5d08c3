"""Two organisations found to be one, and parted again: nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from monitoring.organisations.merging import MergeRefused, decide, merge, part
from monitoring.organisations.models import Merge, Organisation, Pair
from monitoring.organisations.naming import name_key
from monitoring.organisations.sizes import gap_in_words, size_in_sirene
from tests.cast import Cast


def make(name: str, **facts: Any) -> Organisation:
    return Organisation.objects.create(name=name, name_key=name_key(name), **facts)


def survivor_of(organisation: Organisation) -> Organisation | None:
    organisation.refresh_from_db()
    return organisation.merged_into


def test_survivor_takes_over_what_it_lacks_and_gives_it_back(cast: Cast) -> None:
    survivor = make("Acme", category="PME", town="Lyon")
    merged = make("ACME SAS", siren="732829320", category="ETI", naf="62.01Z", naf_version="rev2", town="Grenoble")
    done = merge(survivor, merged, cast.officer)
    survivor.refresh_from_db()
    assert survivor_of(merged) == survivor
    assert (survivor.siren, survivor.naf) == ("732829320", "62.01Z")
    assert (survivor.category, survivor.town) == ("PME", "Lyon")
    part(done, cast.other_officer)
    survivor.refresh_from_db()
    assert survivor_of(merged) is None
    assert (survivor.siren, survivor.naf, merged.siren) == ("", "", "732829320")
    done.refresh_from_db()
    assert (done.merged_by, done.undone_by) == (cast.officer, cast.other_officer)


def test_what_was_changed_since_is_kept_by_the_survivor(cast: Cast) -> None:
    survivor, merged = make("Acme"), make("ACME SAS", naf="62.01Z", naf_version="rev2")
    done = merge(survivor, merged, cast.officer)
    Organisation.objects.filter(pk=survivor.pk).update(naf="62.02A")
    part(done, cast.officer)
    survivor.refresh_from_db()
    assert survivor.naf == "62.02A"


def test_survivors_of_survivors_are_found_and_parted_in_any_order(cast: Cast) -> None:
    a, b, c, z = make("A"), make("B"), make("C"), make("Z")
    merge(a, z, cast.officer)
    into_b = merge(b, a, cast.officer)
    into_c = merge(c, b, cast.officer)
    assert {survivor_of(one) for one in (a, b, z)} == {c}
    part(into_b, cast.officer)
    assert (survivor_of(a), survivor_of(z), survivor_of(b)) == (None, a, c)
    part(into_c, cast.officer)
    assert (survivor_of(a), survivor_of(z), survivor_of(b)) == (None, a, None)


def test_two_numbers_are_merged_for_a_reason_alone(cast: Cast) -> None:
    one, other = make("Acme", siren="732829320"), make("Acme", siren="542048574")
    with pytest.raises(MergeRefused, match="different numbers"):
        merge(one, other, cast.officer)
    assert merge(one, other, cast.officer, reason="One took the other over in 2024.").reason
    assert survivor_of(other) == one


def test_merged_ones_are_not_merged_again(cast: Cast) -> None:
    one, other, third = make("One"), make("Other"), make("Third")
    merge(one, other, cast.officer)
    with pytest.raises(MergeRefused, match="merged already"):
        merge(third, other, cast.officer)
    with pytest.raises(MergeRefused, match="itself"):
        merge(third, third, cast.officer)


def test_cluster_follows_to_the_survivor_and_back(cast: Cast) -> None:
    survivor, merged = make("Minalogic association"), make("Minalogic", cluster=cast.cluster)
    done = merge(survivor, merged, cast.officer)
    survivor.refresh_from_db()
    assert survivor.cluster == cast.cluster
    part(done, cast.officer)
    merged.refresh_from_db()
    assert merged.cluster == cast.cluster


def test_two_clusters_are_not_merged(cast: Cast) -> None:
    one, other = make("Minalogic", cluster=cast.cluster), make("Lyonbiopôle", cluster=cast.other_cluster)
    with pytest.raises(MergeRefused, match="clusters or regions"):
        merge(one, other, cast.officer, reason="They are alike.")


def test_parting_is_refused_where_another_has_the_number_now(cast: Cast) -> None:
    survivor, merged = make("Acme", siren="542048574"), make("ACME SAS", siren="732829320")
    done = merge(survivor, merged, cast.officer, reason="Taken over.")
    make("Newcomer", siren="732829320")
    with pytest.raises(MergeRefused, match="Newcomer"):
        part(done, cast.officer)
    done.refresh_from_db()
    assert done.undone_at is None


def test_a_merger_is_parted_once(cast: Cast) -> None:
    done = merge(make("One"), make("Other"), cast.officer)
    part(done, cast.officer)
    with pytest.raises(MergeRefused, match="already"):
        part(done, cast.officer)
    assert Merge.objects.count() == 1


def test_a_decided_pair_is_not_proposed_again(cast: Cast) -> None:
    one, other = make("One"), make("Other")
    decide(other, one, are_one=False, person=cast.officer)
    pair = Pair.objects.get()
    assert (pair.first, pair.second, pair.are_one, pair.decided_by) == (one, other, False, cast.officer)
    assert not Pair.objects.waiting().exists()
    part(merge(one, other, cast.other_officer), cast.officer)
    assert Pair.objects.get().are_one is False


@pytest.mark.parametrize(
    ("category", "size", "band", "found", "has_gap"),
    [
        ("PME", "PME", "01", "TPE", False),
        ("TPE", "PME", "NN", "TPE", False),
        ("TPE", "PME", "", "PME", False),
        ("TPE", "PME", "12", "PME", True),
        ("TPE", "PME", "11", "PME", True),
        ("TPE", "PME", "53", "PME", True),
        ("PME", "ETI", "41", "ETI", True),
        ("ETI", "PME", "02", "TPE", True),
        ("GE", "GE", "53", "GE", False),
        ("GE", "", "", "", False),
        ("AUTRE", "PME", "11", "", False),
        ("ENS_SUP_FORMATION", "PME", "", "", False),
        ("", "PME", "", "PME", False),
    ],
)
def test_gap_with_sirene_is_said_alike_by_the_page_and_by_the_filter(
    db: None, category: str, size: str, band: str, found: str, has_gap: bool
) -> None:
    organisation = make("Acme", category=category, sirene_size=size, sirene_headcount_band=band)
    assert size_in_sirene(organisation) == found
    assert bool(gap_in_words(organisation)) is has_gap
    assert Organisation.objects.with_gap().exists() is has_gap
