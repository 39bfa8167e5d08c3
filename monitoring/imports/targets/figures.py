"""Figures as old files hold them, read by the rules of the form, and kept as plain JSON until they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clusterix.lib.numbers import number_for_input
from clusterix.lib.workbooks.specification.cells import CellValue, Faulty
from clusterix.lib.workbooks.specification.words import is_null_word, normalised
from monitoring.campaigns.models import Revision
from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.values import Content, Typed, ValueRefused, read

DOES_NOT_APPLY = frozenset({"sans objet", "non applicable", "s/o", "s.o.", "so", "n/a", "na", "not applicable"})
YES = frozenset({"oui", "o", "yes", "y", "x", "vrai", "true", "1"})
NO = frozenset({"non", "n", "no", "faux", "false", "0"})


@dataclass(frozen=True)
class Line:
    """What one answer of a report is known by; primary keys, since codes may be long."""

    indicator: int
    domain: int | None

    @property
    def key(self) -> str:
        return f"{self.indicator}:{self.domain}" if self.domain else str(self.indicator)


def line_of(key: str) -> Line:
    indicator, _mark, domain = key.partition(":")
    return Line(int(indicator), int(domain) if domain else None)


def content_in(indicator: Indicator, cell: CellValue, explanation: str) -> Content:
    """The answer a cell gives, by the rules of the form; words for “nothing” are “not available” or do not apply."""
    if isinstance(cell, Faulty):
        raise ValueRefused(_("“%(text)s” is a formula without a value.") % {"text": cell.text})
    if isinstance(cell, str) and is_null_word(cell):
        word = normalised(cell)
        if not any(letter.isalpha() for letter in word):
            return Content()
        status = Answer.Status.NOT_APPLICABLE if word in DOES_NOT_APPLY else Answer.Status.NOT_AVAILABLE
        return Content(status, explanation=explanation)
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return Content()
    return read(indicator, Typed(_typed(indicator, cell), "", explanation))


def _typed(indicator: Indicator, cell: CellValue) -> str:
    """The cell as a person would have typed it in the form."""
    if indicator.value_type == Indicator.ValueType.YES_NO:
        word = "1" if cell is True else "0" if cell is False else normalised(str(cell))
        return "yes" if word in YES else "no" if word in NO else str(cell)
    if indicator.value_type == Indicator.ValueType.CHOICE:
        words = {normalised(word): choice["code"] for choice in indicator.choices for word in choice.values() if word}
        return words.get(normalised(str(cell)), str(cell))
    if isinstance(cell, bool) and indicator.is_number:
        raise ValueRefused(_("Yes or no is written where a number is expected."))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        try:
            return number_for_input(Decimal(repr(cell)))
        except ValueError as error:
            raise ValueRefused(_("“%(text)s” is not a number.") % {"text": cell}) from error
    return str(cell)


def answers_of(revision: Revision) -> dict[str, dict[str, Any]]:
    answers = Answer.objects.filter(revision=revision).only(
        "indicator_id", "domain_id", "status", "number", "text", "explanation"
    )
    return {
        key_of(answer): plain(Content(answer.status, answer.number, answer.text, answer.explanation))
        for answer in answers
    }


def plain(content: Content) -> dict[str, Any]:
    """As it is kept with a staged row: numbers as text, without zeros that say nothing."""
    number = content.number
    if number is None:
        return asdict(content)
    text = f"{number:f}"
    return asdict(content) | {"number": text.rstrip("0").rstrip(".") if "." in text else text}


def said(kept: Mapping[str, Any]) -> Content:
    """`plain` read back."""
    return Content(*stored(kept))


def stored(content: Mapping[str, Any]) -> tuple[Any, ...]:
    number = Decimal(content["number"]) if content["number"] else None
    return content["status"], number, content["text"], content["explanation"]


def key_of(answer: Answer) -> str:
    return Line(answer.indicator_id, answer.domain_id).key
