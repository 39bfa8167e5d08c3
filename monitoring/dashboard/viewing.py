"""What somebody looks at: the region, domain and quarter named in the address, and what they may read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from clusterix.lib.columns import Column
from clusterix.lib.panels import ShownCell, Standing, Table
from clusterix.lib.periods import Quarter
from monitoring.dashboard.periods import Periods, asked_for, shown_quarter
from monitoring.dashboard.queries import latest_year, quarters_of
from monitoring.objectives.panels import standing_of
from monitoring.objectives.reading import Reading, read_accepted
from monitoring.objectives.subject import Subject
from monitoring.people.models import Person
from monitoring.people.perimeter import named, own_clusters, regions_for
from monitoring.territory.models import Domain, Region


@dataclass(frozen=True)
class Viewing:
    """A page of figures being looked at. `unknown` is a period of the address that does not exist, to be said."""

    person: Person
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

    @property
    def pack_address(self) -> str:
        """The same on paper."""
        domain = {"domain": self.subject.domain.code} if self.subject.domain else {}
        return f"{reverse('dashboard-pack')}?{urlencode(self.query | domain)}"

    @property
    def periods(self) -> Periods:
        return Periods(
            part=self.part,
            upto=self.upto,
            quarters=self.quarters,
            address=lambda quarter: self.address(domain=self.subject.domain, quarter=quarter),
            regions=tuple(
                (str(region), f"{reverse('dashboard')}?{urlencode({'region': region.code})}")
                for region in self.regions
                if region != self.region
            ),
        )

    def beside_domains(self, table: Table) -> list[tuple[str, list[tuple[Column, ShownCell]]]]:
        """The rows of a table of domains, each with the address of its domain; what belongs to none has none."""
        addresses = [self.address(domain=domain) for domain in self.reading.domains]
        return list(zip([*addresses, ""], table.labelled_rows, strict=False))


def viewing(person: Person, address: Mapping[str, str], domain_code: str | None = None) -> Viewing | None:
    """What the address asks for, as far as this person may read it; None while the region has asked for nothing.

    Raises PermissionDenied to whom reads no region, Http404 where the region or the domain is not theirs.
    """
    regions = regions_for(person)
    if not regions:
        raise PermissionDenied
    region = named(regions, address.get("region", ""))
    domain = get_object_or_404(Domain, region=region, code=domain_code) if domain_code else None
    due = quarters_of(region)
    if not due:
        return None
    quarters, over = tuple(due), {quarter for quarter, day in due.items() if day < timezone.localdate()}
    year, number, unknown = asked_for(address.get("year", ""), address.get("quarter", ""), quarters)
    year = year or latest_year(region) or quarters[-1].year
    reading = read_accepted(region, [year - 1, year])
    part = reading.of_domain(domain.pk) if domain else reading
    subject = Subject(
        name=str(domain or region),
        upto=shown_quarter(part, year, number, quarters, over),
        domain=domain,
        own=own_clusters(person, region),
    )
    return Viewing(person, tuple(regions), reading, subject, quarters, unknown)
