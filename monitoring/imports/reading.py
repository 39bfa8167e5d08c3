"""The rows of an old file as they are to be checked: mapped words replaced, totals and footnotes set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.workbooks.checking.converting import shown
from clusterix.lib.workbooks.mapping.headings import Header, set_aside
from clusterix.lib.workbooks.reading.opening import Reading
from clusterix.lib.workbooks.specification.cells import CellValue, Faulty, SheetRow
from clusterix.lib.workbooks.specification.sheets import Sheet
from clusterix.lib.workbooks.specification.words import normalised
from monitoring.imports.giving import given_of, note_of
from monitoring.imports.steps import columns_of, words_of
from monitoring.organisations.identifiers import HOME
from monitoring.uploads.models import Upload
from monitoring.uploads.recognising import FoundSheet

MOST_TOLD = 5
# A row with so few filled cells may be a total or a note.
FEW = 2


Words = dict[str, str | None]


@dataclass(frozen=True)
class MappedSheet(FoundSheet):
    """The sheet that was chosen, under the headings that were chosen."""

    words: Mapping[int, Words] = field(default_factory=dict)

    def rows_of(self, reading: Reading) -> Iterator[SheetRow]:
        last, aside = max(self.header.rows, default=0), list[str]()
        zeros = LostZeros(self.index_of, str(self.given.get("country") or ""))
        first_heading = next((text for text in self.header.headings if text), "")
        for row in reading.rows(self.name):
            if row.number <= last:
                continue
            if _may_be_aside(row, first_heading) and (kind := set_aside(row, self.header)):
                if kind != "blank":
                    aside.append(_told(row))
                continue
            meant = self._replaced(row) if self.words else row
            yield meant if zeros.column is None else zeros.given_back(meant)
        self.notes.extend([*_note(aside), *zeros.note()])

    def _replaced(self, row: SheetRow) -> SheetRow:
        cells: list[CellValue] | None = None
        for index, words in self.words.items():
            cell = row.cells[index] if index < len(row.cells) else None
            if cell is None or isinstance(cell, Faulty):
                continue
            code = _code(words, shown(cell))
            if code is not None:
                cells = cells or list(row.cells)
                cells[index] = code
        return SheetRow(row.number, tuple(cells)) if cells else row


class LostZeros:
    """Postal codes that a spreadsheet took for numbers: the zero they begin with is given back, in France alone."""

    def __init__(self, index_of: Mapping[str, int], country: str) -> None:
        """`country` is that of every row, where no column says it."""
        self.column, self.country, self.of_all = index_of.get("postal_code"), index_of.get("country"), country
        self.count = 0

    def given_back(self, row: SheetRow) -> SheetRow:
        cells, column = row.cells, self.column
        if column is None or column >= len(cells) or cells[column] in (None, "") or not self._is_french(cells):
            return row
        cell = cells[column]
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
        if len(text) != 4 or not text.isdecimal():
            return row
        self.count += 1
        return SheetRow(row.number, (*cells[:column], f"0{text}", *cells[column + 1 :]))

    def _is_french(self, cells: tuple[CellValue, ...]) -> bool:
        if self.country is None or self.country >= len(cells):
            return self.of_all in ("", HOME)
        return normalised(str(cells[self.country] or "fr")) in {"fr", "france"}

    def note(self) -> list[str]:
        if not self.count:
            return []
        sentence = ngettext(
            "A postal code of four digits was read with the zero it had lost.",
            "%(count)s postal codes of four digits were read with the zero they had lost.",
            self.count,
        )
        return [sentence % {"count": self.count}]


def mapped_sheet(upload: Upload, form: Sheet, reading: Reading) -> MappedSheet:
    options = upload.options
    columns, words = columns_of(upload), words_of(upload)
    found = next(sheet for sheet in reading.sheets if sheet.name == options["sheet"])
    header = Header(tuple(options["header"]), tuple(options["headings"]), columns, 100.0)
    by_column = {index: _in_words(form, key, words[key]) for index, key in columns.items() if words.get(key)}
    notes, given = [*note_of(form, options), *unread(header)], given_of(form, options)
    return MappedSheet(form, found.name, found.rows, header, notes, given, by_column)


def _in_words(form: Sheet, key: str, words: Mapping[str, str]) -> Words:
    """What each word stands for, as the list itself says it: a code may read like something else."""
    labels = {choice.code: str(choice.label) for choice in form.field(key).choices}
    return {word: labels.get(code, code) for word, code in words.items()}


def unread(header: Header) -> list[str]:
    """Columns that are there and not read, named."""
    if not header.unknown:
        return []
    sentence = ngettext(
        "A column is not read: %(columns)s.", "Columns that are not read: %(columns)s.", len(header.unknown)
    )
    return [sentence % {"columns": ", ".join(header.unknown)}]


def _may_be_aside(row: SheetRow, first_heading: str) -> bool:
    """Cheaply, since files have hundreds of thousands of rows: few filled cells, or a first one that names a sum."""
    filled = 0
    first: Any = None
    for cell in row.cells:
        if cell is not None and cell != "":
            filled += 1
            if filled == 1:
                first = cell
            elif filled > FEW:
                break
    if filled <= FEW:
        return True
    if not isinstance(first, str):
        return False
    start = first[:6].strip().lower()
    return start.startswith(("total", "sous", "ensemb", "somme", "moyen", "grand", "sub", "averag")) or (
        bool(first_heading) and " ".join(first.split()) == first_heading
    )


def _code(words: Words, text: str) -> str | None:
    """What the text stands for; None where nobody said. Each writing of a word is looked at once."""
    if text not in words:
        words[text] = words.get(" ".join(text.split()), words.get(normalised(text)))
    return words[text]


def _told(row: SheetRow) -> str:
    text = next((shown(cell) for cell in row.cells if cell not in (None, "")), "")
    return _("row %(number)s “%(text)s”") % {"number": row.number, "text": Truncator(" ".join(text.split())).chars(60)}


def _note(aside: list[str]) -> list[str]:
    if not aside:
        return []
    told = ", ".join(aside[:MOST_TOLD]) + ("…" if len(aside) > MOST_TOLD else "")
    sentence = ngettext(
        "A row was taken for a total or a note and is not read: %(rows)s.",
        "%(count)s rows were taken for totals or notes and are not read: %(rows)s.",
        len(aside),
    )
    return [sentence % {"count": len(aside), "rows": told}]
