"""How members hold to their clusters: governance, years of membership, and what a cluster has at the median."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median, quantiles

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.alphabet import alphabetically
from clusterix.lib.charts import horizontal_bars, hundred_percent_bar
from clusterix.lib.columns import Column, Row
from clusterix.lib.numbers import format_number, format_share, share
from clusterix.lib.panels import Panel, Table
from monitoring.members.figures.counting import NONE, Counted, together
from monitoring.members.figures.discretion import is_discreet
from monitoring.members.figures.subject import (
    Subject,
    all_rows,
    discretion_note,
    memberships,
    sort_out,
    table_of,
)
from monitoring.members.figures.who import SIZES, nothing
from monitoring.organisations.models import SireneSize

GOVERNANCE, JOINING, MEDIANS, CLUSTERS = "governance", "joining", "medians", "clusters"

# Years of membership, the last band without end.
BANDS = ((0, 0), (1, 2), (3, 5), (6, 10), (11, 200))


def governance_panel(subject: Subject) -> Panel:
    """How many memberships come with a seat in the cluster's governance."""
    names = {True: _("Take part in governance"), False: _("Do not"), None: _("Not said")}
    found = dict.fromkeys(names.values(), NONE)
    for (_list, _category, takes_part), counted in subject.members.by_tie.items():
        found[names[takes_part]] += counted
    total = together(found.values())
    taking, not_said = found[names[True]], found[names[None]]
    said = total.count - not_said.count
    readable = all(is_discreet(counted, subject.own) for counted in found.values())
    if not readable:
        sentence = _("This total is withheld: fewer than three other clusters stand behind it.")
    elif said:
        sentence = _("%(number)s of %(total)s %(memberships)s come with a part in governance, %(share)s.") % {
            "number": format_number(taking.count),
            "total": format_number(said),
            "memberships": memberships(said),
            "share": format_share(share(taking.count, said)),
        }
    else:
        sentence = _("No list says who takes part in governance.")
    rows = [(name, counted.count) for name, counted in found.items() if counted.count] if readable else []
    table = table_of(
        subject.caption(_("Part in governance")), _("Part in governance"), _("Memberships"), rows, total.count
    )
    return Panel(
        key=GOVERNANCE,
        question=_("Who takes part in governance?"),
        sentence=sentence,
        table=table,
        figure=hundred_percent_bar(table, "sort", "number") if said and readable else None,
        standing=subject.standing,
        number=format_share(share(taking.count, said)) if said and readable else "",
        # Of several clusters, other numbers say more in the line of key figures.
        counts=_("of the members take part in governance") if said and subject.is_cluster else "",
    )


def joining_panel(subject: Subject) -> Panel:
    """In which year members joined, and how long half of them have been there."""
    by_year: dict[int | None, Counted] = defaultdict(lambda: NONE)
    for (_list, year), counted in subject.members.by_year.items():
        by_year[year] += counted
    total = together(by_year.values()).count
    known = Counter({year: counted.count for year, counted in by_year.items() if year is not None})
    seniority = median_of(Counter({max(0, subject.year - year): number for year, number in known.items()}))
    sorted_out = sort_out(
        subject,
        [(str(year), by_year[year]) for year in sorted(known, reverse=True)] + [(_("Not known"), by_year[None])],
    )
    rows = [row for row in all_rows(sorted_out) if row[1]]
    number = "" if seniority is None else format_number(seniority)
    bands = _bands(subject, known)
    return Panel(
        key=JOINING,
        question=_("Since when?"),
        sentence=ngettext(
            "Half of the memberships have lasted %(years)s year or more.",
            "Half of the memberships have lasted %(years)s years or more.",
            _plural(seniority),
        )
        % {"years": number}
        if seniority is not None
        else _("The year of joining is known of no member."),
        summary=ngettext(
            "The year of joining of %(known)s membership out of %(total)s is known.",
            "The year of joining of %(known)s memberships out of %(total)s is known.",
            known.total(),
        )
        % {"known": format_number(known.total()), "total": format_number(total)},
        table=table_of(
            subject.caption(_("Members by year of joining")), _("Member since"), _("Memberships"), rows, total
        ),
        figure=horizontal_bars(bands, "sort", "number") if number and not sorted_out.rest else None,
        standing=subject.standing,
        number=number,
        counts=ngettext("year of membership at the median", "years of membership at the median", _plural(seniority))
        if seniority is not None
        else "",
        notes=discretion_note(sorted_out),
    )


def _bands(subject: Subject, known: Counter[int]) -> Table:
    """The years put together by how long ago they are."""
    names = (
        _("This year"),
        _("1 or 2 years ago"),
        _("3 to 5 years ago"),
        _("6 to 10 years ago"),
        _("More than 10 years ago"),
    )
    rows = [
        (name, sum(number for year, number in known.items() if low <= max(0, subject.year - year) <= high))
        for name, (low, high) in zip(names, BANDS, strict=True)
    ]
    return table_of("", "", "", rows, known.total())


@dataclass(frozen=True)
class Ties:
    """A cluster's list in a few numbers; None where none can be given."""

    cluster_id: int
    cluster: str
    members: int
    small: Decimal | None
    governance: Decimal | None
    seniority: Decimal | None


def ties_of(subject: Subject) -> list[Ties]:
    """Each list counted, in alphabetical order of its cluster."""
    by_tie, by_year = defaultdict(list), defaultdict(list)
    for (filed, category, takes_part), counted in subject.members.by_tie.items():
        by_tie[filed].append((category, takes_part, counted.count))
    for (filed, year), counted in subject.members.by_year.items():
        by_year[filed].append((year, counted.count))
    found = []
    for one in sorted(subject.members.lists, key=lambda one: alphabetically(one.cluster)):
        rows = by_tie[one.revision_id]
        total = sum(number for _c, _t, number in rows)
        small = sum(number for category, _t, number in rows if category in SIZES[SireneSize.SME])
        said = sum(number for _c, takes_part, number in rows if takes_part is not None)
        taking = sum(number for _c, takes_part, number in rows if takes_part)
        years = Counter({max(0, subject.year - y): n for y, n in by_year[one.revision_id] if y is not None})
        found.append(
            Ties(one.cluster_id, one.cluster, total, share(small, total), share(taking, said), median_of(years))
        )
    return found


def medians_panel(subject: Subject) -> Panel:
    """What lists look like at the median and between their quartiles; no cluster is named."""
    ties = ties_of(subject)
    measures = (
        (_("Members"), [Decimal(one.members) for one in ties]),
        (_("Small and medium-sized enterprises among the members, in %"), _given([one.small for one in ties])),
        (_("Members taking part in governance, in %"), _given([one.governance for one in ties])),
        (_("Years of membership at the median"), _given([one.seniority for one in ties])),
    )
    rows: tuple[Row, ...] = tuple(
        {"measure": name, "low": low, "median": middle, "high": high}
        for name, values in measures
        for low, middle, high in [_quartiles(values)]
    )
    columns = (
        Column("measure", _("Of a cluster’s list")),
        Column("low", _("A quarter have at most"), "number"),
        Column("median", _("Median"), "number"),
        Column("high", _("A quarter have at least"), "number"),
    )
    middle = _quartiles(measures[0][1])[1]
    number = format_number(middle) if middle is not None else ""
    return Panel(
        key=MEDIANS,
        question=_("How large is a cluster?"),
        sentence=_("%(number)s members at the median.") % {"number": number} if number else nothing(subject),
        summary=_("Half of the clusters have more, half have fewer.") if number else "",
        table=Table(subject.caption(_("Lists of the clusters, at the median")), columns, rows if ties else ()),
        standing=subject.standing,
        number=number,
        counts=_("members of a cluster, at the median") if number else "",
    )


def clusters_panel(subject: Subject) -> Panel:
    """The same cluster by cluster, in alphabetical order, for those who read each."""
    ties = ties_of(subject)
    rows: tuple[Row, ...] = tuple(
        {
            "cluster": one.cluster,
            "members": one.members,
            "small": one.small,
            "governance": one.governance,
            "seniority": one.seniority,
        }
        for one in ties
    )
    columns = (
        Column("cluster", _("Cluster")),
        Column("members", _("Members"), "number"),
        Column("small", _("Small and medium-sized enterprises"), "share"),
        Column("governance", _("Taking part in governance"), "share"),
        Column("seniority", _("Years of membership, median"), "number"),
    )
    return Panel(
        key=CLUSTERS,
        question=_("Cluster by cluster"),
        sentence=ngettext(
            "%(number)s list, in alphabetical order.", "%(number)s lists, in alphabetical order.", len(ties)
        )
        % {"number": format_number(len(ties))},
        table=Table(subject.caption(_("Members cluster by cluster")), columns, rows),
        standing=subject.standing,
    )


def _given(values: Sequence[Decimal | None]) -> list[Decimal]:
    return [value for value in values if value is not None]


def _quartiles(values: Sequence[Decimal]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    if not values:
        return None, None, None
    if len(values) == 1:
        return (_tenth(values[0]),) * 3
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return _tenth(low), _tenth(middle), _tenth(high)


def median_of(counted: Counter[int]) -> Decimal | None:
    """The median of values given with how often each comes."""
    return _tenth(Decimal(median(counted.elements()))) if counted.total() else None


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _plural(value: Decimal) -> int:
    """The number of which a phrase takes its plural: one and a half years are more than one."""
    return int(value.to_integral_value(ROUND_HALF_UP)) if value != 1 else 1
