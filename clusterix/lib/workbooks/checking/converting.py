"""A cell as read, to the value its field takes: one function a type. Nothing is guessed, nothing is rounded."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clusterix.lib.numbers import AmbiguousNumber, NumberRefused, Unit, number_for_input, parse_number, refuse_unkept
from clusterix.lib.workbooks.checking.dates import DateRefused, parse_date
from clusterix.lib.workbooks.specification.cells import CellValue, Faulty
from clusterix.lib.workbooks.specification.sheets import Field, FieldType
from clusterix.lib.workbooks.specification.words import normalised

Converter = Callable[[Any], Any]

LONGEST_QUOTE = 80
EXACT = 10**15  # from here on, a spreadsheet no longer keeps every digit
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
PLAIN = re.compile(r"[0-9]+|[A-Za-z-]+", re.ASCII)
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+E\+?|E\+)\d{1,3}", re.IGNORECASE)
ZEROS_AFTER = re.compile(r"(?P<digits>\d+)[.,]0+")
SEVERAL = re.compile(r"[,;|\n]| / ")
YES = frozenset(("oui", "o", "yes", "y", "x", "vrai", "true", "1", "✓", "✔", "☑", "ok"))
NO = frozenset(("non", "n", "no", "faux", "false", "0", "☐"))
# Excel counts days from 1900: a year typed in a cell made for dates shows one of 1905.
YEARS_TAKEN_FOR_DAYS = (date(1905, 3, 14), date(1906, 1, 8))


class CellRefused(Exception):
    """A cell whose content is not kept: a stable code and the sentence for a person."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def shown(cell: CellValue) -> str:
    """The cell as a text: what a person sees there, and what may be typed instead."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("TRUE") if cell else _("FALSE")
    if isinstance(cell, float) and math.isfinite(cell):
        return number_for_input(exact(cell))
    return _shown_day(cell) if isinstance(cell, date) else cell.text if isinstance(cell, Faulty) else str(cell)


def quoted(cell: CellValue) -> str:
    """The cell as sentences quote it: a long text is cut."""
    text = shown(cell).strip()
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


def _shown_day(cell: date) -> str:
    written = f"{cell.day:02}/{cell.month:02}/{cell.year:04}"
    return f"{written} {cell:%H:%M}" if isinstance(cell, datetime) and cell.time() != time(0) else written


def exact(number: float) -> Decimal:
    """The number with the 15 digits that a spreadsheet shows: 0.1 + 0.2 is 0.3."""
    value = Decimal(f"{number:.15g}")
    return value.quantize(Decimal(1)) if value == value.to_integral_value() and abs(value) < EXACT else value


def converter(field: Field) -> Converter:
    """What turns a cell that is neither empty nor faulty into the field's value; it raises CellRefused."""
    if field.type == FieldType.IDENTIFIER:
        return key_text if field.is_hidden or field.is_locked else identifier
    return {
        FieldType.TEXT: line,
        FieldType.LONG_TEXT: paragraphs,
        FieldType.WHOLE: whole,
        FieldType.DECIMAL: decimal,
        FieldType.MONEY: money,
        FieldType.SHARE: share,
        FieldType.YEAR: year,
        FieldType.DATE: day,
        FieldType.YES_NO: yes_no,
        FieldType.RAW: _as_read,
    }[field.type]


def _as_read(cell: CellValue) -> CellValue:
    return cell


# --- Texts ------------------------------------------------------------------------------------------------------------


def line(cell: CellValue) -> str:
    """One line: runs of spaces and line ends are one space, accents are in one piece."""
    text = _text(cell)
    text = " ".join((text if text.isprintable() else UNSEEN.sub("", text)).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def paragraphs(cell: CellValue) -> str:
    """Several lines: spaces at their ends and empty lines around them go, the rest stays."""
    lines = _text(cell).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in lines).strip())


def _text(cell: CellValue) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date | time):
        raise CellRefused(
            "date_in_text",
            _("The cell holds the date or time %(found)s. Format the cell as text and write the text again.")
            % {"found": quoted(cell)},
        )
    return shown(cell)


def identifier(cell: CellValue) -> str:
    """Digits and capital letters, without the spaces, quotes and “.0” that spreadsheets add."""
    return key_text(cell).upper()


def key_text(cell: CellValue) -> str:
    """An identifier as it is written, letters as they are."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _digits(cell)
    if isinstance(cell, str) and PLAIN.fullmatch(cell):
        return cell
    text = "".join(UNSEEN.sub("", _text(cell)).split()).strip("'’‘`")
    if SCIENTIFIC.fullmatch(text):
        raise _destroyed(quoted(text))
    without = ZEROS_AFTER.fullmatch(text)
    return without["digits"] if without else unicodedata.normalize("NFC", text)


def _digits(number: float) -> str:
    if not math.isfinite(number) or number < 0 or number != int(number):
        raise CellRefused(
            "not_an_identifier",
            _("“%(found)s” is not an identifier: digits and letters only.") % {"found": quoted(number)},
        )
    digits = str(int(number))
    if abs(number) >= EXACT or (len(digits) >= 12 and digits.endswith("000000")):
        raise _destroyed(digits)
    return digits


def _destroyed(found: str) -> CellRefused:
    return CellRefused(
        "destroyed_number",
        _(
            "“%(found)s”: Excel has taken this identifier for a number and destroyed its last digits. "
            "Format the cell as text and write the identifier again."
        )
        % {"found": found},
    )


# --- Numbers ----------------------------------------------------------------------------------------------------------


def whole(cell: CellValue) -> int:
    value = _number(cell, "")
    if value != value.to_integral_value():
        raise CellRefused(
            "not_whole",
            _("“%(found)s” is not a whole number. Write digits only, such as 12.") % {"found": quoted(cell)},
        )
    return int(value)


def decimal(cell: CellValue) -> Decimal:
    return _number(cell, "")


def money(cell: CellValue) -> Decimal:
    return _number(cell, "€")


def share(cell: CellValue) -> Decimal:
    """A percentage. A number cell between 0 and 1 has two readings: spreadsheets keep 88 % as 0.88."""
    value = _number(cell, "%")
    if isinstance(cell, float) and 0 < value < 1:
        raise CellRefused(
            "ambiguous_number",
            _("“%(found)s” can be read as %(small)s or as %(large)s. Write the percentage as a text, with its sign.")
            % {"found": quoted(cell), "small": percentage(value), "large": percentage(value * 100)},
        )
    return value


def percentage(value: Decimal) -> str:
    """A percentage that `share` reads back from a text."""
    return f"{number_for_input(value)} %"


def _number(cell: CellValue, unit: Unit) -> Decimal:
    try:
        if isinstance(cell, str):
            return parse_number(cell, unit=unit)
        if isinstance(cell, bool):
            raise CellRefused("boolean", _("The cell holds %(found)s where a number is due.") % {"found": quoted(cell)})
        if isinstance(cell, int | float):
            return _of_number(cell)
    except AmbiguousNumber as refused:
        raise CellRefused("ambiguous_number", str(refused)) from None
    except NumberRefused as refused:
        raise CellRefused("not_a_number", str(refused)) from None
    raise CellRefused(
        "not_a_number", _("The cell holds the date or time %(found)s where a number is due.") % {"found": quoted(cell)}
    )


def _of_number(cell: float) -> Decimal:
    if not math.isfinite(cell):
        raise CellRefused("not_finite", _("“%(found)s” is not a number that can be kept.") % {"found": cell})
    value = Decimal(cell) if isinstance(cell, int) else exact(cell)
    refuse_unkept(number_for_input(value), value)
    return value or Decimal(0)


# --- Days, yes and no -------------------------------------------------------------------------------------------------


def year(cell: CellValue) -> int:
    """A year of four digits; of a whole date, its year."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date) and not YEARS_TAKEN_FOR_DAYS[0] <= cell < YEARS_TAKEN_FOR_DAYS[1]:
        return cell.year
    text = shown(cell).strip().removesuffix(".0")
    if re.fullmatch(r"[1-9]\d{3}", text, re.ASCII) and not isinstance(cell, bool):
        return int(text)
    if isinstance(cell, str):
        try:
            return parse_date(text).year
        except DateRefused:
            pass
    raise CellRefused(
        "not_a_year",
        _("“%(found)s” is not a year. Write its four digits, such as 2018.") % {"found": quoted(cell)},
    )


def day(cell: CellValue) -> date:
    """A day. A bare number is refused: only the spreadsheet knows which cells are dates."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, time):
        raise CellRefused("not_a_date", _("The cell holds a time of the day where a date is due."))
    try:
        return parse_date(quoted(cell))
    except DateRefused as refused:
        raise CellRefused(refused.code, str(refused)) from None


def yes_no(cell: CellValue) -> bool:
    if isinstance(cell, bool):
        return cell
    word = normalised(shown(cell))
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellRefused("not_yes_no", _("“%(found)s” is neither yes nor no. Write Yes or No.") % {"found": quoted(cell)})
