"""What organisations are known by: real traps, each with the sentence that says what to do."""

import pytest

from monitoring.organisations.identifiers import (
    bare,
    foreign_complaint,
    rna_complaint,
    rnsr_complaint,
    siren_complaint,
    siren_of,
    siret_complaint,
)


@pytest.mark.parametrize("text", ["542048574", "903 206 761", "903\u00a0206\u202f761", "356000000", "005880596"])
def test_siren_is_taken_however_it_is_spaced(text: str) -> None:
    assert siren_complaint(text) == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("542048575", "542048575 is no SIREN: one of its digits is wrong, or two are exchanged."),
        ("73282932000074", "14 digits where 9 are due: this is a SIRET; its SIREN is 732829320."),
        ("5880596", "It may have lost its first zeros: write 005880596."),
        ("54204857", "8 digits where 9 are due."),
        ("1", "1 digit where 9 are due."),
        ("NC", "A SIREN has 9 digits and nothing else."),
        ("٥٤٢٠٤٨٥٧٤", "A SIREN has 9 digits and nothing else."),
        ("5,42E+08", "The spreadsheet shortened this SIREN (5,42E+08) and lost its last digits: write it as text."),
    ],
)
def test_siren_says_what_is_wrong(text: str, sentence: str) -> None:
    assert siren_complaint(text) == sentence


@pytest.mark.parametrize(
    "text", ["73282932000074", "224 900 019 000 15'", "82 212 742 900 014", "35600000000048", "35600000009075"]
)
def test_siret_is_taken_from_real_files_and_from_the_post_office(text: str) -> None:
    assert siret_complaint(text) == ""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("349826000", "9 digits where 14 are due"),
        ("34982600000000", "replaced the others by zeros (34982600000000)"),
        ("30152300000000", "replaced the others by zeros"),
        ("3,01523E+13", "shortened this SIRET (3,01523E+13)"),
        ("11122233344455", "The first nine digits, 111222333, are no SIREN"),
        ("73282932000075", "73282932000075 is no SIRET: one of its digits is wrong"),
        ("35600000012345", "is no SIRET"),
        ("588059600012", "12 digits where 14 are due."),
    ],
)
def test_siret_says_what_is_wrong(text: str, part: str) -> None:
    assert part in siret_complaint(text)


@pytest.mark.parametrize("text", ["W381000001", "W9R1001234", "w2a1000123"])
def test_associations_overseas_and_in_corsica_have_letters(text: str) -> None:
    assert rna_complaint(text) == ""


def test_association_number_without_its_letter_is_refused() -> None:
    assert "W381000001" in rna_complaint("381000001")


def test_laboratory_number_has_nine_digits_and_a_letter() -> None:
    assert rnsr_complaint("199512345A") == ""
    assert rnsr_complaint("1995123456") != ""


@pytest.mark.parametrize(
    ("country", "text"),
    [("ES", "A58818501"), ("ES", "ESA58818501"), ("DE", "HRB 12345"), ("CH", "CHE-100.155.212"), ("KE", "P051234567X")],
)
def test_foreign_number_is_taken(country: str, text: str) -> None:
    assert foreign_complaint(country, text) == ""


def test_foreign_number_with_a_wrong_check_digit_is_refused() -> None:
    assert "ESA58818502" in foreign_complaint("ES", "ESA58818502")
    assert "A58818502" in foreign_complaint("ES", "A58818502")
    assert "DE136695977" in foreign_complaint("DE", "DE136695977")


def test_french_organisation_has_no_foreign_number() -> None:
    assert "SIREN" in foreign_complaint("FR", "A58818501")
    assert "SIREN" in foreign_complaint("", "A58818501")


def test_siren_is_read_from_the_siret() -> None:
    assert siren_of("", "732 829 320 00074") == "732829320"
    assert siren_of("542048574", "73282932000074") == "542048574"
    assert siren_of("", "") == ""


def test_separators_are_no_part_of_a_number() -> None:
    assert bare("224\u202f900 019.000-15'") == "22490001900015"
    assert bare("che-100.155.212") == "CHE100155212"
