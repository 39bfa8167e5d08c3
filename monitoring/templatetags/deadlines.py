"""Days as people count them from today, and values as reviewers read them."""

import re
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

# A number as `clusterix.lib.numbers` writes it, then a word: signs such as € and % stay beside their number.
NUMBER_AND_UNIT = re.compile(r"(?P<number>[−-]?[0-9][0-9\u202f.,]*)[ \u00a0](?P<unit>[^\W\d_][^€%]*)")


@register.filter
def from_today(day: date | None) -> str:
    """ "in 3 days", "today", "2 days late"; nothing for None."""
    if day is None:
        return ""
    days = (day - timezone.localdate()).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}


@register.filter
def counted(value: str) -> SafeString:
    """A value with its unit under it, so that numbers line up: 36, then "collective actions"."""
    found = NUMBER_AND_UNIT.fullmatch(value)
    if not found:
        return format_html("<strong>{}</strong>", value)
    return format_html("<strong>{}</strong><small>{}</small>", found["number"], found["unit"])


@register.filter
def is_past(day: date | None) -> bool:
    return day is not None and day < timezone.localdate()


@register.filter
def local_day(moment: datetime | None) -> date | None:
    """The day of a moment, where the Region is."""
    return timezone.localtime(moment).date() if moment else None
