"""The indicators of a region as people read and design them: the guide, and the framework's lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.clusters.models import Following
from monitoring.objectives.models import Framework, Indicator, Topic
from monitoring.people.models import Person
from monitoring.people.roles import REGION_READERS


def regions_read(person: Person) -> set[int]:
    """The regions whose indicators concern this person: their own, and those that follow their clusters."""
    followed = Following.objects.on(timezone.localdate()).filter(cluster__in=person.cluster_ids())
    return person.region_ids() | set(followed.values_list("region", flat=True))


def frameworks_for(person: Person) -> QuerySet[Framework]:
    """Those this person designs or reads whole, drafts included."""
    return Framework.objects.filter(region__in=person.region_ids(REGION_READERS))


def indicators_for(person: Person) -> QuerySet[Indicator]:
    return Indicator.objects.filter(topic__framework__in=frameworks_for(person))


def in_force(on: date) -> Q:
    """Indicators that are published and asked at this day, their framework too."""
    return (
        Q(published_at__isnull=False, starts_on__lte=on, topic__framework__starts_on__lte=on)
        & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        & (Q(topic__framework__ends_on__isnull=True) | Q(topic__framework__ends_on__gte=on))
    )


@dataclass(frozen=True)
class Chapter:
    """A topic of the guide with its indicators."""

    topic: Topic
    indicators: list[Indicator]


def guide_for(person: Person, text: str = "") -> list[Chapter]:
    """What the regions of this person ask today, topic by topic, in two queries; `text` narrows it down."""
    found = (
        Indicator.objects.filter(in_force(timezone.localdate()), topic__framework__region__in=regions_read(person))
        .select_related("topic__framework__region", "part_of")
        .prefetch_related("domains")
        .order_by("topic__framework__region__name", "topic__framework__frequency", "topic__position", "position")
    )
    wanted = [indicator for indicator in found if _says(indicator, text)]
    return [Chapter(topic, list(group)) for topic, group in groupby(wanted, key=lambda indicator: indicator.topic)]


def _says(indicator: Indicator, text: str) -> bool:
    """Every word stands in what the guide shows, in the language in use; case does not count."""
    parts = (indicator.label, indicator.definition, indicator.how_to_count, indicator.example, indicator.topic.name)
    shown = " ".join(str(part) for part in parts).casefold()
    return all(word in shown for word in text.casefold().split())


def with_campaigns(indicators: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """Annotates `campaigns`, how many ask it."""
    return indicators.annotate(campaigns=Count("asked", distinct=True))


def is_used(indicator: Indicator) -> bool:
    """Whether its meaning and type are settled: somebody has answered it, or an open campaign asks it."""
    opened = indicator.asked.filter(campaign__opened_at__isnull=False)
    return opened.exists() or indicator.answers.exists()


def standing_of(indicator: Indicator) -> tuple[str, str]:
    """Where an indicator stands, in words, and the kind of tag that shows it."""
    today = timezone.localdate()
    if indicator.published_at is None:
        return _("Draft"), ""
    if indicator.ends_on and indicator.ends_on < today:
        return _("Ended"), "plain"
    if indicator.starts_on > today:
        return _("Published, to come"), "ok"
    return _("Published"), "ok"


def versions_of(indicator: Indicator) -> list[Indicator]:
    """The indicators of one line, oldest first: what it continues, and what continues it."""
    line = [indicator]
    while line[0].continues is not None:
        line.insert(0, line[0].continues)
    while following := line[-1].continued_by.order_by("starts_on").first():
        line.append(following)
    return line
