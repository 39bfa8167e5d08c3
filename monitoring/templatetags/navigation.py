"""The header's links: those of the roles a person holds today, the current section marked."""

from django import template
from django.template import RequestContext
from django.urls import NoReverseMatch, reverse

from monitoring.navigation import ENTRIES

register = template.Library()


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: RequestContext) -> dict[str, object]:
    """Links for the roles of `user.current_mandates`, none for a visitor."""
    roles = {mandate.role for mandate in getattr(context.get("user"), "current_mandates", ())}
    path = context["request"].path
    links = []
    for entry in ENTRIES:
        if not roles & entry.roles:
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        links.append({"label": entry.label, "url": url, "current": _current(path, url, entry.section)})
    return {"links": links}


def _current(path: str, url: str, section: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(section) else ""
