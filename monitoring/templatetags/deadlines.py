"""Days as people count them from today."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


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
def is_past(day: date | None) -> bool:
    return day is not None and day < timezone.localdate()


@register.filter
def local_day(moment: datetime | None) -> date | None:
    """The day of a moment, where the Region is."""
    return timezone.localtime(moment).date() if moment else None
