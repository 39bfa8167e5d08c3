"""Rows written the fast way are read back as they were given, on each database."""

from __future__ import annotations

from typing import Any

import pytest

from clusterix.lib.copying import insert_rows, update_rows
from monitoring.uploads.examining import KEPT
from monitoring.uploads.models import StagedRow, Upload, Verdict
from tests.cast import Cast
from tests.monitoring.uploads.conftest import Send

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(send: Send, cast: Cast) -> Upload:
    return send([("Lamp", 3, None)])


@pytest.mark.parametrize(
    "labels",
    [
        ("plain", "plain", "plain"),
        ("a\tb", "c\\d\\N", "e\nf\rg"),
        ("\\N", "\\.", ""),
        ("é\u202f«", "'; --", '"quoted"'),
    ],
)
def test_any_text_comes_back_as_it_was(upload: Upload, labels: tuple[str, ...]) -> None:
    assert write(upload, [(label, {}) for label in labels]) == len(labels)
    assert list(upload.rows.order_by("pk").values_list("label", flat=True)) == list(labels)


def test_objects_that_python_holds_equal_stay_what_they_are(upload: Upload) -> None:
    said: list[dict[str, Any]] = [{"given": 1}, {"given": True}, {"given": 1}]
    write(upload, [("", values) for values in said])
    read = upload.rows.order_by("pk").values_list("values", flat=True)
    assert [type(values["given"]) for values in read] == [int, bool, int]


def test_rows_are_changed_while_they_are_read(upload: Upload) -> None:
    write(upload, [(str(number), {}) for number in range(9)])
    for pk, label in upload.rows.order_by("pk").values_list("pk", "label").iterator(chunk_size=2):
        assert update_rows(StagedRow, "id", ("label",), [(pk, f"{label}!")]) == 1
    assert list(upload.rows.order_by("pk").values_list("label", flat=True)) == [f"{number}!" for number in range(9)]


def write(upload: Upload, rows: list[tuple[str, dict[str, Any]]]) -> int:
    given: list[tuple[Any, ...]] = [
        (upload.pk, "Sheet", 1, Verdict.NEW, "", label, {}, values, {}, [], None) for label, values in rows
    ]
    return insert_rows(StagedRow, KEPT, given)
