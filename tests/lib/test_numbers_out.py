from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from clusterix.lib.numbers import format_money, format_number, format_share, share


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("0", "0", "0"),
        ("1234567", "1\u202f234\u202f567", "1,234,567"),
        ("-1234.50", "\u22121\u202f234,5", "\u22121,234.5"),
        ("3.20", "3,2", "3.2"),
        ("1E+3", "1\u202f000", "1,000"),
        ("-0.0", "0", "0"),
    ],
)
def test_numbers_read_as_each_language_writes_them(value: str, french: str, english: str) -> None:
    with override("fr"):
        assert format_number(Decimal(value)) == french
    with override("en"):
        assert format_number(Decimal(value)) == english


def test_decimals_asked_for_are_shown_and_rounded_half_up() -> None:
    with override("fr"):
        assert format_number(Decimal("2.5"), 0) == "3"
        assert format_number(Decimal("-2.5"), 0) == "\u22123"
        assert format_number(Decimal("-0.4"), 0) == "0"
        assert format_number(3, 1) == "3,0"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("0", "0\u00a0€", "€0"),
        ("1.9", "1,90\u00a0€", "€1.90"),
        ("850", "850\u00a0€", "€850"),
        ("999.994", "999,99\u00a0€", "€999.99"),
        ("999.999", "1\u00a0k€", "€1k"),
        ("1500", "1,5\u00a0k€", "€1.5k"),
        ("9949", "9,9\u00a0k€", "€9.9k"),
        ("9950", "10\u00a0k€", "€10k"),
        ("849600", "850\u00a0k€", "€850k"),
        ("999499", "999\u00a0k€", "€999k"),
        ("999500", "1,0\u00a0M€", "€1.0M"),
        ("9800000", "9,8\u00a0M€", "€9.8M"),
        ("1234567890", "1\u202f234,6\u00a0M€", "€1,234.6M"),
        ("-850000", "\u2212850\u00a0k€", "\u2212€850k"),
    ],
)
def test_money_reads_in_euros_then_thousands_then_millions(value: str, french: str, english: str) -> None:
    with override("fr"):
        assert format_money(Decimal(value)) == french
    with override("en"):
        assert format_money(Decimal(value)) == english


def test_exact_money_keeps_every_euro_and_cents_where_there_are_any() -> None:
    with override("fr"):
        assert format_money(1234567, exact=True) == "1\u202f234\u202f567\u00a0€"
        assert format_money(Decimal("1234567.8"), exact=True) == "1\u202f234\u202f567,80\u00a0€"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_never_shows_a_thousand_of_a_unit_below_millions(value: Decimal) -> None:
    with override("en"):
        shown = format_money(value)
    if not shown.endswith("M"):
        assert "1,000" not in shown


def test_a_share_is_a_percentage_or_nothing() -> None:
    assert share(3, 4) == 75
    assert share(0, 4) == 0
    assert share(-1, 4) == -25
    assert share(3, 0) is None
    assert share(3, -4) is None
    assert share(None, 4) is None
    assert share(3, None) is None


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        ("88", 0, "88\u00a0%", "88%"),
        ("87.5", 0, "88\u00a0%", "88%"),
        ("87.54", 1, "87,5\u00a0%", "87.5%"),
        ("0", 0, "0\u00a0%", "0%"),
        ("100", 0, "100\u00a0%", "100%"),
        ("-12.4", 0, "\u221212\u00a0%", "\u221212%"),
        ("130", 0, "130\u00a0%", "130%"),
    ],
)
def test_shares_read_as_each_language_writes_them(value: str, decimals: int, french: str, english: str) -> None:
    with override("fr"):
        assert format_share(Decimal(value), decimals) == french
    with override("en"):
        assert format_share(Decimal(value), decimals) == english


def test_a_little_is_not_nothing_and_almost_all_is_not_all() -> None:
    with override("en"):
        assert format_share(Decimal("0.3")) == "less than 1%"
        assert format_share(Decimal("99.7")) == "more than 99%"
        assert format_share(Decimal("0.04"), 1) == "less than 0.1%"


def test_a_change_carries_its_sign() -> None:
    with override("fr"):
        assert format_number(1041, signed=True) == "+1\u202f041"
        assert format_number(-18, signed=True) == "\u221218"
        assert format_number(0, signed=True) == "0"


def test_no_value_is_said_in_words() -> None:
    with override("en"):
        assert format_number(None) == format_money(None) == format_share(None) == "No value"


@pytest.mark.parametrize("text", ["NaN", "Infinity"])
def test_what_is_no_number_is_never_shown(text: str) -> None:
    with pytest.raises(ValueError):
        format_number(Decimal(text))
    with pytest.raises(ValueError):
        format_money(Decimal(text))
    with pytest.raises(ValueError):
        format_share(Decimal(text))
