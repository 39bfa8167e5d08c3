"""Who came and who left, year by year, and who is in several clusters at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.alphabet import alphabetically
from clusterix.lib.charts import diverging_bars, horizontal_bars
from clusterix.lib.columns import Cell, Column, Row
from clusterix.lib.numbers import format_number, format_share, share
from clusterix.lib.panels import Panel, Table
from monitoring.members.figures.changes import Change, changes
from monitoring.members.figures.counting import NONE, Counted
from monitoring.members.figures.discretion import FEWEST_OTHERS
from monitoring.members.figures.lists import FiledList
from monitoring.members.figures.subject import Subject, all_rows, discretion_note, organisations, sort_out, table_of
from monitoring.members.wording import joined_counted, left_counted

TURNOVER, TURNOVER_CLUSTERS, OVERLAPS, PAIRS = "turnover", "turnover-clusters", "overlaps", "pairs"
MOST_YEARS = 6
MOST_BARS = 4


def _columns() -> tuple[Column, ...]:
    return (
        Column("joined", _("Joined"), "number"),
        Column("left", _("Left"), "number"),
        Column("net", _("Net"), "number"),
        Column("stayed", _("Stayed"), "number"),
        Column("kept", _("Share that stayed"), "share"),
    )


def _cells(change: Change | None) -> dict[str, Cell]:
    if change is None:
        return {"joined": None, "left": None, "net": None, "stayed": None, "kept": None}
    kept = share(change.stayed, change.before)
    return {
        "joined": change.joined,
        "left": change.left,
        "net": change.net,
        "stayed": change.stayed,
        "kept": kept,
    }


def turnover_panel(subject: Subject, years: int | None = None) -> Panel:
    """How many memberships were gained and lost in each year, over the lists that can be compared.

    `years` is how many of the years up to the one looked at are told; all of them without.
    """
    since = subject.year - years if years is not None else 0
    pairs = subject.lists.pairs(year for year in subject.lists.years if since < year <= subject.year)
    found = changes(pairs)
    by_year: dict[int, Change] = defaultdict(Change)
    compared: dict[int, set[int]] = defaultdict(set)
    for now, _before in pairs:
        if now.revision_id is not None:
            by_year[now.year] += found[now.revision_id]
            compared[now.year].add(now.cluster_id)
    own = subject.own
    told = [y for y in sorted(by_year) if own is None or len(compared[y] - own) >= FEWEST_OTHERS]
    rows = tuple(_cells(by_year[year]) | {"year": str(year), "lists": len(compared[year])} for year in told)
    columns = (Column("year", _("Year")), *_columns(), Column("lists", _("Lists compared"), "number"))
    table = Table(_("Who joined and who left, year by year: %(name)s") % {"name": subject.name}, columns, rows)
    change = by_year[subject.year] if subject.year in told else None
    drawn = replace(table, rows=rows[-MOST_YEARS:])
    return Panel(
        key=TURNOVER,
        question=_("Who came, who left?"),
        sentence=_sentence(subject, change, is_withheld=subject.year in by_year and change is None),
        summary=_summary(subject, change, len(compared[subject.year])),
        table=table,
        figure=diverging_bars(drawn, "year", "joined", "left") if rows else None,
        standing=subject.standing,
        number=format_number(change.net, signed=True) if change else "",
        counts=_counts(change) if change else "",
        notes=(_("All categories together."),) if subject.categories and change else (),
    )


def _sentence(subject: Subject, change: Change | None, *, is_withheld: bool) -> str:
    if is_withheld:
        return _("This total is withheld: fewer than three other clusters stand behind it.")
    if change is None:
        return _("No list of %(year)s can be compared with one before it.") % {"year": subject.year}
    return _("%(joined)s joined, %(left)s left, net %(net)s.") % {
        "joined": format_number(change.joined, signed=True),
        "left": format_number(-change.left, signed=True),
        "net": format_number(change.net, signed=True),
    }


def _counts(change: Change) -> str:
    return _("members: %(joined)s, %(left)s") % {
        "joined": joined_counted(change.joined),
        "left": left_counted(change.left),
    }


def _summary(subject: Subject, change: Change | None, lists: int) -> str:
    if change is None:
        return ""
    stayed = format_share(share(change.stayed, change.before))
    if subject.is_cluster:
        return _("Since the last list accepted before; %(share)s of its members stayed.") % {"share": stayed}
    return ngettext(
        "%(lists)s list of %(year)s compared with the one before it; %(share)s of the members stayed.",
        "%(lists)s lists of %(year)s compared with the ones before them; %(share)s of the members stayed.",
        lists,
    ) % {"lists": format_number(lists), "year": subject.year, "share": stayed}


def turnover_by_cluster(subject: Subject) -> Panel:
    """The year cluster by cluster, in alphabetical order; a first list has nothing to be compared with."""
    pairs = subject.lists.pairs([subject.year])
    before = {now.revision_id: lists for now, lists in pairs}
    found = changes(pairs)
    counted = sorted(subject.lists.counted_in(subject.year), key=lambda one: alphabetically(one.cluster))
    rows = tuple(
        _cells(found.get(one.revision_id or 0))
        | {"cluster": one.cluster, "before": _compared_with(one, before.get(one.revision_id, []))}
        for one in counted
    )
    columns = (Column("cluster", _("Cluster")), *_columns(), Column("before", _("Compared with")))
    return Panel(
        key=TURNOVER_CLUSTERS,
        question=_("Cluster by cluster"),
        sentence=ngettext(
            "%(number)s list, in alphabetical order.", "%(number)s lists, in alphabetical order.", len(counted)
        )
        % {"number": format_number(len(counted))},
        summary=_("A cluster born of a merger is compared with the clusters merged into it, taken together."),
        table=Table(subject.caption(_("Who joined and who left, cluster by cluster")), columns, rows),
        standing=subject.standing,
    )


def _compared_with(now: FiledList, before: list[FiledList]) -> str:
    """The year of the list before; with the names of the clusters where they are others."""
    if not before:
        return _("first list")
    return ", ".join(
        str(one.year) if one.cluster_id == now.cluster_id else f"{one.cluster} {one.year}"
        for one in sorted(before, key=lambda one: alphabetically(one.cluster))
    )


def overlaps_panel(subject: Subject, pair: str = "") -> Panel:
    """How many organisations are in one cluster, in two, and so on. `pair` names the two that share most."""
    found = subject.overlaps
    numbers: dict[int, Counted] = defaultdict(lambda: NONE)
    numbers[1] = Counted(found.alone, frozenset(one.cluster_id for one in subject.members.lists))
    for clusters in found.shared.values():
        numbers[min(len(clusters), MOST_BARS)] += Counted(1, clusters)
    names = {
        1: _("In one cluster"),
        2: _("In two clusters"),
        3: _("In three clusters"),
        MOST_BARS: _("In four clusters or more"),
    }
    sorted_out = sort_out(subject, [(names[number], numbers[number]) for number in sorted(numbers)])
    several = len(found.shared)
    table = table_of(
        subject.caption(_("Organisations by the number of their clusters")), _("Clusters"), _("Organisations"),
        all_rows(sorted_out) if found.total else [], sorted_out.total,
    )  # fmt: skip
    return Panel(
        key=OVERLAPS,
        question=_("Who is in several clusters?"),
        sentence=_("%(number)s %(counts)s in two clusters or more, %(share)s.")
        % {
            "number": format_number(several),
            "counts": organisations(several),
            "share": format_share(share(several, found.total)),
        }
        if several
        else _("No organisation is in two clusters."),
        summary=pair,
        table=table,
        figure=horizontal_bars(table, "sort", "number") if several else None,
        standing=subject.standing,
        number=format_number(several) if several else "",
        counts=_("in two clusters or more") if several else "",
        notes=discretion_note(sorted_out),
    )


def pairs_panel(subject: Subject) -> Panel:
    """Every pair of clusters that share members, in alphabetical order."""
    names = {one.cluster_id: one.cluster for one in subject.members.lists}
    pairs = [
        (sorted((names[first], names[second]), key=alphabetically), number)
        for (first, second), number in subject.overlaps.pairs.items()
    ]
    rows: tuple[Row, ...] = tuple(
        {"first": first, "second": second, "number": number}
        for (first, second), number in sorted(pairs, key=lambda row: [alphabetically(name) for name in row[0]])
    )
    columns = (
        Column("first", _("Cluster")),
        Column("second", _("Other cluster")),
        Column("number", _("Members of both"), "number"),
    )
    return Panel(
        key=PAIRS,
        question=_("Which clusters share members?"),
        sentence=ngettext(
            "%(number)s pair of clusters shares members.", "%(number)s pairs of clusters share members.", len(pairs)
        )
        % {"number": format_number(len(pairs))},
        summary=most_shared(subject),
        table=Table(subject.caption(_("Members shared by two clusters")), columns, rows),
        standing=subject.standing,
    )


def most_shared(subject: Subject) -> str:
    """The pair of clusters that share most members, in words; nothing where several share as many."""
    names = {one.cluster_id: one.cluster for one in subject.members.lists}
    most = subject.overlaps.pairs.most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return ""
    (first, second), number = most[0]
    one, other = sorted((names[first], names[second]), key=alphabetically)
    return _("The pair that shares most: %(first)s and %(second)s, %(number)s.") % {
        "first": one,
        "second": other,
        "number": format_number(number),
    }
