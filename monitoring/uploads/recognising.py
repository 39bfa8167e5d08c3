"""Which sheet of a file holds what is expected, under which headings; and files that belong elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.workbooks.mapping.headings import Header, find_header
from clusterix.lib.workbooks.mapping.personal import personal_reason
from clusterix.lib.workbooks.reading.opening import Reading
from clusterix.lib.workbooks.specification.cells import SheetRow
from clusterix.lib.workbooks.specification.sheets import Book, Passport, Sheet
from clusterix.lib.workbooks.specification.words import normalised
from clusterix.lib.workbooks.writing.template import own_sheet_names, sheet_names
from monitoring.uploads.importers import Refusal

# The header is looked for among so many rows: titles and notes may stand above it.
ROWS_LOOKED_AT = 60
# Below this, headings of a sheet with another name are no headings of ours.
LIKE_ENOUGH = 40
PERSONAL = "personal_column"


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of the file and what its columns hold."""

    sheet: Sheet
    name: str
    rows: int
    header: Header
    notes: list[str] = field(default_factory=list)
    # By field without a column, the value of every row.
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> dict[int, str]:
        return dict(self.header.columns)

    @property
    def index_of(self) -> dict[str, int]:
        return {key: index for index, key in self.header.columns.items()}

    @property
    def filled_by_people(self) -> set[str]:
        """The columns that make a row more than a pre-filled or a spare one."""
        return {one.key for one in self.sheet.fields if not one.is_locked and not one.is_hidden}

    def rows_of(self, reading: Reading) -> Iterator[SheetRow]:
        """The rows below the headings."""
        last = max(self.header.rows, default=0)
        return (row for row in reading.rows(self.name) if row.number > last)


def refuse_other_workbook(expected: Passport | None, found: Passport | None, *, is_needed: bool) -> None:
    """A workbook made for something else is refused, with what it was made for."""
    if expected is None:
        return
    if found is None:
        if is_needed:
            raise Refusal(
                _("This file is not the workbook of this report. Download it, fill it in, and send that one."),
                code="no_passport",
            )
        return
    if found.kind != expected.kind:
        raise Refusal(
            _("This is the workbook of another kind of report. Download that of this one."), code="wrong_kind"
        )
    if found.cluster != expected.cluster:
        sentence = _(
            "This workbook was made for another cluster (%(found)s, not %(expected)s). Download that of this one."
        )
        words = {"found": found.cluster, "expected": expected.cluster}
        raise Refusal(sentence % words, code="wrong_cluster")
    if found.period != expected.period:
        sentence = _(
            "This workbook was made for another period (%(found)s, not %(expected)s). Download that of this one."
        )
        raise Refusal(sentence % {"found": found.period, "expected": expected.period}, code="wrong_period")
    if found.version != expected.version:
        sentence = _("This workbook is of an older make and can no longer be read. Download the present one.")
        raise Refusal(sentence, code="wrong_version")


def find_sheets(reading: Reading, book: Book) -> list[FoundSheet]:
    """Each sheet that is expected, where the file has it; at least one. Raises Refusal."""
    own = {normalised(name) for name in own_sheet_names()}
    free = {one.name: one for one in reading.sheets if one.rows and normalised(one.name) not in own}
    found = []
    for sheet in book.sheets:
        titles = {normalised(name) for name in sheet_names(sheet)}
        named = [name for name in free if normalised(name) in titles]
        headers = {name: find_header(islice(reading.rows(name), ROWS_LOOKED_AT), sheet) for name in named or free}
        fitting = {name: one for name, one in headers.items() if one.columns and (named or one.score >= LIKE_ENOUGH)}
        if fitting:
            best = max(fitting, key=lambda name: fitting[name].score)
            refuse_personal(fitting[best])
            rows = max(0, free.pop(best).rows - max(fitting[best].rows, default=0))
            found.append(FoundSheet(sheet, best, rows, fitting[best], notes_on(sheet, fitting[best])))
    if not found:
        names = get_text_list([str(sheet.title) for sheet in book.sheets], _("and"))
        sentence = _(
            "No sheet of this file holds what is expected here (%(titles)s). Download the workbook and fill it in."
        )
        raise Refusal(sentence % {"titles": names}, code="no_sheet")
    return found


def refuse_personal(header: Header) -> None:
    """Data about persons that nobody asked for is not taken in, and the file not kept for use."""
    reasons = [reason for heading in header.unknown if (reason := personal_reason(heading))]
    if reasons:
        raise Refusal(*reasons, code=PERSONAL)


def notes_on(sheet: Sheet, header: Header) -> list[str]:
    """Columns that are there and not read, named."""
    if not header.unknown:
        return []
    sentence = ngettext(
        "A column of “%(sheet)s” is not read: %(columns)s.",
        "%(count)s columns of “%(sheet)s” are not read: %(columns)s.",
        len(header.unknown),
    )
    return [sentence % {"sheet": sheet.title, "count": len(header.unknown), "columns": ", ".join(header.unknown)}]
