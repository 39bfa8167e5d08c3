"""The workbook of a report in memory: its cells as a person fills them, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from clusterix.lib.workbooks.checking.rows import Checker
from clusterix.lib.workbooks.specification.cells import SheetRow
from clusterix.lib.workbooks.specification.sheets import Choice, Field, FieldType, Sheet
from monitoring.campaigns.models import Report
from monitoring.objectives.importer import IMPORTER
from monitoring.objectives.workbook import book_of
from monitoring.people.models import Person
from monitoring.uploads.importers import CheckedRow, Judged
from monitoring.uploads.models import AppliedChange, StagedRow, Upload


class Filled:
    """The workbook of `report` as it stands; `write` fills a cell of the line named by its key."""

    def __init__(self, report: Report, person: Person) -> None:
        self.report, self.person = report, person
        self.book = book_of(report, report.current_revision())
        self.rows = {sheet.key: [dict(row) for row in (self.book.rows or {})[sheet.key]] for sheet in self.book.sheets}
        self.upload = Upload(
            purpose="objectives",
            subject=str(report.uuid),
            region=report.campaign.region,
            cluster=report.cluster,
            file_name="report.xlsx",
            digest="0" * 64,
            size=1,
            sent_by=person,
        )
        self.problems: list[Judged] = []

    def line(self, key: str) -> dict[str, Any]:
        return next(row for rows in self.rows.values() for row in rows if row.get("key") == key)

    def spare(self) -> dict[str, Any]:
        return next(row for row in self.rows["stories"] if not row.get("was") and not row.get("title"))

    def write(self, key: str, **cells: Any) -> None:
        self.line(key).update(cells)

    def take_out(self, key: str) -> None:
        for rows in self.rows.values():
            rows[:] = [row for row in rows if row.get("key") != key]

    def judge(self) -> dict[str, Judged]:
        """What each line would do, by key; staged as the pipeline does."""
        judge = IMPORTER.judge(self.upload)
        self.upload.compared_with = judge.compared_with
        self.upload.save()
        checked = list(self._checked())
        verdicts = list(judge.judge(checked))
        found = {}
        for row, judged in zip(checked, verdicts, strict=True):
            if judged is not None:
                self._stage(row.sheet, judged)
                found[judged.key or judged.label] = judged
        return found | {judged.key: judged for judged in judge.absent()}

    def apply(self, person: Person | None = None) -> dict[str, AppliedChange]:
        with transaction.atomic():
            for change in IMPORTER.apply(self.upload, list(self.upload.rows.all()), person or self.person):
                AppliedChange.objects.create(
                    upload=self.upload, key=change.key, label=change.label, before=change.before, after=change.after
                )
        return {change.key: change for change in self.upload.changes.all()}

    def undo(self) -> dict[str, str]:
        with transaction.atomic():
            return dict(IMPORTER.undo(self.upload, self.person))

    def _checked(self) -> Iterator[CheckedRow]:
        for sheet in self.book.sheets:
            checker = Checker(sheet, {index: field.key for index, field in enumerate(sheet.fields)})
            for number, row in enumerate(self.rows[sheet.key], start=2):
                cells = tuple(_cell(field, row.get(field.key)) for field in sheet.fields)
                checked = checker.check(SheetRow(number, cells))
                yield CheckedRow(sheet.key, number, checked.found, checked.values, checked.problems)

    def _stage(self, sheet: str, judged: Judged) -> None:
        StagedRow.objects.create(
            upload=self.upload,
            sheet=sheet,
            verdict=judged.verdict,
            key=judged.key,
            label=judged.label,
            values=dict(judged.values),
            before=dict(judged.before),
        )


def _cell(field: Field, value: Any) -> Any:
    """As the template writes it: the label of a choice, the rest as it is."""
    if field.type == FieldType.CHOICE and value:
        return next((str(choice.label) for choice in field.choices if choice.code == value), value)
    return value if value is None or isinstance(value, str | bool | int | float) else float(value)


def sheet_of(filled: Filled, key: str) -> Sheet:
    return next(sheet for sheet in filled.book.sheets if sheet.key == key)


def labels(choices: tuple[Choice, ...]) -> list[str]:
    return [str(choice.label) for choice in choices]


def sentences(judged: Judged) -> str:
    return " ".join(problem.message for problem in judged.problems)
