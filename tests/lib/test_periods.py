from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from clusterix.lib.periods import Period, Quarter, Year, parse_period

years = st.integers(1901, 2998)
quarters = st.builds(Quarter, years, st.integers(1, 4))
periods = st.one_of(quarters, st.builds(Year, years))


@given(periods)
def test_the_text_of_a_period_reads_back_as_itself(period: Period) -> None:
    assert parse_period(str(period)) == period


def test_the_text_is_the_contract_with_other_programs() -> None:
    assert str(Year(2026)) == "2026"
    assert str(Quarter(2026, 3)) == "2026-Q3"


@pytest.mark.parametrize(
    "text", ["", "26", "2026-Q5", "2026-Q0", "2026-q3", "2026Q3", " 2026", "2026\n", "٢٠٢٦", "2026-Q33", "T3 2026"]
)
def test_another_text_is_refused_with_what_to_write_instead(text: str) -> None:
    with override("en"), pytest.raises(ValueError, match="Write a year, such as 2026, or a quarter, such as 2026-Q3"):
        parse_period(text)


@pytest.mark.parametrize("text", ["0000", "1899", "3000-Q1"])
def test_a_year_out_of_reach_is_refused(text: str) -> None:
    with override("en"), pytest.raises(ValueError, match="between 1900 and 2999"):
        parse_period(text)


def test_a_quarter_has_a_number_between_1_and_4() -> None:
    with pytest.raises(ValueError):
        Quarter(2026, 5)


@given(periods)
def test_periods_follow_each_other_without_gap_or_overlap(period: Period) -> None:
    assert period.next().first_day == period.last_day + timedelta(days=1)
    assert period.next().previous() == period


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_day_is_in_one_quarter_and_one_year(day: date) -> None:
    quarter, year = Quarter.containing(day), Year.containing(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert year.first_day <= quarter.first_day
    assert quarter.last_day <= year.last_day


def test_first_and_last_days_of_quarters() -> None:
    assert [quarter.last_day for quarter in Quarter.quarters_of(2024)] == [
        date(2024, 3, 31),
        date(2024, 6, 30),
        date(2024, 9, 30),
        date(2024, 12, 31),
    ]
    assert Quarter(2024, 4).first_day == date(2024, 10, 1)


def test_the_year_before_is_the_same_quarter_last_year() -> None:
    assert Quarter(2026, 3).year_before() == Quarter(2025, 3)
    assert Year(2026).year_before() == Year(2025)


def test_the_year_so_far_stops_at_the_quarter() -> None:
    assert Quarter(2026, 3).so_far() == (Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3))
    assert Quarter(2026, 1).so_far() == (Quarter(2026, 1),)
    assert Year(2026).so_far() == (Year(2026),)


@given(quarters, quarters)
def test_quarters_order_as_their_days_do(one: Quarter, other: Quarter) -> None:
    assert (one < other) == (one.first_day < other.first_day)


def test_a_year_and_a_quarter_do_not_order() -> None:
    with pytest.raises(TypeError):
        assert Year(2026) < Quarter(2026, 1)  # type: ignore[operator]


def test_labels_in_english() -> None:
    with override("en"):
        assert [quarter.label for quarter in Quarter.quarters_of(2026)] == [
            "1st quarter 2026",
            "2nd quarter 2026",
            "3rd quarter 2026",
            "4th quarter 2026",
        ]
        assert Quarter(2026, 3).short_label == "Q3 2026"
        assert Year(2026).label == Year(2026).short_label == "2026"
