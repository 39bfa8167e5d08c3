"""The ribbon of quarters: four segments, filled, hatched or empty, that say at a glance how far a year has come."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from clusterix.lib.ribbon import Fill, Segment

register = template.Library()

WIDTH, HEIGHT, GAP, STEP = 26, 10, 3, 4


def hatching(x: float) -> str:
    """Slanting lines inside the segment that starts at x, cut at its borders, as an SVG path."""
    lines = []
    for start in range(STEP - HEIGHT, WIDTH, STEP):
        left, right = max(start, 0), min(start + HEIGHT, WIDTH)
        lines.append(f"M{x + left:g} {HEIGHT - (left - start):g}L{x + right:g} {HEIGHT - (right - start):g}")
    return "".join(lines)


@register.inclusion_tag("components/ruban.html")
def ruban(segments: Iterable[Segment], label: str = "") -> dict[str, object]:
    """Draw the segments; `label` opens the text screen readers get ("2026"), each segment adds its own status."""
    drawn = []
    for position, segment in enumerate(segments):
        x = position * (WIDTH + GAP)
        hatch = hatching(x) if segment.fill is Fill.HATCHED else ""
        drawn.append(
            {"x": x, "fill": segment.fill.value, "hatch": hatch, "title": f"{segment.label} : {segment.status}"}
        )
    return {
        "drawn": drawn,
        "width": len(drawn) * (WIDTH + GAP) - GAP,
        "height": HEIGHT,
        "segment_width": WIDTH,
        "text": _("%(label)s: %(segments)s")
        % {"label": label or _("Quarters"), "segments": ", ".join(str(piece["title"]) for piece in drawn)},
    }
