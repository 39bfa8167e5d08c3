"""What one campaign asks: every indicator in force in its period, asked or not, required or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import ngettext

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign
from monitoring.objectives.models import Answer, Asked, Framework, Indicator, Topic


@dataclass(frozen=True)
class Line:
    """An indicator on the page of a campaign; `answers` counts the clusters that have written something for it."""

    indicator: Indicator
    is_asked: bool
    is_required: bool
    answers: int


def indicators_in_force(campaign: Campaign) -> list[Indicator]:
    """What is published and in force at some time of the campaign's period, in the region's own frameworks."""
    period = campaign.period
    frequency = Framework.Frequency.QUARTER if isinstance(period, Quarter) else Framework.Frequency.YEAR
    return list(
        Indicator.objects.filter(
            _in_force("topic__framework__", campaign),
            _in_force("", campaign),
            topic__framework__region=campaign.region_id,
            topic__framework__frequency=frequency,
            published_at__isnull=False,
        )
        .select_related("topic")
        .order_by("topic__position", "topic", "position")
    )


def _in_force(prefix: str, campaign: Campaign) -> Q:
    first, last = campaign.period.first_day, campaign.period.last_day
    return Q(**{f"{prefix}starts_on__lte": last}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": first})
    )


def lines_of(campaign: Campaign) -> list[Line]:
    """In three queries: what is in force, and what is asked although it no longer is."""
    asked = {
        row.indicator_id: row for row in Asked.objects.filter(campaign=campaign).select_related("indicator__topic")
    }
    known = {indicator.pk: indicator for indicator in indicators_in_force(campaign)}
    known |= {pk: row.indicator for pk, row in asked.items() if pk not in known}
    answers = _answers(campaign)
    ordered = sorted(known.values(), key=lambda each: (each.topic.position, each.topic_id, each.position, each.pk))
    return [
        Line(
            indicator,
            indicator.pk in asked,
            asked[indicator.pk].is_required if indicator.pk in asked else indicator.is_required,
            answers.get(indicator.pk, 0),
        )
        for indicator in ordered
    ]


def by_topic(lines: Iterable[Line]) -> list[tuple[Topic, list[Line]]]:
    return [(topic, list(group)) for topic, group in groupby(lines, key=lambda line: line.indicator.topic)]


def _answers(campaign: Campaign) -> dict[int, int]:
    written = Answer.objects.filter(
        ~Q(status=Answer.Status.EMPTY) | ~Q(explanation=""),
        revision__report__campaign=campaign,
        revision__discarded_at__isnull=True,
    )
    counted = written.values_list("indicator").annotate(clusters=Count("revision__report", distinct=True))
    return dict(counted)


def ask(campaign: Campaign, asked: set[int], required: set[int]) -> list[str]:
    """Make the campaign ask these indicators; gives back a sentence for each that stays asked.

    What a cluster has answered stays asked, so that nothing anybody wrote disappears: it can be made optional.
    """
    with transaction.atomic():
        # Two people changing what a campaign asks take turns.
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        lines = lines_of(campaign)
        kept = [line for line in lines if line.is_asked and line.indicator.pk not in asked and line.answers]
        gone = [line.indicator.pk for line in lines if line.is_asked and line.indicator.pk not in asked]
        staying = {line.indicator.pk for line in kept}
        rows = Asked.objects.filter(campaign=campaign)
        rows.filter(indicator__in=set(gone) - staying).delete()
        Asked.objects.bulk_create(
            Asked(campaign=campaign, indicator=line.indicator, is_required=line.indicator.pk in required)
            for line in lines
            if not line.is_asked and line.indicator.pk in asked
        )
        rows.filter(indicator__in=required, is_required=False).update(is_required=True)
        rows.filter(is_required=True).exclude(indicator__in=required).update(is_required=False)
    return [_stays(line) for line in kept]


def _stays(line: Line) -> str:
    return ngettext(
        "“%(indicator)s” stays asked: %(number)s cluster has answered. It is now as required as you said.",
        "“%(indicator)s” stays asked: %(number)s clusters have answered. It is now as required as you said.",
        line.answers,
    ) % {"indicator": line.indicator, "number": line.answers}
