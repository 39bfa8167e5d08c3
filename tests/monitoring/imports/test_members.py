"""Members lists of past years: one cluster or all of them in a file, sealed and accepted, taken back whole."""

from __future__ import annotations

import pytest

from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.states import State
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Organisation
from tests.cast import Cast
from tests.monitoring.imports.conftest import Bring

ALL = (
    ("Cluster", "Année", "Raison sociale", "SIRET", "Catégorie", "Code postal", "Ville"),
    ("Minalogic", 2017, "Alpha Capteurs", "732 829 320 00074", "PME", "38000", "Grenoble"),
    ("Minalogic", 2018, "Alpha Capteurs", "73282932000074", "ETI,  ETI", "38000", "Grenoble"),
    ("Minalogic", 2018, "Université des Alpes", None, "Université", "38400", "Saint-Martin-d'Hères"),
    ("Lyonbiopôle", 2018, "ALPHA CAPTEURS", "732829320", "Grand Groupe", "69003", "Lyon"),
)


def lines(cast: Cast, year: str) -> dict[str, MemberLine]:
    accepted = Revision.objects.accepted().filter(report__cluster=cast.cluster, report__campaign__period=year)
    return {line.name: line for line in MemberLine.objects.filter(revision__in=accepted)}


def test_lists_of_several_clusters_and_years_in_one_file(bring: Bring, cast: Cast) -> None:
    rows = [list(row) for row in ALL]
    rows[4][3:] = [None, "Grand Groupe", "38000", "Grenoble"]
    found = bring("members", rows).read()
    assert found.counts == {"new": 4}, found.problems
    found.apply()
    assert set(Report.objects.values_list("state", flat=True)) == {State.ACCEPTED}
    assert Report.objects.count() == 3
    assert lines(cast, "2017")["Alpha Capteurs"].category == "PME"
    assert lines(cast, "2018")["Alpha Capteurs"].category == "ETI"
    assert lines(cast, "2018")["Université des Alpes"].category == "ENS_SUP_FORMATION"
    assert lines(cast, "2018")["Alpha Capteurs"].departement_id in {"38", None}
    # One organisation, however often and by whomever it is named.
    assert Organisation.objects.filter(name_key__contains="alpha").count() == 1


def test_a_siren_where_a_siret_is_due_is_named_with_its_cell(bring: Bring) -> None:
    found = bring("members", ALL).read()
    assert found.counts == {"new": 3, "rejected": 1}
    assert found.problems[0]["cell"] == "D5"


def test_a_later_list_changes_lines_and_keeps_the_others(bring: Bring, cast: Cast) -> None:
    bring("members", ALL[:4]).read().apply()
    later = (ALL[0], ("Minalogic", 2018, "Alpha capteurs", "73282932000074", "Grand Groupe", None, "Meylan"))
    found = bring("members", later).read()
    assert found.counts == {"changed": 1, "absent": 1}
    found.apply()
    held = lines(cast, "2018")
    assert len(held) == 2
    assert (held["Alpha capteurs"].category, held["Alpha capteurs"].town) == ("GE", "Meylan")
    # An empty cell empties nothing.
    assert held["Alpha capteurs"].postal_code == "38000"

    found.undo()
    assert lines(cast, "2018")["Alpha Capteurs"].category == "ETI"


def test_an_organisation_named_twice_on_a_list_is_rejected_once(bring: Bring) -> None:
    rows = (*ALL[:2], ("Minalogic", 2017, "ALPHA-CAPTEURS SAS", "73282932000074", "PME", "38000", "Grenoble"))
    found = bring("members", rows).read()
    assert found.codes == ["twice"]


def test_names_that_turn_out_to_be_one_organisation_are_left_out_and_named(bring: Bring, cast: Cast) -> None:
    Organisation.objects.create(name="Alpha Capteurs", name_key="alpha capteurs", siren="732829320")
    rows = (*ALL[:2], ("Minalogic", 2017, "Alpha Capteurs", None, "PME", "38000", "Grenoble"))
    found = bring("members", rows).read()
    if found.counts.get("new") == 2:
        found.apply()
        change = found.upload.changes.get()
        assert (change.after or {})["left_out"] == ["Alpha Capteurs"]
    assert found.counts["new"] + found.counts.get("rejected", 0) == 2


def test_words_nobody_has_decided_on_reject_their_rows_until_somebody_does(bring: Bring, cast: Cast) -> None:
    rows = (*ALL[:2], ("Minalogic", 2017, "Beta Logiciels", None, "SARL", "38000", "Grenoble"))
    found = bring("members", rows).read()
    assert found.upload.options["found_words"]["category"] == [["PME", 1], ["SARL", 1]]
    assert found.counts == {"new": 1, "rejected": 1}
    decided = bring("members", rows, "decided.xlsx").read(words={"category": {"SARL": "TPE"}})
    assert decided.counts == {"new": 2}
    decided.apply()
    assert lines(cast, "2017")["Beta Logiciels"].category == "TPE"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_personal_columns_are_refused_with_the_reason(bring: Bring, cast: Cast, form: str) -> None:
    rows = ((*ALL[0], "Nom du contact", "E-mail"), (*ALL[1], "Dominique Invente", "d@example.org"))
    found = bring("members", rows).read()
    refused = [one["refusal"] for one in found.upload.options["suggested"] if one["refusal"]]
    assert len(refused) == 2
    found.apply()
    kept = str(list(found.upload.rows.values())) + str(found.upload.notes)
    assert "Invente" not in kept
