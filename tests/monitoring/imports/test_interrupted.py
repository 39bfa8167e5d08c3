"""A worker that dies half way writes nothing, and once when taken up; steps left and come back to; long lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monitoring.campaigns.models import Campaign, Report
from monitoring.imports.steps import Step
from monitoring.imports.targets.members import MembersTarget
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Organisation
from monitoring.uploads.applying import decide, write
from monitoring.uploads.models import Upload
from tests.cast import Cast
from tests.monitoring.imports.conftest import Bring
from tests.monitoring.imports.test_members import ALL
from tests.visitor import Visitor


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.mark.django_db(transaction=True)
def test_a_writing_that_stops_half_way_leaves_nothing_and_is_taken_up(
    bring: Bring, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = bring("members", ALL[:4]).read()
    decide(found.upload, cast.administrator, skip_rejected=False, absent="keep")
    fill, calls = MembersTarget.fill, []

    def half_way(self: MembersTarget, *args: Any) -> list[str]:
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        return fill(self, *args)

    monkeypatch.setattr(MembersTarget, "fill", half_way)
    with pytest.raises(Killed):
        write(found.upload)
    assert not Campaign.objects.exists()
    assert not MemberLine.objects.exists()
    assert not Organisation.objects.exists()

    monkeypatch.undo()
    write(found.upload)
    write(found.upload)
    assert Report.objects.count() == 2
    assert MemberLine.objects.count() == 3


def test_the_steps_can_be_left_come_back_to_and_chosen_otherwise(bring: Bring, visit: Any, cast: Cast) -> None:
    found = bring("members", ALL[:4]).read(cluster="minalogic")
    uuid = found.upload.uuid
    visitor: Visitor = visit(cast.administrator)
    assert visitor.open("import-detail", uuid).address == reverse("import-check", args=[uuid])
    assert "SIRET" in visitor.open("import-columns", uuid).words
    assert visitor.value_of("cluster") == "minalogic"
    visitor.press("Go on to the words", {"column-6": ""})
    found.upload.refresh_from_db()
    assert found.upload.options["step"] == Step.VALUES
    assert "6" not in found.upload.options["columns"]
    # What was asked about is read first.
    assert "waits for its turn" in visitor.words
    found.look()
    assert visitor.open("import-detail", uuid).address == reverse("import-values", args=[uuid])
    visitor.open("import-check", uuid)
    assert visitor.address == reverse("import-values", args=[uuid])


def test_a_required_field_that_no_column_holds_is_asked_for(bring: Bring, visit: Any, cast: Cast) -> None:
    found = bring("members", ALL[:4]).look()
    found.choose(Step.COLUMNS)
    visitor: Visitor = visit(cast.administrator)
    visitor.open("import-columns", found.upload.uuid)
    visitor.press("Go on to the words", {"column-2": ""}, status=422)
    assert visitor.says("No column holds “Name of the organisation”")
    assert visitor.title.startswith("Error")


def test_a_way_of_reading_is_proposed_again_for_the_same_headings(bring: Bring, visit: Any, cast: Cast) -> None:
    found = bring("members", ALL[:4]).look()
    found.choose(Step.COLUMNS)
    found.choose(Step.VALUES, columns=found.upload.options["columns"] | {"6": ""})
    visitor: Visitor = visit(cast.administrator)
    visitor.open("import-values", found.upload.uuid)
    visitor.press("Check every row", {"name": "Lists of all"})
    again = bring("members", ALL[:3], "again.xlsx").look()
    again.choose(Step.COLUMNS)
    assert again.upload.options["mapping"]["name"] == "Lists of all"
    assert "6" not in again.upload.options["columns"]


def test_the_list_asks_as_often_with_ten_times_the_rows(cast: Cast, visit: Any) -> None:
    visitor: Visitor = visit(cast.administrator)

    def asked(rows: int) -> int:
        for number in range(rows):
            Upload.objects.create(
                purpose="legacy-members",
                region=cast.region,
                file_name=f"{number}.xlsx",
                digest=f"{number:064}",
                size=1,
                sent_by=cast.administrator,
            )
        with CaptureQueriesContext(connection) as queries:
            visitor.open("import-list")
        return len(queries)

    visitor.open("import-list")
    few = asked(2)
    assert asked(20) == few
    assert few <= 20
