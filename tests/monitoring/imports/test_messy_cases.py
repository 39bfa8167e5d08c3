"""The messes of real files, one by one, each small and invented, with what becomes of it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from clusterix.lib.workbooks.reading.opening import FileRefused
from tests.cast import Cast
from tests.monitoring.imports.conftest import Bring, csv_text, saved, xlsx
from tests.monitoring.imports.test_members import ALL, lines
from tests.office import through_libreoffice

HEAD = ("Raison sociale", "SIRET", "Catégorie", "Code postal", "Ville", "Année d'adhésion")
ALPHA = ("Alpha Capteurs", "73282932000074", "PME", "38000", "Grenoble", 2012)
ABOUT: dict[str, Any] = {"cluster": "minalogic", "period": "2018"}


def one(bring: Bring, *rows: Any, **cells: Any) -> Any:
    """A list whose first member has other cells."""
    member = dict(zip(HEAD, ALPHA, strict=True)) | cells
    return bring("members", (HEAD, tuple(member.values()), *rows)).read(**ABOUT)


def test_01_titles_stand_above_the_headings(bring: Bring) -> None:
    rows = (("Adhérents du pôle",), (), ("Mise à jour : mars 2018",), HEAD, ALPHA)
    found = bring("members", rows).read(**ABOUT)
    assert found.upload.options["header"] == [4]
    assert found.counts == {"new": 1}


def test_02_merged_cells_hold_headings_of_two_levels(bring: Bring) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ("Organisation", None, None, "Adresse", None),
        ("Raison sociale", "SIRET", "Catégorie", "Code postal", "Ville"),
    ):
        sheet.append(row)
    sheet.append(ALPHA[:5])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("D1:E1")
    found = bring("members", saved(book)).read(**ABOUT)
    assert found.upload.options["header"] in ([1, 2], [2])
    assert found.counts == {"new": 1}


def test_03_footnotes_and_totals_below_are_told_and_not_read(bring: Bring) -> None:
    rows = (HEAD, ALPHA, (), ("Total", None, None, None, None, 1), ("* Source : assemblée générale du pôle",))
    found = bring("members", rows).read(**ABOUT)
    assert found.counts == {"new": 1}
    assert any("Source" in note for note in found.upload.notes)


def test_04_the_clean_sheet_is_not_the_first(bring: Bring) -> None:
    content = xlsx(
        (("Bilan",), ("voir onglet 2",)), (HEAD, ALPHA), (HEAD, ALPHA), titles=("Synthèse", "Liste", "Copie")
    )
    found = bring("members", content).read(**ABOUT)
    assert found.upload.options["sheet"] == "Liste"
    assert found.counts == {"new": 1}


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_05_older_formats_are_read(bring: Bring, tmp_path: Path, form: str) -> None:
    content = through_libreoffice(xlsx((HEAD, ALPHA)), tmp_path, suffix=form)
    assert bring("members", content, f"liste.{form}").read(**ABOUT).counts == {"new": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_06_encodings_are_found(bring: Bring, cast: Cast, encoding: str) -> None:
    rows = (HEAD, ("Société Été", *ALPHA[1:]))
    found = bring("members", csv_text(rows).encode(encoding), "liste.csv").read(**ABOUT)
    assert found.counts == {"new": 1}
    found.apply()
    assert "Société Été" in lines(cast, "2018")


def test_06_encodings_that_change_from_line_to_line_are_refused_with_the_line(bring: Bring) -> None:
    first, second = csv_text((HEAD,)).encode("utf-8"), csv_text((("Société Été", *ALPHA[1:]),)).encode("cp1252")
    found = bring("members", first + second, "liste.csv").look()
    assert found.upload.state == "refused"
    assert "2" in found.upload.refusals[0]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_07_separators_are_found(bring: Bring, separator: str) -> None:
    found = bring("members", csv_text((HEAD, ALPHA), separator).encode(), "liste.csv").read(**ABOUT)
    assert found.counts == {"new": 1}


@pytest.mark.parametrize(
    "siret", [73282932000074, "732 829 320 00074", "732\u00a0829\u00a0320\u00a000074", "73282932000074'"]
)
def test_08_numbers_of_organisations_in_many_dresses(bring: Bring, siret: object) -> None:
    assert one(bring, SIRET=siret).counts == {"new": 1}


@pytest.mark.parametrize("siret", ["7,32829E+13", "732829320", "73282932000075"])
def test_08_destroyed_numbers_are_rejected_with_their_cell(bring: Bring, siret: str) -> None:
    assert [problem["cell"] for problem in one(bring, SIRET=siret).problems] == ["B2"]


@pytest.mark.parametrize(
    ("code", "town"), [(1000, "Bourg-en-Bresse"), ("38 000", "Grenoble"), ("38025", "GRENOBLE CEDEX 1")]
)
def test_09_postal_codes(bring: Bring, cast: Cast, code: object, town: str) -> None:
    found = one(bring, **{"Code postal": code, "Ville": town})
    assert found.counts == {"new": 1}, found.problems
    found.apply()
    assert len(lines(cast, "2018")["Alpha Capteurs"].postal_code) == 5


@pytest.mark.parametrize("day", [2012, "2012", date(2012, 3, 1), "01/03/2012", "2012-03-01", "NC", None])
def test_10_years_in_the_dress_of_dates(bring: Bring, cast: Cast, day: object) -> None:
    found = one(bring, **{"Année d'adhésion": day})
    if found.counts == {"rejected": 1}:
        assert found.problems[0]["cell"] == "F2"
        return
    found.apply()
    assert lines(cast, "2018")["Alpha Capteurs"].joined_year in {2012, None}


def test_11_repeated_values_in_a_cell(bring: Bring, cast: Cast) -> None:
    one(bring, Catégorie="ETI,      ETI").apply()
    assert lines(cast, "2018")["Alpha Capteurs"].category == "ETI"


@pytest.mark.parametrize("word", ["Non disponible", "NC", "n.d.", "sans objet", "Non applicable", "-"])
def test_12_words_for_nothing_are_empty_cells(bring: Bring, cast: Cast, word: str) -> None:
    one(bring, Ville=word, SIRET=word).apply()
    line = lines(cast, "2018")["Alpha Capteurs"]
    assert (line.town, line.siret) == ("", "")


@pytest.mark.parametrize(("word", "code"), [("Grand Groupe", "GE"), ("PME\u00a0", "PME"), ("pme", "PME")])
def test_13_words_for_categories(bring: Bring, cast: Cast, word: str, code: str) -> None:
    one(bring, Catégorie=word).apply()
    assert lines(cast, "2018")["Alpha Capteurs"].category == code


def test_14_empty_rows_inside(bring: Bring) -> None:
    assert one(bring, (), (), ("Beta", None, "PME", None, None, None)).counts == {"new": 2}


def test_15_headings_that_drift_from_year_to_year_are_one_field(bring: Bring) -> None:
    for heading in ("nomAdherent", "nomadherent", "Nom de l’adhérent"):
        found = bring("members", ((heading, *HEAD[1:]), ALPHA), f"{heading}.xlsx").read(**ABOUT)
        assert found.upload.options["columns"]["0"] == "name", heading


@pytest.mark.parametrize("name", ["ALPHA CAPTEURS", "Alpha Capteurs SAS", "Alpha‑Capteurs", "alpha capteurs"])
def test_16_one_organisation_in_several_writings(bring: Bring, name: str) -> None:
    assert one(bring, (name, *ALPHA[1:])).codes == ["twice"]


def test_17_personal_columns_are_refused(bring: Bring) -> None:
    rows = ((*HEAD, "Prénom du dirigeant"), (*ALPHA, "Dominique"))
    found = bring("members", rows).read(**ABOUT)
    assert found.upload.options["suggested"][6]["refusal"]
    assert "6" not in found.upload.options["columns"]


def test_18_the_cluster_the_region_and_other_clusters_are_members(bring: Bring) -> None:
    others = [
        (name, None, "Autre", None, None, None) for name in ("Minalogic", "Région Auvergne-Rhône-Alpes", "Lyonbiopôle")
    ]
    found = one(bring, *others)
    assert found.counts.get("new", 0) + found.counts.get("rejected", 0) == 4
    assert found.counts["new"] >= 1


def test_19_members_outside_the_region_or_abroad(bring: Bring, cast: Cast) -> None:
    head = (*HEAD, "Pays")
    rows = (head, (*ALPHA[:3], "75001", "Paris", 2012, "FR"), ("Gamma AG", None, "PME", "8001", "Zürich", 2015, "CH"))
    found = bring("members", rows).read(**ABOUT)
    assert found.counts == {"new": 2}, found.problems
    found.apply()
    assert lines(cast, "2018")["Gamma AG"].country == "CH"


def test_20_a_member_the_next_file_forgets_is_absent_and_stays(bring: Bring, cast: Cast) -> None:
    one(bring, ("Beta", None, "PME", None, None, None)).apply()
    found = one(bring)
    assert found.counts == {"unchanged": 1, "absent": 1}
    assert set(lines(cast, "2018")) == {"Alpha Capteurs", "Beta"}


@pytest.mark.usefixtures("framework")
def test_21_an_amount_with_something_before_it_is_rejected_with_its_cell(bring: Bring) -> None:
    rows = (("Indicateur", "Valeur"), ("joint-actions", "N                 82 584,28"))
    found = bring("objectives", rows).read(cluster="minalogic", period="2018-Q1")
    assert [problem["cell"] for problem in found.problems] == ["B2"]


def test_22_runs_of_spaces_and_line_breaks(bring: Bring, cast: Cast) -> None:
    head = ("Raison \n  sociale", *HEAD[1:])
    found = bring("members", (head, ("Alpha \n  Capteurs ", *ALPHA[1:]))).read(**ABOUT)
    found.apply()
    assert "Alpha Capteurs" in lines(cast, "2018")


@pytest.mark.usefixtures("framework")
def test_23_a_whole_number_is_asked_and_a_part_is_rejected(bring: Bring) -> None:
    rows = (("Indicateur", "Valeur"), ("joint-actions", 1), ("collective-actions", 97.38))
    found = bring("objectives", rows).read(cluster="minalogic", period="2018-Q1")
    assert found.counts == {"new": 1, "rejected": 1}


def test_24_a_year_of_joining_that_cannot_be(bring: Bring) -> None:
    assert [problem["cell"] for problem in one(bring, **{"Année d'adhésion": 12}).problems] == ["F2"]


def test_25_hidden_rows_are_read_and_told(bring: Bring) -> None:
    book = load_workbook(io.BytesIO(xlsx((HEAD, ALPHA, ("Beta", None, "PME", None, None, None)))))
    book.active.row_dimensions[3].hidden = True
    found = bring("members", saved(book)).read(**ABOUT)
    assert found.counts == {"new": 2}
    assert any("hidden" in note for note in found.upload.notes)


def test_26_long_official_headings(bring: Bring) -> None:
    head = ("Dénomination sociale de l’organisme adhérent", "Numéro SIRET de l’établissement", *HEAD[2:])
    found = bring("members", (head, ALPHA)).read(**ABOUT)
    assert found.counts == {"new": 1}
    assert found.upload.options["columns"]["0"] == "name"


def test_a_file_of_no_known_kind_is_refused_with_a_sentence(bring: Bring) -> None:
    found = bring("members", b"%PDF-1.7 not a table", "liste.pdf").look()
    assert found.upload.state == "refused"
    assert found.upload.refusals
    assert issubclass(FileRefused, Exception)


def test_all_of_it_again_changes_nothing(bring: Bring) -> None:
    rows = [list(row) for row in ALL]
    rows[4][3] = None
    bring("members", rows).read().apply()
    assert bring("members", rows).read().counts == {"unchanged": 4}
