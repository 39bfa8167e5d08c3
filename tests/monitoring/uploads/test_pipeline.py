"""The way of a file: received, examined in the background, decided, written once, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from monitoring.uploads import applying, examining, watching
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import StagedRow, Upload, Verdict
from tests.cast import Cast
from tests.monitoring.uploads.conftest import Send, fresh, work, workbook
from tests.monitoring.uploads.inventory import Inventory

pytestmark = pytest.mark.django_db
ROWS = [("Lamp", 3, None), ("Table", 2, None), ("Chair", 8, None)]


def examined(send: Send, *args: Any, **fields: Any) -> Upload:
    upload = send(*args, **fields)
    work()
    return fresh(upload)


def test_a_file_waits_until_the_worker_has_read_it(send: Send) -> None:
    upload = send(ROWS)
    assert upload.state == Upload.State.RECEIVED
    work()
    assert fresh(upload).state == Upload.State.EXAMINED


def test_rows_are_told_apart_and_nothing_is_written(send: Send, inventory: Inventory) -> None:
    inventory.things = {"Lamp": 3, "Table": 1, "Shelf": 4}
    upload = examined(send, ROWS)
    assert upload.counts == {"new": 1, "changed": 1, "unchanged": 1, "absent": 1, "rejected": 0}
    assert inventory.things == {"Lamp": 3, "Table": 1, "Shelf": 4}
    changed = upload.rows.get(verdict=Verdict.CHANGED)
    assert (changed.label, changed.before, changed.values) == ("Table", {"amount": 1}, {"amount": 2})


def test_the_same_file_sent_twice_at_once_is_one_file(send: Send, inventory: Inventory) -> None:
    content = workbook(inventory, ROWS)
    assert send(content=content).pk == send(content=content).pk
    assert Upload.objects.count() == 1


def test_an_empty_file_is_refused_at_the_door(send: Send) -> None:
    with pytest.raises(Refusal, match="empty"):
        send(content=b"")
    assert not Upload.objects.exists()


def test_what_is_no_workbook_is_refused_with_a_sentence(send: Send) -> None:
    upload = examined(send, content=b"hello, world, this is no workbook\n")
    assert upload.state == Upload.State.REFUSED
    assert upload.refusal_code == "not_xlsx"
    assert upload.refusals


def test_confirming_writes_everything_once(send: Send, inventory: Inventory, cast: Cast) -> None:
    upload = examined(send, ROWS)
    applying.apply(upload, cast.manager)
    applying.apply(upload, cast.manager)
    work()
    assert inventory.things == {"Lamp": 3, "Table": 2, "Chair": 8}
    assert upload.changes.count() == 3
    assert fresh(upload).state == Upload.State.APPLIED


def test_a_file_with_a_rejected_row_is_not_written_unless_asked(send: Send, inventory: Inventory, cast: Cast) -> None:
    upload = examined(send, [("Lamp", "three", None), ("Table", 2, None)])
    with pytest.raises(Refusal) as refusal:
        applying.apply(upload, cast.manager)
    assert refusal.value.code == "rejected_rows"
    assert inventory.things == {}
    applying.apply(upload, cast.manager, skip_rejected=True)
    assert inventory.things == {"Table": 2}
    assert upload.rows.get(verdict=Verdict.REJECTED, settled_at=None).found["amount"] == "three"


def test_each_cause_of_rejection_is_said_once_with_its_cells(send: Send) -> None:
    upload = examined(send, [(f"Thing {number}", "many", None) for number in range(30)])
    (group,) = upload.groups
    assert (group["count"], group["column"]) == (30, "Amount")
    assert group["cells"] == ["B4", "B5", "B6", "B7", "B8"]


@pytest.mark.parametrize(("absent", "left"), [("keep", {"Shelf": 4}), ("left", {})])
def test_absent_lines_stay_or_leave_as_somebody_decides(
    send: Send, inventory: Inventory, cast: Cast, absent: str, left: dict[str, int]
) -> None:
    inventory.things = {"Shelf": 4}
    upload = examined(send, ROWS)
    with pytest.raises(Refusal) as refusal:
        applying.apply(upload, cast.manager)
    assert refusal.value.code == "absent_undecided"
    applying.apply(upload, cast.manager, absent=absent)
    assert inventory.things == {"Lamp": 3, "Table": 2, "Chair": 8, **left}


def test_one_absent_line_can_be_decided_otherwise(send: Send, inventory: Inventory, cast: Cast) -> None:
    inventory.things = {"Shelf": 4, "Stool": 1}
    upload = examined(send, ROWS)
    upload.rows.filter(label="Stool").update(values={"absent": "keep"})
    applying.apply(upload, cast.manager, absent="left")
    assert inventory.things == {"Lamp": 3, "Table": 2, "Chair": 8, "Stool": 1}
    assert fresh(upload).counts["left"] == 1


def test_what_moved_since_is_not_overwritten_and_can_be_compared_again(
    send: Send, inventory: Inventory, cast: Cast
) -> None:
    upload = examined(send, ROWS)
    inventory.things["Lamp"] = 5
    with pytest.raises(Refusal) as refusal:
        applying.apply(upload, cast.manager)
    assert refusal.value.code == "moved"
    upload = fresh(upload)
    assert (upload.state, upload.refusal_code) == (Upload.State.EXAMINED, "moved")
    watching.restart(upload)
    work()
    assert fresh(upload).counts["changed"] == 1
    applying.apply(fresh(upload), cast.manager)
    assert inventory.things["Lamp"] == 3


def test_taking_back_keeps_and_lists_what_was_edited_since(send: Send, inventory: Inventory, cast: Cast) -> None:
    inventory.things = {"Lamp": 1}
    upload = examined(send, ROWS)
    applying.apply(upload, cast.manager)
    inventory.things["Table"] = 7
    applying.undo(upload, cast.manager)
    assert inventory.things == {"Lamp": 1, "Table": 7}
    assert list(upload.changes.exclude(kept_because="").values_list("key", flat=True)) == ["Table"]
    assert fresh(upload).state == Upload.State.UNDONE


def test_a_failure_in_the_middle_leaves_no_trace_and_a_retry_writes_once(
    send: Send, inventory: Inventory, cast: Cast
) -> None:
    upload = examined(send, ROWS)

    def fail() -> None:
        raise RuntimeError

    inventory.interrupt = fail
    with pytest.raises(RuntimeError):
        applying.apply(upload, cast.manager)
    assert (inventory.things, upload.changes.count()) == ({}, 0)
    inventory.interrupt = lambda: None
    work()
    assert len(inventory.things) == upload.changes.count() == 3


def test_a_reading_whose_worker_died_is_taken_up_again(send: Send) -> None:
    upload = send(ROWS)
    DBTaskResult.objects.filter(task_path__endswith="examine_upload").delete()
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.READING, attempt=1)
    StagedRow.objects.create(upload=upload, verdict=Verdict.NEW, label="half")
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        work()
    assert fresh(upload).state == Upload.State.EXAMINED
    assert upload.rows.count() == 3


def test_a_reading_given_up_for_lost_writes_nothing_more(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = send(ROWS)
    keep = examining._keep

    def keep_after_another_began(*args: object) -> None:
        Upload.objects.filter(pk=upload.pk).update(attempt=9)
        keep(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(examining, "_keep", keep_after_another_began)
    examining.examine(upload)
    assert not upload.rows.exists()
    assert fresh(upload).state == Upload.State.READING


def test_a_writing_whose_worker_died_is_taken_up_again(send: Send, inventory: Inventory, cast: Cast) -> None:
    upload = examined(send, ROWS)
    applying.decide(upload, cast.manager, skip_rejected=False, absent="")
    DBTaskResult.objects.filter(task_path__endswith="apply_upload").delete()
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        work()
    assert len(inventory.things) == 3
