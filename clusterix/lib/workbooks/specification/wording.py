"""What a field takes, in words: the same sentence in a drop-down's error, in a note and beside a refused value."""

from __future__ import annotations

from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusterix.lib.alphabet import alphabetically
from clusterix.lib.exports import clean_text
from clusterix.lib.numbers import format_number
from clusterix.lib.workbooks.specification.sheets import Field, FieldType

LONGEST_CELL = 32_767  # characters Excel keeps in one cell
LISTED_CHOICES = 8
MOST_IN_OWN_ORDER = 40  # choices: nobody finds a country in a longer list but by its letter
FIRST_YEAR, LAST_YEAR = 1900, 2200
NUMBERS = (FieldType.WHOLE, FieldType.DECIMAL, FieldType.MONEY, FieldType.SHARE)


def label_of(field: Field) -> str:
    """The field's name as a heading begins: with a capital letter."""
    return capfirst(clean_text(str(field.label)))


def labelled(field: Field) -> list[tuple[str, str]]:
    """The choices' codes and labels as a drop-down offers them, in the language in use."""
    labels = [(choice.code, str(choice.label)) for choice in field.choices]
    return labels if len(labels) <= MOST_IN_OWN_ORDER else sorted(labels, key=lambda label: alphabetically(label[1]))


def longest(field: Field) -> int:
    """How many characters a text of the field may have."""
    return LONGEST_CELL if field.most is None else min(field.most, LONGEST_CELL)


def bounds(field: Field) -> tuple[int | None, int | None]:
    """The smallest and the largest number of the field; None where there is no such bound."""
    if field.type == FieldType.SHARE:
        return 0 if field.least is None else field.least, 100 if field.most is None else field.most
    if field.type == FieldType.YEAR:
        return FIRST_YEAR if field.least is None else field.least, LAST_YEAR if field.most is None else field.most
    return field.least, field.most


def expected(field: Field) -> str:
    """What to write in the field, as a sentence."""
    if field.type == FieldType.CHOICE:
        return _expected_choice(field)
    if field.type in NUMBERS:
        return _expected_number(field)
    least, most = bounds(field)
    sentences = {
        FieldType.YEAR: _("A year of four digits between %(least)s and %(most)s, such as 2018.")
        % {"least": least, "most": most},
        FieldType.DATE: _("A date written day/month/year, such as 31/12/2026."),
        FieldType.YES_NO: _("Yes or No."),
        FieldType.IDENTIFIER: _("Digits and letters, at most %(most)s.") % {"most": format_number(longest(field))},
        FieldType.RAW: _("What the line asks for."),
    }
    text = _("A text of at most %(most)s characters.") % {"most": format_number(longest(field))}
    return sentences.get(field.type, text)


def _expected_choice(field: Field) -> str:
    if len(field.choices) > LISTED_CHOICES:
        return _("One value of the list.")
    return _("One of: %(choices)s.") % {"choices": ", ".join(str(choice.label) for choice in field.choices)}


def _expected_number(field: Field) -> str:
    least, most = bounds(field)
    what = {
        FieldType.WHOLE: _("A whole number"),
        FieldType.DECIMAL: _("A number"),
        FieldType.MONEY: _("An amount in euros"),
        FieldType.SHARE: _("A percentage (write 12 for 12%)"),
    }[field.type]
    said = {"what": what, "least": shown(least), "most": shown(most)}
    if least is not None and most is not None:
        return _("%(what)s, between %(least)s and %(most)s.") % said
    if least is not None:
        return _("%(what)s, %(least)s or more.") % said
    if most is not None:
        return _("%(what)s, %(most)s or less.") % said
    return _("%(what)s.") % said


def shown(bound: int | None) -> str:
    return "" if bound is None else format_number(Decimal(bound))
