"""The same mistake in 500 cells is one thing to mend: it is said once, with how often and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from clusterix.lib.workbooks.specification.cells import address

FIRST_CELLS = 5


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """What is wrong in one cell, or in a whole row where `column` is None.

    `sheet` is the name the sheet bears in the file, `row` counts from 1 and `column` from 0, `heading` is what stands
    over the column.
    """

    sheet: str
    row: int
    column: int | None
    found: str
    expected: str
    message: str
    code: str
    heading: str = ""

    @property
    def cell(self) -> str:
        """Its address, such as `C12`; of a whole row, its number."""
        return str(self.row) if self.column is None else address(self.column, self.row)


@dataclass(frozen=True, slots=True)
class Group:
    """One cause, how many cells or rows it touches, and the first of them in full."""

    message: str
    code: str
    count: int
    heading: str
    expected: str
    first: tuple[LocatedProblem, ...]

    @property
    def more(self) -> int:
        """How many are not among the first."""
        return self.count - len(self.first)


Cause = tuple[str, int | None, str, str]  # sheet, column, code, value found or what is said of it
# What a sentence quotes, and its numbers, as either language writes them.
VALUES = re.compile(r"“[^”]*”|«[^»]*»|[−-]?\d[\d\s.,]*")


@dataclass(slots=True)
class _Alike:
    """Problems of one cause: how many, and the first of them; the others are not kept."""

    count: int = 0
    first: list[LocatedProblem] = field(default_factory=list)

    def add(self, problem: LocatedProblem, most: int) -> None:
        self.count += 1
        if len(self.first) < most:
            self.first.append(problem)

    def join(self, other: _Alike, most: int) -> None:
        self.count += other.count
        self.first.extend(other.first[: most - len(self.first)])


def group(problems: Iterable[LocatedProblem], first: int = FIRST_CELLS) -> list[Group]:
    """The problems by cause, the most frequent first.

    One cause is one code in one column of one sheet with one value found: 500 times "SARL" is one thing to mend.
    Where every value differs (500 wrong identifiers), what the sentence says of them is the cause, and it is shown as
    it stands for the first cell.
    """
    by_value: dict[Cause, _Alike] = {}
    for problem in problems:
        by_value.setdefault((problem.sheet, problem.column, problem.code, problem.found), _Alike()).add(problem, first)
    causes: dict[Cause, _Alike] = {}
    for (sheet, column, code, found), alike in by_value.items():
        is_word = alike.count > 1 and found
        cause = found if is_word else _without_values(alike.first[0])
        causes.setdefault((sheet, column, code, cause), _Alike()).join(alike, first)
    groups = [
        Group(one.first[0].message, cause[2], one.count, one.first[0].heading, one.first[0].expected, tuple(one.first))
        for cause, one in causes.items()
    ]
    return sorted(groups, key=lambda one: -one.count)


def _without_values(problem: LocatedProblem) -> str:
    return VALUES.sub("", problem.message.replace(problem.found.strip() or "“”", ""))
