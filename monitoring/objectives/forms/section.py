"""The form of one section: every value with what is typed in it, saved one by one, refused one by one."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from monitoring.campaigns.filling import lock_for_filling
from monitoring.campaigns.models import Remark, Report
from monitoring.objectives.comparisons import Comparison
from monitoring.objectives.flags import exceeds_whole, unusual
from monitoring.objectives.models import Answer, Indicator, Topic
from monitoring.objectives.queries import Filing, Question
from monitoring.objectives.saving import Conflict, write
from monitoring.objectives.values import (
    MOST_TEXT,
    YES_NO,
    Content,
    Typed,
    ValueRefused,
    bare,
    choices_of,
    content_of,
    read,
    say,
    typed_of,
    unit_label,
)
from monitoring.people.models import Person

ValueType = Indicator.ValueType
MINE, THEIRS = "mine", "theirs"


@dataclass
class Entry:
    """One value as it stands on the page: what is saved, what is typed, and what is to be said about it."""

    question: Question
    comparison: Comparison
    typed: Typed
    sentences: list[str]
    # Why what is typed is not saved.
    refusal: str = ""
    # What somebody else saved meanwhile.
    conflict: Answer | None = field(default=None)
    # The saved version that what is typed was written upon.
    version: int = field(default=0)
    # What the Region asks about it, not settled yet.
    remarks: list[Remark] = field(default_factory=list)

    most_text = MOST_TEXT

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def indicator(self) -> Indicator:
        return self.question.indicator

    @property
    def unit(self) -> str:
        return unit_label(self.indicator)

    @property
    def options(self) -> dict[str, str]:
        """Code and words of each answer offered, for a choice or a yes or no."""
        if self.indicator.value_type == ValueType.YES_NO:
            return {code: str(words) for code, words in YES_NO.items()}
        return choices_of(self.indicator)

    @property
    def statuses(self) -> dict[str, str]:
        """What can be said instead of giving a value; nothing chosen means that one is given, or will be."""
        return {
            "": _("There is a value, or there will be"),
            Answer.Status.NOT_AVAILABLE: _("Not available"),
            Answer.Status.NOT_APPLICABLE: _("Does not apply to us"),
        }

    @property
    def is_text(self) -> bool:
        return self.indicator.value_type == ValueType.TEXT

    @property
    def is_set(self) -> bool:
        """Answers to choose among."""
        return self.indicator.value_type in {ValueType.YES_NO, ValueType.CHOICE}

    @property
    def is_wide(self) -> bool:
        return self.is_text or self.is_set

    @property
    def unit_sign(self) -> str:
        """€ or %, joined to the field; a unit in words stands under it."""
        return self.unit if self.indicator.value_type in {ValueType.MONEY, ValueType.SHARE} else ""

    @property
    def describedby(self) -> str:
        """What a screen reader says after the label: why it is refused, the definition, what was filled in before."""
        refusal = [f"{self.key}-refusal"] if self.refusal else []
        return " ".join([*refusal, f"{self.indicator.code}-definition", f"{self.key}-before"])

    @property
    def words(self) -> str:
        """What is saved, as a person reads it."""
        return say(self.indicator, self.question.content)

    @property
    def typed_aside(self) -> str:
        """What was typed and is not what is saved."""
        saved = typed_of(self.indicator, self.question.content)
        if self.typed == saved:
            return ""
        return " – ".join(
            text for text in (self.typed.value, self.statuses.get(self.typed.status, ""), self.typed.reason) if text
        )

    @property
    def inputmode(self) -> str:
        """Which keys a telephone shows."""
        return "numeric" if self.indicator.value_type == ValueType.WHOLE else "decimal"

    @property
    def was(self) -> str:
        """Names what is saved, so that a field nobody touched is told from one that was."""
        return signature(typed_of(self.indicator, self.question.content))

    @property
    def asks_for_reason(self) -> bool:
        """The amber note: something is unusual and nobody has said why."""
        return bool(self.sentences) and not self.question.content.explanation

    @property
    def has_more(self) -> bool:
        """Whether what lies behind “No figure, or something to add?” is in use."""
        return bool(self.typed.status or (self.typed.reason and not self.sentences))

    @property
    def theirs(self) -> str:
        return say(self.indicator, content_of(self.conflict))

    @property
    def mine(self) -> str:
        """What was typed, in words where it can be read."""
        try:
            return say(self.indicator, read(self.indicator, self.typed))
        except ValueRefused:
            return self.typed.value


@dataclass
class Group:
    """An indicator on the page: one value, or one for each of the cluster's domains."""

    entries: list[Entry]

    @property
    def indicator(self) -> Indicator:
        return self.entries[0].indicator

    @property
    def first(self) -> Entry:
        return self.entries[0]

    @property
    def is_split(self) -> bool:
        return self.first.question.domain is not None

    @property
    def comparison(self) -> Comparison:
        return self.first.comparison

    @property
    def so_far_words(self) -> str:
        """The year so far over all domains; what cannot be added up is said domain by domain alone."""
        if self.indicator.value_type == ValueType.SHARE:
            return ""
        known = [number for entry in self.entries if (number := entry.comparison.so_far) is not None]
        return bare(self.indicator, sum(known, Decimal(0)) if known else None)


def grouped(entries: list[Entry]) -> list[Group]:
    return [Group(list(of_one)) for _pk, of_one in groupby(entries, key=lambda entry: entry.indicator.pk)]


def signature(typed: Typed) -> str:
    written = json.dumps([typed.value, typed.status, typed.reason])
    return hashlib.sha256(written.encode(errors="replace")).hexdigest()[:16]


def entry_of(filing: Filing, question: Question, comparison: Comparison) -> Entry:
    """A value as saved."""
    return Entry(
        question,
        comparison,
        typed_of(question.indicator, question.content),
        [*unusual(comparison), *exceeds_whole(filing, question)],
        version=question.version,
    )


def entries_of(filing: Filing, topic: Topic, comparisons: Mapping[str, Comparison]) -> list[Entry]:
    return [entry_of(filing, question, comparisons[question.key]) for question in filing.of_topic(topic)]


@dataclass(frozen=True)
class Sent:
    """What came from the browser for one value."""

    typed: Typed
    version: int
    is_touched: bool
    choice: str

    @classmethod
    def read(cls, data: Mapping[str, str], key: str) -> Sent | None:
        """None when the page that was sent did not hold this value."""
        if f"{key}.version" not in data:
            return None
        # Browsers send line ends as CR LF, and what is saved has LF.
        fields = [data.get(f"{key}.{name}", "").replace("\r\n", "\n") for name in ("value", "status", "reason")]
        typed = Typed(*fields)
        choice = data.get(f"{key}.choice", "")
        version = data.get(f"{key}.seen" if choice == MINE else f"{key}.version", "")
        is_touched = choice == MINE or data.get(f"{key}.was") != signature(typed)
        return cls(typed, int(version) if version.isdecimal() and len(version) < 10 else 0, is_touched, choice)


@dataclass(frozen=True)
class Unsaved:
    """A value that was sent and is not saved: refused, or in conflict with somebody else's."""

    typed: Typed
    version: int
    refusal: str = ""
    conflict: Answer | None = None


def save_section(
    filing: Filing, questions: list[Question], data: Mapping[str, str], person: Person
) -> dict[str, Unsaved]:
    """Save what was touched and can be; give back the rest, by key.

    Raises Refused (campaigns.moves) when the report takes no values now, having saved nothing.
    """
    unsaved: dict[str, Unsaved] = {}
    readable: list[tuple[Question, Sent, Content]] = []
    for question in questions:
        sent = Sent.read(data, question.key)
        if sent is None or not sent.is_touched or sent.choice == THEIRS:
            continue
        try:
            readable.append((question, sent, read(question.indicator, sent.typed)))
        except ValueRefused as refusal:
            unsaved[question.key] = Unsaved(sent.typed, sent.version, refusal=str(refusal))
    if readable:
        unsaved |= _write_all(filing, readable, person)
    return unsaved


def _write_all(filing: Filing, readable: list[tuple[Question, Sent, Content]], person: Person) -> dict[str, Unsaved]:
    unsaved: dict[str, Unsaved] = {}
    with transaction.atomic():
        revision = lock_for_filling(filing.report, person)
        for question, sent, content in readable:
            try:
                write(revision, question, content, version=sent.version, person=person)
            except Conflict as conflict:
                unsaved[question.key] = Unsaved(sent.typed, sent.version, conflict=conflict.answer)
    return unsaved


def with_unsaved(entries: list[Entry], unsaved: Mapping[str, Unsaved]) -> list[Entry]:
    """Put what was typed back in the fields whose value is not saved."""
    for entry in entries:
        if kept := unsaved.get(entry.key):
            entry.typed, entry.version = kept.typed, kept.version
            entry.refusal, entry.conflict = kept.refusal, kept.conflict
    return entries


def with_typed(entries: list[Entry], data: Mapping[str, str]) -> list[Entry]:
    """Put everything back as typed, saved or not: nothing of it could be saved."""
    for entry in entries:
        if (sent := Sent.read(data, entry.key)) and sent.is_touched:
            entry.typed = sent.typed
    return entries


def with_remarks(entries: list[Entry], report: Report) -> None:
    """Put the Region's open remarks beside the values they are about."""
    remarks = report.remarks.open().exclude(key="").select_related("author")
    found = defaultdict(list)
    for remark in remarks:
        found[remark.key].append(remark)
    for entry in entries:
        entry.remarks = found[entry.key]
