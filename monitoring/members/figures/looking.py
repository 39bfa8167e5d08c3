"""What the address asks for: region, year, domain, cluster and category, as far as this person may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusterix.lib.alphabet import alphabetically
from monitoring.members.figures.lists import Lists, read_lists
from monitoring.members.figures.subject import Subject
from monitoring.members.figures.who import COMPANIES, GROUPS, in_plural
from monitoring.organisations.models import Category
from monitoring.people.models import Person
from monitoring.people.perimeter import named, own_clusters, regions_for
from monitoring.people.roles import REGION_READERS
from monitoring.territory.models import Domain, Region

# Of a cluster's own people, who look at their cluster unless they ask for the region.
WHOLE = "all"

CHOSEN_CATEGORIES: dict[str, tuple[Category, ...]] = {
    "companies": tuple(sorted(COMPANIES)),
    **{group.value: categories for group, categories in GROUPS},
    Category.MICRO.value: (Category.MICRO,),
}


def category_choices() -> list[tuple[str, str]]:
    named_so = [(group.value, str(capfirst(in_plural(group, 2)))) for group, _categories in GROUPS]
    place = next(index for index, (code, _name) in enumerate(named_so) if code == Category.SME) + 1
    micro = (Category.MICRO.value, str(capfirst(in_plural(Category.MICRO, 2))))
    return [("companies", _("Companies of any size")), *named_so[:place], micro, *named_so[place:]]


@dataclass(frozen=True)
class Looking:
    """A page of figures of members being looked at. `in_vain` is what of the address could not be followed, said."""

    person: Person
    regions: tuple[Region, ...]
    lists: Lists
    domains: tuple[Domain, ...]
    year: int
    own: frozenset[int] | None
    domain: Domain | None = None
    cluster_code: str = ""
    category: str = ""
    in_vain: tuple[str, ...] = ()

    @property
    def region(self) -> Region:
        return self.lists.region

    @cached_property
    def clusters(self) -> list[tuple[int, str, str]]:
        """Those whose figures this person may ask for one by one: id, code and name, in alphabetical order."""
        found = {(one.cluster_id, one.code, one.cluster) for one in self.lists.filed}
        readable = [one for one in found if self.own is None or one[0] in self.own]
        return sorted(readable, key=lambda one: alphabetically(one[2]))

    @cached_property
    def cluster_id(self) -> int | None:
        return next((pk for pk, code, _name in self.clusters if code == self.cluster_code), None)

    @property
    def is_of_cluster(self) -> bool:
        return self.cluster_id is not None

    @property
    def reads_names(self) -> bool:
        """Organisations by name: for who reads the region's reports, and for a cluster's own people of their own."""
        return self.region.pk in self.person.region_ids(REGION_READERS) or (
            self.cluster_id is not None and self.cluster_id in self.person.readable_cluster_ids
        )

    @property
    def reads_each_cluster(self) -> bool:
        """Elected officials and clusters' people read totals; a cluster's own figures stand on its page."""
        return self.region.pk in self.person.region_ids(REGION_READERS)

    @cached_property
    def subject(self) -> Subject:
        lists, name = self.lists, str(self.region)
        if self.cluster_id is not None:
            lists = lists.of_clusters(lists.with_predecessors(self.cluster_id))
            name = next(name for pk, _code, name in self.clusters if pk == self.cluster_id)
        elif self.domain is not None:
            lists, name = lists.of_domain(self.domain.pk), str(self.domain)
        return Subject(
            name=name,
            lists=lists,
            year=self.year,
            is_cluster=self.is_of_cluster,
            categories=CHOSEN_CATEGORIES.get(self.category, ()),
            own=None if self.is_of_cluster else self.own,
        )

    @cached_property
    def whole(self) -> Looking:
        """The same over all clusters, for a page where one of them only picks out rows."""
        return replace(self, cluster_code="")

    @property
    def query(self) -> dict[str, str]:
        """What the address says: enough to come back to the same figures."""
        cluster = self.cluster_code or (WHOLE if self.own is not None else "")
        chosen = {
            "region": self.region.code if len(self.regions) > 1 else "",
            "year": str(self.year),
            "domain": self.domain.code if self.domain else "",
            "cluster": cluster,
            "category": self.category,
        }
        return {name: value for name, value in chosen.items() if value}

    def address(self, name: str, **changed: str) -> str:
        query = {key: value for key, value in (self.query | changed).items() if value}
        return f"{reverse(name)}?{urlencode(query)}"


def looking(person: Person, address: Mapping[str, str]) -> Looking | None:
    """What the address asks for; None while the region has asked for no list.

    Raises PermissionDenied to whom reads no region, Http404 where the region is not theirs. A year, domain, cluster or
    category that is not there, or not for this person, is left out and said.
    """
    regions = regions_for(person)
    if not regions:
        raise PermissionDenied
    lists = read_lists(named(regions, address.get("region", "")))
    latest = lists.latest_year
    if latest is None:
        return None
    own = own_clusters(person, lists.region)
    domains = tuple(Domain.objects.filter(region=lists.region))
    found = Looking(person, tuple(regions), lists, domains, latest, own)
    return _followed(found, address)


def _followed(found: Looking, address: Mapping[str, str]) -> Looking:
    asked = {name: address.get(name, "").strip() for name in ("year", "domain", "cluster", "category")}
    in_vain = []
    year = next((one for one in found.lists.years if str(one) == asked["year"]), None)
    if asked["year"] and year is None:
        in_vain.append(_("There are no lists of “%(year)s”. The latest ones are shown.") % {"year": asked["year"][:30]})
    codes = [code for _pk, code, _name in found.clusters]
    cluster = asked["cluster"] if asked["cluster"] in codes else ""
    if found.own is not None and not asked["cluster"] and codes:
        cluster = _first_with_list(found, year or found.year)
    if asked["cluster"] not in {"", WHOLE, *codes}:
        in_vain.append(
            _("There is no cluster “%(code)s” whose members you can read.") % {"code": asked["cluster"][:30]}
        )
    domain = next((one for one in found.domains if one.code == asked["domain"]), None)
    category = asked["category"] if asked["category"] in CHOSEN_CATEGORIES else ""
    if found.own is not None and not cluster and (domain or category):
        # Two totals that differ by one filter would tell by subtraction what each of them withholds.
        in_vain.append(_("Domains and categories can be chosen within your own cluster alone."))
        domain, category = None, ""
    return replace(
        found,
        year=year or found.year,
        domain=None if cluster else domain,
        cluster_code=cluster,
        category=category,
        in_vain=tuple(in_vain),
    )


def _first_with_list(found: Looking, year: int) -> str:
    """The first of one's clusters that owes a list this year, else the first."""
    due = {one.code for one in found.lists.due_in(year)}
    codes = [code for _pk, code, _name in found.clusters]
    return next((code for code in codes if code in due), codes[0])
