"""Members lists of invented regions in number, accepted, for measurements (monitoring/scale.py)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import product
from random import Random
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Mod
from django.utils import timezone

from clusterix.lib.copying import insert_from, insert_rows
from clusterix.lib.periods import Year
from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster
from monitoring.members.carrying import CARRIED
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Category, Organisation
from monitoring.people.models import Person
from monitoring.territory.models import Departement, Region

# One member in so many is of another cluster of the region too, and so many a year are not yet, or no longer, there.
SHARED, AWAY = 10, 20
CATEGORIES = tuple(Category.values)
WEIGHTS = (24, 48, 8, 4, 4, 4, 4, 4)
NAF = ("26.11Z", "62.01Z", "28.99B", "72.19Z", "10.89Z", "43.99C", "29.32Z", "86.90E")


def fill_lists(region: Region, clusters: Sequence[Cluster], officer: Person, years: Iterable[int], size: int) -> int:
    """A list of so many members for each cluster and year; the newest is written, the older ones are made of it."""
    newest, *older = sorted(years, reverse=True)
    organisations = _organisations(region, len(clusters) * size, _at(newest))
    revisions = _revisions(region, clusters, officer, newest)
    written = insert_rows(MemberLine, FIELDS, _lines(region, revisions, organisations, officer, size, newest))
    source = MemberLine.objects.filter(revision__in=[revision.pk for revision in revisions])
    for year in older:
        _revisions(region, clusters, officer, year)
        written += _copy(source, region, year)
    return written


def _revisions(region: Region, clusters: Sequence[Cluster], officer: Person, year: int) -> list[Revision]:
    """Each report's one revision, accepted on the day it was due."""
    opens, due, closes = date(year, 5, 4), date(year, 9, 30), date(year, 10, 31)
    at = _at(year)
    campaign = Campaign.objects.create(
        region=region,
        kind="members",
        period=Year(year),
        opens_on=opens,
        due_on=due,
        closes_on=closes,
        opened_at=at,
        created_by=officer,
    )
    reports = Report.objects.bulk_create(
        Report(campaign=campaign, cluster=cluster, state=State.ACCEPTED) for cluster in clusters
    )
    marks: dict[str, Any] = {"opened_by": officer, "sealed_by": officer, "accepted_by": officer}
    marks |= {"opened_at": at, "sealed_at": at, "accepted_at": at, "is_in_name_of_cluster": True}
    return Revision.objects.bulk_create(Revision(report=report, number=1, **marks) for report in reports)


def _organisations(region: Region, count: int, at: datetime) -> list[int]:
    """Their keys; names begin with the region's code, by which they are read back."""
    random, departements = Random(f"{region.code} organisations"), _departements()
    blank = [
        field.name
        for field in Organisation._meta.concrete_fields
        if field.get_internal_type() == "CharField" and not field.null and field.name not in ORGANISATION_FIELDS
    ]

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(count):
            name = f"{region.code} organisation {number}"
            category = random.choices(CATEGORIES, WEIGHTS)[0]
            facts = (
                uuid.uuid4(),
                name,
                name,
                "FR",
                category,
                random.choice(NAF),
                random.choice(departements),
                at,
                True,
            )
            yield (*facts, *("" for _name in blank))

    insert_rows(Organisation, (*ORGANISATION_FIELDS, *blank), rows())
    keys = Organisation.objects.filter(name__startswith=f"{region.code} organisation ").order_by("pk")
    return list(keys.values_list("pk", flat=True))


ORGANISATION_FIELDS = (
    *("uuid", "name", "name_key", "country", "category", "naf", "departement", "created_at", "is_invented"),
)
FIELDS = (
    *("revision", "uuid", "organisation", "name", "country", "siren", "siret", "rna", "rnsr", "foreign_identifier"),
    *("category", "other_kind", "naf", "naf_version", "headcount_band", "postal_code", "town", "insee_code"),
    *("departement", "joined_year", "takes_part_in_governance", "college"),
    *("version", "edited_by", "edited_at"),
)


def _at(year: int) -> datetime:
    """The day on which lists are due, at noon."""
    return timezone.make_aware(datetime.combine(date(year, 9, 30), time(12)))


def _departements() -> list[str | None]:
    return list(Departement.objects.values_list("pk", flat=True)) or [None]


def _lines(
    region: Region, revisions: Sequence[Revision], organisations: list[int], officer: Person, size: int, year: int
) -> Iterator[tuple[Any, ...]]:
    random, departements = Random(f"{region.code} members"), _departements()
    at = _at(year)
    for place, number in product(range(len(revisions)), range(size)):
        # Some are those that the next cluster has just after; the last cluster has none to share with.
        is_shared = number % SHARED == 0 and number + 1 < size and place + 1 < len(revisions)
        organisation = organisations[(place + 1) * size + number + 1 if is_shared else place * size + number]
        yield (
            *(revisions[place].pk, uuid.uuid4(), organisation, f"Member {number}", "FR", "", "", "", "", ""),
            *(random.choices(CATEGORIES, WEIGHTS)[0], "", random.choice(NAF), "rev2", "", "", "", ""),
            *(random.choice(departements), year - random.randint(0, 12), random.random() < 0.14, ""),
            *(1, officer.pk, at),
        )


def _copy(source: Any, region: Region, year: int) -> int:
    """The same lines in that year's lists, but for those that were not there, in one statement."""
    target = Revision.objects.filter(
        report__campaign__region=region,
        report__campaign__kind="members",
        report__campaign__period=Year(year),
        report__cluster=OuterRef("revision__report__cluster"),
    )
    lines = source.annotate(turn=Mod(F("organisation_id") + year, AWAY, output_field=IntegerField())).exclude(turn=0)
    rows = lines.values_list(Subquery(target.values("pk")[:1]), *CARRIED)
    return insert_from(MemberLine, ("revision", *CARRIED), rows)
