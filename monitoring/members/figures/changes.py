"""Who came and who left between one accepted list of a cluster and the next, compared in the database.

A cluster's list is compared with the last one it filed and with those of the clusters merged into it since. Who left is
whoever stood on these and no longer does, whether or not the list says on which day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from monitoring.members.figures.lists import FiledList
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Organisation

Pair = tuple[FiledList, list[FiledList]]

# Both sides of each pair as (list, organisation), an organisation merged into another being that one.
SIDES = """
    WITH pair (list, revision, side) AS (VALUES {values}),
    merged AS (
        SELECT id, merged_into_id FROM {organisation} WHERE merged_into_id IS NOT NULL
    ),
    compared AS (
        SELECT
            pair.list,
            COALESCE(merged.merged_into_id, line.organisation_id) AS organisation,
            CASE WHEN MIN(pair.side) = MAX(pair.side) THEN MIN(pair.side) ELSE 3 END AS side
        FROM pair
        JOIN {line} line ON line.revision_id = pair.revision AND line.left_on IS NULL
        LEFT JOIN merged ON merged.id = line.organisation_id
        GROUP BY 1, 2
    )
"""
BEFORE, NOW = 1, 2
BOTH = BEFORE + NOW


@dataclass(frozen=True, slots=True)
class Change:
    """How a list, or several, differ from those before: memberships gained, lost and kept."""

    joined: int = 0
    left: int = 0
    stayed: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(self.joined + other.joined, self.left + other.left, self.stayed + other.stayed)

    @property
    def net(self) -> int:
        return self.joined - self.left

    @property
    def before(self) -> int:
        return self.stayed + self.left


def changes(pairs: Sequence[Pair]) -> dict[int, Change]:
    """For each list, by its revision, how it differs from those before; one query however many there are."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for revision, side, number in _asked(pairs, "SELECT list, side, COUNT(*) FROM compared GROUP BY list, side"):
        found[revision][side] = number
    return {
        now.revision_id: Change(sides.get(NOW, 0), sides.get(BEFORE, 0), sides.get(BOTH, 0))
        for now, _before in pairs
        if now.revision_id is not None
        for sides in [found[now.revision_id]]
    }


def changed(pairs: Sequence[Pair]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Who joined and who left, each as (revision of the list now, organisation)."""
    joined: set[tuple[int, int]] = set()
    left: set[tuple[int, int]] = set()
    for revision, side, organisation in _asked(pairs, "SELECT list, side, organisation FROM compared WHERE side < 3"):
        (joined if side == NOW else left).add((revision, organisation))
    return joined, left


def _asked(pairs: Sequence[Pair], question: str) -> Iterable[tuple[int, int, int]]:
    values = [
        number
        for now, before in pairs
        for revision, side in [(now.revision_id, NOW), *((one.revision_id, BEFORE) for one in before)]
        for number in (now.revision_id, revision, side)
    ]
    if not values:
        return []
    sql = SIDES.format(
        values=", ".join(["(%s, %s, %s)"] * (len(values) // 3)),
        line=MemberLine._meta.db_table,
        organisation=Organisation._meta.db_table,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql + question, values)
        return list(cursor.fetchall())
