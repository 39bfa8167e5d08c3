"""How workbooks of Clusterix look: the site's light palette, in cells."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from clusterix.lib.workbooks.specification.sheets import Field, FieldType

# The names of static/css/tokens.css.
INK, INK_SOFT, LINE = "#17222D", "#48545F", "#D6DEE4"
BRAND, ON_BRAND, GROUND = "#12436D", "#FFFFFF", "#F3F6F7"
INPUT, INPUT_LINE = "#FFFAE8", "#D9CFB4"
ERROR_FILL = "#F7C6CB"  # seen beside the input cells' own colour
FONT = "Calibri"

NUMBER_FORMATS = {
    FieldType.TEXT: "@",
    FieldType.LONG_TEXT: "@",
    FieldType.IDENTIFIER: "@",  # else a spreadsheet takes the zeros before it away
    FieldType.SHARE: "@",  # else a spreadsheet keeps 88 % as 0.88, and nobody knows which was meant
    FieldType.WHOLE: "#,##0",
    FieldType.DECIMAL: "General",
    FieldType.MONEY: '#,##0.00\\ "€"',
    FieldType.YEAR: "0",
    FieldType.DATE: "dd/mm/yyyy",
    FieldType.YES_NO: "@",
    FieldType.CHOICE: "@",
    FieldType.RAW: "General",
}
ON_THE_RIGHT = (FieldType.WHOLE, FieldType.DECIMAL, FieldType.MONEY, FieldType.SHARE)


class Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self._workbook.add_format(base | properties)
        return self._made[key]

    def band(self) -> Format:
        return self.make(bold=True, font_size=16, font_color=BRAND)

    def hint(self) -> Format:
        return self.make(font_color=INK_SOFT)

    def heading(self, *, is_locked: bool = False) -> Format:
        colour = INK_SOFT if is_locked else BRAND
        return self.make(
            bold=True,
            font_color=ON_BRAND,
            bg_color=colour,
            text_wrap=True,
            border=1,
            border_color=ON_BRAND,
            align="left",
            indent=1,
        )

    def cell(self, field: Field, *, is_locked: bool) -> Format:
        """A cell to fill is pale and framed; one only to read is grey."""
        look: dict[str, Any] = {"num_format": NUMBER_FORMATS[field.type], "border": 1, "valign": "top"}
        if is_locked:
            look |= {"locked": True, "bg_color": GROUND, "font_color": INK_SOFT, "border_color": LINE}
        else:
            look |= {"locked": False, "bg_color": INPUT, "border_color": INPUT_LINE}
        if field.type in ON_THE_RIGHT:
            look |= {"align": "right", "indent": 1}
        elif field.type in (FieldType.YEAR, FieldType.DATE, FieldType.YES_NO):
            look["align"] = "center"
        else:
            look |= {
                "align": "left",
                "indent": 1,
                "text_wrap": field.type in (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.RAW),
            }
        return self.make(**look)
