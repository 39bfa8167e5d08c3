"""What the cell of one value takes and shows in a workbook, by the type of its indicator."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from clusterix.lib.workbooks.specification.sheets import Choice, Field, FieldType
from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.queries import Question
from monitoring.objectives.values import MOST_TEXT, WHOLE_SHARE, YES_NO, Content, choices_of

ValueType = Indicator.ValueType

STATUSES = (
    Choice(
        Answer.Status.NOT_AVAILABLE,
        gettext_lazy("Not available"),
        ("NA", "N/A", "ND", "non disponible", "indisponible"),
    ),
    Choice(
        Answer.Status.NOT_APPLICABLE,
        gettext_lazy("Does not apply to us"),
        ("not applicable", "does not apply", "sans objet", "SO", "non applicable"),
    ),
)
TYPES = {
    ValueType.WHOLE: FieldType.WHOLE,
    ValueType.DECIMAL: FieldType.DECIMAL,
    ValueType.MONEY: FieldType.MONEY,
    ValueType.SHARE: FieldType.SHARE,
    ValueType.YES_NO: FieldType.CHOICE,
    ValueType.CHOICE: FieldType.CHOICE,
    ValueType.TEXT: FieldType.LONG_TEXT,
}


def cell_of(question: Question) -> Field:
    """What the value's cell takes in the row of this question, and what its note says."""
    indicator = question.indicator
    highest = indicator.refuse_max
    if highest is None and indicator.value_type == ValueType.SHARE:
        highest = WHOLE_SHARE
    is_text = indicator.value_type == ValueType.TEXT
    return Field(
        "value",
        question.label,
        TYPES[ValueType(indicator.value_type)],
        help="\n\n".join(filter(None, [str(indicator.definition), str(indicator.how_to_count), _example(indicator)])),
        choices=tuple(Choice(code, label) for code, label in answers_offered(indicator).items()),
        least=_bound(indicator.refuse_min),
        most=MOST_TEXT if is_text else _bound(highest),
    )


def _example(indicator: Indicator) -> str:
    return _("Example: %(example)s") % {"example": indicator.example} if indicator.example else ""


def _bound(bound: Decimal | None) -> int | None:
    """A bound that is no whole number is left to the reading, which knows the sentence."""
    return int(bound) if bound is not None and bound == bound.to_integral_value() else None


def answers_offered(indicator: Indicator) -> dict[str, str]:
    """Code and words of each answer, for a choice or a yes or no."""
    if indicator.value_type == ValueType.YES_NO:
        return {code: str(words) for code, words in YES_NO.items()}
    return choices_of(indicator) if indicator.value_type == ValueType.CHOICE else {}


def code_of(indicator: Indicator, words: str) -> str:
    """The code of an answer offered, from its words in either language; anything else stays as it is."""
    wanted = " ".join(words.split()).casefold()
    for language in ("fr", "en"):
        with override(language):
            offered = answers_offered(indicator)
        for code, label in offered.items():
            if wanted in {code.casefold(), label.casefold()}:
                return code
    return words


def value_cell(indicator: Indicator, content: Content) -> Decimal | str | None:
    if content.number is not None:
        return content.number
    return answers_offered(indicator).get(content.text, content.text) or None
