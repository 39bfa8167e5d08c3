"""The checks a spreadsheet can do while it is filled; the server does all of them again, and more."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from clusterix.lib.workbooks.specification.cells import address
from clusterix.lib.workbooks.specification.sheets import Field, FieldType
from clusterix.lib.workbooks.specification.wording import bounds, expected, label_of, labelled, longest

LONGEST_INLINE = 255  # characters of a drop-down's values written in the cell's own validation
LONGEST_ERROR, LONGEST_TITLE = 255, 32
FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(2200, 12, 31)
MOST = 10**14
LONGEST_SHARE = 12
BETWEEN = {
    FieldType.WHOLE: "integer",
    FieldType.YEAR: "integer",
    FieldType.DECIMAL: "decimal",
    FieldType.MONEY: "decimal",
    FieldType.DATE: "date",
}


class Lists:
    """The drop-downs of one workbook; those too long for a cell stand in named ranges of a hidden sheet."""

    def __init__(self, workbook: Workbook, sheet_name: str) -> None:
        self._workbook, self._sheet_name = workbook, sheet_name
        self._sheet: Worksheet | None = None
        self._named: dict[tuple[str, ...], str] = {}

    def source(self, labels: tuple[str, ...]) -> list[str] | str:
        is_plain = not any(set(label) & set(',"\n') or label != label.strip() for label in labels)
        if is_plain and len(",".join(labels)) <= LONGEST_INLINE:
            return list(labels)
        if labels not in self._named:
            self._named[labels] = self._write(labels)
        return "=" + self._named[labels]

    def _write(self, labels: tuple[str, ...]) -> str:
        if self._sheet is None:
            self._sheet = self._workbook.add_worksheet(self._sheet_name)
            self._sheet.hide()
            self._sheet.protect()
        column = len(self._named)
        for row, label in enumerate(labels):
            self._sheet.write_string(row, column, label)
        letter = address(column, 1)[:-1]
        name = f"clusterix_list_{column + 1}"
        self._workbook.define_name(name, f"='{self._sheet_name}'!${letter}$1:${letter}${len(labels)}")
        return name


def labels_of(field: Field) -> tuple[str, ...]:
    """What the field's drop-down offers, in the language in use."""
    if field.type == FieldType.YES_NO:
        return _("Yes"), _("No")
    return tuple(label for _code, label in labelled(field))


def validate(sheet: Worksheet, lists: Lists, field: Field, rows: tuple[int, int], column: int) -> None:
    """Puts the field's check on the cells of `column` between two rows, both counted from 0."""
    check = _check(field, lists, address(column, rows[0] + 1))
    if check is None:
        return
    check |= {
        "error_title": cut(label_of(field), LONGEST_TITLE),
        "error_message": cut(expected(field), LONGEST_ERROR),
        "ignore_blank": True,
    }
    sheet.data_validation(rows[0], column, rows[1], column, check)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _check(field: Field, lists: Lists, first_cell: str) -> dict[str, Any] | None:
    if field.type in (FieldType.CHOICE, FieldType.YES_NO):
        labels = labels_of(field)
        return {"validate": "list", "source": lists.source(labels)} if labels else None
    if field.type in BETWEEN:
        least, most = bounds(field)
        if field.type == FieldType.DATE:
            limits: tuple[Any, Any] = FIRST_DAY, LAST_DAY
        else:
            limits = -MOST if least is None else least, MOST if most is None else most
        between = {"criteria": "between", "minimum": limits[0], "maximum": limits[1]}
        return {"validate": BETWEEN[field.type]} | between
    if field.type == FieldType.IDENTIFIER:
        # Identifiers are often written in groups: their spaces do not count.
        return {"validate": "custom", "value": f'=LEN(SUBSTITUTE({first_cell}," ",""))<={longest(field)}'}
    if field.type == FieldType.RAW:
        return None
    most = LONGEST_SHARE if field.type == FieldType.SHARE else longest(field)
    return {"validate": "length", "criteria": "<=", "value": most}
