"""Where organisations are and what they do, from the codes that files hold."""

import pytest
from django.utils import translation

from monitoring.organisations.activities import (
    legal_forms,
    naf_complaint,
    naf_label,
    naf_labels,
    normalised_naf,
    section_of,
    sections,
)
from monitoring.organisations.places import (
    COUNTRIES,
    country_name,
    departement_of,
    insee_complaint,
    postal_complaint,
)


@pytest.mark.parametrize(
    ("insee", "postal", "departement"),
    [
        ("38185", "", "38"),
        ("2A004", "20000", "2A"),
        ("", "20167", "2A"),
        ("", "20200", "2B"),
        ("97411", "", "974"),
        ("", "97400", "974"),
        ("", "97133", "977"),
        ("", "98000", ""),
        ("", "00100", ""),
        ("69123", "38000", "69"),
        ("", "1100", ""),
        ("", "", ""),
    ],
)
def test_departement_is_told_by_the_commune_first(insee: str, postal: str, departement: str) -> None:
    assert departement_of(insee_code=insee, postal_code=postal) == departement


def test_there_is_no_departement_abroad() -> None:
    assert departement_of(postal_code="38000", country="ES") == ""


@pytest.mark.parametrize(
    ("code", "part"),
    [("1100", "write 01100"), ("69 002", "write 69002"), ("38024 CEDEX 1", "write 38024"), ("F-38", "five digits")],
)
def test_postal_code_says_what_to_write(code: str, part: str) -> None:
    assert part in postal_complaint("FR", code)


def test_postal_codes_abroad_are_kept() -> None:
    assert postal_complaint("CH", "1201") == ""
    assert postal_complaint("", "38000") == ""


def test_insee_code_is_not_the_postal_code() -> None:
    assert insee_complaint("2A004") == ""
    assert insee_complaint("38185") == ""
    assert "postal code" in insee_complaint("38000")
    assert insee_complaint("3818") != ""


def test_countries_have_names_in_both_languages() -> None:
    with translation.override("fr"):
        assert country_name("ES") == "Espagne"
    with translation.override("en"):
        assert country_name("ES") == "Spain"
        assert str(next(choice for choice in COUNTRIES if choice.code == "CH").label) == "Switzerland"
    assert {"Suisse", "Switzerland"} < set(next(choice for choice in COUNTRIES if choice.code == "CH").synonyms)
    assert 240 < len(COUNTRIES) < 260


@pytest.mark.parametrize(
    ("text", "code", "version"),
    [
        ("62.01Z", "62.01Z", "rev2"),
        ("6201Z", "62.01Z", "rev2"),
        ("62-01 z", "62.01Z", "rev2"),
        ("62.10Y", "62.10Y", "2025"),
        ("99.98Z", "", ""),
        ("informatique", "", ""),
    ],
)
def test_naf_code_is_told_with_its_version(text: str, code: str, version: str) -> None:
    assert normalised_naf(text) == (code, version)
    assert bool(naf_complaint(text)) is not bool(code)


def test_activity_is_named_in_the_readers_language() -> None:
    with translation.override("fr"):
        assert naf_label("62.01Z", "rev2") == "Programmation informatique"
    assert naf_label("62.01Z", "rev2") == "Computer programming activities"
    assert naf_label("62.10Y", "2025") == "Computer programming activities"
    assert naf_label("", "") == ""


def test_every_sub_class_has_a_section() -> None:
    assert len(naf_labels()) == 732
    assert len(sections()) == 21
    assert all(section_of(code) for code in naf_labels())
    section = section_of("62.10Y")
    assert section is not None
    assert section.code == "J"


def test_legal_forms_are_named() -> None:
    assert legal_forms()["5710"].startswith("SAS")
