"""What a dashboard reads beside the figures: who may read which region, which periods there are, which stories."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Revision
from monitoring.clusters.models import Following
from monitoring.objectives.reading import KIND, Reading
from monitoring.people.models import Person
from monitoring.people.roles import REGION_READERS, Role
from monitoring.stories.models import StoryVersion
from monitoring.territory.models import Domain, Region

# Whoever reads the accepted figures of a whole region, withheld from nobody.
WHOLE_REGION = REGION_READERS | {Role.ELECTED}


def regions_for(person: Person) -> list[Region]:
    """The regions whose figures this person reads: their own, and those that follow the clusters they work for."""
    following = Following.objects.on(timezone.localdate()).filter(cluster__in=person.cluster_ids())
    return list(Region.objects.filter(Q(pk__in=person.region_ids(WHOLE_REGION)) | Q(pk__in=following.values("region"))))


def own_clusters(person: Person, region: Region) -> frozenset[int] | None:
    """The clusters for whose people others' figures are withheld; None for who reads the whole region."""
    if region.pk in person.region_ids(WHOLE_REGION):
        return None
    return frozenset(person.readable_cluster_ids)


def quarters_of(region: Region) -> list[Quarter]:
    """The quarters of which the region has asked for figures, in the order of time."""
    periods = Campaign.objects.filter(region=region, kind=KIND, opened_at__isnull=False).values_list(
        "period", flat=True
    )
    return sorted(period for period in periods if isinstance(period, Quarter))


def latest_year(region: Region) -> int | None:
    """The last year of which a figure is accepted."""
    accepted = Revision.objects.accepted().filter(
        report__campaign__region=region, report__campaign__kind=KIND, report__is_rehearsal=False
    )
    quarters = accepted.order_by("-report__campaign__period").values_list("report__campaign__period", flat=True)
    return next((period.year for period in quarters[:1]), None)


def published_stories(person: Person, part: Reading, upto: Quarter, domain: Domain | None = None) -> list[StoryVersion]:
    """The stories told in the year up to this quarter and published, as their reports were accepted; newest first."""
    told = [
        report.revision_id
        for report in part.reports
        if report.revision_id is not None and report.quarter in upto.so_far()
    ]
    stories = StoryVersion.objects.published().filter(revision__in=told)
    if domain is not None:
        stories = stories.filter(main_domain=domain)
    return list(stories.with_standing(person).for_reading().order_by("-story__published_at", "pk"))
