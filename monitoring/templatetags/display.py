"""Numbers, shares, money and days as people read them, in the language in use."""

import re
from decimal import Decimal

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from clusterix.lib import numbers
from clusterix.lib.days import format_day, format_hour, format_moment, format_weekday
from clusterix.lib.panels import Figure

# A number with what belongs to it: sign, thousands, decimals, unit.
NUMBER = re.compile(r"[+\u2212]?€?\d(?:[\d\u202f\u00a0.,]*\d)?(?:[\u00a0 ]?[kM]?[€%]|[kM]\b)?")

register = template.Library()


@register.filter
def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """`{{ value|number }}`: 3 412, or "No value"; `{{ value|number:1 }}` keeps one decimal."""
    return numbers.format_number(value, decimals)


@register.filter
def change(value: Decimal | int | None) -> str:
    """A difference with its sign: +41, −18."""
    return numbers.format_number(value, signed=True)


@register.filter
def money(value: Decimal | int | None) -> str:
    """Euros, in k€ and M€ where they are many: 9,8 M€."""
    return numbers.format_money(value)


@register.filter
def percent(value: Decimal | int | None, decimals: int = 0) -> str:
    """A share given between 0 and 100: 88 %."""
    return numbers.format_share(value, decimals)


register.filter("day", format_day)
register.filter("weekday", format_weekday)
register.filter("moment", format_moment)
register.filter("hour", format_hour)


@register.filter
def stress(sentence: str, number: str | None = None) -> SafeString:
    """An answer with the number one came for set strong: `number` (which may be none), else the first one."""
    if number is None:
        found = NUMBER.search(sentence)
        number = found[0] if found else ""
    before, _middle, after = sentence.partition(number) if number else (sentence, "", "")
    return format_html("{}<strong>{}</strong>{}", before, number, after) if number else format_html("{}", sentence)


@register.filter
def figure_data(figure: Figure, key: str) -> SafeString:
    """What Plotly draws for the panel called `key`, as data that no browser runs."""
    return json_script(figure, f"{key}-figure")
