from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from clusterix.lib.numbers import (
    AmbiguousNumber,
    NumberRefused,
    Unit,
    format_money,
    format_number,
    number_for_input,
    parse_number,
)

languages = st.sampled_from(["fr", "en"])
kept_numbers = st.decimals(
    min_value=Decimal("-99999999999999.9999"), max_value=Decimal("99999999999999.9999"), places=4
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", "1234"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u202f234", "1234"),
        ("1\u2009234\u202f567", "1234567"),
        ("3,2", "3.2"),
        ("3.2", "3.2"),
        ("12.5", "12.5"),
        ("1 234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("1'234.5", "1234.5"),
        ("1\u2019234,5", "1234.5"),
        ("1'234", "1234"),
        ("1 234.567", "1234.567"),
        ("1234.567", "1234.567"),
        ("0.200", "0.2"),
        ("0,200", "0.2"),
        (",5", "0.5"),
        ("1.5000000", "1.5"),
        ("007", "7"),
        ("  12  ", "12"),
        ("12\r\n", "12"),
        ("+12", "12"),
        ("-12", "-12"),
        ("\u221212", "-12"),
        ("- 12", "-12"),
        ("-0", "0"),
        ("12 €", "12"),
        ("12€", "12"),
        ("12\u00a0€", "12"),
        ("€12.50", "12.50"),
        ("12 k€", "12000"),
        ("12,3456789 k€", "12345.6789"),
        ("9,8 M€", "9800000"),
        ("€9.8M", "9800000"),
        ("\u2212€850k", "-850000"),
        ("88 %", "88"),
        ("88%", "88"),
        ("99 999 999 999 999,9999", "99999999999999.9999"),
    ],
)
def test_french_and_english_notations_are_read(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "small", "large"),
    [
        ("1.200", "1.2", "1200"),
        ("1,200", "1.2", "1200"),
        ("123,456", "123.456", "123456"),
        ("-12.345", "-12.345", "-12345"),
        ("1,200 €", "1.2", "1200"),
        ("1.200 k€", "1200", "1200000"),
    ],
)
def test_a_number_with_two_readings_is_refused_with_both(text: str, small: str, large: str) -> None:
    with override("en"), pytest.raises(AmbiguousNumber) as refusal:
        parse_number(text)
    assert refusal.value.readings == (Decimal(small), Decimal(large))
    shown = str(refusal.value)
    assert text in shown
    with override("en"):
        for reading in refusal.value.readings:
            assert number_for_input(reading) in shown
            assert parse_number(number_for_input(reading)) == reading


@pytest.mark.parametrize(
    "text",
    [
        "twelve",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "1e5",
        "0x10",
        "1_000",
        "12 34",
        "1234 567",
        "1  234",
        "1 234.567,8",
        "1,234,56",
        "1.2.3",
        "0,234,567",
        "5.",
        "5,",
        ".",
        "-",
        "--5",
        "€",
        "%",
        "12 k",
        "12 €€",
        "€12 %",
        "€12€",
        "$12",
        "1/2",
        "=1+1",
        "٣",
        "１２",
        "²",
        "12 14",
        "#REF!",
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(text: str) -> None:
    with override("en"), pytest.raises(NumberRefused, match="is not a number"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write a number"),
        (" \u202f\t", "Write a number"),
        ("1" * 31, "too long"),
        ("9" * 100_000, "too long"),
        ("1\x002", "cannot be seen"),
        ("1\u200b2", "cannot be seen"),
        ("1\n2", "cannot be seen"),
        ("123456789012345", "too large"),
        ("100 000 000 M€", "too large"),
        ("1.23456", "too many decimals"),
        ("0,00001", "too many decimals"),
    ],
)
def test_each_other_refusal_names_its_reason(text: str, sentence: str) -> None:
    with override("en"), pytest.raises(NumberRefused, match=sentence):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("12 %", "€", "is in %; here, write an amount in euros"),
        ("12 €", "%", "is in €; here, write a percentage"),
        ("12 k€", "", "is in €; here, write a number without a unit"),
    ],
)
def test_another_unit_than_the_one_expected_is_refused(text: str, unit: Unit, sentence: str) -> None:
    with override("en"), pytest.raises(NumberRefused, match=sentence):
        parse_number(text, unit=unit)


@given(st.text(alphabet="0123456789.,' \u00a0\u202f+-\u2212€%kMe\x00NaIinf", max_size=32))
def test_no_text_does_anything_but_a_number_or_a_refusal(text: str) -> None:
    try:
        value = parse_number(text)
    except NumberRefused as refusal:
        assert str(refusal)
    else:
        assert value.is_finite()
        assert abs(value) < 10**14


@given(kept_numbers, languages)
def test_a_number_shown_in_a_field_reads_back_as_itself(value: Decimal, language: str) -> None:
    with override(language):
        assert parse_number(number_for_input(value)) == value


@given(st.integers(-999, 999).map(lambda n: Decimal(n) / 1000), languages)
def test_three_decimals_shown_in_a_field_read_back_as_themselves(value: Decimal, language: str) -> None:
    with override(language):
        assert parse_number(number_for_input(value + 7)) == value + 7


@given(kept_numbers, languages)
def test_a_number_shown_on_a_page_never_reads_back_as_another(value: Decimal, language: str) -> None:
    with override(language):
        try:
            assert parse_number(format_number(value)) == value
        except AmbiguousNumber as refusal:
            assert value in refusal.readings


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=2), languages)
def test_an_exact_amount_shown_on_a_page_never_reads_back_as_another(value: Decimal, language: str) -> None:
    with override(language):
        try:
            assert parse_number(format_money(value, exact=True), unit="€") == value
        except AmbiguousNumber as refusal:
            assert value in refusal.readings


@given(st.integers(-999_999, 999_999))
def test_whole_numbers_shown_in_french_always_read_back(value: int) -> None:
    with override("fr"):
        assert parse_number(format_number(value)) == value
