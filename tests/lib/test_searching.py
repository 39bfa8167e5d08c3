"""Words are found whatever the case and the accents, by both databases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterix.lib.searching import ACCENTED, containing, plain
from monitoring.territory.models import Departement

FOUND = [
    ("isere", "Isère"),
    ("ISÈRE", "isère"),
    ("cœur", "Coeur de Loire"),
    ("coeur", "Cœur de Loire"),
    ("etat rhone", "Rhône, État"),
    ("l’ain", "l'Ain"),
    ("100 %", "à 100 % ici"),
    ("lodz", "Łódź"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "name"), FOUND)
def test_a_name_is_found_whatever_its_accents(typed: str, name: str) -> None:
    Departement.objects.create(code="01", name=name)
    Departement.objects.create(code="02", name="Nothing of the kind")
    assert [place.code for place in Departement.objects.filter(containing(typed, "name"))] == ["01"]


@pytest.mark.django_db
def test_every_word_counts_and_each_may_stand_in_another_field() -> None:
    Departement.objects.create(code="26", name="Drôme")
    assert Departement.objects.filter(containing("26 drome", "name", "code")).exists()
    assert not Departement.objects.filter(containing("26 loire", "name", "code")).exists()
    assert not Departement.objects.filter(containing("_rôme", "name")).exists()


@pytest.mark.django_db
def test_nothing_typed_finds_everything_and_what_cannot_be_stored_finds_nothing_wrong() -> None:
    Departement.objects.create(code="26", name="Drôme")
    assert Departement.objects.filter(containing("  ", "name")).count() == 1
    assert Departement.objects.filter(containing("dr\x00ôme", "name")).count() == 1


@given(st.text())
def test_what_is_plain_stays_so(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_each_accented_letter_stands_for_one_plain_letter() -> None:
    assert all(len(plain(letter)) == 1 for letter in ACCENTED)
