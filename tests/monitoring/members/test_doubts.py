"""New members that may be organisations known already: shown with the file, decided on, honoured, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl.worksheet.worksheet import Worksheet

from monitoring.campaigns.importing import file_of
from monitoring.organisations.models import Organisation, Pair
from monitoring.organisations.naming import name_key
from monitoring.uploads import applying
from monitoring.uploads.direct import check, write_at_once
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Doubt, Upload, Verdict
from monitoring.uploads.watching import restart
from tests import builders
from tests.monitoring.campaigns.desk import client_of
from tests.monitoring.members.conftest import Roll
from tests.monitoring.members.test_file import examined, put, workbook
from tests.monitoring.uploads.conftest import fresh, work

pytestmark = pytest.mark.django_db
NAMES = ("Capteurs du Grésivaudan", "Laboratoires Beaumont Santé")


@pytest.fixture
def known(roll: Roll) -> list[Organisation]:
    """Two the registry knows; files bring names like theirs, without any number."""
    names = ("Capteurs du Gresivaudan Industrie", "Laboratoire Beaumont Santé")
    facts: tuple[dict[str, str], ...] = ({"siren": "552100554", "town": "Meylan"}, {"town": "Lyon"})
    return [
        builders.make_organisation(name=name, name_key=name_key(name), **said)
        for name, said in zip(names, facts, strict=True)
    ]


def both(sheet: Worksheet) -> None:
    for row, name in enumerate(NAMES, start=3):
        put(sheet, row, name=name, category="PME", town="Grenoble")


def doubt_of(upload: Upload, name: str = NAMES[0]) -> Doubt:
    return upload.doubts.get(label=name)


def say(roll: Roll, upload: Upload, doubt: Doubt, choice: object, by: str = "manager") -> Any:
    address = reverse("upload-doubt", args=[upload.uuid, doubt.pk])
    return client_of(getattr(roll.cast, by)).post(f"{address}?tab=doubts", {"choice": str(choice)}, follow=True)


def test_new_members_with_a_name_like_a_known_one_are_in_doubt(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    assert upload.counts["new"] == 2, upload.groups
    assert {(one.label, one.candidates[0][0]) for one in upload.doubts.all()} == {
        (NAMES[0], known[0].pk),
        (NAMES[1], known[1].pk),
    }
    assert not Pair.objects.exists()


def test_both_sides_are_shown_with_what_can_be_said(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    address = reverse("upload-detail", args=[upload.uuid])
    page = client_of(roll.cast.manager).get(address, {"tab": "doubts"}).content.decode()
    for words in (*NAMES, known[0].name, "552 100 554", "Meylan", "Names that are alike", "The same organisation"):
        assert words in page
    assert "2 new names are like those the registry knows" in page


def test_left_undecided_they_are_taken_in_and_proposed_as_pairs(roll: Roll, known: list[Organisation]) -> None:
    applying.apply(examined(roll, both), roll.cast.manager)
    taken_in = roll.line(NAMES[0]).organisation
    assert taken_in != known[0]
    assert Pair.objects.get(first=known[0], second=taken_in).are_one is None


def test_the_same_organisation_is_referred_to(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    assert say(roll, upload, doubt_of(upload), known[0].pk).status_code == 200
    assert doubt_of(upload).organisation == known[0]
    applying.apply(fresh(upload), roll.cast.manager)
    line = roll.line(NAMES[0])
    assert (line.organisation, line.name) == (known[0], NAMES[0])
    assert not Organisation.objects.filter(name=NAMES[0]).exists()


def test_another_organisation_is_never_proposed_again(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    say(roll, upload, doubt_of(upload), "another")
    applying.apply(fresh(upload), roll.cast.manager)
    pair = Pair.objects.get(first=known[0], second=roll.line(NAMES[0]).organisation)
    assert (pair.are_one, pair.decided_by) == (False, roll.cast.manager)
    assert pair not in Pair.objects.waiting()
    assert Pair.objects.waiting().count() == 1


def test_taking_the_file_back_forgets_what_was_said_of_pairs(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    for doubt in upload.doubts.all():
        say(roll, upload, doubt, "another")
    applying.apply(fresh(upload), roll.cast.manager)
    assert Pair.objects.filter(are_one=False).count() == 2
    by_hand = Pair.objects.get(first=known[1])
    by_hand.decided_by = roll.cast.officer
    by_hand.save()
    applying.undo(fresh(upload), roll.cast.manager)
    still_decided = Pair.objects.filter(are_one=False)
    assert {pair.pk for pair in still_decided} <= {by_hand.pk}


def test_a_word_is_taken_back_before_writing(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    say(roll, upload, doubt_of(upload), known[0].pk)
    say(roll, upload, doubt_of(upload), "undecided")
    doubt = doubt_of(upload)
    assert (doubt.organisation, doubt.is_another, doubt.decided_by) == (None, False, None)


def test_what_was_said_survives_comparing_the_file_again(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    say(roll, upload, doubt_of(upload), known[0].pk)
    say(roll, upload, doubt_of(upload, NAMES[1]), "another")
    restart(fresh(upload))
    work()
    assert doubt_of(upload).organisation == known[0]
    assert doubt_of(upload, NAMES[1]).is_another


def test_one_organisation_cannot_be_two_rows(roll: Roll, known: list[Organisation]) -> None:
    def two(sheet: Worksheet) -> None:
        put(sheet, 3, name="Capteurs du Grésivaudan", category="PME", town="Grenoble")
        put(sheet, 4, name="Gresivaudan Industrie", category="PME", town="Meylan")

    upload = examined(roll, two)
    assert upload.doubts.count() == 2
    first, second = upload.doubts.all()
    say(roll, upload, first, known[0].pk)
    page = say(roll, upload, second, known[0].pk).content.decode()
    assert "Row 7 (Capteurs du Grésivaudan) is this organisation already" in page
    second.refresh_from_db()
    assert not second.is_decided


def test_an_organisation_on_the_list_cannot_be_a_new_row(roll: Roll, known: list[Organisation]) -> None:
    roll.start()
    line = roll.line("Gamma")
    line.organisation = known[0]
    line.save()
    upload = examined(roll, both)
    page = say(roll, upload, doubt_of(upload), known[0].pk).content.decode()
    assert "It is on the list already, as “Gamma”." in page
    assert not doubt_of(upload).is_decided


def test_nothing_is_said_of_a_file_that_was_written(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    applying.apply(upload, roll.cast.manager)
    assert "nothing more can be said of its rows" in say(roll, upload, doubt_of(upload), "another").content.decode()
    assert not doubt_of(upload).is_decided


def test_a_manager_learns_of_no_other_clusters_member(roll: Roll, known: list[Organisation]) -> None:
    builders.make_members_list(
        region=roll.cast.region,
        cluster=roll.cast.other_cluster,
        year=2024,
        members=[(known[0], {})],
        officer=roll.cast.officer,
    )
    upload = examined(roll, both)
    address, other = reverse("upload-detail", args=[upload.uuid]), str(roll.cast.other_cluster)
    pages = {
        who: client_of(getattr(roll.cast, who)).get(address, {"tab": "doubts"}).content.decode()
        for who in ("manager", "delegate", "officer")
    }
    assert f"Member of {other}" in pages["officer"]
    assert other not in pages["manager"] + pages["delegate"]


def test_ten_times_the_doubts_ask_no_more_of_the_database(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    client, address = client_of(roll.cast.officer), reverse("upload-detail", args=[upload.uuid])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"tab": "doubts"}).status_code == 200
        return len(queries)

    asked()
    few, one = asked(), doubt_of(upload)
    for number in range(20):
        other = builders.make_organisation(name=f"Known {number}")
        Doubt.objects.create(
            upload=upload,
            number=number + 20,
            label=f"New {number}",
            keys=[f"member:{number}"],
            declared=one.declared,
            candidates=[[other.pk, 90, ""], *one.candidates],
        )
    assert asked() == few


def test_doubts_are_found_by_name_by_row_and_by_what_was_said(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    say(roll, upload, doubt_of(upload), "another")
    client, address = client_of(roll.cast.manager), reverse("upload-detail", args=[upload.uuid])
    for query in ({"q": "beaumont"}, {"q": "8"}, {"said": "no"}):
        page = client.get(address, {"tab": "doubts", **query}).content.decode()
        assert NAMES[1] in page
        assert NAMES[0] not in page
    response = client.get(reverse("upload-rows", args=[upload.uuid]), {"tab": "doubts"})
    assert response["Content-Type"].endswith("sheet")


def test_two_names_for_one_new_member_are_found_before_writing(roll: Roll) -> None:
    def twice(sheet: Worksheet) -> None:
        two_names(sheet)
        put(sheet, 5, name="Delta", category="PME")

    upload = examined(roll, twice)
    rejected = upload.rows.get(verdict=Verdict.REJECTED)
    assert (rejected.number, rejected.problems[0]["message"]) == (
        8,
        "Row 7 is about the same member. Leave one of the two.",
    )
    applying.apply(upload, roll.cast.manager, skip_rejected=True)
    assert roll.names == ["Alpha", "Beta", "Delta", "Gamma", "Laboratoires Beaumont"]


def test_a_name_the_registry_knows_for_a_member_of_the_list_is_about_its_line(roll: Roll) -> None:
    merged = builders.make_organisation(name="Old Gamma Works")
    merged.merged_into = roll.gamma
    merged.save()
    upload = examined(roll, lambda sheet: put(sheet, 3, name="Old Gamma Works", category="PME"))
    rejected = upload.rows.get(verdict=Verdict.REJECTED)
    assert rejected.problems[0]["message"] == "Row 6 is about the same member. Leave one of the two."


def two_names(sheet: Worksheet) -> None:
    put(sheet, 3, name="Laboratoires Beaumont", category="PME", postal_code="38000")
    put(sheet, 4, name="Laboratoire Beaumont", category="PME", postal_code="38000")


def saved(roll: Roll, folder: Path) -> Path:
    made = workbook(roll)
    two_names(made.worksheets[0])
    made.save(path := folder / "members.xlsx")
    return path


def test_the_command_line_tells_of_two_names_too_and_writes_the_rest(roll: Roll, tmp_path: Path) -> None:
    path = saved(roll, tmp_path)
    checked = check(file_of(roll.report), path)
    assert (checked.counts["new"], checked.counts["rejected"]) == (1, 1)
    refused = write_at_once(file_of(roll.report), path, roll.cast.manager, skip_rejected=False, absent="keep")
    assert [code for _sentence, code in refused.refusals] == ["rejected_rows"]
    assert not Upload.objects.exists()
    written = write_at_once(file_of(roll.report), path, roll.cast.manager, skip_rejected=True, absent="keep")
    assert written.is_written
    assert roll.names == ["Alpha", "Beta", "Gamma", "Laboratoires Beaumont"]
    assert Upload.objects.get().rows.get(verdict=Verdict.REJECTED).number == 8


def test_two_names_that_the_registry_learns_to_be_one_before_writing_stop_the_file(
    roll: Roll, known: list[Organisation]
) -> None:
    def apart(sheet: Worksheet) -> None:
        put(sheet, 3, name=known[0].name, category="PME")
        put(sheet, 4, name=known[1].name, category="PME")

    upload = examined(roll, apart)
    assert upload.counts["new"] == 2
    known[1].merged_into = known[0]
    known[1].save()
    with pytest.raises(Refusal) as refusal:
        applying.apply(upload, roll.cast.manager)
    assert refusal.value.code == "duplicate"
    assert not roll.report.revisions.exists()


def test_a_registry_that_has_learnt_otherwise_is_asked_again(roll: Roll, known: list[Organisation]) -> None:
    upload = examined(roll, both)
    say(roll, upload, doubt_of(upload), "another")
    Organisation.objects.filter(pk=known[0].pk).update(name=NAMES[0], name_key=name_key(NAMES[0]))
    with pytest.raises(Refusal) as refusal:
        applying.apply(fresh(upload), roll.cast.manager)
    assert refusal.value.code == "moved"
    assert not Pair.objects.exists()


def test_numbers_of_another_member_are_refused_before_writing(roll: Roll, known: list[Organisation]) -> None:
    roll.start()
    line = roll.line("Gamma")
    line.organisation = known[0]
    line.save()
    upload = examined(roll, lambda sheet: put(sheet, 0, siren="552 100 554"))
    rejected = upload.rows.get(verdict=Verdict.REJECTED)
    assert rejected.problems[0]["message"].startswith("These numbers are those of “Gamma”")
