"""The demonstration, laid down in one transaction; a row in the database marks it as such."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection, transaction

from monitoring.campaigns.demo import Filing, Stage
from monitoring.campaigns.effects import digest_of
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Campaign
from monitoring.clusters.models import Cluster
from monitoring.clusters.reference import install_clusters
from monitoring.members import demo as members
from monitoring.objectives import demo as objectives
from monitoring.objectives.framework import install_framework
from monitoring.objectives.models import Indicator
from monitoring.organisations.demo import install_organisations
from monitoring.people.demo import install_people
from monitoring.people.models import Person
from monitoring.stories.demo import Teller
from monitoring.territory.models import Region
from monitoring.territory.reference import install_territory

REGION = "auvergne-rhone-alpes"


class NotEmpty(Exception):
    """The database holds something that is no demonstration."""


@dataclass(frozen=True)
class Demonstration:
    is_new: bool
    region: Region


def install(today: date) -> Demonstration:
    """Fill an empty database with the demonstration as it would stand on that day.

    A second call changes nothing. Raises NotEmpty where people or campaigns are there that are no demonstration.
    """
    there = Region.objects.filter(is_demonstration=True).first()
    if there:
        return Demonstration(is_new=False, region=there)
    if Person.objects.exists() or Campaign.objects.exists():
        raise NotEmpty
    with transaction.atomic():
        region = _lay_down(today)
        _tell_the_planner()
    return Demonstration(is_new=True, region=region)


def _tell_the_planner() -> None:
    """Thousands of rows came at once: a database that believes its tables empty chooses ways that take minutes."""
    with connection.cursor() as cursor:
        for model in apps.get_app_config("monitoring").get_models():
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _lay_down(today: date) -> Region:
    install_territory()
    region = Region.objects.get(code=REGION)
    region.is_demonstration = True
    region.save(update_fields=["is_demonstration"])
    install_clusters(region)
    clusters = list(
        Cluster.objects.followed(region, today).select_related("main_domain").prefetch_related("other_domains")
    )
    install_people(region, clusters)
    indicators = list(
        Indicator.objects.filter(topic__framework=install_framework(region)).select_related("topic", "part_of")
    )
    stage = Stage(region, clusters, today)
    objectives.set_targets(stage, clusters, indicators)
    quarters, teller = stage.quarters(), Teller()
    for number, quarter in enumerate(quarters):
        campaign = stage.campaign(quarter)
        objectives.ask(campaign, indicators)
        filings = stage.filings(campaign, stage.states(quarter, number))
        first = [filing for filing in filings if filing.revision.number == 1]
        objectives.fill(first, indicators, len(quarters) - 1 - number)
        teller.tell(first, len(quarters) - 1 - number)
        _seal(first)
        _carry_over(filings)
    _lay_down_members(stage, region, clusters)
    return region


def _lay_down_members(stage: Stage, region: Region, clusters: list[Cluster]) -> None:
    """Oldest year first: the running lists begin with those accepted before."""
    years = stage.years()
    membership = members.Membership(install_organisations(region, clusters, stage.today), years, stage.today)
    for year in years:
        filings = stage.filings(stage.campaign(year, "members"), members.states(year, years))
        first = [filing for filing in filings if filing.revision.number == 1]
        membership.write(first)
        _seal(first)
        _carry_over(filings)


def _seal(filings: list[Filing]) -> None:
    """Give sealed revisions the digest and the flags that sending them would have given."""
    for filing in filings:
        revision = filing.revision
        if revision.sealed_at is None:
            continue
        kind = kind_of(filing.report.campaign)
        revision.digest = digest_of(kind.content(revision))
        revision.flagged_keys = kind.flagged_keys(revision)
        revision.save(update_fields=["digest", "flagged_keys"])


def _carry_over(filings: list[Filing]) -> None:
    """What was returned or reopened opens with what was sent."""
    sent = {filing.report: filing.revision for filing in filings if filing.revision.number == 1}
    for filing in filings:
        if filing.revision.number > 1:
            kind_of(filing.report.campaign).carry_over(sent[filing.report], filing.revision)
