"""What the rows of a workbook would do to a report on objectives: read as the browser reads, sentence for sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from clusterix.lib.numbers import AmbiguousNumber, NumberRefused
from clusterix.lib.workbooks.checking.converting import CellRefused, share
from clusterix.lib.workbooks.checking.typed import as_typed
from clusterix.lib.workbooks.specification.cells import CellValue
from clusterix.lib.workbooks.specification.sheets import Problem
from monitoring.campaigns.answers import Thread, shown_in, threads_of, weigh
from monitoring.campaigns.models import Report, Revision
from monitoring.objectives.cells import STATUSES, code_of
from monitoring.objectives.comparisons import compare
from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.queries import Question, filing_of
from monitoring.objectives.values import Content, Typed, ValueRefused, plain_of, read, say, typed_of
from monitoring.objectives.workbook import (
    REMARKS,
    WHOLE,
    general,
    notes_on,
    signature,
    state_of,
)
from monitoring.stories.importing import StoryJudge
from monitoring.stories.workbook import STORIES
from monitoring.uploads.importers import CheckedRow, Judge, Judged
from monitoring.uploads.models import Verdict


class ObjectivesJudge(Judge):
    """Compares the rows of one file with one revision (None: not started yet), read once."""

    def __init__(self, report: Report, revision: Revision | None) -> None:
        self.filing, self.threads = filing_of(report, revision), threads_of(report)
        self.comparisons = compare(self.filing)
        self.general = general(self.filing, revision, self.threads)
        self.stories = StoryJudge(report, revision, self.threads)
        self.compared_with = state_of(report, revision)
        self.seen: set[str] = set()

    def judge(self, rows: Iterable[CheckedRow]) -> Iterator[Judged | None]:
        for row in rows:
            if row.sheet == STORIES:
                yield self.stories.judge(row)
            elif row.sheet == REMARKS:
                yield self._remark(row)
            else:
                yield self._value(row)

    def absent(self) -> Iterator[Judged]:
        """What a partial file leaves as it is."""
        for question in self.filing.questions:
            if question.key not in self.seen and not question.content.is_blank:
                before = _shown(question, question.content)
                yield Judged(Verdict.ABSENT, question.key, question.label, before=before)
        yield from self.stories.absent()

    # --- Values

    def _value(self, row: CheckedRow) -> Judged | None:
        key = str(row.values.get("key") or "")
        question = self.filing.question(key)
        if question is None or key in self.seen:
            return self._no_line(row, key)
        self.seen.add(key)
        mark, shown = shown_in(row.values.get("was"))
        content, problems = _read(question, row)
        weighed = weigh(self.threads.get(key, Thread()), shown, as_typed(row.values.get("answer")))
        if weighed.complaint:
            problems.append(Problem("answer", weighed.complaint, "answer"))
        if content is None or problems:
            return Judged(Verdict.REJECTED, key, question.label, problems=tuple(problems))
        moved = self._moved(question, content, mark)
        content = question.content if signature(content) == mark else content
        notes = [*moved, *self._notes(question, content), *([weighed.note] if weighed.note else [])]
        return Judged(
            _verdict(question.content, content, weighed.body),
            key,
            question.label,
            _shown(question, content) | {"answer": weighed.body, "_content": plain_of(content), "_shown": list(shown)},
            _shown(question, question.content),
            tuple(Problem("note", note, "value") for note in notes),
        )

    def _no_line(self, row: CheckedRow, key: str) -> Judged | None:
        """A line that is none of the report's: left alone where it says nothing."""
        if not any(as_typed(row.values.get(name)).strip() for name in ("value", "status", "reason", "answer")):
            return None
        sentence = _("This row names no line of this report. Write the value in the row of its indicator.")
        if key in self.seen:
            sentence = _("Another row of this file is about the same value. Keep one of them.")
        label = row.found.get("label", "")
        return Judged(Verdict.REJECTED, key, label, problems=(*row.problems, Problem("wrong_line", sentence, "value")))

    def _moved(self, question: Question, content: Content, mark: str) -> list[str]:
        """What somebody else saved since the file was made: it stays where the file was not touched, and is said."""
        current = question.content
        if not mark or signature(current) == mark or content == current:
            return []
        now = {"value": say(question.indicator, current)}
        if signature(content) == mark:
            return [_("Saved in the browser since the file was made, and kept: %(value)s.") % now]
        return [_("Saved in the browser since the file was made: %(value)s. The file's value replaces it.") % now]

    def _notes(self, question: Question, content: Content) -> list[str]:
        """The soft notes of the browser on the value as the file has it."""
        asked = replace(question, answer=_as_answer(question, content))
        self.filing = replace(
            self.filing,
            questions=tuple(asked if each.key == asked.key else each for each in self.filing.questions),
        )
        return notes_on(self.filing, replace(self.comparisons[question.key], question=asked))

    # --- Remarks

    def _remark(self, row: CheckedRow) -> Judged | None:
        key, body = str(row.values.get("key") or ""), as_typed(row.values.get("answer"))
        if not body.strip():
            return None
        label = row.found.get("about", "") or _("The whole report")
        weighed = weigh(self.general.get(key, Thread()), shown_in(row.values.get("was"))[1], body)
        if weighed.complaint:
            problem = Problem("answer", weighed.complaint, "answer")
            return Judged(Verdict.REJECTED, "", label, problems=(*row.problems, problem))
        verdict = Verdict.CHANGED if weighed.body else Verdict.UNCHANGED
        shown = list(shown_in(row.values.get("was"))[1])
        notes = (Problem("note", weighed.note, "answer"),) if weighed.note else ()
        values = {"answer": weighed.body, "_shown": shown}
        return Judged(verdict, f"remark:{key or WHOLE}", label, values, {"answer": ""}, notes)


def _read(question: Question, row: CheckedRow) -> tuple[Content | None, list[Problem]]:
    """The content that the row's cells give, through the browser's reading; a cell the file lacks keeps what it has."""
    problems = list(row.problems)
    refused = {problem.field for problem in problems}
    before = typed_of(question.indicator, question.content)
    reason = as_typed(row.values["reason"]) if "reason" in row.values else before.reason
    value, status = _cells(question, row, before)
    # Each by itself, so that a row is told at once everything that is wrong with it.
    if problem := _two_readings(question.indicator, row):
        problems.append(problem)
        refused.add("value")
    for field, typed in (("reason", Typed(reason=reason)), ("value", Typed(value, status))):
        if field in refused or (field == "value" and "status" in refused):
            continue
        try:
            read(question.indicator, typed)
        except ValueRefused as refusal:
            problems.append(Problem(_code_of(refusal), str(refusal), field))
    return (None if problems else read(question.indicator, Typed(value, status, reason))), problems


def _two_readings(indicator: Indicator, row: CheckedRow) -> Problem | None:
    """Spreadsheets keep 41 % as 0.41: a share between 0 and 1, stored as a number, is asked for again."""
    cell = row.values.get("value")
    if indicator.value_type == Indicator.ValueType.SHARE and isinstance(cell, float):
        try:
            share(cell)
        except CellRefused as refusal:
            return Problem(refusal.code, refusal.message, "value")
    return None


def _code_of(refusal: ValueRefused) -> str:
    if isinstance(refusal.__cause__, AmbiguousNumber):
        return "ambiguous_number"
    return "not_a_number" if isinstance(refusal.__cause__, NumberRefused) else "refused"


def _cells(question: Question, row: CheckedRow, before: Typed) -> tuple[str, str]:
    """Value and status as they would have been typed."""
    value = _typed(question.indicator, row.values["value"]) if "value" in row.values else before.value
    status = (row.values["status"] or "") if "status" in row.values else before.status
    if "value" not in row.values and status:
        return "", str(status)
    return value, str(status)


def _typed(indicator: Indicator, cell: CellValue) -> str:
    if indicator.value_type == Indicator.ValueType.YES_NO and isinstance(cell, bool):
        return "yes" if cell else "no"
    text = as_typed(cell)
    if indicator.value_type in {Indicator.ValueType.YES_NO, Indicator.ValueType.CHOICE}:
        return code_of(indicator, text)
    return text


def _verdict(before: Content, after: Content, answer: str) -> Verdict:
    if before == after:
        return Verdict.CHANGED if answer else Verdict.UNCHANGED
    return Verdict.NEW if before.is_blank else Verdict.CHANGED


def _shown(question: Question, content: Content) -> dict[str, str]:
    """A value by the columns of its sheet, in words."""
    words = say(question.indicator, content) if content.status == Answer.Status.VALUE else ""
    status = content.status if content.status in {each.code for each in STATUSES} else ""
    return {"value": words, "status": status, "reason": content.explanation, "answer": ""}


def _as_answer(question: Question, content: Content) -> Answer:
    return Answer(
        indicator=question.indicator,
        domain=question.domain,
        status=content.status,
        number=content.number,
        text=content.text,
        explanation=content.explanation,
        version=question.version,
    )
