"""The typed columns of tables: declared once, then shown on pages, drawn in charts and written to files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clusterix.lib.days import format_day
from clusterix.lib.numbers import format_money, format_number, format_share
from clusterix.lib.periods import Quarter, Year

Kind = Literal["text", "number", "money", "share", "yes_no", "date", "period"]
Cell = str | Promise | int | Decimal | bool | date | Year | Quarter | None
Row = Mapping[str, Cell]

NUMERIC: frozenset[Kind] = frozenset({"number", "money", "share"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the key of its cells in each row, its heading, what kind of cells it holds.

    Kinds: `money` is in euros, `share` a percentage between 0 and 100. `unit` is what a number counts ("actions").
    """

    key: str
    label: str | Promise
    kind: Kind = "text"
    unit: str | Promise = ""
    definition: str | Promise = ""

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are numbers, set to the right."""
        return self.kind in NUMERIC

    @property
    def unit_label(self) -> str:
        """The unit in which its cells are written, empty where there is none."""
        return str(self.unit) or {"money": "€", "share": "%"}.get(self.kind, "")

    def shown(self, cell: Cell) -> str:
        """The cell as a person reads it on a page, in the language in use; an empty cell is said in words."""
        if cell is None:
            return _("No value")
        if isinstance(cell, bool):
            return _("Yes") if cell else _("No")
        if isinstance(cell, Year | Quarter):
            return cell.short_label
        if isinstance(cell, date):
            return format_day(cell)
        if isinstance(cell, int | Decimal):
            return self._number_shown(cell)
        return str(cell)

    def _number_shown(self, cell: int | Decimal) -> str:
        if self.kind == "money":
            return format_money(cell, exact=True)
        if self.kind == "share":
            return format_share(cell)
        return format_number(cell)


def numbers_of(rows: "tuple[Row, ...] | list[Row]", key: str) -> list[Decimal | None]:
    """The cells of one column as numbers, None where there is none; a text there is a programming error."""
    return [_number(row[key], key) for row in rows]


def _number(cell: Cell, key: str) -> Decimal | None:
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        raise TypeError(f"{cell!r} in column {key} is no number")
    return Decimal(cell)
