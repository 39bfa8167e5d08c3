from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from clusterix.lib.days import format_day, format_hour, format_moment, format_weekday

FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("fr", FIRST, ("1er décembre 2026", "mardi 1er décembre 2026")),
        ("fr", SECOND, ("2 décembre 2026", "mercredi 2 décembre 2026")),
        ("en", FIRST, ("1 December 2026", "Tuesday 1 December 2026")),
    ],
)
def test_a_day_is_said_as_its_language_says_it(language: str, day: date, said: tuple[str, str]) -> None:
    with translation.override(language):
        assert (format_day(day), format_weekday(day)) == said


def test_an_hour_is_said_as_its_language_says_it() -> None:
    at = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
    with translation.override("fr"):
        assert format_hour(at) == "10 h 05"
        assert format_moment(at).replace("\u00a0", " ") == "1er décembre 2026 à 10 h 05"


def test_no_day_is_no_text() -> None:
    assert (format_day(None), format_weekday(None), format_moment(None), format_hour(None)) == ("", "", "", "")
