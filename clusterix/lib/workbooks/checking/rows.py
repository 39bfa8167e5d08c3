"""Checks the rows of a sheet: one rule and one sentence, whether a value comes from a workbook or from a page.

A refused value is not among the values; what was found is always kept, as it was read.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusterix.lib.numbers import format_number
from clusterix.lib.workbooks.checking.choosing import choice_of
from clusterix.lib.workbooks.checking.converting import CellRefused, converter, quoted, shown
from clusterix.lib.workbooks.specification.cells import CellValue, Fault, Faulty, SheetRow
from clusterix.lib.workbooks.specification.sheets import Field, FieldType, Problem, Sheet
from clusterix.lib.workbooks.specification.wording import bounds, expected, longest
from clusterix.lib.workbooks.specification.words import is_null_word

# A file of 400,000 lines repeats its words; of those that are never repeated, so many are remembered at once.
REMEMBERED, REMEMBERED_TYPED = 20_000, 100
LONGEST_REMEMBERED = 100  # characters
TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.IDENTIFIER, FieldType.CHOICE)
LOST = "\ufffd"
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
# What spreadsheets write for a failed formula, in English and in French, when they save a file as text.
ERROR_WORD = re.compile(
    r"#(REF!|N/A|N/D|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\??|NUM!|NOMBRE!|NULL!|NUL!|CALC!|SPILL!|GETTING_DATA)"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A row after its checks: values by field, what was found by field, and what is wrong.

    An empty cell gives "" in a field of text, identifier or choice, and None in others. A field whose value is
    refused, and one the file has no column for, is not among the values.
    """

    values: dict[str, Any]
    found: dict[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CellChecked:
    """One cell after its checks."""

    value: Any
    found: str
    problem: Problem | None = None


Check = Callable[[CellValue], CellChecked]


def check_of(field: Field) -> Check:
    """The check of one field's cells, made ready once: type, rules, length and bounds."""
    convert = choice_of(field) if field.type == FieldType.CHOICE else converter(field)
    empty = "" if field.type in TEXTS else None
    knows_null_words = field.type not in (FieldType.CHOICE, FieldType.LONG_TEXT, FieldType.RAW)
    # Two letters may be a country's code, such as NC or NA.
    is_code = field.type == FieldType.IDENTIFIER and longest(field) <= 3

    def says_nothing(text: str) -> bool:
        if knows_null_words and not text.isdigit() and is_null_word(text):
            return not (is_code and text.strip().isalpha())
        return not text.strip()

    def check(cell: CellValue) -> CellChecked:
        found = shown(cell)
        try:
            _refuse_faulty(cell)
            is_empty = cell is None or (isinstance(cell, str) and says_nothing(cell))
            value = empty if is_empty else convert(cell)
            _refuse_broken_rules(field, value, found, is_empty=value == empty)
        except CellRefused as refused:
            # Kept in the database, where no text may hold such a character.
            message = UNSAFE.sub(LOST, refused.message)
            return CellChecked(empty, UNSAFE.sub(LOST, found), Problem(refused.code, message, field.key))
        return CellChecked(value, found)

    return check


def _refuse_faulty(cell: CellValue) -> None:
    if isinstance(cell, str):
        if (LOST in cell or not cell.isprintable()) and UNSAFE.search(cell):
            raise CellRefused(
                "control_character",
                _("The text holds a character that cannot be seen or was lost. Delete the text and type it again."),
            )
        if cell.startswith("#") and ERROR_WORD.fullmatch(cell.strip()):
            raise _error_cell(cell.strip())
    elif isinstance(cell, Faulty):
        if cell.fault == Fault.ERROR:
            raise _error_cell(cell.text)
        raise CellRefused(
            "uncomputed",
            _("The formula “%(found)s” was saved without its result. Write the value itself.")
            % {"found": quoted(cell)},
        )


def _error_cell(found: str) -> CellRefused:
    return CellRefused(
        "error_cell", _("The cell shows “%(found)s”: its formula failed. Write the value itself.") % {"found": found}
    )


def _refuse_broken_rules(field: Field, value: Any, found: str, *, is_empty: bool) -> None:
    if is_empty:
        if field.is_required:
            raise _required(field, found.strip())
        return
    if isinstance(value, str) and field.type != FieldType.RAW:
        if len(value) > longest(field):
            raise CellRefused(
                "too_long",
                _("The text has %(length)s characters; at most %(most)s are kept. Shorten it.")
                % {"length": format_number(len(value)), "most": format_number(longest(field))},
            )
    elif isinstance(value, int) or field.type in (FieldType.DECIMAL, FieldType.MONEY, FieldType.SHARE):
        _refuse_out_of_bounds(field, value, found.strip())
    for rule in field.rules:
        if complaint := rule.complaint(value):
            raise CellRefused(rule.code, str(complaint))


def _required(field: Field, found: str) -> CellRefused:
    if found:
        message = _("“%(found)s” says that nothing is known, and this must be filled. %(expected)s")
    else:
        message = _("This must be filled. %(expected)s")
    return CellRefused("required", message % {"found": quoted(found), "expected": expected(field)})


def _refuse_out_of_bounds(field: Field, value: Any, found: str) -> None:
    least, most = bounds(field)
    if least is not None and value < least:
        code, message = "too_small", _("“%(found)s” is below %(bound)s. Expected: %(expected)s")
    elif most is not None and value > most:
        code, message = "too_large", _("“%(found)s” is above %(bound)s. Expected: %(expected)s")
    else:
        return
    bound = least if code == "too_small" else most
    shown_bound = str(bound) if field.type == FieldType.YEAR else format_number(bound)
    raise CellRefused(code, message % {"found": quoted(found), "bound": shown_bound, "expected": expected(field)})


class _Refused(Exception):
    """A rule over the row asked for a value that was refused: it has nothing to say until that one is mended."""


class _Known(dict[str, Any]):
    """The values of a row that rules may ask for; asking for a refused one ends the rule."""

    def __init__(self, values: Mapping[str, Any], refused: frozenset[str]) -> None:
        super().__init__(values)
        self.refused = refused

    def __getitem__(self, key: str) -> Any:
        if key in self.refused:
            raise _Refused
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        if key in self.refused:
            raise _Refused
        return super().get(key, default)


class _Column:
    """One column of a file: its check, and the outcome of cells already seen."""

    def __init__(self, index: int, field: Field, remembered: int) -> None:
        self.index, self.key, self.check, self.remembered = index, field.key, check_of(field), remembered
        # Apart, because 1, 1.0 and True are the same key of a dict.
        self.seen: dict[type, dict[Any, CellChecked]] = {str: {}, int: {}, float: {}}
        self.empty = self.check(None)

    def look(self, cell: CellValue) -> CellChecked:
        checked = self.check(cell)
        seen = self.seen.get(cell.__class__)
        if seen is not None and len(checked.found) <= LONGEST_REMEMBERED:
            if len(seen) >= self.remembered:
                seen.clear()
            seen[cell] = checked
        return checked


class Checker:
    """Checks the rows of one file. `columns` says which field each column, counted from 0, holds.

    Locked fields are shown in templates and not read back, but for the one that names the row. A required field
    without a column is missed in every row, unless it is `given`: by field without a column, the value of every row.
    """

    def __init__(
        self,
        sheet: Sheet,
        columns: Mapping[int, str],
        *,
        given: Mapping[str, Any] | None = None,
        remembered: int = REMEMBERED,
    ) -> None:
        self.sheet, self.given = sheet, dict(given or {})
        fields = {index: sheet.field(key) for index, key in columns.items()}
        read = {i: field for i, field in fields.items() if not field.is_locked or field.key == sheet.key_field}
        self.columns = [_Column(index, field, remembered) for index, field in sorted(read.items())]
        there = {field.key for field in read.values()} | self.given.keys()
        self.missing = tuple(
            Problem("required", _required(field, "").message, field.key)
            for field in sheet.fields
            if field.is_required and not field.is_locked and field.key not in there
        )

    def check(self, row: SheetRow) -> Checked:
        cells = row.cells
        width = len(cells)
        values: dict[str, Any] = self.given.copy()
        found: dict[str, str] = {}
        problems: list[Problem] = []
        for column in self.columns:
            cell = cells[column.index] if column.index < width else None
            if cell is None:
                checked = column.empty
            else:
                seen = column.seen.get(cell.__class__)
                checked = (seen and seen.get(cell)) or column.look(cell)
            found[column.key] = checked.found
            if checked.problem is None:
                values[column.key] = checked.value
            else:
                problems.append(checked.problem)
        if self.missing:
            problems.extend(self.missing)
        if self.sheet.row_rules:
            problems.extend(self._broken_row_rules(values, problems))
        return Checked(values, found, tuple(problems))

    def _broken_row_rules(self, values: dict[str, Any], problems: list[Problem]) -> list[Problem]:
        known = _Known(values, frozenset(problem.field for problem in problems)) if problems else values
        broken = []
        for rule in self.sheet.row_rules:
            try:
                complaint = rule.complaint(known)
            except _Refused:
                continue
            if complaint:
                broken.append(Problem(rule.code, str(complaint), rule.field))
        return broken


def check_values(sheet: Sheet, typed: Mapping[str, str]) -> Checked:
    """Checks one line typed in a page, by the same rules; a required field that was not asked for is missed."""
    keys, language = tuple(typed), get_language()
    ready = next((one for one in _ready if one[0] is sheet and one[1:3] == (keys, language)), None)
    if ready is None:
        ready = (sheet, keys, language, Checker(sheet, dict(enumerate(keys)), remembered=REMEMBERED_TYPED))
        _ready.append(ready)
    return ready[3].check(SheetRow(1, tuple(typed.values())))


# The checks of pages' lines, made ready once; the oldest goes.
_ready: deque[tuple[Sheet, tuple[str, ...], str | None, Checker]] = deque(maxlen=32)
