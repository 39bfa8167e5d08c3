"""Days and hours as people read them, in the language in use: 1er décembre 2026, à 10 h 42."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def format_day(value: date | None) -> str:
    """A day in full, the time left out: 16 October 2026."""
    # Translators: the format of a day, in the letters of Django's date filter.
    return "" if value is None else _written(value, _("j F Y"))


def format_weekday(value: date | None) -> str:
    """A day with the day of the week: Friday 16 October 2026."""
    # Translators: the format of a day with the day of the week, in the letters of Django's date filter.
    return "" if value is None else _written(value, _("l j F Y"))


def format_moment(value: datetime | None) -> str:
    """A day and an hour, for a log: 16 October 2026, 10:42."""
    # Translators: a day with its hour, in the letters of Django's date filter ("j F Y, G \\h i" in French).
    return "" if value is None else _written(value, _("j F Y, H:i"))


def format_hour(value: datetime | None) -> str:
    """An hour: 10:42."""
    # Translators: the format of an hour, in the letters of Django's date filter ("G \\h i" in French).
    return "" if value is None else date_format(localtime(value), _("H:i"))


def _written(value: date, pattern: str) -> str:
    """French counts the first day of a month otherwise: 1er décembre."""
    if isinstance(value, datetime):
        value = localtime(value)
    if value.day == 1 and str(get_language()).startswith("fr"):
        pattern = pattern.replace("j", r"j\e\r", 1)
    return date_format(value, pattern)
