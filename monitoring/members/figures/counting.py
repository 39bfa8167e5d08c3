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

from django.db.models import BigIntegerField, Count, F, Max, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf, Substr

from monitoring.members.figures.lists import FiledList, revisions_of
from monitoring.members.models import MemberLine, MemberLineQuerySet
from monitoring.organisations.models import Organisation

# Looked up for each line: where organisations are joined, PostgreSQL may read the whole registry.
_MERGED_INTO = (
    Organisation.objects.filter(pk=OuterRef("organisation"), merged_into__isnull=False).order_by().values("merged_into")
)
SURVIVOR = Coalesce(Subquery(_MERGED_INTO), "organisation", output_field=BigIntegerField())


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
        if not self._categories:
            return self._lines
        # Of the organisations counted in these categories, whatever each of their clusters declares.
        chosen = self.organisations.order_by().annotate(survivor=SURVIVOR).values("survivor")
        return self._lines.annotate(counted_as=SURVIVOR).filter(counted_as__in=chosen)

    @property
    def organisations(self) -> MemberLineQuerySet:
        """One line an organisation: the one entered last."""
        of_each = self._lines.order_by().annotate(survivor=SURVIVOR).values("survivor")
        found = MemberLine.objects.filter(pk__in=of_each.annotate(last=Max("pk")).values("last"))
        return found.filter(category__in=self._categories) if self._categories else found

    @property
    def _lines(self) -> MemberLineQuerySet:
        return MemberLine.objects.members().filter(revision__in=revisions_of(self.lists))

    def _rows(self, lines: MemberLineQuerySet, **keys: Combinable) -> Iterable[tuple[Any, ...]]:
        """Each combination of these keys there is, with its list and how many lines it has there."""
        # List by list, so that a total can be withheld which too few clusters stand behind.
        asked = lines.order_by().annotate(**keys).values_list(*keys, "revision_id")
        return asked.annotate(number=Count("pk")).iterator(chunk_size=10_000)

    def _counts(self, rows: Iterable[tuple[Any, ...]], *wanted: tuple[int, ...]) -> list[Counts]:
        """For each of the wanted groups of keys, by their place, how many there are of each combination."""
        numbers: list[dict[tuple[Any, ...], int]] = [defaultdict(int) for _group in wanted]
        clusters: list[dict[tuple[Any, ...], set[int]]] = [defaultdict(set) for _group in wanted]
        for row in rows:
            cluster, number = self._clusters[row[-2]], row[-1]
            for index, group in enumerate(wanted):
                key = tuple([row[place] for place in group])
                numbers[index][key] += number
                clusters[index][key].add(cluster)
        return [
            {key: Counted(number, frozenset(of[key])) for key, number in found.items()}
            for found, of in zip(numbers, clusters, strict=True)
        ]

    @cached_property
    def _organisation_rows(self) -> list[tuple[Any, ...]]:
        """All that is counted of organisations, asked at once: who speaks for each is then looked up once."""
        rows = self._rows(
            self.organisations,
            of=F("category"),
            takes_part=F("takes_part_in_governance"),
            since=F("joined_year"),
            kind=F("other_kind"),
            sirene=in_sirene("sirene_size"),
            band=declared_or_known("headcount_band", "sirene_headcount_band"),
            nomenclature=declared_or_known("naf_version", "sirene_naf_version"),
            division=Substr(declared_or_known("naf", "sirene_naf"), 1, 2),
            land=F("country"),
            place=Coalesce("departement", "organisation__merged_into__departement", "organisation__departement"),
        )
        return list(rows)

    @cached_property
    def _facts(self) -> list[Counts]:
        return self._counts(self._organisation_rows, (0, 3, 4), (0, 5), (6, 7), (8, 9))

    @property
    def by_size(self) -> Counts:
        """Organisations by (category declared, kind of other, size in Sirene)."""
        return self._facts[0]

    @property
    def by_headcount(self) -> Counts:
        """Organisations by (category declared, headcount band)."""
        return self._facts[1]

    @property
    def by_activity(self) -> Counts:
        """Organisations by (version of NAF, division of two digits)."""
        return self._facts[2]

    @property
    def by_place(self) -> Counts:
        """Organisations by (country, département or None)."""
        return self._facts[3]

    @cached_property
    def _ties(self) -> list[Counts]:
        """All that is counted of memberships, asked at once; on one list they are the organisations."""
        rows: Iterable[tuple[Any, ...]] = (
            self._organisation_rows
            if len(self.lists) == 1
            else self._rows(
                self.memberships, of=F("category"), takes_part=F("takes_part_in_governance"), since=F("joined_year")
            )
        )
        return self._counts(rows, (-2, 2), (-2, 0, 1))

    @property
    def by_year(self) -> Counts:
        """Memberships by (revision of the list, year of joining or None)."""
        return self._ties[0]

    @property
    def by_tie(self) -> Counts:
        """Memberships by (revision of the list, category, whether the member takes part in governance or None)."""
        return self._ties[1]

    @property
    def total(self) -> Counted:
        """The organisations, each once."""
        return together(self.by_size.values())
