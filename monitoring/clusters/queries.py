"""Lists of clusters, and what is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from monitoring.clusters.models import (
    EDITORS,
    Cluster,
    ClusterQuerySet,
    Following,
    FollowingQuerySet,
    Label,
    Succession,
)
from monitoring.territory.models import Region

if TYPE_CHECKING:
    from monitoring.people.models import Person


def listed_clusters(person: Person) -> ClusterQuerySet:
    """The clusters this person may know of, with what a list shows of them, in five queries.

    `is_followed`: by one of the regions this person reads, or by any region for the people of a cluster.
    """
    following = Following.objects.on(timezone.localdate()).filter(cluster=OuterRef("pk"))
    if regions := person.region_ids():
        following = following.filter(region__in=regions)
    succession = Succession.objects.select_related("predecessor", "successor")
    return (
        Cluster.objects.for_user(person)
        .annotate(is_followed=Exists(following))
        .select_related("main_domain", "departement")
        .prefetch_related(
            "other_domains",
            Prefetch("labels", Label.objects.order_by("scheme", "-valid_until")),
            Prefetch("successions", succession),
        )
    )


def cluster_in_full(person: Person, followings: FollowingQuerySet) -> ClusterQuerySet:
    """The same clusters with all that the page of one of them says of it, such as these followings; five queries."""
    return (
        Cluster.objects.for_user(person)
        .select_related("main_domain", "departement")
        .prefetch_related(
            "other_domains",
            "themes",
            Prefetch("labels", Label.objects.order_by("scheme", "-valid_until")),
            Prefetch("followings", followings),
        )
    )


def regions_kept_by(person: Person) -> list[Region]:
    """The regions whose followings this person keeps."""
    return list(Region.objects.filter(pk__in=person.region_ids(EDITORS)))


def may_edit(person: Person, cluster: Cluster) -> bool:
    return Cluster.objects.editable_by(person).filter(pk=cluster.pk).exists()
