"""What a cluster's own people may read of the others' members: totals behind which three other clusters stand.

A row of a table that too few stand behind is put together with others, so that it cannot be found by subtraction
either: what all rows add up to is shown, and what is put together is itself discreet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from monitoring.members.figures.counting import NONE, Counted

FEWEST_OTHERS = 3

Key = TypeVar("Key")


def is_discreet(counted: Counted, own: frozenset[int] | None) -> bool:
    """Whether the people of these clusters may read it; None reads everything, and nothing gives nobody away."""
    if own is None:
        return True
    others = counted.clusters - own
    return not others or len(others) >= FEWEST_OTHERS


def discreet_rows(
    rows: Sequence[tuple[Key, Counted]], own: frozenset[int] | None
) -> tuple[list[tuple[Key, Counted]], Counted]:
    """The rows as these people may read them, and those put together because too few stand behind each.

    Of the rows that might be shown, the smallest joins them until three others stand behind what is put together.
    """
    shown = [row for row in rows if is_discreet(row[1], own)]
    rest = sum((counted for _key, counted in rows if not is_discreet(counted, own)), NONE)
    while own is not None and rest.count and len(rest.clusters - own) < FEWEST_OTHERS:
        candidates = [row for row in shown if row[1].clusters - own]
        if not candidates:
            return [], sum((counted for _key, counted in rows), NONE)
        smallest = min(candidates, key=lambda row: row[1].count)
        shown.remove(smallest)
        rest += smallest[1]
    return shown, rest
