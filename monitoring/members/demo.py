"""Members lists of the demonstration: three years accepted, this year's being filled in, with plausible turnover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from clusterix.lib.periods import Year
from monitoring.campaigns.demo import Filing
from monitoring.campaigns.models import Remark
from monitoring.campaigns.states import State
from monitoring.members.carrying import prefill
from monitoring.members.models import MemberLine
from monitoring.members.writing import COLUMNS, NewLine, write_lines
from monitoring.organisations.demo import Lot
from monitoring.organisations.models import Category, Organisation

# This year's lists; the clusters not named here have not begun.
RUNNING_STATES = {
    "minalogic": State.DRAFT,
    "coboteam": State.DRAFT,
    "terralia": State.DRAFT,
    "axelera": State.ACCEPTED,
    "cluster-bio": State.ACCEPTED,
    "techtera": State.ACCEPTED,
    "outdoor-sports-valley": State.ACCEPTED,
    "lyonbiopole": State.SUBMITTED,
    "tenerrdis": State.SUBMITTED,
    "plastipolis": State.SUBMITTED,
    "digital-league": State.SUBMITTED,
    "cara": State.RETURNED,
    "i-care": State.RETURNED,
}
# Two years ago one list never came.
EARLIER_STATES = {-2: {"elastopole": State.TO_DO}}
COLLEGES = ("Entreprises", "Recherche et formation", "Membres associés", "")
# How many in a hundred: are there from the first list on; leave in a year; grow out of their category.
THERE, LEAVE, GROW = 0.78, 0.05, 0.02
GROWN = {Category.MICRO: Category.SME, Category.SME: Category.MID_CAP}


def states(year: Year, years: Sequence[Year]) -> dict[str, State]:
    """Where the lists of those clusters stand that do not stand where most do."""
    if year == years[-1]:
        return RUNNING_STATES
    return EARLIER_STATES.get(year.year - years[-1].year, {})


@dataclass
class _Member:
    """One organisation in one cluster: when it came, when it went."""

    uuid: UUID
    organisation: Organisation
    first_year: int
    columns: dict[str, Any]
    left_on: date | None = None
    grown_in: int | None = None

    def line(self, year: int) -> NewLine | None:
        """How it stands on the list of that year, if it does."""
        if year < self.first_year or (self.left_on and self.left_on.year < year):
            return None
        columns = dict(self.columns)
        if self.grown_in and year >= self.grown_in:
            columns["category"] = GROWN.get(columns["category"], columns["category"])
        left_on = self.left_on if self.left_on and self.left_on.year == year else None
        return NewLine(self.organisation.pk, columns, self.uuid, left_on)


class Membership:
    """Who is a member of which cluster from year to year; the same lots and years give the same lists."""

    def __init__(self, lots: Sequence[Lot], years: Sequence[Year], today: date) -> None:
        self.years, self.today = [year.year for year in years], today
        self.members = {lot.cluster.pk: list(self._of_lot(lot)) for lot in lots}

    def write(self, filings: Sequence[Filing]) -> None:
        """A list being filled in begins with last year's, and nothing was done to it yet."""
        for filing in filings:
            revision, report = filing.revision, filing.report
            if revision.sealed_at is None:
                prefill(revision)
                continue
            year = report.campaign.period.year
            lines = (member.line(year) for member in self.members[report.cluster_id])
            write_lines(revision, [line for line in lines if line], revision.opened_by, at=revision.opened_at)
            if report.state == State.RETURNED:
                self._ask(filing)

    def _ask(self, filing: Filing) -> None:
        """The remark of a returned list is about one of its large members."""
        lines = MemberLine.objects.filter(revision=filing.revision, category=Category.SME, left_on__isnull=True)
        line = lines.order_by("name").first()
        if line:
            body = f"{line.name} n’est-elle pas la filiale d’un grand groupe ? Elle en aurait alors la catégorie."
            Remark.objects.filter(report=filing.report).update(key=line.key, body=body)

    def _of_lot(self, lot: Lot) -> Iterator[_Member]:
        random = Random(f"members of {lot.cluster.code}")
        organisations = list({organisation.pk: organisation for organisation in lot.organisations}.values())
        random.shuffle(organisations)
        there = round(len(organisations) * THERE)
        for place, organisation in enumerate(organisations):
            first = self.years[0] if place < there else random.choice(self.years[1:])
            member = _Member(
                uuid=uuid5(organisation.uuid, lot.cluster.code),
                organisation=organisation,
                first_year=first,
                columns=_declared(random, organisation, first, is_new=place >= there),
            )
            self._live(random, member)
            yield member

    def _live(self, random: Random, member: _Member) -> None:
        for year in self.years:
            if year > member.first_year and random.random() < LEAVE:
                day = min(date(year, random.randint(1, 6), 28), self.today - timedelta(days=12))
                member.left_on = day if day.year == year else None
                return
            if year > member.first_year and random.random() < GROW:
                member.grown_in = year


def _declared(random: Random, organisation: Organisation, first: int, *, is_new: bool) -> dict[str, Any]:
    """What the cluster writes of it; some of it is not known."""
    columns: dict[str, Any] = {name: getattr(organisation, name) for name in COLUMNS if hasattr(organisation, name)}
    joined = first if is_new else first - min(int(random.expovariate(0.25)), 14)
    columns["joined_year"] = joined if random.random() < 0.95 else None
    columns["takes_part_in_governance"] = random.choices((True, False, None), weights=(14, 78, 8))[0]
    columns["college"] = random.choice(COLLEGES)
    return columns
