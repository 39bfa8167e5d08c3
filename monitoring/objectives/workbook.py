"""The report on objectives as a workbook: the grid of the browser, value by value, with its stories and remarks.

Every value goes out with what it is read beside and comes back through the browser's own reading (`values.read`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from textwrap import shorten

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.periods import Quarter
from clusterix.lib.workbooks.specification.sheets import Book, Field, FieldType, Sheet, Text, Values
from monitoring.campaigns.answers import Thread, threads_of
from monitoring.campaigns.importing import passport_of
from monitoring.campaigns.models import Report, Revision
from monitoring.objectives.cells import STATUSES, cell_of, value_cell
from monitoring.objectives.comparisons import Comparison, compare
from monitoring.objectives.flags import exceeds_whole, unusual
from monitoring.objectives.models import Answer
from monitoring.objectives.queries import Filing, Question, filing_of
from monitoring.objectives.values import (
    MOST_EXPLANATION,
    Content,
    plain_of,
    unit_label,
)
from monitoring.stories import workbook as stories
from monitoring.stories.models import StoryVersion

# A text of a former period is recalled, not shown whole.
LONGEST_BESIDE = 120
KIND, VERSION = "objectives", "1"
VALUES, REMARKS = "values", "remarks"
# The key of the remarks on the whole report, where lines have keys of their own.
WHOLE = "report"

REMARK = Field("remark", gettext_lazy("The Region's remark"), FieldType.LONG_TEXT, is_locked=True, width=40)
ANSWER = Field(
    "answer",
    gettext_lazy("Your answer"),
    FieldType.RAW,
    help=gettext_lazy("Answers the Region's remark beside it, and closes it."),
    width=40,
)
KEY = Field("key", gettext_lazy("Line"), FieldType.IDENTIFIER, is_hidden=True)
WAS = Field("was", gettext_lazy("State"), is_hidden=True)


def book_of(report: Report, revision: Revision | None) -> Book:
    """The workbook of a report as it stands; `revision` is what it shows, None before it is started."""
    filing, threads = filing_of(report, revision), threads_of(report)
    sheets = [_values_sheet(filing)]
    rows = {VALUES: _value_rows(filing, threads)}
    if filing.asks_for_stories:
        sheets.append(stories.sheet_of(report, (REMARK, ANSWER)))
        rows[stories.STORIES] = stories.rows_of(report, revision, threads)
    if on_report := general(filing, revision, threads):
        sheets.append(REMARKS_SHEET)
        rows[REMARKS] = _remark_rows(on_report)
    return Book(
        title=f"{report.title} – {report.cluster}",
        sheets=tuple(sheets),
        passport=replace(passport_of(report, VERSION), state=state_of(report, revision)),
        instructions=tuple(_instructions(report, filing, is_remarked=bool(threads))),
        rows=rows,
    )


def state_of(report: Report, revision: Revision | None) -> str:
    """Names what a report holds, by the versions of its values and stories: the same before and after its start."""
    answers = Answer.objects.filter(revision=revision).values_list("indicator__code", "domain__code", "version")
    told = StoryVersion.objects.filter(revision=revision).values_list("story__uuid", "version")
    held = [str(report.uuid), sorted(map(str, answers)), sorted(map(str, told))]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:32]


def signature(content: Content) -> str:
    """Names what an answer said when the file was made, so that a cell nobody touched is told from one that was."""
    return hashlib.sha256(json.dumps(plain_of(content), sort_keys=True).encode()).hexdigest()[:16]


def was(mark: str, thread: Thread | None) -> str:
    """What a hidden cell remembers of its line: the mark of what it held, and the remarks it showed."""
    return f"{mark} {','.join(map(str, thread.remarks)) if thread else ''}".strip()


def general(filing: Filing, revision: Revision | None, threads: Mapping[str, Thread]) -> dict[str, Thread]:
    """The remarks that no line of the other sheets shows: on the whole report, and on what it no longer holds."""
    lines = {question.key for question in filing.questions}
    if filing.asks_for_stories and revision:
        told = StoryVersion.objects.filter(revision=revision).values_list("story__uuid", flat=True)
        lines |= {f"story:{uuid}" for uuid in told}
    return {key or WHOLE: thread for key, thread in threads.items() if key not in lines}


# --- The sheets ------------------------------------------------------------------------------------------------------


def _values_sheet(filing: Filing) -> Sheet:
    cells = {question.key: cell_of(question) for question in filing.questions}
    inputs = (*_inputs(cells), REMARK, ANSWER, KEY, WAS)
    return Sheet(
        VALUES,
        gettext_lazy("Values"),
        (*_asked(), *_beside_it(filing, cells), *inputs),
        key_field="key",
        has_blank_rows=True,
        note_field="remark",
    )


def _asked() -> tuple[Field, ...]:
    shown: tuple[tuple[str, Text, int], ...] = (
        ("label", gettext_lazy("Indicator"), 36),
        ("topic", gettext_lazy("Topic"), 22),
        ("domain", gettext_lazy("Domain"), 22),
        ("unit", gettext_lazy("Unit"), 16),
        ("counting", gettext_lazy("How to count?"), 70),
    )
    return tuple(Field(key, label, FieldType.LONG_TEXT, is_locked=True, width=width) for key, label, width in shown)


def _beside_it(filing: Filing, cells: Mapping[str, Field]) -> tuple[Field, ...]:
    """What each value is read beside, shown as the value itself is."""
    before = gettext_lazy("Previous quarter"), gettext_lazy("Same quarter last year"), gettext_lazy("Year so far")
    if not isinstance(filing.report.campaign.period, Quarter):
        before = gettext_lazy("Previous year"), gettext_lazy("Year before"), gettext_lazy("This year so far")
    shown = zip(
        ("previous", "year_before", "so_far", "target"), (*before, gettext_lazy("Target for the year")), strict=True
    )

    def in_row(values: Values) -> Field:
        return replace(cells[values["key"]], help="", is_locked=True)

    return tuple(Field(key, label, FieldType.RAW, is_locked=True, width=13, in_row=in_row) for key, label in shown)


def _inputs(cells: Mapping[str, Field]) -> tuple[Field, ...]:
    reason = Field("reason", "", FieldType.LONG_TEXT, most=MOST_EXPLANATION)
    unknown = Field("value", "", FieldType.LONG_TEXT)
    return (
        Field(
            "value",
            gettext_lazy("Value"),
            FieldType.RAW,
            help=gettext_lazy("Zero is a value: write 0. Leave the cell empty when you do not know yet."),
            width=24,
            in_row=lambda values: cells.get(values.get("key", ""), unknown),
        ),
        Field(
            "status",
            gettext_lazy("Why there is none"),
            FieldType.CHOICE,
            help=gettext_lazy("Choose it only where you write no value: it is not available, or does not apply."),
            choices=STATUSES,
            width=20,
        ),
        Field(
            "reason",
            gettext_lazy("Explanation"),
            FieldType.RAW,
            help=gettext_lazy("One line that stands beside the figure wherever it is read."),
            width=40,
            in_row=lambda _values: reason,
        ),
        Field("look", gettext_lazy("Worth a look"), FieldType.LONG_TEXT, is_locked=True, width=36),
    )


REMARKS_SHEET = Sheet(
    REMARKS,
    gettext_lazy("Remarks"),
    (Field("about", gettext_lazy("About"), is_locked=True, width=30), REMARK, ANSWER, KEY, WAS),
    key_field="key",
    has_blank_rows=True,
)


# --- Their rows ------------------------------------------------------------------------------------------------------


def _value_rows(filing: Filing, threads: Mapping[str, Thread]) -> Iterator[Values]:
    comparisons = compare(filing)
    for question in filing.questions:
        yield _value_row(filing, question, comparisons[question.key], threads.get(question.key))


def _value_row(filing: Filing, question: Question, comparison: Comparison, thread: Thread | None) -> Values:
    indicator, content = question.indicator, question.content
    target = comparison.target.value if comparison.target else None
    return {
        "key": question.key,
        "topic": str(indicator.topic.name),
        "label": _label(question),
        "domain": str(question.domain.name) if question.domain else "",
        "unit": unit_label(indicator),
        "counting": str(indicator.how_to_count),
        "previous": _beside(comparison.previous, comparison.previous_words),
        "year_before": _beside(comparison.year_before, comparison.year_before_words),
        "so_far": comparison.so_far,
        "target": target,
        "value": value_cell(indicator, content),
        "status": content.status if content.status in {each.code for each in STATUSES} else None,
        "reason": content.explanation,
        "look": "\n".join(notes_on(filing, comparison)),
        "remark": thread.words if thread else "",
        "answer": "",
        "was": was(signature(content), thread),
    }


def _label(question: Question) -> str:
    label = str(question.indicator.label)
    return label if question.is_required else _("%(label)s (optional)") % {"label": label}


def _beside(content: Content | None, words: str) -> Decimal | str | None:
    """A number as a number, anything else in words; nothing where there is nothing."""
    if content is None or not content.is_answered:
        return None
    return shorten(words, LONGEST_BESIDE, placeholder="…") if content.number is None else content.number


def notes_on(filing: Filing, comparison: Comparison) -> list[str]:
    """What the browser says of a value worth a look, where nobody has said why."""
    question = comparison.question
    sentences = [] if question.content.explanation else unusual(comparison)
    return [*sentences, *exceeds_whole(filing, question)]


def _remark_rows(threads: Mapping[str, Thread]) -> Iterator[Values]:
    for key, thread in threads.items():
        about = _("The whole report") if key == WHOLE else _("A line this report no longer holds")
        yield {"key": key, "about": about, "remark": thread.words, "answer": "", "was": was(WHOLE, thread)}


def _instructions(report: Report, filing: Filing, *, is_remarked: bool) -> Iterator[str]:
    yield _("Fill in “Values”, save the file, and drop it on the page of your report.")
    yield _("Nothing is written before you have seen what changes and confirmed it; nothing is sent to the Region.")
    yield _("Zero, an empty cell and “not available” are three different answers. An emptied cell empties the value.")
    yield _("Numbers may be written as 1234, 1 234 or 12,5.")
    yield _("What is unusual is not refused: a line of explanation in the same row is enough.")
    yield _("A row you take out of the file keeps its value: a part of the file can be sent alone.")
    if filing.asks_for_stories:
        yield _("Each row of “Stories” tells one success; empty rows are there for new ones.")
        yield _("Pictures, the people you name, what they say and their consent are added in the browser alone.")
        yield _("A story is taken out of the report in the browser alone.")
    if is_remarked:
        yield _("The Region's remarks stand beside what they are about: an answer written there closes the remark.")
    yield _("Report due on %(date)s.") % {"date": report.due_on.strftime("%d/%m/%Y")}
