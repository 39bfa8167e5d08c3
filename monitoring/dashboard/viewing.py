"""What somebody looks at: the region, domain and quarter named in the address, and what they may read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from clusterix.lib.columns import Column
from clusterix.lib.panels import ShownCell, Standing, Table
from clusterix.lib.periods import Quarter
from clusterix.lib.ribbon import Fill, Segment
from monitoring.dashboard.queries import latest_year, own_clusters, quarters_of, regions_for
from monitoring.objectives.panels import standing_of
from monitoring.objectives.reading import Reading, read_accepted
from monitoring.objectives.subject import Subject
from monitoring.people.models import Person
from monitoring.territory.models import Domain, Region


@dataclass(frozen=True)
class QuarterChoice:
    """A quarter that can be chosen: how far its reports have come, and its address (none where nothing was asked)."""

    standing: Standing
    segment: Segment
    url: str
    is_current: bool


@dataclass(frozen=True)
class Viewing:
    """A page of figures being looked at. `unknown` is a period of the address that does not exist, to be said."""

    regions: tuple[Region, ...]
    reading: Reading
    subject: Subject
    quarters: tuple[Quarter, ...]
    unknown: str = ""

    @property
    def region(self) -> Region:
        return self.reading.region

    @property
    def upto(self) -> Quarter:
        return self.subject.upto

    @cached_property
    def part(self) -> Reading:
        return self.subject.part_of(self.reading)

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.part, self.upto)

    @property
    def query(self) -> dict[str, str]:
        """What the address says beside the page: enough to come back to the same figures."""
        chosen = {"year": str(self.upto.year), "quarter": str(self.upto.number)}
        return chosen | ({"region": self.region.code} if len(self.regions) > 1 else {})

    def address(self, *, domain: Domain | None = None, quarter: Quarter | None = None) -> str:
        """This page for another domain or quarter."""
        path = reverse("dashboard-domain", kwargs={"code": domain.code}) if domain else reverse("dashboard")
        when = {"year": str(quarter.year), "quarter": str(quarter.number)} if quarter else {}
        return f"{path}?{urlencode(self.query | when)}"

    @cached_property
    def choices(self) -> list[QuarterChoice]:
        return [self._choice(quarter) for quarter in Quarter.quarters_of(self.upto.year)]

    def _choice(self, quarter: Quarter) -> QuarterChoice:
        standing = standing_of(self.part, quarter)
        fill = Fill.EMPTY
        if standing.counted:
            fill = Fill.FILLED if standing.is_complete else Fill.HATCHED
        is_asked = bool(standing.expected)
        return QuarterChoice(
            standing=standing,
            segment=Segment(
                label=quarter.number_label, fill=fill, status=standing.coverage if is_asked else _("nothing asked yet")
            ),
            url=self.address(domain=self.subject.domain, quarter=quarter) if is_asked else "",
            is_current=quarter == self.upto,
        )

    @property
    def years(self) -> list[tuple[int, str, bool]]:
        """The years that can be chosen: each with the address of its last quarter asked, and whether it is shown."""
        last = {quarter.year: quarter for quarter in self.quarters}
        return [
            (year, self.address(domain=self.subject.domain, quarter=quarter), year == self.upto.year)
            for year, quarter in last.items()
        ]

    def beside_domains(self, table: Table) -> list[tuple[str, list[tuple[Column, ShownCell]]]]:
        """The rows of a table of domains, each with the address of its domain; what belongs to none has none."""
        addresses = [self.address(domain=domain) for domain in self.reading.domains]
        return list(zip([*addresses, ""], table.labelled_rows, strict=False))

    @property
    def other_regions(self) -> list[tuple[Region, str]]:
        return [
            (region, f"{reverse('dashboard')}?{urlencode({'region': region.code})}")
            for region in self.regions
            if region != self.region
        ]


def viewing(person: Person, address: Mapping[str, str], domain_code: str | None = None) -> Viewing | None:
    """What the address asks for, as far as this person may read it; None while the region has asked for nothing.

    Raises PermissionDenied to whom reads no region, Http404 where the region or the domain is not theirs.
    """
    regions = regions_for(person)
    if not regions:
        raise PermissionDenied
    region = _named(regions, address.get("region", ""))
    domain = get_object_or_404(Domain, region=region, code=domain_code) if domain_code else None
    quarters = quarters_of(region)
    if not quarters:
        return None
    asked, unknown = _asked(address, quarters)
    year = asked[0] or latest_year(region) or quarters[-1].year
    reading = read_accepted(region, [year - 1, year])
    subject = Subject(name=str(domain or region), upto=quarters[-1], domain=domain, own=own_clusters(person, region))
    upto = _quarter(subject.part_of(reading), year, asked[1], quarters)
    return Viewing(tuple(regions), reading, replace(subject, upto=upto), tuple(quarters), unknown)


def _named(regions: list[Region], code: str) -> Region:
    if not code:
        return regions[0]
    found = next((region for region in regions if region.code == code), None)
    if found is None:
        raise Http404
    return found


def _asked(address: Mapping[str, str], quarters: list[Quarter]) -> tuple[tuple[int | None, int | None], str]:
    """Year and quarter of the address, each None where it names nothing there is; and what it names then."""
    year, number = address.get("year", ""), address.get("quarter", "")
    known_years = {str(quarter.year): quarter.year for quarter in quarters}
    known_numbers = {str(quarter.number): quarter.number for quarter in quarters if str(quarter.year) == year}
    unknown = " ".join(filter(None, [year, number]))[:30]
    if year and year not in known_years:
        return (None, None), unknown
    if number and number not in known_numbers:
        return (known_years.get(year), None), unknown
    return (known_years.get(year), known_numbers.get(number)), ""


def _quarter(part: Reading, year: int, number: int | None, quarters: list[Quarter]) -> Quarter:
    """The quarter asked for, else the last one of the year with a figure, else the last one that was asked."""
    if number is not None:
        return Quarter(year, number)
    of_year = [quarter for quarter in quarters if quarter.year == year]
    counted = [quarter for quarter in of_year if part.counted_in(quarter)]
    return max(counted or of_year)
