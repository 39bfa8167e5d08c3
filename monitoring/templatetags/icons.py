"""Icons of bootstrap-icons, drawn inside the page so that they take the colour of the text."""

from functools import cache

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@cache
def _drawing(name: str) -> SafeString:
    try:
        text = (settings.ICON_ROOT / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise template.TemplateSyntaxError(f"No icon is called {name!r} in bootstrap-icons.") from None
    inside = text[text.index(">") + 1 : text.rindex("</svg>")]
    return mark_safe(" ".join(inside.split()))  # noqa: S308 - a file of the icon set, never what a person typed


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon; without a label it is decoration and hidden from screen readers."""
    drawing = _drawing(name)
    if label:
        return format_html(
            '<svg class="icon icon-{}" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>', name, label, drawing
        )
    return format_html('<svg class="icon icon-{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', name, drawing)
