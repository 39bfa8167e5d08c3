"""One value for every row of an old file: for a field that no column holds, such as the category of all members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusterix.lib.workbooks.checking.rows import CellChecked, check_of
from clusterix.lib.workbooks.specification.sheets import Field, FieldType, Sheet
from monitoring.uploads.importers import Refusal

# The cluster and the period of a whole file are asked apart; names and numbers tell its rows apart.
ASKED_APART = frozenset({"cluster", "period", "year", "quarter"})
OF_ONE_ROW = frozenset({"name", "code", "full_name", "siren", "siret", "rna", "rnsr", "foreign_identifier"})
YES_OR_NO = ("yes", "no")


def givable(form: Sheet) -> list[Field]:
    """The fields of which one value can be true of every row."""
    apart = ASKED_APART | OF_ONE_ROW
    return [
        field
        for field in form.fields
        if not (field.is_hidden or field.is_locked or field.type == FieldType.RAW or field.key in apart)
    ]


def checked(field: Field, text: str) -> CellChecked:
    """The value a text stands for, by the rule that cells of this field follow; a code is the code itself."""
    if field.type == FieldType.CHOICE and any(choice.code == text for choice in field.choices):
        return CellChecked(text, text)
    return check_of(field)(text)


def given_of(form: Sheet, options: Mapping[str, Any]) -> dict[str, Any]:
    """By field without a column, the value of every row."""
    texts = texts_of(form, options)
    found = {field.key: checked(field, texts[field.key]) for field in givable(form) if field.key in texts}
    return {key: one.value for key, one in found.items() if one.problem is None}


def texts_of(form: Sheet, options: Mapping[str, Any]) -> dict[str, str]:
    """As they were typed or chosen; of a field that a column holds, the cells alone count."""
    held, given = set(options.get("columns", {}).values()), options.get("values", {})
    return {field.key: given[field.key] for field in givable(form) if given.get(field.key) and field.key not in held}


def from_map(given: Mapping[str, Any], form: Sheet, columns: Iterable[str]) -> dict[str, str]:
    """What a map gives every row. Raises Refusal: no such field, a column holds it, a value its rule refuses."""
    fields, held, values = {field.key: field for field in givable(form)}, set(columns), {}
    for key, text in given.items():
        if key not in fields:
            raise Refusal(_("“%(field)s” takes no value for every row.") % {"field": key}, code="bad_mapping")
        if key in held:
            sentence = _("“%(field)s” has a column: it takes no value for every row.")
            raise Refusal(sentence % {"field": key}, code="bad_mapping")
        if problem := checked(fields[key], str(text)).problem:
            raise Refusal(f"{fields[key].label}: {problem.message}", code="bad_mapping")
        values[key] = str(text)
    return values


def note_of(form: Sheet, options: Mapping[str, Any]) -> list[str]:
    """What every row is given, in words."""
    texts = texts_of(form, options)
    told = [f"{field.label}: {in_words(field, texts[field.key])}" for field in givable(form) if field.key in texts]
    return [_("Given to every row, where no column says it: %(values)s.") % {"values": "; ".join(told)}] if told else []


def in_words(field: Field, text: str) -> str:
    if field.type == FieldType.CHOICE:
        code = checked(field, text).value
        return next((capfirst(str(choice.label)) for choice in field.choices if choice.code == code), text)
    if field.type == FieldType.YES_NO and text in YES_OR_NO:
        return _("Yes") if text == "yes" else _("No")
    return text
