from dataclasses import replace

import pytest

from clusterix.lib.workbooks.mapping.headings import find_header, normalised, set_aside, suggest, suggest_words
from clusterix.lib.workbooks.mapping.personal import personal_reason
from clusterix.lib.workbooks.specification.cells import CellValue, SheetRow
from clusterix.lib.workbooks.specification.sheets import Choice, Field, FieldType, Sheet
from clusterix.lib.workbooks.writing.template import heading_text
from tests.lib.workbooks.example import EXAMPLE, KEYS

GRANTS = Sheet(
    "grants",
    "Grants",
    (
        Field("donor", "Donor", synonyms=("nomAttribuant", "nom de l'attribuant")),
        Field("name", "Beneficiary", synonyms=("nomBeneficiaire", "nom du bénéficiaire"), is_required=True),
        Field("siret", "SIRET", FieldType.IDENTIFIER, synonyms=("idBeneficiaire", "numéro SIRET du bénéficiaire")),
        Field("amount", "Amount", FieldType.MONEY, synonyms=("montant", "montant total de la subvention")),
        Field("day", "Day of the agreement", FieldType.DATE, synonyms=("date de la convention",)),
    ),
)


def rows(*cells: tuple[CellValue, ...]) -> list[SheetRow]:
    """Rows numbered from 1; empty ones are left out, as by the reader."""
    return [SheetRow(number, row) for number, row in enumerate(cells, start=1) if row]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’Énergie", "l'energie"),
        ("  Code\u00a0postal\n", "code postal"),
        ("Rhône–Alpes", "rhone-alpes"),
        ("Œuvre", "oeuvre"),
    ],
)
def test_words_are_compared_without_case_accents_and_typography(one: str, other: str) -> None:
    assert normalised(one) == normalised(other) == other


def test_a_template_s_own_headings_are_all_found() -> None:
    headings = tuple(heading_text(field) for field in EXAMPLE.fields)
    header = find_header(rows(("Members of Minalogic, 2026",), ("Fill the cells.",), headings), EXAMPLE)
    assert header.rows == (3,)
    assert [header.columns.get(index) for index in range(len(KEYS))] == [*KEYS[:-1], None]
    assert header.unknown == ()


def test_headings_are_found_under_titles_and_blank_rows() -> None:
    header = find_header(
        rows(
            ("Conseil départemental", None, "Année 2018"),
            (),
            ("Liste des subventions versées",),
            ("Nom du bénéficiaire", "Montant", "Numéro SIRET du bénéficiaire"),
            ("ACME", 1200, "82212742900014"),
        ),
        GRANTS,
    )
    assert header.rows == (4,)
    assert header.columns == {0: "name", 1: "amount", 2: "siret"}


def test_headings_over_headings_are_read_together() -> None:
    header = find_header(
        rows(
            ("Structure", None, "Adresse", "Contact", None, "Nb"),
            ("Raison sociale", "Type", "Code postal", "Prénom", "E-mail", None),
            ("ACME", "PME", "38000", "Anne", "a@example.org", 3),
        ),
        EXAMPLE,
    )
    assert header.rows == (1, 2)
    assert header.headings[3] == "Contact › Prénom"
    assert header.columns == {0: "name", 1: "size", 2: "code"}
    assert header.unknown == ("Contact › Prénom", "Contact › E-mail", "Nb")


def test_a_sheet_without_such_headings_has_none() -> None:
    assert find_header(rows(("a", "b"), ("c", "d")), GRANTS).rows == ()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("nomBeneficiaire", "name"),
        ("nombeneficiaire", "name"),
        ("NOM_BENEFICIAIRE", "name"),
        ("Nom du bénéficiaire *", "name"),
        ("Nom du bénéficaire", "name"),
        ("Nom de l’attribuant", "donor"),
        ("Nom de l'organisme bénéficiaire de la subvention nom du bénéficiaire", "name"),
        ("Montant total de la subvention versée (1)", "amount"),
        ("Date de la  convention", "day"),
        ("SIRET", "siret"),
        ("Observations", ""),
        ("Nature", ""),
        ("", ""),
    ],
)
def test_a_heading_leads_to_its_field_and_others_to_none(heading: str, field: str) -> None:
    (suggestion,) = suggest(GRANTS, [heading])
    assert suggestion.field == field
    assert suggestion.reason


def test_a_field_is_suggested_once_for_the_column_most_like_it() -> None:
    found = suggest(GRANTS, ["Montant du prêt", "Montant", "Beneficiary", "Nom du bénéficiaire"])
    assert [suggestion.field for suggestion in found] == ["", "amount", "name", ""]


def test_values_tell_what_a_heading_does_not() -> None:
    (suggestion,) = suggest(EXAMPLE, ["Genre d'entreprise?"[:5]], [["PME", "ETI", "PME", "GE", "NC"]])
    assert suggestion.field == ""  # "Genre" is about persons
    (suggestion,) = suggest(EXAMPLE, ["Statut"], [["PME", "ETI", "PME", "GE", "NC"]])
    assert (suggestion.field, suggestion.samples) == ("size", ("PME", "ETI", "GE"))


def test_values_that_do_not_fit_make_a_suggestion_less_sure() -> None:
    (sure,) = suggest(GRANTS, ["Montants"], [["12", "13", "14"]])
    (less,) = suggest(GRANTS, ["Montants"], [["yes", "no", "often"]])
    assert less.score < sure.score


@pytest.mark.parametrize(
    "heading",
    ["Prénom", "Nom du contact", "Nom et prénom du dirigeant", "e-mail", "E_mail", "emailContact", "Courriel", "Tél.",
     "Téléphone portable", "Mobile", "Date de naissance", "dateNaissance", "LinkedIn", "First name", "Phone number",
     "Date of birth", "Civilité", "Contact › Nom", "Personne référente"],
)  # fmt: skip
def test_a_column_about_persons_is_refused_with_the_reason(heading: str) -> None:
    (suggestion,) = suggest(EXAMPLE, [heading])
    assert suggestion.field == ""
    assert heading in suggestion.refusal


@pytest.mark.parametrize(
    "heading", ["Nom", "Mobilité", "Nombre de contacts", "Photovoltaïque", "Page", "Effectif", "Image"]
)
def test_other_columns_are_not_taken_for_persons(heading: str) -> None:
    assert personal_reason(heading) == ""


def test_a_personal_column_that_is_asked_for_is_read() -> None:
    team = Sheet("team", "Team", (Field("first_name", "First name"), Field("mail", "E-mail", synonyms=("courriel",))))
    assert [suggestion.field for suggestion in suggest(team, ["First name", "Courriel"])] == ["first_name", "mail"]


def test_words_are_mapped_to_choices_and_the_rest_is_left_to_a_person() -> None:
    words = ["Grand Groupe", "ETI,  ETI", "NC", "Petites entreprises", "SARL", "PME\u00a0"]
    assert suggest_words(EXAMPLE.field("size"), words) == {
        "Grand Groupe": "GE", "ETI,  ETI": "ETI", "NC": "", "Petites entreprises": "PME", "PME\u00a0": "PME",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ((None, " "), "blank"),
        (("Beneficiary", "Amount"), "headings"),
        (("TOTAL", 12000), "total"),
        (("Sous-total", None), "total"),
        (("* hors avances remboursables",), "footnote"),
        (("Source : direction de l’économie",), "footnote"),
        (("ACME", 1200), ""),
        (("ACME",), ""),
        (("TOTAL", "542051180"), ""),
    ],
)
def test_rows_that_are_no_lines_are_told_apart(cells: tuple[CellValue, ...], what: str) -> None:
    header = find_header(rows(("Beneficiary", "Amount")), GRANTS)
    assert set_aside(SheetRow(9, cells), header) == what


def test_columns_far_to_the_right_are_named_and_not_compared() -> None:
    header = find_header(rows(("Beneficiary", *(f"x{number}" for number in range(300)), "Amount")), GRANTS)
    assert header.columns == {0: "name"}
    assert header.unknown[-1] == "Amount"


def test_a_number_proposes_its_band_unless_it_may_be_a_code() -> None:
    bands = (Choice("11", "10 to 19", numbers=range(10, 20)), Choice("12", "20 to 49", numbers=range(20, 50)))
    field = replace(EXAMPLE.field("size"), choices=bands)
    assert suggest_words(field, ["35", "12", "11"]) == {"35": "12", "11": "11"}
