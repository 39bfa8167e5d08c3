"""How far each excellence domain has told what it achieves: two stories a year (action plan, action 3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterix.lib.columns import Column, Row
from clusterix.lib.numbers import format_number
from clusterix.lib.panels import Table
from monitoring.campaigns.models import Campaign
from monitoring.stories.models import STORIES_A_YEAR, StoryVersion
from monitoring.territory.models import Domain, Region


@dataclass(frozen=True)
class DomainCoverage:
    domain: Domain
    told: int
    hoped: int = STORIES_A_YEAR

    @property
    def is_reached(self) -> bool:
        return self.told >= self.hoped

    @property
    def lacking(self) -> int:
        return max(self.hoped - self.told, 0)


@dataclass(frozen=True)
class Coverage:
    """A year of a region: its domains in their own order, never by number."""

    year: int
    domains: list[DomainCoverage]

    @property
    def told(self) -> int:
        return sum(each.told for each in self.domains)

    @property
    def counted(self) -> int:
        """Of the stories hoped for, how many are there: a domain's third one does not stand for another's."""
        return sum(min(each.told, each.hoped) for each in self.domains)

    @property
    def hoped(self) -> int:
        return sum(each.hoped for each in self.domains)

    @property
    def not_reached(self) -> list[DomainCoverage]:
        return [each for each in self.domains if not each.is_reached]

    @property
    def sentence(self) -> str:
        """The answer in words: “13 stories published in 2026, of 16 hoped for”."""
        return ngettext(
            "%(told)s story published for %(year)s, of %(hoped)s hoped for",
            "%(told)s stories published for %(year)s, of %(hoped)s hoped for",
            self.counted,
        ) % {"told": format_number(self.counted), "year": self.year, "hoped": format_number(self.hoped)}

    @property
    def still_hoped_for(self) -> str:
        """The domains that are still to tell, named in their own order."""
        if not self.domains:
            return ""
        if not self.not_reached:
            return _("Every domain has told its %(number)s stories.") % {"number": STORIES_A_YEAR}
        names = ", ".join(
            _("%(domain)s (%(number)s)") % {"domain": each.domain, "number": each.lacking} for each in self.not_reached
        )
        return _("Still hoped for: %(domains)s.") % {"domains": names}

    @property
    def table(self) -> Table:
        columns = (
            Column("domain", gettext_lazy("Excellence domain")),
            Column("told", gettext_lazy("Stories published"), "number"),
            Column("hoped", gettext_lazy("Stories hoped for"), "number"),
        )
        rows: tuple[Row, ...] = tuple(
            {"domain": str(each.domain), "told": each.told, "hoped": each.hoped} for each in self.domains
        )
        return Table(_("Stories by excellence domain, %(year)s") % {"year": self.year}, columns, rows)


def coverage(region: Region, year: int) -> Coverage:
    """Published stories by main domain, for the reports of that year; in two queries."""
    published = StoryVersion.objects.published().filter(
        revision__report__campaign__region=region, revision__report__campaign__period__startswith=str(year)
    )
    told = dict(published.order_by().values_list("main_domain").annotate(number=Count("pk")))
    domains = Domain.objects.filter(region=region)
    return Coverage(year, [DomainCoverage(domain, told.get(domain.pk, 0)) for domain in domains])


def years_of(region: Region) -> list[int]:
    """The years of which the region has asked reports, newest first."""
    periods = Campaign.objects.filter(region=region, opened_at__isnull=False).values_list("period", flat=True)
    return sorted({period.year for period in periods.distinct()}, reverse=True)
