"""Small files of the past, written by the tests, and their way through the steps without a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from monitoring.imports.steps import Step, choose, read_again
from monitoring.objectives.framework import install_framework
from monitoring.people.models import Person
from monitoring.uploads.applying import apply, undo
from monitoring.uploads.examining import examine
from monitoring.uploads.models import Upload, Verdict
from monitoring.uploads.receiving import receive
from tests.cast import Cast

Rows = Sequence[Sequence[Any]]


def xlsx(*sheets: Rows, titles: Sequence[str] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(titles[number] if titles else f"Feuil{number + 1}")
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_text(rows: Rows, separator: str = ";") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


class Import:
    """One file on its way: `read` goes on with what is proposed, changed by what the test chooses."""

    def __init__(self, upload: Upload, person: Person) -> None:
        self.upload, self.person = upload, person

    def look(self) -> Import:
        examine(self.upload)
        self.upload.refresh_from_db()
        return self

    def choose(self, step: Step, **choices: Any) -> Import:
        choose(self.upload, step, **choices)
        read_again(self.upload)
        self.upload.refresh_from_db()
        return self.look()

    def read(
        self,
        *,
        sheet: str = "",
        header: Sequence[int] = (),
        columns: dict[str, str] | None = None,
        words: dict[str, dict[str, str]] | None = None,
        **about: str,
    ) -> Import:
        """Through every step; `columns` by heading, `words` by field."""
        self.look()
        options = self.upload.options
        chosen = {"sheet": sheet or options["sheet"], "header": list(header) or options["header"]}
        self.choose(Step.COLUMNS, **chosen, **about)
        options = self.upload.options
        held = dict(options["columns"])
        for heading, field in (columns or {}).items():
            held[str(options["headings"].index(heading))] = field
        self.choose(Step.VALUES, columns=held)
        given = self.upload.options["words"]
        merged = {field: {**given.get(field, {}), **(words or {}).get(field, {})} for field in {*given, *(words or {})}}
        return self.choose(Step.CHECK, words=merged)

    def apply(self, *, skip_rejected: bool = False) -> Import:
        apply(self.upload, self.person, skip_rejected=skip_rejected)
        self.upload.refresh_from_db()
        return self

    def undo(self) -> Import:
        undo(self.upload, self.person)
        self.upload.refresh_from_db()
        return self

    @property
    def counts(self) -> dict[str, int]:
        return {verdict: count for verdict, count in self.upload.counts.items() if count}

    @property
    def problems(self) -> list[dict[str, Any]]:
        rejected = self.upload.rows.filter(verdict=Verdict.REJECTED).order_by("number")
        return [problem for row in rejected for problem in row.problems]

    @property
    def codes(self) -> list[str]:
        return [problem["code"] for problem in self.problems]


Bring = Callable[..., Import]


@pytest.fixture
def bring(cast: Cast) -> Bring:
    """`bring("clusters", content)` is a received file, not read yet."""

    def bring(target: str, content: bytes | Rows, name: str = "ancien.xlsx") -> Import:
        data = content if isinstance(content, bytes) else xlsx(content)
        upload = receive(
            SimpleUploadedFile(name, data),
            purpose=f"legacy-{target}",
            subject="",
            region=cast.region,
            cluster=None,
            person=cast.administrator,
            options={"step": Step.SHEET},
        )
        return Import(upload, cast.administrator)

    return bring


@pytest.fixture
def framework(cast: Cast) -> None:
    install_framework(cast.region)
