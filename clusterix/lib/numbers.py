"""Numbers in, as French and English people write them, and numbers out, as they read them.

Numbers in are never guessed and never rounded: what could be two numbers is refused with both readings.
Numbers out follow the language in use: U+202F between thousands and U+00A0 before € and % in French.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

Unit = Literal["", "€", "%"]

LONGEST_TEXT = 30
MOST_DIGITS = 14
MOST_DECIMALS = 4
NARROW_SPACE, NO_BREAK_SPACE, MINUS = "\u202f", "\u00a0", "\u2212"

# Everything that keyboards, spreadsheets and web pages put between thousands: no-break, narrow, thin, figure spaces.
SPACES = re.compile("[ \u00a0\u2002-\u200a\u202f\u205f]")
APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})
MINUS_SIGNS = str.maketrans({MINUS: "-", "\u2013": "-", "\u2011": "-"})

WRITTEN = re.compile(
    r"(?P<sign>[+-]?) ?(?P<before>€?) ?(?P<digits>[0-9.,' ]*[0-9]) ?(?P<after>[kKM]?€|[kKM]|%)?", re.ASCII
)
# The whole part is either bare digits or groups of three, all parted by the same sign.
WHOLE = r"[0-9]+|[1-9][0-9]{0,2}(?:(?P<group>[ '.,])[0-9]{3})(?:(?P=group)[0-9]{3})*"
NUMBER = re.compile(rf"(?P<whole>{WHOLE})(?:(?P<mark>[.,])(?P<decimals>[0-9]+))?")
AMBIGUOUS = re.compile(r"(?P<first>[1-9][0-9]{0,2})[.,](?P<last>[0-9]{3})")
BARE_DECIMALS = re.compile(r"[.,][0-9]+")


class NumberRefused(ValueError):
    """A text that is no number to be kept; its message is a sentence for the person who typed it."""


class AmbiguousNumber(NumberRefused):
    """A text such as "1.200", which one person reads as 1.2 and another as 1200. `readings` holds both."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        self.readings = readings
        super().__init__(
            _("“%(text)s” can be read as %(small)s or as %(large)s. Write one or the other, in this way.")
            % {"text": text, "small": number_for_input(readings[0]), "large": number_for_input(readings[1])}
        )


def parse_number(text: str, *, unit: Unit | None = None) -> Decimal:
    """The number a person wrote, in French or English notation (UX.md 6).

    A trailing €, k€, M€ or % is accepted: `12 k€` is 12000 and `12 %` is 12. With `unit`, another unit than the
    one expected is refused. At most 14 digits before and 4 decimals after the mark; nothing is ever rounded.
    Raises NumberRefused (a ValueError), or AmbiguousNumber when the text has two readings.
    """
    stripped = text.strip()
    _refuse_unreadable(stripped)
    plain = SPACES.sub(" ", stripped).translate(APOSTROPHES).translate(MINUS_SIGNS)
    match = WRITTEN.fullmatch(plain)
    if match is None:
        raise _not_a_number(stripped)
    factor = _factor(stripped, match["before"], match["after"] or "", unit)
    sign = -1 if match["sign"] == "-" else 1
    if ambiguous := AMBIGUOUS.fullmatch(match["digits"]):
        first, last = ambiguous["first"], ambiguous["last"]
        readings = (Decimal(f"{first}.{last}") * factor * sign, Decimal(first + last) * factor * sign)
        raise AmbiguousNumber(stripped, readings)
    value = _read_digits(stripped, match["digits"]) * factor * sign
    refuse_unkept(stripped, value)
    return value or Decimal(0)  # never −0


def _refuse_unreadable(text: str) -> None:
    if not text:
        raise NumberRefused(_("Write a number."))
    if len(text) > LONGEST_TEXT:
        raise NumberRefused(
            _("This is too long for a number: %(length)s characters, at most %(most)s.")
            % {"length": len(text), "most": LONGEST_TEXT}
        )
    if not text.isprintable() and any(not SPACES.fullmatch(char) for char in text if not char.isprintable()):
        raise NumberRefused(_("This holds a character that cannot be seen. Type the number again."))


def _not_a_number(text: str) -> NumberRefused:
    return NumberRefused(_("“%(text)s” is not a number. Write digits only, such as 1234 or 3.2.") % {"text": text})


def _factor(text: str, before: str, after: str, unit: Unit | None) -> int:
    """What the sign after the number multiplies it by; k and M go with the euro and with nothing else."""
    scale, sign = (after[:1].upper(), after[1:]) if after[:1] in ("k", "K", "M") else ("", after)
    if (before and sign) or (scale and not before and not sign):
        raise _not_a_number(text)
    written = before or sign
    if unit is not None and written and written != unit:
        expected = {"": _("a number without a unit"), "€": _("an amount in euros"), "%": _("a percentage")}[unit]
        raise NumberRefused(
            _("“%(text)s” is in %(unit)s; here, write %(expected)s.")
            % {"text": text, "unit": written, "expected": expected}
        )
    return {"": 1, "K": 1_000, "M": 1_000_000}[scale]


def _read_digits(text: str, digits: str) -> Decimal:
    if BARE_DECIMALS.fullmatch(digits):
        return Decimal("0." + digits[1:])
    match = NUMBER.fullmatch(digits)
    if match is None or (match["group"] and match["group"] == match["mark"]):
        raise _not_a_number(text)
    whole = re.sub(r"[^0-9]", "", match["whole"])
    return Decimal(f"{whole}.{match['decimals']}" if match["decimals"] else whole)


def refuse_unkept(text: str, value: Decimal) -> None:
    """Raises NumberRefused for a number, written as `text`, that has more digits or decimals than are kept."""
    if abs(value) >= Decimal(10) ** MOST_DIGITS:
        raise NumberRefused(
            _("“%(text)s” is too large: at most %(most)s digits before the decimal mark.")
            % {"text": text, "most": MOST_DIGITS}
        )
    if value != value.quantize(Decimal(1).scaleb(-MOST_DECIMALS)):
        raise NumberRefused(
            _("“%(text)s” has too many decimals: at most %(most)s are kept, and nothing is rounded for you.")
            % {"text": text, "most": MOST_DECIMALS}
        )


def in_french() -> bool:
    """Whether the language in use is French; no language in use reads as English."""
    return (get_language() or "en").startswith("fr")


def number_for_input(value: Decimal | int) -> str:
    """The number as a form field shows it: no thousands, and always read back by `parse_number` as itself."""
    text = _plain(Decimal(value))
    if AMBIGUOUS.fullmatch(text.removeprefix("-")):
        text += "0"
    return text.replace(".", ",") if in_french() else text


def format_number(value: Decimal | int | None, decimals: int | None = None, *, signed: bool = False) -> str:
    """The number as a person reads it, in the language in use; None is said in words.

    With `decimals`, exactly that many, rounded half away from zero; without, those the number has.
    With `signed`, a change: "+41" or "−18", and 0 without a sign.
    """
    if value is None:
        return _("No value")
    number = _finite(value)
    text = _plain(abs(number)) if decimals is None else f"{_rounded(abs(number), decimals):f}"
    whole, _mark, rest = text.partition(".")
    thousands, mark = (NARROW_SPACE, ",") if in_french() else (",", ".")
    grouped = f"{int(whole):,}".replace(",", thousands) + (mark + rest if rest else "")
    is_zero = not text.strip("0.")
    if is_zero or (number > 0 and not signed):
        return grouped
    return (MINUS if number < 0 else "+") + grouped


def format_money(value: Decimal | int | None, *, exact: bool = False) -> str:
    """An amount in euros as a person reads it (UX.md 34): €, k€ below 1 M€, then M€ with one decimal.

    Below 10 k€ one decimal is kept where there is one. With `exact`, all euros, and cents where there are any.
    """
    if value is None:
        return _("No value")
    amount = _finite(value)
    size = abs(amount)
    # Compared after rounding, so that 999 999 € reads 1,0 M€ and never 1 000 k€.
    if exact or _rounded(size, 2) < 1_000:
        cents = 0 if size == size.to_integral_value() else 2
        return _with_euro(format_number(amount, cents), "")
    if _rounded(size / 1_000, 0) < 1_000:
        thousands = amount / 1_000
        if _rounded(size / 1_000, 1) < 10:
            return _with_euro(format_number(_rounded(thousands, 1)), "k")
        return _with_euro(format_number(thousands, 0), "k")
    return _with_euro(format_number(amount / 1_000_000, 1), "M")


def _with_euro(number: str, scale: str) -> str:
    if in_french():
        return f"{number}{NO_BREAK_SPACE}{scale}€"
    sign = MINUS if number.startswith(MINUS) else ""
    return f"{sign}€{number.removeprefix(MINUS)}{scale}"


def share(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """How many per cent of `whole` is `part`, unrounded; None where that means nothing (no whole, or none above 0)."""
    if part is None or whole is None or whole <= 0:
        return None
    return Decimal(part) * 100 / Decimal(whole)


def format_share(value: Decimal | int | None, decimals: int = 0) -> str:
    """A percentage as a person reads it: `88 %` in French, `88%` in English, from a number between 0 and 100.

    A little is never shown as nothing, and almost all never as all: "less than 1 %", "more than 99 %".
    """
    if value is None:
        return _("No value")
    percent = _finite(value)
    step = Decimal(1).scaleb(-decimals)
    rounded = _rounded(percent, decimals)
    if percent > 0 and rounded == 0:
        return _("less than %(share)s") % {"share": _with_percent(format_number(step, decimals))}
    if percent < 100 and rounded == 100:
        return _("more than %(share)s") % {"share": _with_percent(format_number(100 - step, decimals))}
    return _with_percent(format_number(percent, decimals))


def _with_percent(number: str) -> str:
    return f"{number}{NO_BREAK_SPACE}%" if in_french() else f"{number}%"


def _finite(value: Decimal | int) -> Decimal:
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{value} is not a number to show")
    return number


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    """Digits without exponent and without zeros that say nothing: 3.20 is 3.2, 1E+3 is 1000."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
