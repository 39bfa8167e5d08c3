"""The list in the browser, without a script: found, changed, added, left, deleted; two people at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from monitoring.campaigns.models import RemarkReply
from monitoring.members.models import MemberLine
from monitoring.members.wording import joined_counted, left_counted
from monitoring.organisations.models import Category, Organisation
from tests import builders
from tests.monitoring.members.conftest import Roll
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def manager(roll: Roll, visit: Visit) -> Visitor:
    roll.start()
    return visit(roll.cast.manager)


def names(visitor: Visitor) -> list[str]:
    return [row["Name"].split(" ")[0] for row in visitor.table("main")] if visitor.soup.select("main table") else []


def test_members_are_found_by_name_town_and_number(roll: Roll, manager: Visitor) -> None:
    MemberLine.objects.filter(revision=roll.revision, name="Beta").update(town="Évian", siren="542048574")
    grid = manager.open("member-grid", roll.report.uuid)
    assert names(grid) == ["Alpha", "Beta", "Gamma"]
    assert names(grid.open("member-grid", roll.report.uuid, query="?q=evian")) == ["Beta"]
    assert names(grid.open("member-grid", roll.report.uuid, query="?q=542+048+574")) == ["Beta"]
    assert names(grid.open("member-grid", roll.report.uuid, query="?sort=-name")) == ["Gamma", "Beta", "Alpha"]
    nothing = grid.open("member-grid", roll.report.uuid, query="?q=omega")
    assert nothing.says("No member answers these filters")


def test_what_changed_since_last_year_is_shown_and_filtered(roll: Roll, manager: Visitor) -> None:
    lines = MemberLine.objects.filter(revision=roll.revision)
    lines.filter(name="Alpha").update(town="Lyon")
    lines.filter(name="Beta").update(left_on=date(2026, 3, 1))
    builders.make_member_line(revision=roll.revision, organisation=builders.make_organisation(name="Delta"))
    grid = manager.open("member-grid", roll.report.uuid)
    assert grid.says("since last year: 1 joined, 1 left, 1 changed")
    for show, expected in {
        "": ["Alpha", "Delta", "Gamma"],
        "joined": ["Delta"],
        "changed": ["Alpha"],
        "left": ["Beta"],
    }.items():
        assert names(grid.open("member-grid", roll.report.uuid, query=f"?show={show}")) == expected


def test_one_member_is_changed_and_the_list_says_so(roll: Roll, manager: Visitor) -> None:
    manager.open("member-grid", roll.report.uuid).follow("Edit Alpha")
    manager.press("Save this member", {"town": "Voiron", "postal_code": "38500", "takes_part_in_governance": "yes"})
    assert manager.says("Saved at")
    line = roll.line("Alpha")
    assert (line.town, line.takes_part_in_governance, line.version) == ("Voiron", True, 2)
    assert line.edited_by == roll.cast.manager


def test_what_is_wrong_is_said_and_what_was_typed_stays(roll: Roll, manager: Visitor) -> None:
    manager.open("member-edit", roll.report.uuid, roll.line("Alpha").uuid)
    manager.press("Save this member", {"siren": "542 048 575", "town": "Voiron", "other_kind": "cluster"}, status=422)
    assert manager.title.startswith("Error:")
    assert manager.says("542048575 is no SIREN")
    assert manager.says("The kind of other organisation is given for the category")
    assert manager.value_of("siren") == "542 048 575"
    assert manager.value_of("town") == "Voiron"
    assert roll.line("Alpha").town == "Grenoble"


def test_a_category_may_wait_until_sending(roll: Roll, manager: Visitor) -> None:
    manager.open("member-edit", roll.report.uuid, roll.line("Alpha").uuid).press("Save this member", {"category": ""})
    assert roll.line("Alpha").category == ""
    grid = manager.open("member-grid", roll.report.uuid)
    assert grid.says("1 member has no category")
    assert names(grid.follow("Show them")) == ["Alpha"]


def test_of_two_people_the_second_sees_both_values_and_decides(roll: Roll, manager: Visitor, visit: Visit) -> None:
    uuid = roll.line("Alpha").uuid
    delegate = visit(roll.cast.delegate).open("member-edit", roll.report.uuid, uuid)
    manager.open("member-edit", roll.report.uuid, uuid).press("Save this member", {"town": "Voiron"})
    delegate.press("Save this member", {"town": "Lyon"}, status=409)
    assert delegate.says("saved this member at")
    assert {"Value": "Town", "Saved now": "Voiron", "As you typed it": "Lyon"} in delegate.table("main")
    assert roll.line("Alpha").town == "Voiron"
    assert delegate.value_of("town") == "Lyon"
    delegate.press("Save this member")
    assert roll.line("Alpha").town == "Lyon"


def test_saving_the_same_thing_twice_saves_it_once(roll: Roll, manager: Visitor, visit: Visit) -> None:
    uuid = roll.line("Alpha").uuid
    delegate = visit(roll.cast.delegate).open("member-edit", roll.report.uuid, uuid)
    for person in (manager.open("member-edit", roll.report.uuid, uuid), delegate):
        person.press("Save this member", {"town": "Voiron"})
    assert roll.line("Alpha").version == 2


def test_nothing_is_saved_into_a_report_that_was_sent_meanwhile(roll: Roll, manager: Visitor) -> None:
    manager.open("member-edit", roll.report.uuid, roll.line("Alpha").uuid)
    roll.move("send")
    manager.press("Save this member", {"town": "Voiron"}, status=409)
    assert manager.says("What you typed stays below")
    assert roll.line("Alpha").town == "Grenoble"


def test_a_member_leaves_and_is_taken_back(roll: Roll, manager: Visitor) -> None:
    manager.open("member-edit", roll.report.uuid, roll.line("Beta").uuid).follow("It left the cluster")
    manager.press("Note that it left", {"left_on": "2027-01-01"}, status=422)
    assert manager.says("This day is still to come")
    manager.press("Note that it left", {"left_on": "2026-03-31"})
    assert roll.names == ["Alpha", "Gamma"]
    manager.open("member-edit", roll.report.uuid, roll.line("Beta").uuid).press("It is still a member")
    assert roll.names == ["Alpha", "Beta", "Gamma"]


def test_only_who_was_on_no_former_list_is_deleted(roll: Roll, manager: Visitor) -> None:
    new = builders.make_member_line(revision=roll.revision, organisation=builders.make_organisation(name="Delta"))
    assert not manager.open("member-edit", roll.report.uuid, roll.line("Alpha").uuid).has_link("Added by mistake")
    manager.open("member-delete", roll.report.uuid, roll.line("Alpha").uuid).press("Delete the member", status=409)
    assert "Alpha" in roll.names
    manager.open("member-edit", roll.report.uuid, new.uuid).follow("Added by mistake").press("Delete the member")
    assert "Delta" not in roll.names


def test_a_known_organisation_is_added_with_what_is_known_of_it(roll: Roll, manager: Visitor) -> None:
    known = builders.make_organisation(name="Delta", siren="542048574", town="Lyon", postal_code="69002")
    manager.open("member-grid", roll.report.uuid).follow("Add a member").press("Search", {"q": "delta"})
    manager.follow("Add Delta")
    assert (manager.value_of("town"), manager.value_of("siren")) == ("Lyon", "542048574")
    manager.press("Add this member", {"joined_year": "2026"})
    line = roll.line("Delta")
    assert (line.organisation, line.joined_year) == (known, 2026)
    assert manager.open("member-new", roll.report.uuid, query="?q=542048574").has_link("On the list already")


def test_an_unknown_organisation_is_described_and_taken_into_the_registry(roll: Roll, manager: Visitor) -> None:
    manager.open("member-new", roll.report.uuid, query="?q=Omicron").follow("None of these: describe it")
    assert manager.value_of("name") == "Omicron"
    manager.press("Add this member", {"category": "PME", "postal_code": "38000"})
    assert Organisation.objects.get(name="Omicron").member_lines.get() == roll.line("Omicron")


def test_a_doubtful_organisation_is_shown_with_both_sides_and_none_is_forced(roll: Roll, manager: Visitor) -> None:
    for name in ("Omicron Technologies", "Omicron Technology"):
        builders.make_organisation(name=name, name_key=name.lower(), town="Lyon")
    manager.open("member-new", roll.report.uuid, query="?new&q=Omicron+Technologie")
    manager.press("Add this member", {"category": "PME"}, status=422)
    assert manager.says("“Omicron Technologie” may be an organisation we know already")
    assert manager.says("Omicron Technologies")
    assert not manager.soup.select("input[name=chosen][checked]")
    manager.press("Add this member", {"chosen": "new"})
    assert Organisation.objects.get(member_lines=roll.line("Omicron Technologie")).name == "Omicron Technologie"


def test_an_organisation_stands_once_on_a_list(roll: Roll, manager: Visitor) -> None:
    roll.alpha.siren = "542048574"
    roll.alpha.save()
    manager.open("member-new", roll.report.uuid, query="?new&q=Alpha+Group")
    manager.press("Add this member", {"siren": "542048574", "category": "PME"}, status=409)
    assert manager.says("This organisation is on the list already, as “Alpha”")


@pytest.mark.parametrize("who", ["cluster", "other cluster", "Region"])
def test_the_cluster_itself_others_and_the_region_are_members(roll: Roll, manager: Visitor, who: str) -> None:
    whose: dict[str, dict[str, Any]] = {
        "cluster": {"cluster": roll.cast.cluster},
        "other cluster": {"cluster": roll.cast.other_cluster},
        "Region": {"region": roll.cast.region},
    }
    known = builders.make_organisation(name="Delta", **whose[who])
    manager.open("member-new", roll.report.uuid, query=f"?organisation={known.uuid}").press("Add this member")
    assert roll.line("Delta").organisation == known


def test_a_remark_is_shown_on_its_line_and_answered_there(roll: Roll, manager: Visitor) -> None:
    roll.move("send")
    builders.make_remark(report=roll.report, by=roll.cast.officer, key=roll.line("Beta").key, body="Is it large?")
    roll.move("return", by="officer")
    grid = manager.open("member-grid", roll.report.uuid, query="?show=remark")
    assert names(grid) == ["Beta"]
    grid.follow("Beta")
    assert grid.says("Is it large?")
    grid.press("Answer", {f"remark-{roll.report.remarks.get().pk}-body": "It is not."})
    assert RemarkReply.objects.get().body == "It is not."
    assert grid.address == reverse("member-edit", args=[roll.report.uuid, roll.line("Beta").uuid])


def test_the_region_remarks_on_any_member_and_reads_it_in_the_review(roll: Roll, visit: Visit) -> None:
    roll.start()
    roll.move("send")
    officer = visit(roll.cast.officer).open("member-grid", roll.report.uuid).follow("Gamma").follow("Write a remark")
    officer.press("Keep", {"body": "Is it not a laboratory?"})
    assert officer.open("review-report", roll.report.uuid).says("Gamma")
    assert officer.says("Is it not a laboratory?")


def test_a_refused_row_is_mended_at_once(roll: Roll, manager: Visitor) -> None:
    found = {"name": "Delta", "category": "SARL", "postal_code": "1100", "takes_part_in_governance": "oui"}
    row = builders.make_waiting_row(report=roll.report, by=roll.cast.manager, found=found)
    manager.open("member-grid", roll.report.uuid).follow("Mend them here").follow("Mend Delta")
    assert manager.says("it may have lost its first zero, write 01100")
    assert manager.value_of("takes_part_in_governance") == "yes"
    manager.press("Save this member", {"category": "PME", "postal_code": "01100"})
    row.refresh_from_db()
    assert row.settled_at is not None
    assert (roll.line("Delta").category, roll.line("Delta").postal_code) == (Category.SME, "01100")


def test_a_mended_row_says_the_sheet_s_own_sentence_once(roll: Roll, manager: Visitor) -> None:
    found = {"name": "Delta", "category": "PME", "headcount_band": "12", "takes_part_in_governance": "perhaps"}
    row = builders.make_waiting_row(report=roll.report, by=roll.cast.manager, found=found)
    sentence = "“perhaps” is neither yes nor no."
    row.problems = [{"message": f"{sentence} Write Yes or No."}]
    row.save(update_fields=["problems"])
    manager.open("member-mend", roll.report.uuid, row.pk)
    assert not manager.says("Select a valid choice")
    assert manager.words.count(sentence) == 2  # in the summary and at the field
    assert manager.says("“12” may be a number or a code: “10 to 19 employees” or “20 to 49 employees”.")
    manager.press("Save this member", {"headcount_band": "12", "takes_part_in_governance": "yes"})
    assert roll.line("Delta").headcount_band == "12"


def test_what_is_counted_agrees_with_its_number_in_french() -> None:
    """French says a nought in the singular."""
    with translation.override("fr"):
        assert (joined_counted(0), left_counted(2)) == ("0 arrivée", "2 départs")


def test_a_report_that_is_sent_offers_its_workbook_to_read_not_to_fill(roll: Roll, manager: Visitor) -> None:
    manager.open("member-grid", roll.report.uuid)
    assert manager.open("report-detail", roll.report.uuid).says("Or fill in Excel")
    roll.move("send")
    sent = manager.open("report-detail", roll.report.uuid)
    assert sent.has_link("Download in Excel")
    assert not sent.says("Or fill in Excel")


def test_countries_are_offered_by_their_letter(roll: Roll, manager: Visitor) -> None:
    page = manager.open("member-edit", roll.report.uuid, roll.line("Alpha").uuid).words
    assert page.index("Albania") < page.index("Andorra") < page.index("United Arab Emirates")


def test_a_refused_row_about_a_known_line_changes_that_line(roll: Roll, manager: Visitor) -> None:
    found = {"name": "Alpha", "category": "PME", "town": "Voiron", "joined_year": "20"}
    builders.make_waiting_row(report=roll.report, by=roll.cast.manager, found=found, key=roll.line("Alpha").key)
    manager.open("member-waiting", roll.report.uuid).follow("Mend Alpha")
    manager.press("Save this member", {"joined_year": "2020"})
    assert roll.line("Alpha").town == "Voiron"
    assert len(roll.names) == 3


def test_a_refused_row_is_put_aside(roll: Roll, manager: Visitor) -> None:
    row = builders.make_waiting_row(report=roll.report, by=roll.cast.manager, found={"name": "Delta"})
    manager.open("member-waiting", roll.report.uuid).press("Put aside Delta")
    row.refresh_from_db()
    assert row.settled_at is not None
    assert "Delta" not in roll.names


def test_the_file_holds_every_line_found_with_all_that_is_declared(roll: Roll) -> None:
    MemberLine.objects.filter(revision=roll.start(), name="Beta").update(siren="542048574")
    client = Client(headers={"accept-language": "en"})
    client.force_login(roll.cast.manager)
    response = client.get(reverse("member-export", args=[roll.report.uuid]), {"q": "be"})
    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if "Beta" in row]
    assert len(rows) == 1
    assert "542048574" in rows[0]
    assert not any("Alpha" in row for row in sheet.iter_rows(values_only=True))


def test_ten_times_the_members_take_no_more_queries(roll: Roll) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(roll.cast.manager)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("member-grid", args=[roll.report.uuid])).status_code == 200
        return len(queries)

    roll.start()
    for _ in range(5):
        builders.make_member_line(revision=roll.revision)
    asked()
    few = asked()
    for _ in range(60):
        builders.make_member_line(revision=roll.revision)
    assert asked() == few
    assert few <= 20
