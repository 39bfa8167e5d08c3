"""Other regions in number, to see how the pages of one region fare in a large database.

Every report is sent and accepted on the day it opens. There is no log of moves, no digest and no story: these regions
weigh on the tables that figures are read from, and are not there to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from clusterix.lib.copying import insert_rows
from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster, Following
from monitoring.members.scale import fill_lists
from monitoring.objectives.framework import install_framework
from monitoring.objectives.models import Answer, Asked, Indicator, Target
from monitoring.people.models import Mandate, Person
from monitoring.people.roles import Role
from monitoring.territory.models import Domain, Region

CLUSTERS_IN_A_REGION = 22
DOMAINS_IN_A_REGION = 8
# Rows a statement writes; SQLite takes fewer by itself.
BATCH = 2_000
SENTENCE = "Deux ateliers de la feuille de route coanimés avec la Région."


@dataclass(frozen=True)
class Growth:
    """What was added."""

    regions: int = 0
    clusters: int = 0
    reports: int = 0
    answers: int = 0
    targets: int = 0
    members: int = 0

    def __add__(self, other: Growth) -> Growth:
        return Growth(**{name: count + getattr(other, name) for name, count in vars(self).items()})


def grow(clusters: int, years: int, today: date, members: int = 0) -> Growth:
    """Fill regions `scale-1`, `scale-2`… with this many clusters, and the quarters of so many years before this one.

    Each cluster has a list of so many members for each of these years.

    A region that is there is left as it is. Each is laid down whole or not at all.
    """
    growth = Growth()
    for number, first in enumerate(range(0, clusters, CLUSTERS_IN_A_REGION), start=1):
        if not Region.objects.filter(code=f"scale-{number}").exists():
            with transaction.atomic():
                size = min(CLUSTERS_IN_A_REGION, clusters - first)
                growth += _fill_region(number, size, list(_quarters(years, today)), members)
    return growth


def _quarters(years: int, today: date) -> Iterator[Quarter]:
    """The completed ones, newest first."""
    quarter = Quarter.containing(today)
    for _ in range(4 * years):
        quarter = quarter.previous()
        yield quarter


def _fill_region(number: int, size: int, quarters: list[Quarter], members: int) -> Growth:
    region = Region.objects.create(code=f"scale-{number}", name=f"Scale {number}", nuts=f"X{number:04}")
    clusters = _clusters(region, size, min(quarters).first_day)
    officer = _officer(region)
    asked = Indicator.objects.filter(topic__framework=install_framework(region))
    indicators = list(asked.order_by("topic__position", "position"))
    reports = _reports(region, clusters, officer, quarters, indicators)
    answers = _answers(region, reports, officer, indicators)
    years = {quarter.year for quarter in quarters}
    targets = _targets(region, clusters, officer, years, indicators)
    # As many lists as years were asked for: the quarters of ten may touch eleven.
    newest = max(years)
    of_lists = [newest - back for back in range(len(quarters) // 4)]
    lines = fill_lists(region, clusters, officer, of_lists, members) if members else 0
    return Growth(1, len(clusters), len(reports), answers, targets, lines)


def _clusters(region: Region, size: int, since: date) -> list[Cluster]:
    domains = Domain.objects.bulk_create(
        Domain(region=region, code=f"domain-{n}", name_en=f"Domain {n}", name_fr=f"Domaine {n}", position=n)
        for n in range(1, DOMAINS_IN_A_REGION + 1)
    )
    clusters = Cluster.objects.bulk_create(
        Cluster(
            code=f"{region.code}-{n}",
            name=f"{region.name}, cluster {n}",
            kind=Cluster.Kind.REGIONAL,
            main_domain=domains[n % len(domains)],
        )
        for n in range(1, size + 1)
    )
    Following.objects.bulk_create(Following(region=region, cluster=cluster, starts_on=since) for cluster in clusters)
    return clusters


def _officer(region: Region) -> Person:
    """Has no password: nobody signs in there."""
    officer = Person(email=f"{region.code}@example.org", first_name="Officer", last_name=region.name)
    officer.set_unusable_password()
    officer.save()
    Mandate.objects.create(person=officer, role=Role.OFFICER, region=region)
    return officer


def _reports(
    region: Region, clusters: list[Cluster], officer: Person, quarters: list[Quarter], indicators: list[Indicator]
) -> list[Revision]:
    """Each report's one revision."""
    campaigns = Campaign.objects.bulk_create(_campaign(region, quarter, officer) for quarter in quarters)
    Asked.objects.bulk_create(
        Asked(campaign=campaign, indicator=indicator) for campaign, indicator in product(campaigns, indicators)
    )
    reports = Report.objects.bulk_create(
        (
            Report(campaign=campaign, cluster=cluster, state=State.ACCEPTED)
            for campaign, cluster in product(campaigns, clusters)
        ),
        batch_size=BATCH,
    )
    return Revision.objects.bulk_create((_accepted(report, officer) for report in reports), batch_size=BATCH)


def _campaign(region: Region, quarter: Quarter, officer: Person) -> Campaign:
    opens, due, closes = (quarter.last_day + timedelta(days=days) for days in (1, 16, 30))
    return Campaign(
        region=region,
        kind="objectives",
        period=quarter,
        opens_on=opens,
        due_on=due,
        closes_on=closes,
        opened_at=_start_of(opens),
        created_by=officer,
    )


def _accepted(report: Report, officer: Person) -> Revision:
    at = _start_of(report.campaign.opens_on)
    return Revision(
        report=report,
        number=1,
        opened_at=at,
        opened_by=officer,
        sealed_at=at,
        sealed_by=officer,
        is_in_name_of_cluster=True,
        accepted_at=at,
        accepted_by=officer,
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


ANSWER_FIELDS = (
    *("revision", "indicator", "domain", "status", "number", "text", "explanation", "version"),
    *("edited_by", "edited_at"),
)


def _answers(region: Region, revisions: list[Revision], officer: Person, indicators: list[Indicator]) -> int:
    """One for each indicator; what is asked by domain is answered for the main one."""
    random = Random(region.code)

    def rows() -> Iterator[tuple[Any, ...]]:
        for revision in revisions:
            domain, numbers = revision.report.cluster.main_domain_id, dict[int | None, int]()
            for indicator in indicators:
                number = None
                if indicator.is_number:
                    number = numbers[indicator.pk] = random.randint(0, numbers.get(indicator.part_of_id, 12))
                yield (
                    *(revision.pk, indicator.pk, domain if indicator.is_by_domain else None, Answer.Status.VALUE),
                    *(number, SENTENCE if number is None else "", "", 1),
                    *(officer.pk, revision.opened_at),
                )

    return insert_rows(Answer, ANSWER_FIELDS, rows())


def _targets(
    region: Region, clusters: list[Cluster], officer: Person, years: set[int], indicators: list[Indicator]
) -> int:
    summed = [indicator for indicator in indicators if indicator.is_number and not indicator.is_by_domain]
    now = timezone.now()
    targets = (
        Target(
            cluster=cluster,
            region=region,
            indicator=indicator,
            year=year,
            value=20,
            set_by=officer,
            agreed_by=officer,
            agreed_at=now,
        )
        for cluster, year, indicator in product(clusters, sorted(years), summed)
    )
    return len(Target.objects.bulk_create(targets, batch_size=BATCH))
