"""Icons of bootstrap-icons, drawn inside the page so that they take the colour of the text."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@cache
def _drawing(name: str) -> SafeString:
    found = finders.find(f"vendor/bootstrap-icons/{name}.svg")
    if not found:
        raise template.TemplateSyntaxError(f"No icon is called {name!r} in bootstrap-icons.")
    inside = re.search(r"<svg[^>]*>(.*)</svg>", Path(found).read_text(encoding="utf-8"), re.DOTALL)
    assert inside, found
    return mark_safe(" ".join(inside[1].split()))  # noqa: S308 - a file of the icon set, never what a person typed


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon; without a label it is decoration and hidden from screen readers."""
    drawing = _drawing(name)
    if label:
        return format_html(
            '<svg class="icon icon-{}" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>', name, label, drawing
        )
    return format_html('<svg class="icon icon-{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', name, drawing)
