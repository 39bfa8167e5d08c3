"""Who sees which import of past files: the administrators of its region, and nobody else."""

from __future__ import annotations

from django.db.models import QuerySet

from monitoring.imports.models import Mapping
from monitoring.imports.targets.base import Target
from monitoring.people.models import Person
from monitoring.people.roles import Role
from monitoring.territory.models import Region
from monitoring.uploads.models import Upload

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def regions_of(person: Person) -> QuerySet[Region]:
    return Region.objects.filter(pk__in=person.region_ids(ADMINISTRATORS)).order_by("name")


def imports_for(person: Person) -> QuerySet[Upload]:
    found = Upload.objects.filter(purpose__startswith=Target.PREFIX, region__in=person.region_ids(ADMINISTRATORS))
    return found.select_related("region", "sent_by", "applied_by", "undone_by")


def mappings_for(person: Person) -> QuerySet[Mapping]:
    return Mapping.objects.filter(region__in=person.region_ids(ADMINISTRATORS)).select_related("saved_by", "region")
