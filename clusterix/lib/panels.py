"""A question's answer, as one thing: a sentence, the table it comes from, a figure of the same rows, their standing.

Whoever answers a question builds the rows once; sentence, table, figure and downloads are made from them and
cannot disagree (UX.md 28 and 29). Figures come from `clusterix.lib.charts`, which take a `Table`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.columns import Cell, Column, Row
from clusterix.lib.days import format_day
from clusterix.lib.maps import Map
from clusterix.lib.periods import Period

# What Plotly draws, JSON-able: {"data": […], "layout": {…}, "config": {…}}.
Figure = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell ready for a page: `is_heading` for the first of its row (`th scope="row"`)."""

    text: str
    is_numeric: bool
    is_heading: bool
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows an answer comes from. Its first column names the row; `caption` says what the numbers are."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        keys = {column.key for column in self.columns}
        for row in self.rows:
            if missing := keys - row.keys():
                raise ValueError(f"A row of “{self.caption}” lacks {', '.join(sorted(missing))}")

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def cells(self, key: str) -> list[Cell]:
        """The cells of one column, from the first row to the last."""
        return [row[key] for row in self.rows]

    @property
    def shown_rows(self) -> list[list[ShownCell]]:
        """The rows as a page shows them, in the language in use."""
        return [
            [
                ShownCell(column.shown(row[column.key]), column.is_numeric, index == 0, row[column.key] is None)
                for index, column in enumerate(self.columns)
            ]
            for row in self.rows
        ]

    @property
    def labelled_rows(self) -> list[list[tuple[Column, ShownCell]]]:
        """The same, each cell with its column: on a phone a row is a block, and says what its cells are."""
        return [list(zip(self.columns, row, strict=True)) for row in self.shown_rows]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a figure can be trusted: accepted or provisional, on which day, from how many of the reports due.

    `as_of` is the day of the last acceptance counted (for provisional figures, of the last change), None if there
    is none yet. `counted` of `expected` clusters stand behind the figure; of a cluster's own figures (`is_of_one`)
    that goes without saying.
    """

    is_accepted: bool
    as_of: date | None
    counted: int
    expected: int
    period: Period
    is_of_one: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.counted <= self.expected:
            raise ValueError(f"{self.counted} clusters cannot be counted out of {self.expected}")

    @property
    def is_complete(self) -> bool:
        return self.counted == self.expected

    @property
    def coverage(self) -> str:
        """How many clusters stand behind the figure: "19 clusters out of 22"."""
        return ngettext(
            "%(counted)s cluster out of %(expected)s", "%(counted)s clusters out of %(expected)s", self.counted
        ) % {
            "counted": self.counted,
            "expected": self.expected,
        }

    @property
    def sentence(self) -> str:
        """The standing in one sentence, for every page with figures (UX.md 31)."""
        values = {
            "day": format_day(self.as_of),
            "coverage": self.coverage,
            "period": self.period.label,
        }
        if self.is_of_one:
            return self._sentence_of_one % values
        if self.as_of is None or not self.counted:
            return _("%(period)s: no figures yet, %(coverage)s.") % values
        if self.is_accepted:
            return _("%(period)s: figures accepted up to %(day)s, %(coverage)s.") % values
        return _("%(period)s: provisional figures of %(day)s, not yet accepted, %(coverage)s.") % values

    @property
    def _sentence_of_one(self) -> str:
        if self.as_of is None or not self.counted:
            return _("%(period)s: no figures yet.")
        if self.is_accepted:
            return _("%(period)s: figures accepted up to %(day)s.")
        return _("%(period)s: provisional figures of %(day)s, not yet accepted.")


@dataclass(frozen=True, slots=True)
class Download:
    """A file holding the panel's own rows."""

    label: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote about a figure, in their own words: who, of which period, about what."""

    who: str
    period: Period
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure is counted; `code` is its anchor in the filling guide."""

    code: str
    label: str
    definition: str
    how_to_count: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """The answer to one question, whole: what a dashboard, a preview or a printed brief shows of it.

    `key` is stable, for addresses and ids. `sentence` is the answer and the block's heading; `summary` says in a
    line or two what the figure shows. `figure` and `map` are None when there is nothing to draw; a map stands in the
    place of a figure.
    `number` is the number of the sentence as it stands there, `counts` what it counts, for a line of key figures.
    `also` are further answers and `notes` what one must know to read them rightly, a sentence each.
    """

    key: str
    question: str
    sentence: str
    table: Table
    standing: Standing
    summary: str = ""
    figure: Figure | None = None
    map: Map | None = None
    number: str = ""
    counts: str = ""
    also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()
    definitions: tuple[Definition, ...] = ()
    downloads: tuple[Download, ...] = field(default=())

    @property
    def is_wide(self) -> bool:
        """Whether its rows are no periods: bars with names need more room than four columns."""
        if self.map is not None:
            return True
        return self.figure is not None and self.table.columns[0].kind != "period"
