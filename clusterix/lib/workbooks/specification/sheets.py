"""What the rows of a sheet hold, said once.

From one `Sheet` come the pre-filled template, the reader's checks, the annotated return, the grid's checks in the
browser and the suggestions for files of other makers: one rule, one sentence, everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Text = str | Promise
Values = Mapping[str, Any]


class FieldType(StrEnum):
    """What a field's cells are read as; the Python type of the checked value stands beside each."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str, several lines
    IDENTIFIER = "identifier"  # str: digits and letters, spaces taken out, never a number
    WHOLE = "whole"  # int
    DECIMAL = "decimal"  # Decimal
    MONEY = "money"  # Decimal, in euros
    SHARE = "share"  # Decimal, a percentage between 0 and 100
    YEAR = "year"  # int, four digits
    DATE = "date"  # date
    YES_NO = "yes_no"  # bool
    CHOICE = "choice"  # str, the code of a Choice
    RAW = "raw"  # the cell as read: what it means depends on its row


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list; `synonyms` are other words for it, French and English, as files wear them.

    `numbers` are those it stands for, where the list is one of bands: 12 is then “10 to 19”, whatever its code.
    """

    code: str
    label: Text
    synonyms: tuple[str, ...] = ()
    numbers: range | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value is not kept: a stable code, the sentence for a person, the field it is about (empty: the row)."""

    code: str
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value of a field must satisfy beyond its type. `complaint` gives the sentence, empty when all is well."""

    code: str
    complaint: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class RowRule:
    """What the values of a row must satisfy together; the complaint is shown at `field`."""

    code: str
    field: str
    complaint: Callable[[Values], str]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet.

    `help` says what to write (cell note and instructions), `synonyms` are other headings for it in files of other
    makers. `most` is the longest text, in characters, or the largest number; `least` the smallest number.
    A locked field is shown and not read back; a hidden one (the row's key) is read back and not shown.
    """

    key: str
    label: Text
    type: FieldType = FieldType.TEXT
    help: Text = ""
    example: Text = ""
    synonyms: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    is_required: bool = False
    is_locked: bool = False
    is_hidden: bool = False
    least: int | None = None
    most: int | None = None
    rules: tuple[Rule, ...] = ()
    width: int = 20
    # For RAW: what the column is in one pre-filled row, given its values. The template takes the type, bounds, choices
    # and note of that cell from it (choices: their labels); the cell is still read back as it stands.
    in_row: Callable[[Values], Field] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns in order. `key_field` names the field that tells which known row a row is (may be "")."""

    key: str
    title: Text
    fields: tuple[Field, ...]
    key_field: str = ""
    row_rules: tuple[RowRule, ...] = ()
    # Empty rows offered under the pre-filled ones; 0 where no row may be added.
    spare_rows: int = 0
    # A row whose cells were all emptied still says something: that its values are emptied.
    has_blank_rows: bool = False
    # The field whose text, such as a remark, is also put as a note on the first cell of its row.
    note_field: str = ""

    def field(self, key: str) -> Field:
        return next(field for field in self.fields if field.key == key)


@dataclass(frozen=True, slots=True)
class Passport:
    """What a template is recognised by when it comes back, written in defined names (they survive LibreOffice)."""

    kind: str
    cluster: str
    period: str
    version: str
    # Identifies the state of the report the template was pre-filled from.
    state: str = ""


@dataclass(frozen=True)
class Book:
    """A whole workbook: its sheets and what its instructions say."""

    title: Text
    sheets: tuple[Sheet, ...]
    passport: Passport | None = None
    instructions: tuple[Text, ...] = ()
    # The pre-filled rows of each sheet, by its key; values are those a checked row holds.
    rows: Mapping[str, Iterable[Values]] | None = None
