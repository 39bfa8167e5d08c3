"""The years and quarters that can be looked at, each with its address and how far its reports have come."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusterix.lib.panels import Standing
from clusterix.lib.periods import Quarter
from clusterix.lib.ribbon import Fill
from monitoring.objectives.panels import standing_of
from monitoring.objectives.reading import Reading


@dataclass(frozen=True)
class QuarterChoice:
    """A quarter that can be chosen; without address where nothing was asked."""

    label: str
    fill: Fill
    words: str
    short: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class YearChoice:
    year: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Periods:
    """What can be chosen beside the quarter shown. `regions` are the other ones this person reads."""

    part: Reading
    upto: Quarter
    quarters: tuple[Quarter, ...]
    address: Callable[[Quarter], str]
    is_of_one: bool = False
    regions: tuple[tuple[str, str], ...] = ()

    @property
    def years(self) -> list[YearChoice]:
        """Each year leads to its last quarter asked."""
        last = {quarter.year: quarter for quarter in self.quarters}
        return [
            YearChoice(year, self.address(quarter), is_current=year == self.upto.year) for year, quarter in last.items()
        ]

    @property
    def choices(self) -> list[QuarterChoice]:
        return [self._choice(quarter) for quarter in Quarter.quarters_of(self.upto.year)]

    def _choice(self, quarter: Quarter) -> QuarterChoice:
        standing = standing_of(self.part, quarter)
        words, short = self._words(standing)
        return QuarterChoice(
            label=quarter.number_label,
            fill=_fill(standing),
            words=words,
            short=short,
            url=self.address(quarter) if standing.expected else "",
            is_current=quarter == self.upto,
        )

    def _words(self, standing: Standing) -> tuple[str, str]:
        if not standing.expected:
            return _("nothing asked yet"), "\u2013"
        if self.is_of_one:
            words = _("accepted") if standing.counted else _("not accepted yet")
            return words, words
        return standing.coverage, f"{standing.counted}/{standing.expected}"


def _fill(standing: Standing) -> Fill:
    """As in the ribbon of quarters: all there, some there, nothing there."""
    if not standing.counted:
        return Fill.EMPTY
    return Fill.FILLED if standing.is_complete else Fill.HATCHED


def asked_for(year: str, number: str, quarters: tuple[Quarter, ...]) -> tuple[int | None, int | None, str]:
    """Year and quarter as an address names them, each None where there is none; and what it names in vain."""
    known_years = {str(quarter.year): quarter.year for quarter in quarters}
    known_numbers = {str(quarter.number): quarter.number for quarter in quarters if str(quarter.year) == year}
    in_vain = " ".join(filter(None, [year, number]))[:30]
    if year not in known_years:
        return None, None, in_vain
    if number not in known_numbers:
        return known_years[year], None, in_vain if number else ""
    return known_years[year], known_numbers[number], ""


def shown_quarter(
    part: Reading, year: int, number: int | None, quarters: tuple[Quarter, ...], over: Collection[Quarter] = ()
) -> Quarter:
    """The quarter asked for, else the last one of the year with a figure, else the last one that was asked.

    One that is `over` goes before a running one, of which few reports can be accepted yet.
    """
    if number is not None:
        return Quarter(year, number)
    of_year = [quarter for quarter in quarters if quarter.year == year]
    counted = [quarter for quarter in of_year if part.counted_in(quarter)]
    return max([quarter for quarter in counted if quarter in over] or counted or of_year)
