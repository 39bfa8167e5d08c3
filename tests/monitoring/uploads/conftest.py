from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from clusterix.lib.workbooks.specification.sheets import Passport
from clusterix.lib.workbooks.writing.template import FIRST_ROW, write_template
from monitoring.uploads import importers
from monitoring.uploads.models import Upload
from monitoring.uploads.receiving import receive
from tests.cast import Cast
from tests.monitoring.uploads.inventory import Inventory

Send = Callable[..., Upload]


@pytest.fixture
def inventory(monkeypatch: pytest.MonkeyPatch) -> Inventory:
    importer = Inventory()
    monkeypatch.setitem(importers._importers, importer.purpose, importer)
    return importer


def workbook(
    inventory: Inventory, rows: list[tuple[Any, ...]] | None = None, passport: Passport | None = None
) -> bytes:
    """The inventory's workbook as downloaded, holding these rows instead of its own where they are given."""
    file = io.BytesIO()
    book = inventory.book(Upload())
    write_template(file, replace(book, passport=passport or book.passport))
    if rows is None:
        return file.getvalue()
    filled = load_workbook(file)
    sheet = filled["Things"]
    for number in range(len(inventory.things)):
        for column in range(1, 4):
            sheet.cell(FIRST_ROW + 1 + number, column).value = None
    for number, row in enumerate(rows):
        for column, value in enumerate(row, start=1):
            sheet.cell(FIRST_ROW + 1 + number, column).value = value
    out = io.BytesIO()
    filled.save(out)
    return out.getvalue()


@pytest.fixture
def send(inventory: Inventory, cast: Cast) -> Send:
    """Receives a file of these rows, or these bytes."""

    def received(rows: list[tuple[Any, ...]] | None = None, content: bytes | None = None) -> Upload:
        return receive(
            ContentFile(workbook(inventory, rows) if content is None else content, "things.xlsx"),
            purpose="inventory",
            subject="shelf",
            region=cast.region,
            cluster=cast.cluster,
            person=cast.manager,
        )

    return received


def work() -> int:
    """What waits for the background worker and is due; how many tasks there were."""
    done = 0
    while job := DBTaskResult.objects.ready().first():
        job.task.call(*job.task_result.args, **job.task_result.kwargs)
        job.set_successful(None)
        done += 1
    return done


def fresh(upload: Upload) -> Upload:
    return Upload.objects.get(pk=upload.pk)
