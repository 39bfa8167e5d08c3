"""The members workbook on its way out and back: matched, judged, written, taken back, its remarks answered."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from clusterix.lib.workbooks.writing.template import HEADING_ROW, write_template
from monitoring.campaigns.importing import file_of
from monitoring.members.importer import IMPORTER
from monitoring.members.models import MemberLine
from monitoring.members.sheet import MEMBERS
from monitoring.members.writing import save_line
from monitoring.organisations.models import Organisation
from monitoring.uploads import applying
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload, Verdict
from monitoring.uploads.receiving import receive
from tests import builders
from tests.monitoring.members.conftest import Roll
from tests.monitoring.uploads.conftest import fresh, work
from tests.office import through_libreoffice

pytestmark = pytest.mark.django_db
Fill = Callable[[Worksheet], None]
COLUMNS = {field.key: number for number, field in enumerate(MEMBERS.fields, start=1)}


def workbook(roll: Roll) -> Any:
    file = io.BytesIO()
    write_template(file, IMPORTER.book(file_of(roll.report)))
    return load_workbook(file)


def put(sheet: Worksheet, row: int, **values: Any) -> None:
    """`row` counts the lines from 0."""
    for key, value in values.items():
        sheet.cell(HEADING_ROW + 2 + row, COLUMNS[key]).value = value


def empty(sheet: Worksheet, row: int) -> None:
    for key, column in COLUMNS.items():
        if key != "uuid":
            sheet.cell(HEADING_ROW + 2 + row, column).value = None


def examined(roll: Roll, fill: Fill, made: Any = None) -> Upload:
    """The workbook as it stands, filled in, sent and read."""
    made = made or workbook(roll)
    fill(made.worksheets[0])
    out = io.BytesIO()
    made.save(out)
    return sent(roll, out.getvalue())


def sent(roll: Roll, content: bytes) -> Upload:
    upload = receive(
        ContentFile(content, "members.xlsx"),
        purpose="members",
        subject=str(roll.report.uuid),
        region=roll.cast.region,
        cluster=roll.cast.cluster,
        person=roll.cast.manager,
    )
    work()
    return fresh(upload)


def nothing(sheet: Worksheet) -> None: ...


def changes(sheet: Worksheet) -> None:
    """Alpha moves, Beta's line is emptied, Delta is added."""
    put(sheet, 0, town="Lyon")
    empty(sheet, 1)
    put(sheet, 3, name="Delta", category="Small or medium-sized enterprise", siren="552 100 554")


def test_the_workbook_holds_last_years_list_before_the_report_is_begun(roll: Roll) -> None:
    sheet = workbook(roll).worksheets[0]
    names = [sheet.cell(HEADING_ROW + 2 + row, COLUMNS["name"]).value for row in range(4)]
    assert names == ["Alpha", "Beta", "Gamma", None]
    assert not roll.report.revisions.exists()


def test_a_workbook_that_comes_back_untouched_changes_nothing(roll: Roll) -> None:
    upload = examined(roll, nothing)
    assert upload.counts == {"new": 0, "changed": 0, "unchanged": 3, "absent": 0, "rejected": 0}


def test_lines_are_told_apart(roll: Roll) -> None:
    upload = examined(roll, changes)
    assert upload.counts == {"new": 1, "changed": 1, "unchanged": 1, "absent": 1, "rejected": 0}, upload.groups
    changed = upload.rows.get(verdict=Verdict.CHANGED)
    assert (changed.label, changed.before["town"], changed.values["town"]) == ("Alpha", "Grenoble", "Lyon")
    assert not roll.report.revisions.exists()


def test_confirming_begins_the_report_and_writes_the_list(roll: Roll) -> None:
    upload = examined(roll, changes)
    applying.apply(upload, roll.cast.manager, absent="left", left_on=date(2026, 6, 30))
    roll.report.refresh_from_db()
    assert roll.report.state == "draft"
    assert roll.names == ["Alpha", "Delta", "Gamma"]
    assert roll.line("Alpha").town == "Lyon"
    assert roll.line("Alpha").uuid == roll.last_year.member_lines.get(name="Alpha").uuid
    assert roll.line("Beta").left_on == date(2026, 6, 30)
    assert Organisation.objects.get(member_lines=roll.line("Delta")).siren == "552100554"
    assert roll.revision.origin == "workbook"


def test_a_partial_file_is_added_without_erasing_the_rest(roll: Roll) -> None:
    upload = examined(roll, changes)
    applying.apply(upload, roll.cast.manager, absent="keep")
    assert roll.names == ["Alpha", "Beta", "Delta", "Gamma"]


def test_the_same_file_again_changes_nothing_more(roll: Roll) -> None:
    applying.apply(examined(roll, changes), roll.cast.manager, absent="keep")
    again = examined(roll, nothing)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 4, "absent": 0, "rejected": 0}


def test_a_file_of_another_make_is_matched_by_number_and_by_name(roll: Roll) -> None:
    MemberLine.objects.filter(name="Alpha").update(siren="552100554")
    made = Workbook()
    for row in (
        ("Liste des adhérents", None, None, None),
        ("Raison sociale", "SIREN", "Catégorie", "Ville"),
        ("Alpha Industries SAS", 552100554, "PME", "Grenoble"),
        ("BETA", None, "PME", "Lyon"),
        ("Omega", None, "ETI", "Vienne"),
    ):
        made.active.append(row)
    upload = examined(roll, nothing, made=made)
    assert upload.counts == {"new": 1, "changed": 2, "unchanged": 0, "absent": 1, "rejected": 0}, upload.groups
    changed = {row.label: dict(row.values) for row in upload.rows.filter(verdict=Verdict.CHANGED)}
    assert changed == {
        "Alpha Industries SAS": {"name": "Alpha Industries SAS"},
        "BETA": {"name": "BETA", "town": "Lyon"},
    }


def test_a_member_given_twice_is_rejected_naming_the_other_row(roll: Roll) -> None:
    def twice(sheet: Worksheet) -> None:
        put(sheet, 3, name="Delta", category="PME", siren="552100554")
        put(sheet, 4, name="Delta SA", category="PME", siren="552100554")

    upload = examined(roll, twice)
    rejected = upload.rows.get(verdict=Verdict.REJECTED)
    assert (rejected.number, rejected.problems[0]["message"]) == (
        8,
        "Row 7 is about the same member. Leave one of the two.",
    )


@pytest.mark.libreoffice
def test_a_workbook_written_by_libreoffice_comes_back_the_same(roll: Roll, tmp_path: Path) -> None:
    made = workbook(roll)
    changes(made.worksheets[0])
    out = io.BytesIO()
    made.save(out)
    upload = sent(roll, through_libreoffice(out.getvalue(), tmp_path))
    assert upload.counts == {"new": 1, "changed": 1, "unchanged": 1, "absent": 1, "rejected": 0}, upload.groups


def test_the_list_of_another_cluster_is_refused(roll: Roll) -> None:
    other = builders.make_report(campaign=roll.campaign, cluster=roll.cast.other_cluster)
    file = io.BytesIO()
    write_template(file, IMPORTER.book(file_of(other)))
    upload = examined(roll, lambda sheet: put(sheet, 0, name="X", category="PME"), made=load_workbook(file))
    assert (upload.state, upload.refusal_code) == (Upload.State.REFUSED, "wrong_cluster")
    assert "lyonbiopole" in upload.refusals[0]


def test_a_column_about_persons_refuses_the_file_and_says_why(roll: Roll) -> None:
    def with_addresses(sheet: Worksheet) -> None:
        sheet.cell(HEADING_ROW + 1, len(COLUMNS) + 1).value = "E-mail"
        sheet.cell(HEADING_ROW + 2, len(COLUMNS) + 1).value = "someone@example.org"

    upload = examined(roll, with_addresses)
    assert (upload.state, upload.refusal_code) == (Upload.State.REFUSED, "personal_column")
    assert "E-mail" in upload.refusals[0]
    assert not upload.file


def test_a_change_made_meanwhile_is_not_overwritten(roll: Roll) -> None:
    roll.start()
    upload = examined(roll, changes)
    line = roll.line("Gamma")
    save_line(roll.revision, line.uuid, {"town": "Vienne"}, version=1, person=roll.cast.delegate)
    with pytest.raises(Refusal) as refusal:
        applying.apply(upload, roll.cast.manager, absent="keep")
    assert refusal.value.code == "moved"
    assert roll.line("Alpha").town == "Grenoble"


def test_a_report_that_was_sent_takes_no_file(roll: Roll) -> None:
    roll.start()
    upload = examined(roll, changes)
    roll.move("send")
    with pytest.raises(Refusal) as refusal:
        applying.apply(upload, roll.cast.manager, absent="keep")
    assert refusal.value.code == "report_not_open"


def test_taking_back_restores_each_line_and_keeps_what_was_edited_since(roll: Roll) -> None:
    applying.apply(upload := examined(roll, changes), roll.cast.manager, absent="left", left_on=date(2026, 6, 30))
    line = roll.line("Alpha")
    save_line(roll.revision, line.uuid, {"college": "Partner"}, version=line.version, person=roll.cast.manager)
    applying.undo(upload, roll.cast.manager)
    assert roll.names == ["Alpha", "Beta", "Gamma"]
    assert (roll.line("Alpha").town, roll.line("Beta").left_on) == ("Lyon", None)
    (kept,) = upload.changes.exclude(kept_because="")
    assert kept.label == "Alpha"


def test_taking_back_is_refused_once_the_report_was_sent(roll: Roll) -> None:
    applying.apply(upload := examined(roll, changes), roll.cast.manager, absent="keep")
    roll.move("send")
    with pytest.raises(Refusal):
        applying.undo(upload, roll.cast.manager)
    assert fresh(upload).state == Upload.State.APPLIED


def test_a_remark_comes_back_answered_and_closes_its_thread(roll: Roll) -> None:
    roll.start()
    key = roll.line("Alpha").key
    remark = builders.make_remark(report=roll.report, by=roll.cast.officer, key=key, body="Still there?")
    roll.move("send")
    roll.move("return", by="officer", remarks="send")
    made = workbook(roll)
    assert "Still there?" in made.worksheets[0].cell(HEADING_ROW + 2, COLUMNS["remark"]).value
    upload = examined(roll, lambda sheet: put(sheet, 0, answer="Yes, since 2020."), made=made)
    assert upload.counts["changed"] == 1
    applying.apply(upload, roll.cast.manager)
    remark.refresh_from_db()
    assert remark.settled_at is not None
    assert [reply.body for reply in remark.replies.all()] == ["Yes, since 2020."]
