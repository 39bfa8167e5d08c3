"""The periods the region reports on: a calendar year or a calendar quarter.

Their text is a contract with other programs: `2026` is the year, `2026-Q3` the quarter described.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2999
PERIOD_TEXT = re.compile(r"(?P<year>[0-9]{4})(?:-Q(?P<number>[1-4]))?")


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("A year is between %(first)s and %(last)s, not %(year)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR, "year": year}
        )


@dataclass(frozen=True, order=True, slots=True)
class Year:
    """A calendar year. Years order among themselves; comparing one with a quarter is a TypeError."""

    year: int

    def __post_init__(self) -> None:
        _check_year(self.year)

    def __str__(self) -> str:
        return str(self.year)

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year)

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    def previous(self) -> "Year":
        return Year(self.year - 1)

    def next(self) -> "Year":
        return Year(self.year + 1)

    def year_before(self) -> "Year":
        """The period a year earlier, to compare with: for a year, the one before."""
        return self.previous()

    def so_far(self) -> tuple["Year", ...]:
        """The periods that make up the year up to this one: for a year, itself."""
        return (self,)

    @property
    def label(self) -> str:
        return str(self.year)

    @property
    def short_label(self) -> str:
        return str(self.year)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A calendar quarter, numbered 1 to 4. Quarters order among themselves; see `Year`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        _check_year(self.year)
        if self.number not in (1, 2, 3, 4):
            raise ValueError(_("A quarter is numbered 1 to 4, not %(number)s.") % {"number": self.number})

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def quarters_of(cls, year: int) -> tuple[Self, Self, Self, Self]:
        return cls(year, 1), cls(year, 2), cls(year, 3), cls(year, 4)

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        month = 3 * self.number
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def previous(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def year_before(self) -> "Quarter":
        """The same quarter of the year before."""
        return Quarter(self.year - 1, self.number)

    def so_far(self) -> tuple["Quarter", ...]:
        """The quarters of the year from the first one up to this one, this one included."""
        return tuple(Quarter(self.year, number) for number in range(1, self.number + 1))

    @property
    def label(self) -> str:
        """The quarter in the reader's language, in full: "3rd quarter 2026"."""
        sentences = {
            1: _("1st quarter %(year)s"),
            2: _("2nd quarter %(year)s"),
            3: _("3rd quarter %(year)s"),
            4: _("4th quarter %(year)s"),
        }
        return sentences[self.number] % {"year": self.year}

    @property
    def short_label(self) -> str:
        """The quarter in the reader's language, for a column or an axis: "Q3 2026"."""
        # Translators: the short name of a quarter, "T3 2026" in French.
        return _("Q%(number)s %(year)s") % {"number": self.number, "year": self.year}

    @property
    def number_label(self) -> str:
        """The quarter where its year is said elsewhere: "Q3"."""
        # Translators: the number of a quarter without its year, "T3" in French.
        return _("Q%(number)s") % {"number": self.number}


Period = Year | Quarter


def parse_period(text: str) -> Period:
    """The period written `2026` or `2026-Q3`; anything else is a ValueError with a sentence for the person."""
    match = PERIOD_TEXT.fullmatch(text)
    if match is None:
        raise ValueError(
            _("“%(text)s” is not a period. Write a year, such as 2026, or a quarter, such as 2026-Q3.")
            % {"text": text[:30]}
        )
    year, number = match["year"], match["number"]
    return Year(int(year)) if number is None else Quarter(int(year), int(number))
