"""What is worth a look, in words: never a refusal, and never against another cluster."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from clusterix.lib.numbers import format_number, format_share, share
from clusterix.lib.periods import Period, Quarter
from monitoring.objectives.comparisons import Comparison
from monitoring.objectives.models import Answer, Indicator, value_key
from monitoring.objectives.queries import Filing, Question
from monitoring.objectives.values import bare, say_number

# Between small counts every change is a large ratio: 1 then 3 says nothing.
SMALLEST_DIFFERENCE = 3
NEARLY = Decimal("0.3")


def unusual(comparison: Comparison) -> list[str]:
    """Sentences about an unusual value, which ask the cluster for one line of reason; empty where there is none."""
    number = comparison.question.content.number
    if number is None:
        return []
    indicator = comparison.indicator
    return [*_unlike_previous(comparison, number), *_beyond_bounds(indicator, number)]


def worth_a_look(filing: Filing, comparison: Comparison) -> tuple[str, ...]:
    """Everything a reviewer should look at about one value, each reason a sentence."""
    question = comparison.question
    content = question.content
    sentences = unusual(comparison)
    if sentences and not content.explanation:
        sentences.append(_("No reason was given."))
    if content.status == Answer.Status.NOT_AVAILABLE:
        sentences.append(_("The cluster says that it is not available."))
    if content.status == Answer.Status.NOT_APPLICABLE:
        sentences.append(_("The cluster says that it does not apply."))
    return (*sentences, *exceeds_whole(filing, question))


def exceeds_whole(filing: Filing, question: Question) -> list[str]:
    """An “of which” larger than what it is a part of; mended before sending."""
    number, whole = question.content.number, whole_of(filing, question)
    if number is None or whole is None or whole.content.number is None or number <= whole.content.number:
        return []
    return [
        _("“%(part)s” (%(number)s) is more than “%(whole)s” (%(most)s), of which it is a part.")
        % {
            "part": question.label,
            "number": format_number(number),
            "whole": whole.label,
            "most": format_number(whole.content.number),
        }
    ]


def whole_of(filing: Filing, question: Question) -> Question | None:
    whole = question.indicator.part_of
    if whole is None:
        return None
    return filing.question(value_key(whole.code, question.domain.code if question.domain else None))


def _unlike_previous(comparison: Comparison, number: Decimal) -> list[str]:
    indicator, ratio = comparison.indicator, comparison.indicator.warn_ratio
    before = comparison.previous.number if comparison.previous else None
    if not ratio or before is None or before <= 0 or _is_small(indicator, number - before):
        return []
    period = comparison.period.previous()
    words = {
        "value": bare(indicator, number),
        "period": short_name(period, beside=comparison.period),
        "before": bare(indicator, before),
    }
    if number >= before * ratio:
        words["times"] = _times(number / before)
        return [_("%(value)s is %(times)s the %(period)s value of %(before)s.") % words]
    if number == 0:
        return [_("Zero, after %(before)s in %(period)s.") % words]
    if 0 < number <= before / ratio:
        words["share"] = format_share(share(number, before))
        return [_("%(value)s is %(share)s of the %(period)s value of %(before)s.") % words]
    return []


def _is_small(indicator: Indicator, difference: Decimal) -> bool:
    return indicator.value_type == Indicator.ValueType.WHOLE and abs(difference) < SMALLEST_DIFFERENCE


def _times(ratio: Decimal) -> str:
    """“3 times”, “nearly 3 times”, “more than 3 times”."""
    whole = ratio.to_integral_value(ROUND_FLOOR)
    if ratio == whole:
        return _("%(number)s times") % {"number": format_number(whole)}
    if whole + 1 - ratio <= NEARLY:
        return _("nearly %(number)s times") % {"number": format_number(whole + 1)}
    return _("more than %(number)s times") % {"number": format_number(whole)}


def short_name(period: Period, *, beside: Period) -> str:
    """“Q2” beside a quarter of the same year, “Q4 2025” otherwise."""
    if isinstance(period, Quarter) and period.year == beside.year:
        return period.number_label
    return period.short_label


def _beyond_bounds(indicator: Indicator, number: Decimal) -> list[str]:
    words = {"value": say_number(indicator, number)}
    if indicator.warn_max is not None and number > indicator.warn_max:
        bound = {"bound": say_number(indicator, indicator.warn_max)}
        return [_("%(value)s is unusually high: above %(bound)s.") % (words | bound)]
    if indicator.warn_min is not None and number < indicator.warn_min:
        bound = {"bound": say_number(indicator, indicator.warn_min)}
        return [_("%(value)s is unusually low: below %(bound)s.") % (words | bound)]
    return []
