"""The contract of the commands: what they print, what they write, how they end."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from clusterix.lib.workbooks.writing.template import HEADING_ROW
from monitoring.campaigns.models import Revision
from monitoring.members.models import MemberLine
from monitoring.members.sheet import MEMBERS
from monitoring.uploads.models import StagedRow, Upload
from tests.cast import Cast
from tests.monitoring.members.conftest import NOW, Roll, lay_down

pytestmark = pytest.mark.django_db
WHOSE = ("--kind", "members", "--cluster", "minalogic", "--period", "2026")
COLUMNS = {field.key: number for number, field in enumerate(MEMBERS.fields, start=1)}


@pytest.fixture
def roll(cast: Cast) -> Iterator[Roll]:
    with time_machine.travel(NOW, tick=False):
        yield lay_down(cast)


@pytest.fixture
def path(roll: Roll, tmp_path: Path) -> Path:
    path = tmp_path / "members.xlsx"
    call_command(
        "workbook", "members", "--cluster", "minalogic", "--period", "2026", "-o", str(path), stdout=io.StringIO()
    )
    return path


def fill(path: Path, row: int, **values: Any) -> None:
    made = load_workbook(path)
    for key, value in values.items():
        made.worksheets[0].cell(HEADING_ROW + 2 + row, COLUMNS[key]).value = value
    made.save(path)


def run(path: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """How it ended, and the one object it printed."""
    out, status = io.StringIO(), 0
    try:
        call_command("import_workbook", str(path), *WHOSE, *options, "--json", stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, json.loads(out.getvalue())


def test_a_check_says_what_would_be_done_and_writes_nothing(path: Path) -> None:
    fill(path, 3, name="Delta", category="PME")
    status, said = run(path, "--check")
    assert (status, said["status"], said["import_id"]) == (0, "ok", None)
    assert said["counts"] == {"new": 1, "changed": 0, "unchanged": 3, "absent": 0, "rejected": 0}
    assert not Upload.objects.exists()
    assert Revision.objects.count() == 1


def test_a_check_with_an_error_ends_with_one_and_names_the_cell(path: Path) -> None:
    fill(path, 3, name="Delta", category="PME", joined_year="soon")
    status, said = run(path, "--check")
    assert (status, said["status"], said["counts"]["rejected"]) == (1, "rejected", 1)
    (error,) = said["errors"]
    assert set(error) == {"sheet", "cell", "column", "found", "expected", "message", "code"}
    assert (error["cell"], error["column"], error["found"]) == ("P7", "Member since", "soon")


def test_applying_writes_the_lines_and_its_record(path: Path, roll: Roll) -> None:
    fill(path, 3, name="Delta", category="PME")
    status, said = run(path, "--apply")
    assert (status, said["status"]) == (0, "ok")
    upload = Upload.objects.get(uuid=said["import_id"])
    assert (upload.state, upload.applied_by) == (Upload.State.APPLIED, roll.cast.administrator)
    assert roll.names == ["Alpha", "Beta", "Delta", "Gamma"]
    assert upload.changes.count() == 1


def test_applying_in_somebodys_name(path: Path, roll: Roll) -> None:
    run(path, "--apply", "--as", "manager@example.org")
    assert Upload.objects.get().applied_by == roll.cast.manager


def test_nothing_is_written_while_a_line_is_rejected_unless_asked(path: Path, roll: Roll, tmp_path: Path) -> None:
    fill(path, 3, name="Delta", category="PME")
    fill(path, 4, name="Echo", category="nothing known")
    annotated = tmp_path / "annotated.xlsx"
    status, said = run(path, "--apply", "--annotated", str(annotated))
    assert (status, said["status"]) == (1, "rejected")
    assert not Upload.objects.exists()
    assert load_workbook(annotated)["Members"].cell(HEADING_ROW + 6, COLUMNS["category"]).comment

    status, said = run(path, "--apply", "--skip-rejected")
    assert (status, said["status"], said["counts"]["rejected"]) == (0, "partial", 1)
    assert roll.names == ["Alpha", "Beta", "Delta", "Gamma"]
    assert StagedRow.objects.get().found["name"] == "Echo"


@pytest.mark.parametrize(("absent", "names"), [("keep", ["Alpha", "Beta", "Gamma"]), ("left", ["Beta", "Gamma"])])
def test_lines_the_file_does_not_hold(path: Path, roll: Roll, absent: str, names: list[str]) -> None:
    fill(path, 0, **dict.fromkeys(set(COLUMNS) - {"uuid"}))
    status, said = run(path, "--apply", "--absent", absent)
    assert (status, said["counts"]["absent"]) == (0, 1)
    assert roll.names == names


def test_a_report_that_was_sent_takes_nothing_and_can_still_be_checked(path: Path, roll: Roll) -> None:
    roll.start()
    roll.move("send")
    fill(path, 0, town="Lyon")
    status, said = run(path, "--apply")
    assert (status, said["errors"][0]["code"]) == (1, "report_not_open")
    status, said = run(path, "--check")
    assert (status, said["counts"]["changed"]) == (0, 1)
    assert not MemberLine.objects.filter(town="Lyon").exists()


def test_what_is_misused_ends_with_two(path: Path, roll: Roll) -> None:
    with pytest.raises(CommandError) as error:
        call_command("import_workbook", str(path), "--kind", "dreams", *WHOSE[2:], "--check")
    assert error.value.returncode == 2
    with pytest.raises(CommandError) as error:
        call_command("import_workbook", "nowhere.xlsx", *WHOSE, "--check")
    assert error.value.returncode == 2


def test_a_period_nobody_is_asked_about_is_refused(path: Path) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("import_workbook", str(path), *WHOSE[:-1], "2031", "--check", "--json", stdout=out)
    assert end.value.code == 1
    assert json.loads(out.getvalue())["errors"][0]["code"] == "no_report"
