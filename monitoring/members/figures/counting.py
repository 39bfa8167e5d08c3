"""Counts of members, made by the database from the accepted lists of a region alone.

An organisation in several clusters is one organisation and several memberships. Counted once, it is what the list
entered last says of it. Organisations merged in the registry count as their survivor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Max, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf, Substr

from monitoring.members.figures.lists import FiledList, revisions_of
from monitoring.members.models import MemberLine, MemberLineQuerySet

SURVIVOR = Coalesce("organisation__merged_into", "organisation")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of one sort, and the clusters on whose lists they stand."""

    count: int
    clusters: frozenset[int]

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.count + other.count, self.clusters | other.clusters)


NONE = Counted(0, frozenset())
Counts = dict[tuple[Any, ...], Counted]


def together(counted: Iterable[Counted]) -> Counted:
    return sum(counted, NONE)


def declared_or_known(declared: str, known: str) -> Combinable:
    """What the cluster declares; where it says nothing, what Sirene says of the organisation."""
    return Coalesce(NullIf(F(declared), Value("")), in_sirene(known), Value(""))


def in_sirene(name: str) -> Combinable:
    """What Sirene says of the organisation, or of the one it was merged into."""
    return Coalesce(
        NullIf(F(f"organisation__merged_into__{name}"), Value("")),
        NullIf(F(f"organisation__{name}"), Value("")),
        Value(""),
    )


class Members:
    """The members on these lists, those of these categories alone if any are given."""

    def __init__(self, lists: Sequence[FiledList], categories: Iterable[str] = ()) -> None:
        self.lists = tuple(lists)
        self._clusters = {one.revision_id: one.cluster_id for one in self.lists}
        self._categories = tuple(categories)

    @property
    def memberships(self) -> MemberLineQuerySet:
        """One line a cluster and member."""
        return self._chosen(MemberLine.objects.members().filter(revision__in=revisions_of(self.lists)))

    @property
    def organisations(self) -> MemberLineQuerySet:
        """One line an organisation: the one entered last."""
        lines = MemberLine.objects.members().filter(revision__in=revisions_of(self.lists))
        last = lines.order_by().annotate(survivor=SURVIVOR).values("survivor").annotate(last=Max("pk")).values("last")
        return self._chosen(MemberLine.objects.filter(pk__in=last))

    def _chosen(self, lines: MemberLineQuerySet) -> MemberLineQuerySet:
        return lines.filter(category__in=self._categories) if self._categories else lines

    def _counts(self, lines: MemberLineQuerySet, **keys: Combinable) -> Counts:
        # Cluster by cluster, so that a total can be withheld which too few of them stand behind.
        rows = lines.order_by().annotate(**keys).values_list(*keys, "revision_id").annotate(number=Count("pk"))
        found: Counts = defaultdict(lambda: NONE)
        for *key, revision, number in rows:
            found[tuple(key)] += Counted(number, frozenset({self._clusters[revision]}))
        return dict(found)

    @cached_property
    def by_size(self) -> Counts:
        """Organisations by (category declared, kind of other, size in Sirene)."""
        return self._counts(
            self.organisations, of=F("category"), kind=F("other_kind"), sirene=in_sirene("sirene_size")
        )  # fmt: skip

    @cached_property
    def by_headcount(self) -> Counts:
        """Organisations by (category declared, headcount band)."""
        band = declared_or_known("headcount_band", "sirene_headcount_band")
        return self._counts(self.organisations, of=F("category"), band=band)

    @cached_property
    def by_activity(self) -> Counts:
        """Organisations by (version of NAF, division of two digits)."""
        version = declared_or_known("naf_version", "sirene_naf_version")
        division = Substr(declared_or_known("naf", "sirene_naf"), 1, 2)
        return self._counts(self.organisations, of=version, division=division)

    @cached_property
    def by_place(self) -> Counts:
        """Organisations by (country, département or None)."""
        place = Coalesce("departement", "organisation__merged_into__departement", "organisation__departement")
        return self._counts(self.organisations, of=F("country"), place=place)

    @cached_property
    def by_year(self) -> Counts:
        """Memberships by (cluster, year of joining or None)."""
        return self._counts(self.memberships, of=F("revision__report__cluster_id"), since=F("joined_year"))

    @cached_property
    def by_tie(self) -> Counts:
        """Memberships by (cluster, category, whether the member takes part in governance or None)."""
        return self._counts(
            self.memberships,
            of=F("revision__report__cluster_id"),
            category_=F("category"),
            takes_part=F("takes_part_in_governance"),
        )

    @property
    def total(self) -> Counted:
        """The organisations, each once."""
        return together(self.by_size.values())

    @property
    def memberships_total(self) -> Counted:
        return together(self.by_tie.values())
