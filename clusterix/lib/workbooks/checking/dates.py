"""Days as people write them in cells: day/month/year or year-month-day, in figures or with the month's name."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from clusterix.lib.workbooks.specification.words import normalised

DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<mark>[/.\-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d+)")
YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<mark>[/.\-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}[.\d]*)?z?)?"
)
IN_WORDS = re.compile(r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[ \-](?P<name>[a-z]+)\.?[ \-](?P<year>\d+)")
YEAR_ALONE = re.compile(r"\d{4}")
CLOCK = re.compile(r" 0{1,2}:00(?::00)?")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}


class DateRefused(ValueError):
    """A text that is no day; `code` names the reason, the message is a sentence for whoever wrote it."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def parse_date(text: str) -> date:
    """The day written, the day before the month as in France. Raises DateRefused; nothing is guessed."""
    plain = CLOCK.sub("", normalised(text))
    if YEAR_ALONE.fullmatch(plain):
        raise DateRefused(
            "year_only",
            _("“%(text)s” is a year. Write the day and the month too, such as 31/12/%(text)s.") % {"text": text},
        )
    match = DAY_FIRST.fullmatch(plain) or YEAR_FIRST.fullmatch(plain) or IN_WORDS.fullmatch(plain)
    if match is None:
        raise _not_a_date(text)
    parts = match.groupdict()
    if len(parts["year"]) != 4:
        raise DateRefused("not_a_date", _("“%(text)s”: write the year with four digits.") % {"text": text})
    month = MONTHS.get(parts["name"]) if "name" in parts else int(parts["month"])
    if month is None:
        raise _not_a_date(text)
    return _day(text, int(parts["year"]), month, int(parts["day"]))


def _not_a_date(text: str) -> DateRefused:
    return DateRefused(
        "not_a_date", _("“%(text)s” is not a date. Write day/month/year, such as 31/12/2026.") % {"text": text}
    )


def _day(text: str, year: int, month: int, day: int) -> date:
    if month > 12 >= day:
        raise DateRefused(
            "impossible_date",
            _("“%(text)s”: there is no month %(month)s. Write the day first: day/month/year.")
            % {"text": text, "month": month},
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise DateRefused("impossible_date", _("“%(text)s”: there is no such day.") % {"text": text}) from None
