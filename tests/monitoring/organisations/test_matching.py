"""Which organisation a declared one is: sure, doubtful or none of those known."""

import pytest

from monitoring.organisations.identity import Declared, Known
from monitoring.organisations.matching import Match, Matcher
from monitoring.organisations.naming import name_key


def known(pk: int, name: str, **facts: str) -> Known:
    return Known(pk, name, name_key(name), **facts)


def found(match: Match) -> int | None:
    return match.organisation.pk if match.organisation else None


def doubtful(match: Match) -> list[int]:
    return [candidate.known.pk for candidate in match.candidates]


@pytest.mark.parametrize(
    "names",
    [
        ("L'Air Liquide, S.A.", "L’AIR LIQUIDE", "SA L Air-Liquide", "l´air liquide société anonyme"),
        ("Dupont & Fils SARL", "S.A.R.L. Dupont et fils", "DUPONT ET FILS", "Sarl Dupont & fils"),
        ("Cœur de Forêt", "Coeur de foret", "COEUR-DE-FORÊT"),
        ("Schneider Electric GmbH", "SCHNEIDER   ELECTRIC"),
        ("E.D.F", "EDF", "E. D. F."),
    ],
)
def test_case_accents_signs_and_legal_forms_do_not_count(names: tuple[str, ...]) -> None:
    assert len({name_key(name) for name in names}) == 1


@pytest.mark.parametrize("name", ["SE Nautique", "AB Tech", "SAS", "Sartorius", "---"])
def test_a_name_is_never_taken_away_whole_nor_in_part(name: str) -> None:
    assert name_key(name) == name.casefold()


def test_identifier_in_common_is_enough() -> None:
    matcher = Matcher([known(1, "Schneider Electric", siren="542048574"), known(2, "Other", rna="W381000001")])
    assert found(matcher.match(Declared("SEISA", siren="542048574"))) == 1
    assert found(matcher.match(Declared("Other name", rna="W381000001"))) == 2


def test_same_foreign_number_of_another_country_is_another_organisation() -> None:
    matcher = Matcher([known(1, "Acme", country="ES", foreign_identifier="A58818501")])
    assert found(matcher.match(Declared("Acme", country="ES", foreign_identifier="A58818501"))) == 1
    assert matcher.match(Declared("Acme", country="PT", foreign_identifier="A58818501")) == Match()


def test_same_name_is_the_same_where_nothing_contradicts_it() -> None:
    matcher = Matcher([known(1, "Minatec", departement="38"), known(2, "Elsewhere")])
    assert found(matcher.match(Declared("MINATEC", departement="38"))) == 1
    assert found(matcher.match(Declared("Minatec", siren="542048574"))) == 1
    assert found(matcher.match(Declared("ELSEWHERE SAS", departement="69"))) == 2


def test_same_name_in_another_departement_is_asked() -> None:
    matcher = Matcher([known(1, "Boulangerie Martin", departement="38")])
    match = matcher.match(Declared("Boulangerie Martin", departement="69"))
    assert match.organisation is None
    assert doubtful(match) == [1]


def test_same_name_with_another_siren_or_country_is_another() -> None:
    matcher = Matcher([known(1, "Acme", siren="542048574")])
    assert matcher.match(Declared("Acme", siren="732829320")) == Match()
    assert matcher.match(Declared("Acme", country="ES")) == Match()


def test_of_two_with_one_name_the_one_in_the_same_departement_is_taken() -> None:
    matcher = Matcher([known(1, "Atelier Durand", departement="38"), known(2, "Atelier Durand", departement="69")])
    assert found(matcher.match(Declared("Atelier Durand", departement="69"))) == 2
    nowhere = matcher.match(Declared("Atelier Durand"))
    assert nowhere.organisation is None
    assert sorted(doubtful(nowhere)) == [1, 2]


def test_name_one_letter_apart_in_the_same_departement_is_the_same() -> None:
    matcher = Matcher([known(1, "Mécanique de précision Duvernay", departement="42")])
    assert found(matcher.match(Declared("MECANIQUE DE PRECISION DUVERNEY", departement="42"))) == 1


def test_name_alike_is_asked_where_the_place_is_not_known() -> None:
    matcher = Matcher([known(1, "Mécanique de précision Duvernay", departement="42")])
    assert doubtful(matcher.match(Declared("Mécanique de précision Duverney"))) == [1]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Université Lyon 1", "Université Lyon 2"),
        ("Laboratoire A Martin Duval", "Laboratoire B Martin Duval"),
        ("Orange", "Orano"),
        ("Novatech Est", "Novatech Sud"),
    ],
)
def test_a_number_or_a_letter_tells_names_apart(name: str, other: str) -> None:
    matcher = Matcher([known(1, name, departement="69")])
    assert matcher.match(Declared(other, departement="69")) == Match()


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("Manufacture Michelin", "Michelin et manufacture des pneus"),
        ("Grenoble Alpes Métropole", "Métropole Grenoble-Alpes"),
        ("Commissariat à l'énergie atomique", "Commissariat energie atomique"),
        ("Schneider Electric", "Shneider Electric"),
        ("STMicroelectronics", "ST Micro-electronics"),
    ],
)
def test_names_alike_are_found(name: str, declared: str) -> None:
    match = Matcher([known(1, name)]).match(Declared(declared))
    assert found(match) == 1 or doubtful(match) == [1]


def test_acronym_and_official_name_are_asked() -> None:
    matcher = Matcher()
    matcher.add(known(1, "Commissariat à l'énergie atomique"), ["cea"])
    assert doubtful(matcher.match(Declared("CEA"))) == [1]


def test_laboratory_is_not_taken_for_the_body_it_belongs_to() -> None:
    matcher = Matcher([known(1, "CNRS", siren="180089013")])
    assert matcher.match(Declared("Laboratoire Hubert Curien", siren="180089013", rnsr="200612823S")) == Match()
    matcher.add(known(2, "Laboratoire Hubert Curien", rnsr="200612823S"))
    assert found(matcher.match(Declared("LHC", siren="180089013", rnsr="200612823S"))) == 2


def test_values_of_a_line_are_read_with_what_they_imply() -> None:
    declared = Declared.of({"name": "Acme", "siret": "732 829 320 00074", "insee_code": "38185", "joined_year": 2018})
    assert (declared.siren, declared.siret, declared.departement) == ("732829320", "73282932000074", "38")
    assert Declared.of({"name": "Acme", "country": "ES", "postal_code": "38000"}).departement == ""
