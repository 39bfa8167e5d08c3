"""A Sirene extract enriches the registry: by SIREN, never what clusters declared, and names nobody who is withheld."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from monitoring.organisations.models import Organisation
from monitoring.organisations.naming import name_key
from monitoring.uploads import applying
from monitoring.uploads.examining import examine
from monitoring.uploads.models import Upload
from monitoring.uploads.receiving import receive
from tests.cast import Cast

UNITS = (
    "siren;statutDiffusionUniteLegale;nomUniteLegale;prenom1UniteLegale;trancheEffectifsUniteLegale;categorieEntreprise;"
    "etatAdministratifUniteLegale;denominationUniteLegale;categorieJuridiqueUniteLegale;activitePrincipaleUniteLegale\r\n"
)
SEATS = "siren;nic;siret;statutDiffusionEtablissement;etablissementSiege;codeCommuneEtablissement\r\n"


def make(name: str, siren: str, **facts: Any) -> Organisation:
    return Organisation.objects.create(name=name, name_key=name_key(name), siren=siren, **facts)


@pytest.fixture
def acme(cast: Cast) -> Organisation:
    return make("Acme", "732829320", category="PME", naf="71.12B", naf_version="rev2", headcount_band="11")


def sent(cast: Cast, text: str, day: str = "2026-10-01", name: str = "sirene.csv") -> Upload:
    file = SimpleUploadedFile(name, text.encode())
    upload = receive(
        file,
        purpose="sirene",
        subject="",
        region=cast.region,
        cluster=None,
        person=cast.officer,
        options={"day": day},
    )
    examine(upload)
    upload.refresh_from_db()
    return upload


def written(cast: Cast, text: str, day: str = "2026-10-01") -> Upload:
    upload = sent(cast, text, day)
    applying.decide(upload, cast.officer, skip_rejected=True, absent=applying.KEEP)
    applying.write(upload)
    return upload


def test_stock_of_legal_units_is_compared_before_anything_is_written(cast: Cast, acme: Organisation) -> None:
    row = "732829320;O;;;42;ETI;A;ACME INDUSTRIES;5710;62.01Z\r\n552100554;O;;;53;GE;A;OTHER;5710;29.10Z\r\n"
    upload = sent(cast, UNITS + row)
    assert upload.refusals == []
    assert upload.counts["new"] == 1
    assert any("nomUniteLegale" in note for note in upload.notes)
    acme.refresh_from_db()
    assert acme.sirene_size == ""


def test_extract_enriches_and_never_overwrites_what_is_declared(cast: Cast, acme: Organisation) -> None:
    written(cast, UNITS + "732829320;O;;;42;ETI;A;ACME INDUSTRIES;5710;62.01Z\r\n")
    acme.refresh_from_db()
    assert (acme.name, acme.category, acme.naf, acme.headcount_band) == ("Acme", "PME", "71.12B", "11")
    assert (acme.sirene_name, acme.sirene_size, acme.sirene_headcount_band) == ("ACME INDUSTRIES", "ETI", "42")
    assert (acme.sirene_naf, acme.sirene_naf_version, acme.sirene_legal_form) == ("62.01Z", "rev2", "5710")
    assert acme.sirene_is_active is True
    assert acme.sirene_read_on is not None
    assert acme.sirene_read_on.isoformat() == "2026-10-01"
    assert Organisation.objects.with_gap().get() == acme


@pytest.mark.parametrize("status", ["P", "N"])
def test_who_asked_to_be_withheld_is_no_longer_named(cast: Cast, acme: Organisation, status: str) -> None:
    written(cast, UNITS + "732829320;O;;;42;ETI;A;ACME INDUSTRIES;5710;62.01Z\r\n")
    written(cast, UNITS + f"732829320;{status};;;42;ETI;A;[ND];5710;62.01Z\r\n", "2026-11-01")
    acme.refresh_from_db()
    assert (acme.sirene_name, acme.sirene_diffusion) == ("", status)


def test_of_establishments_the_head_office_is_read_alone(cast: Cast, acme: Organisation) -> None:
    rows = "732829320;00082;73282932000082;O;false;69123\r\n732829320;00074;73282932000074;O;true;38185\r\n"
    written(cast, SEATS + rows)
    acme.refresh_from_db()
    assert acme.sirene_insee_code == "38185"


def test_export_of_the_directory_is_read_too(cast: Cast, acme: Organisation) -> None:
    heads = (
        "siren,nom_raison_sociale,categorie_entreprise,tranche_effectif_salarie,activite_principale,etat_administratif"
    )
    written(cast, f"{heads}\r\n732829320,ACME INDUSTRIES,PME,12,62.01Z,C\r\n")
    acme.refresh_from_db()
    assert (acme.sirene_name, acme.sirene_size, acme.sirene_is_active) == ("ACME INDUSTRIES", "PME", False)


def test_same_extract_again_changes_nothing_but_its_day(cast: Cast, acme: Organisation) -> None:
    row = UNITS + "732829320;O;;;42;ETI;A;ACME INDUSTRIES;5710;62.01Z\r\n"
    written(cast, row)
    make("Other", "552100554")
    again = written(cast, row + "552100554;O;;;53;GE;A;OTHER;5710;29.10Z\r\n", "2026-11-01")
    assert (again.counts["unchanged"], again.counts["new"]) == (1, 1)
    days = {day.isoformat() for day in Organisation.objects.values_list("sirene_read_on", flat=True) if day}
    assert days == {"2026-11-01"}


def test_extract_is_taken_back_but_for_what_a_later_one_changed(cast: Cast, acme: Organisation) -> None:
    other = make("Other", "552100554")
    first = written(
        cast,
        UNITS + "732829320;O;;;42;ETI;A;ACME;5710;62.01Z\r\n552100554;O;;;53;GE;A;OTHER;5710;29.10Z\r\n",
    )
    written(cast, UNITS + "732829320;O;;;42;GE;A;ACME;5710;62.01Z\r\n", "2026-11-01")
    applying.undo(first, cast.officer)
    acme.refresh_from_db()
    other.refresh_from_db()
    assert acme.sirene_size == "GE"
    assert (other.sirene_size, other.sirene_read_on) == ("", None)
    assert first.changes.exclude(kept_because="").get().label == "Acme"


@pytest.mark.parametrize("text", ["name;town\r\nAcme;Lyon\r\n", "siren\r\n732829320\r\n"])
def test_another_file_is_refused_with_a_sentence(cast: Cast, acme: Organisation, text: str) -> None:
    upload = sent(cast, text)
    assert upload.state == Upload.State.REFUSED
    assert "no Sirene extract" in upload.refusals[0]


def test_file_that_names_nobody_of_the_registry_is_refused(cast: Cast, acme: Organisation) -> None:
    upload = sent(cast, UNITS + "552100554;O;;;53;GE;A;OTHER;5710;29.10Z\r\n")
    assert upload.refusals == ["The registry knows none of the SIRENs of this file."]
