"""The answers of panels in words, made from the same series as their rows.

Every sentence stands by itself: null, zero, one and numbers below zero are said as what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.numbers import NO_BREAK_SPACE, format_money, format_number, format_share
from clusterix.lib.periods import Quarter
from monitoring.objectives.models import Indicator
from monitoring.objectives.reading import Given
from monitoring.objectives.series import Aggregation, Aim, Series, ValueType
from monitoring.objectives.values import Content, say, unit_after


def number_of(indicator: Indicator, value: Decimal) -> str:
    """The number of a sentence, as short as one reads it."""
    if indicator.value_type == ValueType.MONEY:
        return format_money(value)
    if indicator.value_type == ValueType.SHARE:
        return format_share(value, 0 if value == value.to_integral_value() else 1)
    return format_number(value)


def counted_of(indicator: Indicator, value: Decimal) -> str:
    """What the number counts: its unit, or the indicator's own label where it has none."""
    if indicator.value_type == ValueType.YES_NO:
        return ngettext("cluster says yes", "clusters say yes", int(value))
    if indicator.value_type in {ValueType.TEXT, ValueType.CHOICE}:
        return ngettext("cluster has answered", "clusters have answered", int(value))
    return unit_after(indicator, value) if indicator.value_type in {ValueType.WHOLE, ValueType.DECIMAL} else ""


def amount(indicator: Indicator, value: Decimal) -> str:
    """A number with what it counts: “218 joint projects”, “Share of women: 41 %”."""
    number, counted = number_of(indicator, value), counted_of(indicator, value)
    if not counted:
        return _("%(label)s: %(number)s") % {"label": indicator.label, "number": number}
    phrase = f"{number}{NO_BREAK_SPACE}{counted}"
    return phrase if indicator.is_number else _("%(label)s: %(number)s") % {"label": indicator.label, "number": phrase}


def answer(series: Series, value: Decimal, upto: Quarter, *, is_whole: bool) -> str:
    """The headline: how far the year has come, and what is aimed at where every cluster counted has a target.

    `is_whole`: the year is over and every report of it is counted.
    """
    indicator = series.indicator
    aim = series.aim if series.aim and series.aim.is_of_all else None
    plain, aimed = _frames(indicator, is_whole=is_whole)
    return (aimed if aim else plain) % {
        "amount": amount(indicator, value),
        "year": upto.year,
        "quarter": (series.latest.quarter if series.latest else upto).label,
        "target": number_of(indicator, aim.value) if aim else "",
    }


def _frames(indicator: Indicator, *, is_whole: bool) -> tuple[str, str]:
    if not indicator.is_number or indicator.aggregation == Aggregation.LAST:
        return (
            _("%(amount)s in the %(quarter)s."),
            _("%(amount)s in the %(quarter)s, for a target of %(target)s."),
        )
    if indicator.aggregation == Aggregation.MEAN:
        return (
            _("%(amount)s on average in %(year)s."),
            _("%(amount)s on average in %(year)s, for a target of %(target)s."),
        )
    if is_whole:
        return _("%(amount)s in %(year)s."), _("%(amount)s in %(year)s, for a target of %(target)s.")
    return (
        _("%(amount)s since January %(year)s."),
        _("%(amount)s since January %(year)s, for a target of %(target)s over the year."),
    )


def spread(active: int, domains: int) -> str:
    """Over how many domains an answer given domain by domain is spread."""
    return ngettext("In %(active)s domain out of %(domains)s.", "In %(active)s domains out of %(domains)s.", active) % {
        "active": active,
        "domains": domains,
    }


def nothing(*, due: int, counted: int, upto: Quarter) -> str:
    """The headline where there is no figure: whether nothing was due, accepted or available."""
    if not due:
        return _("No report was due for the %(quarter)s.") % {"quarter": upto.label}
    if not counted:
        return _("No report of the %(quarter)s is accepted yet.") % {"quarter": upto.label}
    return _("No figure is available for %(year)s.") % {"year": upto.year}


def withheld() -> str:
    return _("This total is withheld: fewer than three other clusters stand behind it.")


def others_withheld() -> str:
    return _("A further total is withheld: fewer than three other clusters stand behind it.")


def domains_withheld(count: int) -> str:
    return ngettext(
        "%(count)s domain is withheld: fewer than three other clusters stand behind it.",
        "%(count)s domains are withheld: fewer than three other clusters stand behind one of them.",
        count,
    ) % {"count": count}


def said(indicator: Indicator, answers: Sequence[Given]) -> str:
    """The headline of one cluster's answer that is no number; a text itself stands below."""
    last = answers[-1]
    if indicator.value_type == ValueType.TEXT:
        return _("Described in the %(quarter)s.") % {"quarter": last.report.quarter.label}
    words = {say(indicator, Content(a.status, a.number, a.text)): None for a in answers}
    return _("%(label)s: %(answer)s.") % {"label": indicator.label, "answer": ", ".join(words)}


def summary(series: Series, upto: Quarter) -> str:
    """What the quarter brought, how far last year had come, and how much of the year is left."""
    indicator, sentences = series.indicator, []
    last = series.points[-1]
    is_sum = indicator.is_number and indicator.aggregation == Aggregation.SUM
    if is_sum and last.alone is not None and last.alone != last.so_far:
        sentences.append(
            _("%(number)s of them in the %(quarter)s.")
            % {"number": number_of(indicator, last.alone), "quarter": upto.label}
        )
    if (compared := _against_last_year(series)) is not None:
        sentences.append(compared)
    if series.aim and is_sum and upto.number < 4:
        left = 4 - upto.number
        sentences.append(ngettext("%(left)s quarter to go.", "%(left)s quarters to go.", left) % {"left": left})
    return " ".join(sentences)


def _against_last_year(series: Series) -> str | None:
    """The last quarter to which at least as many clusters stand behind each number as a year before."""
    comparable = None
    for point, former in zip(series.points, series.former, strict=False):
        if len(point.clusters) < len(former.clusters):
            break
        comparable = (point, former)
    if comparable is None or comparable[0].so_far is None or comparable[1].so_far is None:
        return None
    point, former = comparable
    words = {
        "quarter": point.quarter.label,
        "year": former.quarter.year,
        "now": number_of(series.indicator, comparable[0].so_far),
        "then": number_of(series.indicator, comparable[1].so_far),
    }
    if point is series.points[-1]:
        return _("At the same point of %(year)s: %(then)s.") % words
    return _("At the end of the %(quarter)s: %(now)s, after %(then)s at the same point of %(year)s.") % words


def further(series: Series) -> str:
    """Another answer to the same question, on one line."""
    indicator, value = series.indicator, series.value
    if value is None:
        return _("%(label)s: no figure available.") % {"label": indicator.label}
    number = number_of(indicator, value)
    if not indicator.is_number:
        number = f"{number}{NO_BREAK_SPACE}{counted_of(indicator, value)}"
    words = {"label": indicator.label, "number": number}
    if series.aim and series.aim.is_of_all:
        words["target"] = number_of(indicator, series.aim.value)
        return _("%(label)s: %(number)s, for a target of %(target)s.") % words
    return _("%(label)s: %(number)s.") % words


def notes(series: Series, *, is_headline: bool) -> list[str]:
    """What one must know to read the figure rightly."""
    indicator, found = series.indicator, []
    if series.new_from is not None:
        found.append(
            _("“%(label)s” follows a new definition from the %(quarter)s on, and the former one before that.")
            % {"label": indicator.label, "quarter": series.new_from.label}
        )
    if is_headline and series.aim and not series.aim.is_of_all:
        found.append(_partial_aim(indicator, series.aim))
    if series.unavailable:
        found.append(
            ngettext(
                "“%(label)s”: %(count)s cluster says that the figure is not available. It is not counted as zero.",
                "“%(label)s”: %(count)s clusters say that the figure is not available. They are not counted as zero.",
                series.unavailable,
            )
            % {"label": indicator.label, "count": series.unavailable}
        )
    if indicator.value_type == ValueType.SHARE and len(series.clusters) > 1:
        found.append(_("“%(label)s” is the mean of the clusters’ shares.") % {"label": indicator.label})
    return found


def _partial_aim(indicator: Indicator, aim: Aim) -> str:
    """The targets of some clusters beside what those have reached: never beside what all have."""
    words = {"count": len(aim.clusters), "out_of": aim.out_of, "target": number_of(indicator, aim.value)}
    if aim.reached is None:
        return (
            ngettext(
                "%(count)s cluster out of %(out_of)s has agreed on a target, of %(target)s.",
                "%(count)s clusters out of %(out_of)s have agreed on a target, %(target)s together.",
                len(aim.clusters),
            )
            % words
        )
    return ngettext(
        "%(count)s cluster out of %(out_of)s has agreed on a target, of %(target)s, and stands at %(reached)s.",
        "%(count)s clusters out of %(out_of)s have agreed on a target, %(target)s together, and stand at %(reached)s.",
        len(aim.clusters),
    ) % (words | {"reached": number_of(indicator, aim.reached)})
