"""Colours are read from the style sheet itself, and every pair that meets on a page is measured."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
LIGHT, DARK = SHEET.split("@media (prefers-color-scheme: dark)")

GROUNDS = ("ground", "surface", "sunken", "tint")
TEXTS = [(ink, ground) for ink in ("ink", "ink-soft", "brand", "brand-hover") for ground in GROUNDS]
TEXTS += [(ink, f"{kind}-tint") for kind in ("ok", "look", "error") for ink in (kind, "ink")]
TEXTS += [(kind, ground) for kind in ("ok", "error", "accent") for ground in ("ground", "surface")]
TEXTS += [("ink-soft", "look-tint"), ("on-brand", "brand"), ("on-brand", "brand-hover")]
TEXTS += [("map-ink", f"map-{shade}") for shade in range(3)] + [("map-ink-strong", f"map-{shade}") for shade in (3, 4)]
# Borders of fields, focus rings and the marks of a chart: seen, not read.
SHAPES = [(line, ground) for line in ("field-line", "focus") for ground in ("ground", "surface")]


def colours(rules: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});", rules))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


SCHEMES = {"light": colours(LIGHT), "dark": colours(LIGHT) | colours(DARK)}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    palette = SCHEMES[scheme]
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("line", "ground"), SHAPES)
def test_fields_and_focus_can_be_seen(scheme: str, line: str, ground: str) -> None:
    palette = SCHEMES[scheme]
    assert contrast(palette[line], palette[ground]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("series", [f"series-{number}" for number in (1, 2, 3)])
def test_series_of_a_chart_can_be_seen(scheme: str, series: str) -> None:
    palette = SCHEMES[scheme]
    assert contrast(palette[series], palette["surface"]) >= 3


def test_every_colour_is_named_once() -> None:
    """The other sheets use the names: a colour of their own would not follow the system into the dark."""
    sheets = [path for path in (Path(settings.BASE_DIR) / "static/css").glob("*.css") if path.name != "tokens.css"]
    own = {
        path.name: found
        for path in sheets
        if path.name != "print.css" and (found := set(re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())) - {"#fff"})
    }
    assert not own
