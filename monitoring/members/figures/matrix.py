"""The pairs of clusters that share members, as a square of cells: each leads to the members of both."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusterix.lib.alphabet import alphabetically
from monitoring.members.figures.looking import Looking

SHADES = 4


@dataclass(frozen=True)
class Square:
    """One pair: how many members it shares, in words too, how dark it is drawn (0 to 4), where they are listed."""

    number: int
    shade: int
    url: str
    is_itself: bool
    words: str = ""


@dataclass(frozen=True)
class Matrix:
    """One row and one column a cluster, in alphabetical order."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Square, ...]], ...]


def matrix_of(seen: Looking) -> Matrix | None:
    """The clusters that share a member with another; None if there are none."""
    subject = seen.whole.subject
    found = subject.overlaps.pairs
    sharing = {cluster for pair in found for cluster in pair}
    clusters = sorted(
        ((one.cluster_id, one.code, one.cluster) for one in subject.members.lists if one.cluster_id in sharing),
        key=lambda one: alphabetically(one[2]),
    )
    if not clusters:
        return None
    most = max(found.values())
    rows = []
    for pk, code, name in clusters:
        squares = []
        for other_pk, other_code, other_name in clusters:
            number = found[min(pk, other_pk), max(pk, other_pk)] if pk != other_pk else 0
            url = f"{seen.address('member-overlaps', cluster=code, other=other_code)}#names" if number else ""
            shade = -(-number * SHADES // most)
            words = _("%(number)s: %(first)s and %(second)s") % {"number": number, "first": name, "second": other_name}
            squares.append(Square(number, shade, url, pk == other_pk, words))
        rows.append((name, tuple(squares)))
    return Matrix(tuple(name for _pk, _code, name in clusters), tuple(rows))
