"""What one answer says: read from what is typed, said again in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.values import Content, Typed, ValueRefused, read, say, typed_of

ValueType = Indicator.ValueType
NARROW, FIXED = "\u202f", "\u00a0"

TYPES = list(ValueType)
CHOICES = [{"code": "young", "en": "Beginning", "fr": "Débuts"}, {"code": "set", "en": "Established", "fr": "Établi"}]


def indicator(value_type: str = ValueType.WHOLE, **fields: object) -> Indicator:
    words = {"unit_en": "actions", "unit_one_en": "action", "unit_fr": "actions", "unit_one_fr": "action"}
    return Indicator(value_type=value_type, choices=CHOICES, refuse_min=Decimal(0), **words | fields)


@pytest.mark.parametrize(
    ("value_type", "typed", "number"),
    [
        (ValueType.WHOLE, "1234", 1234),
        (ValueType.WHOLE, "1 234", 1234),
        (ValueType.WHOLE, f"1{NARROW}234", 1234),
        (ValueType.WHOLE, f"1{FIXED}234", 1234),
        (ValueType.DECIMAL, "3,2", "3.2"),
        (ValueType.DECIMAL, "3.2", "3.2"),
        (ValueType.MONEY, "12 k€", 12000),
        (ValueType.MONEY, "1 200,50 €", "1200.50"),
        (ValueType.SHARE, "12,5 %", "12.5"),
        (ValueType.WHOLE, "0", 0),
    ],
)
def test_numbers_are_read_in_french_and_in_english(value_type: str, typed: str, number: str) -> None:
    assert read(indicator(value_type), Typed(typed)) == Content("value", number=Decimal(number))


@pytest.mark.parametrize(
    ("value_type", "typed"),
    [
        (ValueType.WHOLE, "3.5"),
        (ValueType.WHOLE, "12 %"),
        (ValueType.MONEY, "12 %"),
        (ValueType.MONEY, "1,005 €"),
        (ValueType.SHARE, "101"),
        (ValueType.SHARE, "-1"),
        (ValueType.DECIMAL, "NaN"),
        (ValueType.DECIMAL, "Infinity"),
        (ValueType.WHOLE, "1e3"),
        (ValueType.YES_NO, "perhaps"),
        (ValueType.CHOICE, "other"),
        (ValueType.TEXT, "a\x00b"),
        (ValueType.TEXT, "\ud800"),
    ],
)
def test_what_is_no_value_is_refused(value_type: str, typed: str) -> None:
    with pytest.raises(ValueRefused):
        read(indicator(value_type), Typed(typed))


def test_an_ambiguous_number_is_refused_with_both_readings() -> None:
    with translation.override("en"), pytest.raises(ValueRefused, match=r"1\.2 or as 1200"):
        read(indicator(), Typed("1.200"))


def test_a_bound_is_named_or_said_in_the_regions_own_sentence() -> None:
    with translation.override("en"):
        with pytest.raises(ValueRefused, match="above the highest value accepted here, 8"):
            read(indicator(refuse_max=Decimal(8)), Typed("9"))
        own = indicator(refuse_max=Decimal(8), bounds_en="There are only eight domains.")
        with pytest.raises(ValueRefused, match="There are only eight domains"):
            read(own, Typed("9"))


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [("en", 1, "1 action"), ("en", 0, "0 actions"), ("fr", 0, "0 action"), ("fr", 2, "2 actions")],
)
def test_the_unit_agrees_with_the_number(language: str, number: int, words: str) -> None:
    with translation.override(language):
        assert say(indicator(), Content("value", number=Decimal(number))).replace(FIXED, " ") == words


def test_nothing_zero_not_available_and_not_applicable_read_differently() -> None:
    with translation.override("en"):
        said = {
            say(indicator(), content).replace(FIXED, " ")
            for content in (
                None,
                Content("value", number=Decimal(0)),
                Content(Answer.Status.NOT_AVAILABLE),
                Content(Answer.Status.NOT_APPLICABLE),
            )
        }
    assert said == {"No value", "0 actions", "Not available", "Not applicable"}


@given(
    st.sampled_from(TYPES), st.text(max_size=40), st.sampled_from(["", "not_available", "junk"]), st.text(max_size=20)
)
def test_whatever_is_typed_is_kept_whole_or_refused(value_type: str, value: str, status: str, reason: str) -> None:
    """Nothing typed ends as an error of the program, and what is kept reads back as itself."""
    asked = indicator(value_type)
    for language in ("fr", "en"):
        with translation.override(language):
            try:
                content = read(asked, Typed(value, status, reason))
            except ValueRefused as refusal:
                assert str(refusal)
                continue
            assert say(asked, content)
            assert read(asked, typed_of(asked, content)) == content
            assert "\x00" not in content.text + content.explanation


@given(st.decimals(min_value=0, max_value=10**13, places=4), st.sampled_from(["fr", "en"]))
def test_a_saved_number_is_shown_as_it_will_be_read(number: Decimal, language: str) -> None:
    asked = indicator(ValueType.DECIMAL)
    with translation.override(language):
        assert read(asked, typed_of(asked, Content("value", number=number))).number == number
