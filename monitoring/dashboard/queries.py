"""What a dashboard reads beside the figures: which periods there are, which stories."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Exists, OuterRef, When
from django.utils import timezone

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.objectives.reading import KIND, Reading
from monitoring.people.models import Person
from monitoring.stories.models import StoryVersion
from monitoring.territory.models import Domain, Region


def quarters_of(region: Region) -> dict[Quarter, date]:
    """The quarters of which the region has asked for figures, in the order of time, each with the day they were due."""
    campaigns = Campaign.objects.filter(region=region, kind=KIND, opened_at__isnull=False)
    rows = campaigns.values_list("period", "due_on")
    return dict(sorted((period, due_on) for period, due_on in rows if isinstance(period, Quarter)))


def latest_year(region: Region) -> int | None:
    """The last year with an accepted figure whose day was over; of a running quarter alone if there is no other."""
    # Sought report by report: joined, SQLite goes through the accepted figures of every region.
    accepted = Exists(Revision.objects.accepted().filter(report=OuterRef("pk")))
    reports = Report.objects.filter(accepted, campaign__region=region, campaign__kind=KIND, is_rehearsal=False)
    is_over = Case(When(campaign__due_on__lt=timezone.localdate(), then=0), default=1)
    quarters = reports.order_by(is_over, "-campaign__period").values_list("campaign__period", flat=True)
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
    return list(stories.with_standing(person).for_cards().order_by("-story__published_at", "pk"))
