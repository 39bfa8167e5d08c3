"""Rows of a received file in words: each field by its label, each value as a person would say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.days import format_day
from clusterix.lib.numbers import format_number
from clusterix.lib.workbooks.specification.sheets import Book, Field, FieldType
from clusterix.lib.workbooks.specification.wording import label_of
from monitoring.uploads.models import StagedRow, Upload, Verdict


@dataclass(frozen=True)
class FieldChange:
    """One field of a row, before and after; `before` is empty for a new line."""

    label: str
    before: str
    after: str


class Words:
    """What the keys of a book's fields are called, and what their values mean."""

    def __init__(self, book: Book) -> None:
        self.fields = {field.key: field for sheet in book.sheets for field in sheet.fields}

    def changes_of(self, row: StagedRow) -> list[FieldChange]:
        """The fields a new row fills, or those a changed one would change."""
        return self.changes(row.before, row.values, is_new=row.verdict == Verdict.NEW)

    def changes(
        self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *, is_new: bool
    ) -> list[FieldChange]:
        before, after = before or {}, after or {}
        shown = [key for key in self.fields if key in after and (not is_new or after[key] not in ("", None))]
        return [
            FieldChange(
                label_of(self.fields[key]),
                "" if is_new else said(self.fields[key], before.get(key)),
                said(self.fields[key], after[key]),
            )
            for key in shown
            if not self.fields[key].is_hidden and (is_new or before.get(key) != after[key])
        ]


def said(field: Field, value: Any) -> str:
    """A value as plain JSON bears it, as a person would say it."""
    if value is None or value == "":
        return _("nothing")
    if field.type == FieldType.CHOICE:
        return next((str(choice.label) for choice in field.choices if choice.code == value), str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.type == FieldType.DATE:
        return format_day(date.fromisoformat(value))
    if isinstance(value, int) and field.type != FieldType.YEAR:
        return format_number(value)
    return str(value)


def rows_called(verdict: str, count: int) -> str:
    """What so many rows of a verdict are called, without their number."""
    called = {
        Verdict.NEW: ngettext("new line", "new lines", count),
        Verdict.CHANGED: ngettext("changed line", "changed lines", count),
        Verdict.UNCHANGED: ngettext("unchanged line", "unchanged lines", count),
        Verdict.ABSENT: ngettext("line absent from the file", "lines absent from the file", count),
        Verdict.REJECTED: ngettext("rejected row", "rejected rows", count),
    }
    return called[Verdict(verdict)]


@dataclass(frozen=True)
class Figure:
    """One of the numbers a file's page opens with."""

    value: str
    text: str
    url: str


def figures_of(upload: Upload) -> list[Figure]:
    counts = [(verdict, upload.counts.get(verdict, 0)) for verdict in Verdict]
    return [
        Figure(format_number(count), rows_called(verdict, count), f"?tab={verdict}#difference")
        for verdict, count in counts
    ]


def counted(upload: Upload) -> str:
    """What writing the file did, in one sentence."""
    new, changed = upload.counts.get(Verdict.NEW, 0), upload.counts.get(Verdict.CHANGED, 0)
    parts = []
    if new:
        parts.append(ngettext("%(count)s line added", "%(count)s lines added", new) % {"count": format_number(new)})
    if changed:
        words = ngettext("%(count)s line changed", "%(count)s lines changed", changed)
        parts.append(words % {"count": format_number(changed)})
    if left := upload.counts.get("left", 0):
        words = ngettext("%(count)s line marked as left", "%(count)s lines marked as left", left)
        parts.append(words % {"count": format_number(left)})
    return ", ".join(parts) or _("nothing changed")


def organisations_after(upload: Upload) -> list[str]:
    """What became of the organisations a file had taken into the registry as it was taken back, in sentences."""
    found, sentences = upload.options.get("organisations", {}), []
    if removed := found.get("removed", 0):
        sentence = ngettext(
            "%(count)s organisation that it had taken into the registry went with it.",
            "%(count)s organisations that it had taken into the registry went with it.",
            removed,
        )
        sentences.append(sentence % {"count": format_number(removed)})
    if kept := found.get("kept", 0):
        sentence = ngettext(
            "%(count)s organisation that it had taken in stays: something else speaks of it.",
            "%(count)s organisations that it had taken in stay: something else speaks of them.",
            kept,
        )
        sentences.append(sentence % {"count": format_number(kept)})
    return sentences
