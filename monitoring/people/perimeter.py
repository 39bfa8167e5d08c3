"""Whose figures a person reads: which regions, and in each all clusters or what discretion leaves of the others'."""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404
from django.utils import timezone

from clusterix.lib.alphabet import alphabetically
from monitoring.clusters.models import Cluster, Following, FollowingQuerySet
from monitoring.people.models import Person
from monitoring.people.roles import REGION_READERS, Role
from monitoring.territory.models import Region

# Whoever reads the accepted figures of a whole region, withheld from nobody.
WHOLE_REGION = REGION_READERS | {Role.ELECTED}


def regions_for(person: Person) -> list[Region]:
    """The regions whose figures this person reads: their own, and those that follow the clusters they work for."""
    own = {m.region.pk: m.region for m in person.current_mandates if m.region and m.role in WHOLE_REGION}
    if not person.cluster_ids():
        return sorted(own.values(), key=lambda region: alphabetically(region.name))
    following = Following.objects.on(timezone.localdate()).filter(cluster__in=person.cluster_ids())
    return list(Region.objects.filter(Q(pk__in=own) | Q(pk__in=following.values("region"))))


def followings_as_read_by(person: Person) -> FollowingQuerySet:
    """Every following with its region; `is_read` says whether it is of a region whose figures this person reads."""
    own = [
        mandate.region_id for mandate in person.current_mandates if mandate.region_id and mandate.role in WHOLE_REGION
    ]
    following = Following.objects.on(timezone.localdate()).filter(cluster__in=person.cluster_ids())
    is_read = Q(region__in=own) | Q(region__in=following.values("region"))
    return Following.objects.select_related("region").annotate(is_read=ExpressionWrapper(is_read, BooleanField()))


def regions_following(cluster: Cluster) -> list[Region]:
    """Of the regions that follow it or once did, those this person reads, of a cluster with `followings_as_read_by`."""
    regions = {following.region for following in cluster.followings.all() if following.is_read}  # type: ignore[attr-defined]
    return sorted(regions, key=lambda region: alphabetically(region.name))


def own_clusters(person: Person, region: Region) -> frozenset[int] | None:
    """The clusters for whose people others' figures are withheld; None for who reads the whole region."""
    if region.pk in person.region_ids(WHOLE_REGION):
        return None
    return frozenset(person.readable_cluster_ids)


def named(regions: list[Region], code: str) -> Region:
    """The region of that code, the first one without; Http404 where it is none of these."""
    found = next((region for region in regions if code in {"", region.code}), None)
    if found is None:
        raise Http404
    return found
