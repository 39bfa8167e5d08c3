"""Taking declared organisations into the registry: once each, whatever they are called, whoever else does so."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from monitoring.organisations import registering
from monitoring.organisations.identity import Declared
from monitoring.organisations.models import Organisation, Pair
from monitoring.organisations.registering import register
from monitoring.organisations.remembering import remember
from monitoring.territory.models import Departement


@pytest.fixture
def isere(db: None) -> Departement:
    return Departement.objects.create(code="38", name="Isère")


def test_new_ones_are_taken_in_as_declared(isere: Departement) -> None:
    declared = Declared.of(
        {"name": "Acme SAS", "siret": "73282932000074", "category": "PME", "postal_code": "38000", "town": "Grenoble"}
    )
    [registered] = register([declared])
    organisation = Organisation.objects.get(pk=registered.pk)
    assert registered.is_new
    assert (organisation.name, organisation.name_key) == ("Acme SAS", "acme")
    assert (organisation.siren, organisation.siret) == ("732829320", "73282932000074")
    assert (organisation.category, organisation.town, organisation.departement) == ("PME", "Grenoble", isere)
    assert organisation.country == "FR"


def test_known_ones_are_found_and_left_as_they_are(db: None) -> None:
    [first] = register([Declared("Acme", siren="732829320", category="PME")])
    [again] = register([Declared("ACME SA", siren="732829320", category="ETI")])
    assert (again.pk, again.is_new) == (first.pk, False)
    assert Organisation.objects.get().category == "PME"


def test_two_lines_of_one_file_are_one_organisation(db: None) -> None:
    found = register(
        [Declared("Acme"), Declared("A.C.M.E."), Declared("Acme SAS", siren="732829320"), Declared("Bolt")]
    )
    assert len({one.pk for one in found}) == 2
    assert Organisation.objects.get(name="Acme").siren == "732829320"


def test_identifier_that_was_lacking_is_filled_in(db: None) -> None:
    [first] = register([Declared("Acme")])
    [again] = register([Declared("Acme", siren="732829320")])
    assert again.pk == first.pk
    assert Organisation.objects.get().siren == "732829320"


def test_identifiers_learned_on_the_way_keep_others_of_that_name_apart(db: None) -> None:
    found = register([Declared("Acme"), Declared("Acme", siren="732829320"), Declared("Acme", siren="542048574")])
    assert found[0].pk == found[1].pk != found[2].pk
    assert set(Organisation.objects.values_list("siren", flat=True)) == {"732829320", "542048574"}


def test_a_laboratory_found_by_its_name_takes_no_siren_of_others(db: None) -> None:
    register([Declared("Leti", rnsr="199512345A")])
    found = register([Declared("Leti", siren="732829320"), Declared("CEA", siren="732829320")])
    assert Organisation.objects.get(rnsr="199512345A").siren == ""
    assert len(found) == 2


def test_laboratory_is_kept_apart_from_the_body_whose_siren_it_gives(db: None) -> None:
    found = register(
        [Declared("CNRS", siren="180089013"), Declared("LHC", siren="180089013", rnsr="200612823S"), Declared("LHC 2")]
    )
    assert len({one.pk for one in found}) == 3
    assert Organisation.objects.get(rnsr="200612823S").siren == ""


def test_department_nobody_knows_is_left_out(db: None) -> None:
    register([Declared("Acme", departement="99")])
    assert Organisation.objects.get().departement is None


def test_doubtful_ones_are_taken_in_and_proposed_as_a_pair(isere: Departement) -> None:
    [first] = register([Declared("Mécanique de précision Duvernay", departement="38")])
    [second] = register([Declared("Mécanique de précision Duverney")])
    assert second.is_new
    assert [candidate.known.pk for candidate in second.candidates] == [first.pk]
    pair = Pair.objects.get()
    assert {pair.first_id, pair.second_id} == {first.pk, second.pk}
    assert pair.are_one is None


def test_doubtful_ones_of_one_file_are_proposed_too(db: None) -> None:
    found = register([Declared("Mécanique Duvernay"), Declared("Mecanique Duverney")])
    assert found[1].candidates[0].known.pk == found[0].pk > 0
    assert Pair.objects.count() == 1


def test_the_one_somebody_picked_is_taken(db: None) -> None:
    [first] = register([Declared("Mécanique Duvernay")])
    [second] = register([Declared("Mecanique Duverney", chosen=first.pk)])
    assert second.pk == first.pk


def test_merged_ones_are_found_as_their_survivor(db: None) -> None:
    [old, new] = register([Declared("Ancienne", siren="732829320"), Declared("Nouvelle", siren="542048574")])
    Organisation.objects.filter(pk=old.pk).update(merged_into=new.pk)
    found = register(
        [
            Declared("Ancienne", siren="732829320"),
            Declared("ANCIENNE"),
            Declared("Whatever", chosen=old.pk),
            Declared("Ancienne", rna="W381000001"),
        ]
    )
    assert {one.pk for one in found} == {new.pk}
    assert Organisation.objects.get(pk=new.pk).siren == "542048574"


def test_number_of_statements_does_not_grow(db: None, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(12):
        register([Declared(f"Organisation {number}") for number in range(60)])
    with django_assert_max_num_queries(12):
        register([Declared(f"Other organisation {number}") for number in range(600)])
    assert Organisation.objects.count() == 660


def test_text_that_copying_could_take_for_its_own_is_kept(db: None) -> None:
    names = ["Back\\slash", "Tab\tbed", "\\N", 'Quote\'s "here"', "Line\nbreak", "%s", "Œuvre"]
    register([Declared(name) for name in names])
    assert set(Organisation.objects.values_list("name", flat=True)) == set(names)


def test_what_was_last_declared_is_written(isere: Departement) -> None:
    [one] = register([Declared("Acme", category="PME", naf="62.01Z", naf_version="rev2", town="Lyon")])
    remember([(one.pk, Declared("Acme", category="AUTRE", other_kind="platform"))])
    organisation = Organisation.objects.get()
    assert (organisation.category, organisation.other_kind) == ("AUTRE", "platform")
    assert (organisation.naf, organisation.town) == ("62.01Z", "Lyon")
    remember([(one.pk, Declared("Acme", category="PME", postal_code="38000", departement="38"))])
    organisation.refresh_from_db()
    assert (organisation.category, organisation.other_kind) == ("PME", "")
    assert (organisation.postal_code, organisation.town, organisation.departement) == ("38000", "", isere)


def test_the_survivor_is_told_what_was_declared_of_a_merged_one(db: None) -> None:
    [old, new] = register([Declared("Ancienne"), Declared("Nouvelle")])
    Organisation.objects.filter(pk=old.pk).update(merged_into=new.pk)
    remember([(old.pk, Declared("Ancienne", category="ETI"))])
    assert Organisation.objects.get(pk=new.pk).category == "ETI"
    assert Organisation.objects.get(pk=old.pk).category == ""


def _two_writers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Both read the registry before either writes, if nothing keeps them from it; the keys each was given."""
    both_read = threading.Barrier(2, timeout=2)
    insert = registering._insert_new
    found: list[int] = []

    def insert_when_both_have_read(*arguments: object) -> dict[int, int]:
        # The barrier breaks where the other waits for the lock.
        with suppress(threading.BrokenBarrierError):
            both_read.wait()
        return insert(*arguments)  # type: ignore[arg-type]

    def write() -> None:
        found.extend(one.pk for one in register([Declared("Acme")]))
        connection.close()

    monkeypatch.setattr(registering, "_insert_new", insert_when_both_have_read)
    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_writers_take_one_organisation_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _two_writers(monkeypatch)
    assert len(found) == 2
    assert len(set(found)) == Organisation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_writers_would_take_it_in_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "one_at_a_time", lambda: None)
    _two_writers(monkeypatch)
    # SQLite lets one transaction write at a time by itself.
    assert Organisation.objects.count() == (2 if connection.vendor == "postgresql" else 1)
