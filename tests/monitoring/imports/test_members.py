"""Members lists of past years: one cluster or all of them in a file, sealed and accepted, taken back whole."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.states import State
from monitoring.imports.steps import Step
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Organisation, Pair
from tests.builders import make_organisation
from tests.cast import Cast
from tests.monitoring.campaigns.desk import client_of
from tests.monitoring.imports.conftest import Bring, Import, Rows

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


WITHOUT = (
    ("Cluster", "Année", "Raison sociale", "Code postal", "Ville"),
    ("Minalogic", 2017, "Alpha Capteurs", "1000", "Bruxelles"),
    ("Minalogic", 2017, "Beta Logiciels", None, None),
)


def on_columns(bring: Bring, cast: Cast, rows: Rows = WITHOUT) -> tuple[Import, Client, str]:
    """A file that waits to be told what its columns hold."""
    found = bring("members", rows).look()
    options = found.upload.options
    found.choose(Step.COLUMNS, sheet=options["sheet"], header=options["header"])
    return found, client_of(cast.administrator), reverse("import-columns", args=[found.upload.uuid])


def columns_of(found: Import) -> dict[str, str]:
    return {f"column-{index}": field for index, field in found.upload.options["columns"].items()}


def test_a_field_without_a_column_is_given_one_value_for_every_row(bring: Bring, cast: Cast) -> None:
    found, client, address = on_columns(bring, cast)
    page = client.get(address).content.decode()
    assert "One value for every row" in page
    asked = client.post(address, columns_of(found))
    assert asked.status_code == 422
    assert "or give every row one value" in asked.content.decode()
    given = {"value-category": "PME", "value-country": "BE", "value-college": "Partenaire"}
    assert client.post(address, columns_of(found) | given).status_code == 302
    found.look().choose(Step.CHECK)
    assert found.counts == {"new": 2}, found.problems
    assert "Country: Belgium; Category: Small or medium-sized enterprise" in found.upload.notes[0]
    found.apply()
    held = lines(cast, "2017")
    assert {(line.category, line.country, line.college) for line in held.values()} == {("PME", "BE", "Partenaire")}
    # No zero is given back to a postal code of another country.
    assert held["Alpha Capteurs"].postal_code == "1000"
    assert held["Beta Logiciels"].town == ""


def test_a_value_is_checked_by_the_rule_of_its_cells(bring: Bring, cast: Cast) -> None:
    found, client, address = on_columns(bring, cast)
    wrong = {"value-category": "PME", "value-joined_year": "soon", "value-town": "Lyon"}
    response = client.post(address, columns_of(found) | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="soon"' in page
    assert "A column holds this: its cells count." in page
    assert found.upload.options.get("values", {}) == {}


def test_blank_cells_stay_blank(bring: Bring, cast: Cast) -> None:
    rows = ((*WITHOUT[0], "Catégorie", "Collège"), (*WITHOUT[1], "PME", "Partenaire"), (*WITHOUT[2], "PME", None))
    found, client, address = on_columns(bring, cast, rows)
    client.post(address, columns_of(found) | {"value-headcount_band": "11"})
    found.look().choose(Step.CHECK)
    found.apply()
    held = lines(cast, "2017")
    assert [held[name].college for name in ("Alpha Capteurs", "Beta Logiciels")] == ["Partenaire", ""]
    assert {line.headcount_band for line in held.values()} == {"11"}


def test_values_are_kept_with_the_way_of_reading(bring: Bring, cast: Cast) -> None:
    found, client, address = on_columns(bring, cast)
    client.post(address, columns_of(found) | {"value-category": "PME"})
    found.look()
    client.post(reverse("import-values", args=[found.upload.uuid]), {"name": "Old lists"})
    again, client, address = on_columns(bring, cast, (*WITHOUT, ("Minalogic", 2017, "Gamma", None, None)))
    assert again.upload.options["values"] == {"category": "PME"}
    assert client.post(address, columns_of(again) | {"value-category": "PME"}).status_code == 302


def test_names_of_past_lists_that_may_be_known_are_asked_about_once(bring: Bring, cast: Cast) -> None:
    known = make_organisation(name="Capteurs du Gresivaudan Industrie", siren="552100554")
    rows = (
        ALL[0],
        ("Minalogic", 2017, "Capteurs du Grésivaudan", None, "PME", "38000", "Grenoble"),
        ("Minalogic", 2018, "Capteurs du Grésivaudan", None, "PME", None, None),
        ("Lyonbiopôle", 2018, "Capteurs du Grésivaudan", None, "PME", "38000", "Grenoble"),
    )
    found = bring("members", rows).read()
    assert found.counts == {"new": 3}, found.problems
    doubt = found.upload.doubts.get()
    assert (doubt.number, len(doubt.keys), len(doubt.marks)) == (2, 3, 2)
    client, address = client_of(cast.administrator), reverse("import-check", args=[found.upload.uuid])
    assert "552 100 554" in client.get(address, {"tab": "doubts"}).content.decode()
    client.post(reverse("import-doubt", args=[found.upload.uuid, doubt.pk]), {"choice": known.pk})
    found.apply()
    assert set(MemberLine.objects.values_list("organisation", flat=True)) == {known.pk}


def test_another_organisation_of_past_lists_is_decided_until_it_is_taken_back(bring: Bring, cast: Cast) -> None:
    make_organisation(name="Capteurs du Gresivaudan Industrie", siren="552100554")
    rows = (ALL[0], ("Minalogic", 2017, "Capteurs du Grésivaudan", None, "PME", "38000", "Grenoble"))
    found = bring("members", rows).read()
    doubt = found.upload.doubts.get()
    client_of(cast.administrator).post(
        reverse("import-doubt", args=[found.upload.uuid, doubt.pk]), {"choice": "another"}
    )
    found.apply()
    assert Pair.objects.get().are_one is False
    found.undo()
    # With the organisation that the file had taken in.
    assert not Pair.objects.exists()
    assert Organisation.objects.count() == 1


def test_one_organisation_stands_on_two_lists_but_not_twice_on_one(bring: Bring, cast: Cast) -> None:
    known = make_organisation(name="Capteurs du Gresivaudan Industrie", siren="552100554")
    rows = (
        ALL[0],
        ("Minalogic", 2017, "Capteurs du Grésivaudan", None, "PME", "38000", "Grenoble"),
        ("Minalogic", 2018, "Gresivaudan Industrie", None, "PME", "69003", "Lyon"),
        ("Minalogic", 2017, "Grésivaudan Industrie Capteurs", None, "PME", "63000", "Clermont"),
    )
    found = bring("members", rows).read()
    first, second, third = found.upload.doubts.all()
    client = client_of(cast.administrator)
    for doubt in (first, second, third):
        client.post(reverse("import-doubt", args=[found.upload.uuid, doubt.pk]), {"choice": known.pk})
    assert list(found.upload.doubts.filter(organisation=known)) == [first, second]


def test_what_a_number_stands_for_is_decided_like_a_word(bring: Bring, cast: Cast) -> None:
    """Sirene's code 12 is another band than twelve people: a person says which, whatever the cell holds."""
    rows = [(*row, headcount) for row, headcount in zip(ALL[:3], ("Effectif", 12, "35"), strict=True)]
    found = bring("members", rows).read()
    assert found.counts == {"new": 1, "rejected": 1}
    decided = bring("members", rows, "decided.xlsx").read(words={"headcount_band": {"12": "11"}})
    assert decided.counts == {"new": 2}
    decided.apply()
    assert lines(cast, "2017")["Alpha Capteurs"].headcount_band == "11"
    assert lines(cast, "2018")["Alpha Capteurs"].headcount_band == "12"
