"""One reading of a file from its first row to its last: what each would do. Nothing is written here."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from clusterix.lib.workbooks.checking.grouping import LocatedProblem, group
from clusterix.lib.workbooks.checking.rows import Checker
from clusterix.lib.workbooks.reading.opening import open_file
from clusterix.lib.workbooks.specification.cells import SheetRow
from clusterix.lib.workbooks.specification.sheets import Problem
from clusterix.lib.workbooks.specification.wording import expected, label_of
from monitoring.uploads.importers import CheckedRow, Doubtful, Judge, Judged, Refusal, importer_for
from monitoring.uploads.models import Upload, Verdict
from monitoring.uploads.recognising import FoundSheet, find_sheets, refuse_other_workbook

# Causes told one by one; the others are in the annotated file. Problems looked at for them.
MOST_GROUPS = 200
MOST_PROBLEMS = 100_000


@dataclass(slots=True)
class Row:
    """A row on its way, with the names of StagedRow, which takes five times as long to make."""

    upload_id: int | None
    sheet: str
    number: int | None
    verdict: str
    key: str
    label: str
    found: dict[str, str]
    values: dict[str, Any]
    before: dict[str, Any]
    problems: list[dict[str, Any]]
    settled_at: None = None


class Examination:
    """`rows()` gives every row of the file, then the lines it does not speak of; the rest is filled in on the way."""

    def __init__(self, upload: Upload, path: Path, *, asks_registry: bool = False) -> None:
        self.upload, self.path, self.asks_registry = upload, path, asks_registry
        self.importer = importer_for(upload)
        self.counts: Counter[str] = Counter(dict.fromkeys(Verdict.values, 0))
        self.notes: list[str] = []
        self.doubts: list[Doubtful] = []
        self.compared_with = ""
        self.done, self.total = 0, 0
        self._rejecting: list[LocatedProblem] = []
        self._sheets: dict[str, FoundSheet] = {}

    def rows(self) -> Iterator[Row]:
        """Raises FileRefused or Refusal, at any time."""
        book = self.importer.book(self.upload)
        takes_any, limits = self.importer.takes_any_file, self.importer.limits
        with open_file(self.path, self.upload.file_name, any_file=takes_any, limits=limits) as reading:
            found = self.importer.find(self.upload, reading)
            if found is None:
                refuse_other_workbook(book.passport, reading.passport, is_needed=self.importer.needs_passport)
                found = find_sheets(reading, book)
            self._sheets = {one.sheet.key: one for one in found}
            self.total = sum(one.rows for one in found)
            judge = self.importer.judge(self.upload)
            judge.asks_registry = self.asks_registry
            self.compared_with = judge.compared_with
            yield from self._judged(judge, (row for one in found for row in self._checked(reading, one)))
            # Some are only known once the rows were read.
            self.notes = [*reading.notes, *(note for one in found for note in one.notes)]
        if not self.done:
            raise Refusal(_("This file holds no filled-in row: nothing would come of it."), code="no_row")
        for judged in judge.absent():
            self.counts[judged.verdict] += 1
            yield self._staged(None, judged, [])
        self.doubts = list(judge.doubts()) if self.asks_registry else []

    def groups(self) -> list[dict[str, Any]]:
        """The causes of rejection, the most frequent first, as pages show them."""
        return [
            {
                "code": one.code,
                "message": one.message,
                "column": one.heading,
                "expected": one.expected,
                "count": one.count,
                "cells": [problem.cell for problem in one.first],
            }
            for one in group(self._rejecting)[:MOST_GROUPS]
        ]

    def _checked(self, reading: Any, found: FoundSheet) -> Iterator[CheckedRow]:
        checker, key = Checker(found.sheet, found.columns, given=found.given), found.sheet.key
        filled = [index for index, name in found.columns.items() if name in found.filled_by_people]
        for row in found.rows_of(reading):
            if not found.sheet.has_blank_rows and is_blank(row, filled):
                continue
            checked = checker.check(row)
            yield CheckedRow(key, row.number, checked.found, checked.values, tuple(checked.problems))

    def _judged(self, judge: Judge, rows: Iterator[CheckedRow]) -> Iterator[Row]:
        waiting: deque[CheckedRow] = deque()

        def noted() -> Iterator[CheckedRow]:
            for row in rows:
                waiting.append(row)
                yield row

        for judged in judge.judge(noted()):
            row = waiting.popleft()
            if judged is None:
                continue
            self.done += 1
            problems = self._located(row, judged) if row.problems or judged.problems else []
            staged = self._staged(row, judged, problems)
            self.counts[staged.verdict] += 1
            yield staged

    def _staged(self, row: CheckedRow | None, judged: Judged, problems: list[dict[str, Any]]) -> Row:
        """Of a row that changes nothing, its name alone is kept; of a rejected one, what was read.

        Problems of a row that is not rejected are worth a look and block nothing.
        """
        verdict = Verdict.REJECTED if row and row.problems else judged.verdict
        is_rejected = verdict == Verdict.REJECTED
        tells_values = verdict != Verdict.UNCHANGED and not is_rejected
        return Row(
            upload_id=self.upload.pk,
            sheet=row.sheet if row else "",
            number=row.number if row else None,
            verdict=str(verdict),
            key=judged.key,
            label=judged.label[:300],
            found=dict(row.found) if row and is_rejected else {},
            values=dict(judged.values) if tells_values else {},
            before=dict(judged.before) if tells_values else {},
            problems=problems,
        )

    def _located(self, row: CheckedRow, judged: Judged) -> list[dict[str, Any]]:
        """The problems of a row with their place; those of a rejected one count among the causes."""
        found, located = self._sheets[row.sheet], []
        is_rejected = row.problems or judged.verdict == Verdict.REJECTED
        for problem in dict.fromkeys([*row.problems, *judged.problems]):
            one = self._place(found, row, problem)
            if is_rejected and len(self._rejecting) < MOST_PROBLEMS:
                self._rejecting.append(one)
            located.append({**asdict(one), "cell": one.cell, "field": problem.field})
        return located

    def _place(self, found: FoundSheet, row: CheckedRow, problem: Problem) -> LocatedProblem:
        field = next((field for field in found.sheet.fields if field.key == problem.field), None)
        asked = field.in_row(row.values) if field and field.in_row else field
        return LocatedProblem(
            sheet=found.name,
            row=row.number,
            column=found.index_of.get(problem.field),
            found=row.found.get(problem.field, ""),
            expected=expected(asked) if asked else "",
            message=problem.message,
            code=problem.code,
            heading=label_of(field) if field else "",
        )


def is_blank(row: SheetRow, columns: Sequence[int]) -> bool:
    """Whether nobody wrote anything in these columns."""
    cells = row.cells
    return not any(index < len(cells) and cells[index] not in (None, "") for index in columns)
