"""What a cluster's own people may read of the others: a regional total, where three other clusters stand behind it.

A total must not give a cluster away by subtraction either: not from the quarter before, nor from the other domains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitoring.objectives.series import Point, Series

FEWEST_OTHERS = 3


def is_discreet(points: Sequence[Point], own: frozenset[int] | None) -> bool:
    """Whether each quarter of a series may be shown to the people of these clusters; None reads everything.

    Quarter by quarter: the year so far less the year up to the quarter before is what that quarter brought.
    """
    return own is None or all(len(point.clusters - own) >= FEWEST_OTHERS for point in points if point.clusters)


def discreet(series: Series, own: frozenset[int] | None) -> Series | None:
    """The series as the people of these clusters may read it, without last year or targets too few stand behind."""
    if own is None:
        return series
    if not is_discreet(series.points, own):
        return None
    former = series.former if is_discreet(series.former, own) else ()
    aim = series.aim if series.aim and len(series.aim.clusters - own) >= FEWEST_OTHERS else None
    return replace(series, former=former, aim=aim)


def discreet_parts(parts: Sequence[Series], own: frozenset[int] | None) -> list[Series | None]:
    """The parts of a total, such as its domains, as these people may read them; None where one is withheld.

    The parts withheld are a total too, known by subtracting the others: one more is withheld until that total
    is discreet in its turn. Last year and targets, which would need the same care, are left out.
    """
    if own is None:
        return list(parts)
    shown = [replace(part, former=(), aim=None) if is_discreet(part.points, own) else None for part in parts]
    for _attempt in parts:
        withheld = [part for part, kept in zip(parts, shown, strict=True) if kept is None]
        still = [index for index, kept in enumerate(shown) if kept is not None and kept.clusters]
        if not withheld or not still or is_discreet(_together(withheld), own):
            break
        shown[still[0]] = None
    return shown


def _together(parts: Sequence[Series]) -> list[Point]:
    return [
        replace(points[0], clusters=frozenset[int]().union(*(point.clusters for point in points)))
        for points in zip(*(part.points for part in parts), strict=True)
    ]
