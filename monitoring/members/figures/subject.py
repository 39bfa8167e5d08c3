"""Of whom the figures of members speak, in which year, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.columns import Column, Row
from clusterix.lib.numbers import share
from clusterix.lib.panels import Standing, Table
from monitoring.members.figures.counting import Counted, Members, together
from monitoring.members.figures.discretion import FEWEST_OTHERS, discreet_rows
from monitoring.members.figures.lists import Lists
from monitoring.members.figures.overlaps import Overlaps, overlaps

Sorts = Sequence[tuple[str, Counted]]


@dataclass(frozen=True)
class Subject:
    """A region, one of its domains or a cluster, in a year.

    `lists` are all of the subject's, of every year. `own` are the clusters of a reader who works for them and reads of
    the others what discretion allows; None for those who read the whole region, and on the page of a cluster.
    """

    name: str
    lists: Lists
    year: int
    is_cluster: bool = False
    categories: tuple[str, ...] = ()
    own: frozenset[int] | None = None

    @cached_property
    def members(self) -> Members:
        return Members(self.lists.counted_in(self.year), self.categories)

    @cached_property
    def overlaps(self) -> Overlaps:
        return overlaps(self.members)

    @cached_property
    def standing(self) -> Standing:
        return self.lists.standing(self.year, is_of_one=self.is_cluster)

    @property
    def is_withheld(self) -> bool:
        """Whether too few other clusters have filed a list for these people to read any total."""
        counted = {one.cluster_id for one in self.lists.counted_in(self.year)}
        return self.own is not None and len(counted - self.own) < FEWEST_OTHERS

    def caption(self, of: str) -> str:
        return _("%(what)s: %(name)s, %(year)s") % {"what": of, "name": self.name, "year": self.year}


@dataclass(frozen=True)
class Sorted:
    """The rows of a table of counts as this reader may read them; `rest` is what of them is put together."""

    rows: tuple[tuple[str, int], ...]
    rest: int
    total: int

    @property
    def largest(self) -> tuple[str, int] | None:
        return max((row for row in self.rows if row[1]), key=lambda row: row[1], default=None)


def sort_out(subject: Subject, sorts: Sorts) -> Sorted:
    shown, rest = discreet_rows(sorts, subject.own)
    return Sorted(
        tuple((name, counted.count) for name, counted in shown),
        rest.count,
        together(counted for _name, counted in sorts).count,
    )


def table_of(caption: str, heading: str, counted: str, rows: Sequence[tuple[str, int]], total: int) -> Table:
    """How many of each sort, and what share that is of the total."""
    columns = (Column("sort", heading), Column("number", counted, "number"), Column("share", _("Share"), "share"))
    lines: tuple[Row, ...] = tuple(
        {"sort": name, "number": number, "share": share(number, total)} for name, number in rows
    )
    return Table(caption, columns, lines)


def all_rows(sorted_out: Sorted) -> list[tuple[str, int]]:
    """With what is put together, as the last row."""
    rest = [(_("Others, put together"), sorted_out.rest)] if sorted_out.rest else []
    return [*sorted_out.rows, *rest]


def discretion_note(sorted_out: Sorted) -> tuple[str, ...]:
    if not sorted_out.rest:
        return ()
    return (_("Rows behind which fewer than three other clusters stand are put together."),)


def organisations(number: int) -> str:
    """What a number of organisations counts."""
    return ngettext("organisation", "organisations", number)


def memberships(number: int) -> str:
    return ngettext("membership", "memberships", number)
