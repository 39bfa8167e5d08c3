"""What one answer says: read from what a person typed, and said again in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterix.lib.numbers import (
    NO_BREAK_SPACE,
    NumberRefused,
    Unit,
    format_money,
    format_number,
    format_share,
    in_french,
    number_for_input,
    parse_number,
)
from monitoring.objectives.models import Answer, Indicator

Status = Answer.Status
ValueType = Indicator.ValueType

MOST_TEXT = 4000
MOST_EXPLANATION = 300
CENTS = 2
WHOLE_SHARE = Decimal(100)

YES_NO = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}
UNITS: dict[str, Unit] = {ValueType.MONEY: "€", ValueType.SHARE: "%"}


class ValueRefused(ValueError):
    """What was typed is no value of this indicator; the message is a sentence for the person who typed it."""


@dataclass(frozen=True)
class Typed:
    """What stands in the fields of one value, letter for letter."""

    value: str = ""
    status: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Content:
    """What an answer says; empty, zero, “not available” and “not applicable” are four different things."""

    status: str = Status.EMPTY
    number: Decimal | None = None
    text: str = ""
    explanation: str = ""

    @property
    def is_answered(self) -> bool:
        return self.status != Status.EMPTY

    @property
    def is_blank(self) -> bool:
        return not self.is_answered and not self.explanation


def content_of(answer: Answer | None) -> Content:
    if answer is None:
        return Content()
    return Content(answer.status, answer.number, answer.text, answer.explanation)


def plain_of(content: Content) -> dict[str, str]:
    """One writing of what an answer says, the same on every database and in every language."""
    return {
        "status": content.status,
        "number": "" if content.number is None else _digits(content.number),
        "text": content.text,
        "explanation": content.explanation,
    }


def content_from(plain: Mapping[str, str]) -> Content:
    number = Decimal(plain["number"]) if plain["number"] else None
    return Content(plain["status"], number, plain["text"], plain["explanation"])


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read(indicator: Indicator, typed: Typed) -> Content:
    """The content of an answer as typed; raises ValueRefused, never guessing and never rounding."""
    explanation = _read_explanation(typed.reason)
    value = typed.value.strip()
    if typed.status in {Status.NOT_AVAILABLE, Status.NOT_APPLICABLE}:
        if value:
            raise ValueRefused(
                _("A value is written and “%(status)s” is chosen: keep one of them.")
                % {"status": Status(typed.status).label}
            )
        return Content(typed.status, explanation=explanation)
    if not value:
        return Content(explanation=explanation)
    if indicator.is_number:
        return Content(Status.VALUE, number=_read_number(indicator, value), explanation=explanation)
    return Content(Status.VALUE, text=_read_text(indicator, value), explanation=explanation)


def _read_explanation(reason: str) -> str:
    text = " ".join(reason.split())
    _refuse_unseen(text)
    _refuse_too_long(text, MOST_EXPLANATION, _("the reason"))
    return text


def _read_number(indicator: Indicator, value: str) -> Decimal:
    try:
        number = parse_number(value, unit=UNITS.get(indicator.value_type, ""))
    except NumberRefused as refusal:
        raise ValueRefused(str(refusal)) from refusal
    if indicator.value_type == ValueType.WHOLE and number != number.to_integral_value():
        raise ValueRefused(_("“%(text)s” is not a whole number: write it without decimals.") % {"text": value})
    if indicator.value_type == ValueType.MONEY and number != number.quantize(Decimal(1).scaleb(-CENTS)):
        raise ValueRefused(_("“%(text)s” has more than two decimals: write euros and cents.") % {"text": value})
    _refuse_out_of_bounds(indicator, number)
    return number


def _refuse_out_of_bounds(indicator: Indicator, number: Decimal) -> None:
    highest = indicator.refuse_max
    if highest is None and indicator.value_type == ValueType.SHARE:
        highest = WHOLE_SHARE
    is_low = indicator.refuse_min is not None and number < indicator.refuse_min
    is_high = highest is not None and number > highest
    if not (is_low or is_high):
        return
    if indicator.bounds:
        raise ValueRefused(str(indicator.bounds))
    if is_low:
        raise ValueRefused(
            _("%(value)s is below the lowest value accepted here, %(bound)s.")
            % {"value": say_number(indicator, number), "bound": say_number(indicator, indicator.refuse_min)}
        )
    raise ValueRefused(
        _("%(value)s is above the highest value accepted here, %(bound)s.")
        % {"value": say_number(indicator, number), "bound": say_number(indicator, highest)}
    )


def _read_text(indicator: Indicator, value: str) -> str:
    if indicator.value_type == ValueType.YES_NO:
        return _among(value, set(YES_NO))
    if indicator.value_type == ValueType.CHOICE:
        return _among(value, {choice["code"] for choice in indicator.choices})
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_unseen(text.replace("\n", "").replace("\t", ""))
    _refuse_too_long(text, MOST_TEXT, _("the text"))
    return text


def _among(value: str, codes: set[str]) -> str:
    if value not in codes:
        raise ValueRefused(_("Choose one of the answers offered."))
    return value


def _refuse_unseen(text: str) -> None:
    # NUL is refused by PostgreSQL and kept by SQLite; no control character says anything to a reader.
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise ValueRefused(_("This holds a character that cannot be seen. Take it out, or type the text again."))


def _refuse_too_long(text: str, most: int, what: str) -> None:
    excess = len(text) - most
    if excess > 0:
        raise ValueRefused(
            ngettext(
                "Shorten %(what)s by %(excess)s character: at most %(most)s are kept.",
                "Shorten %(what)s by %(excess)s characters: at most %(most)s are kept.",
                excess,
            )
            % {"what": what, "excess": format_number(excess), "most": format_number(most)}
        )


def typed_of(indicator: Indicator, content: Content) -> Typed:
    """What the fields show of a saved answer; `read` gives the same content back."""
    value = content.text if content.number is None else number_for_input(content.number)
    status = content.status if content.status in {Status.NOT_AVAILABLE, Status.NOT_APPLICABLE} else ""
    return Typed(value, status, content.explanation)


def say(indicator: Indicator, content: Content | None) -> str:
    """The answer in words, as a person reads it: “14 actions”, “Not available”, “No value”."""
    if content is None or content.status == Status.EMPTY:
        return _("No value")
    if content.status != Status.VALUE:
        return str(Status(content.status).label).capitalize()
    if content.number is not None:
        return say_number(indicator, content.number)
    if indicator.value_type == ValueType.YES_NO:
        return str(YES_NO.get(content.text, content.text))
    if indicator.value_type == ValueType.CHOICE:
        return choices_of(indicator).get(content.text, content.text)
    return content.text


def choices_of(indicator: Indicator) -> dict[str, str]:
    """The answers a choice offers, in the language in use."""
    language = "fr" if in_french() else "en"
    return {choice["code"]: choice.get(language) or choice["code"] for choice in indicator.choices}


def say_number(indicator: Indicator, number: Decimal | None) -> str:
    """A number of this indicator with its unit."""
    if number is None:
        return _("No value")
    if indicator.value_type == ValueType.MONEY:
        return format_money(number, exact=True)
    if indicator.value_type == ValueType.SHARE:
        decimals = max(0, -int(number.normalize().as_tuple().exponent))
        return format_share(number, decimals)
    unit = unit_after(indicator, number)
    return f"{format_number(number)}{NO_BREAK_SPACE}{unit}" if unit else format_number(number)


def bare(indicator: Indicator, number: Decimal | None) -> str:
    """The number beside a label that says its unit: “14”; with € or % where that is the unit."""
    if number is None or indicator.value_type in {ValueType.MONEY, ValueType.SHARE}:
        return say_number(indicator, number)
    return format_number(number)


def brief(indicator: Indicator, content: Content | None) -> str:
    """`say`, beside a label that says the unit."""
    return bare(indicator, content.number) if content and content.number is not None else say(indicator, content)


def unit_after(indicator: Indicator, number: Decimal) -> str:
    """The unit as it follows this number: “1 action”, “2 actions”; in French, 0 and 1,5 are singular too."""
    is_one = abs(number) < 2 if in_french() else number == 1
    return str(indicator.unit_one if is_one and indicator.unit_one else indicator.unit)


def unit_label(indicator: Indicator) -> str:
    """The unit beside a field."""
    return {ValueType.MONEY: "€", ValueType.SHARE: "%"}.get(ValueType(indicator.value_type), str(indicator.unit))
