"""What the members do and where they are: sectors of NAF, départements with a map, elsewhere and abroad."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.alphabet import alphabetically
from clusterix.lib.charts import horizontal_bars
from clusterix.lib.maps import choropleth
from clusterix.lib.numbers import format_number, format_share, share
from clusterix.lib.panels import Panel
from monitoring.members.figures.counting import NONE, Counted, together
from monitoring.members.figures.subject import (
    Sorted,
    Subject,
    all_rows,
    discretion_note,
    organisations,
    sort_out,
    table_of,
)
from monitoring.organisations.activities import NafVersion, divisions, section_of, sections
from monitoring.organisations.identifiers import HOME
from monitoring.organisations.places import country_name
from monitoring.territory.models import Departement

SECTOR, DIVISION, PLACE, ELSEWHERE = "sector", "division", "place", "elsewhere"
MOST_SECTORS = 7


def sector_panel(subject: Subject) -> Panel:
    """How many organisations in each section of NAF; a section is told by the first two digits of the code."""
    found = {str(section): NONE for section in sections()}
    for (_version, division), counted in subject.members.by_activity.items():
        if section := section_of(division):
            found[str(section)] += counted
    sorted_out = sort_out(subject, [row for row in found.items() if row[1].count])
    largest = sorted_out.largest
    table = table_of(
        subject.caption(_("Members by sector")), _("Section of NAF"), _("Organisations"), all_rows(sorted_out),
        sorted_out.total,
    )  # fmt: skip
    drawn = replace(table, rows=table_of("", "", "", _largest(all_rows(sorted_out)), sorted_out.total).rows)
    return Panel(
        key=SECTOR,
        question=_("Which sectors?"),
        sentence=_("First sector: %(sector)s, %(number)s %(counts)s, %(share)s.")
        % {
            "sector": largest[0].partition(" ")[2],
            "number": format_number(largest[1]),
            "counts": organisations(largest[1]),
            "share": format_share(share(largest[1], sorted_out.total)),
        }
        if largest
        else _("The activity of no member is known."),
        summary=_known(sorted_out.total, subject.members.total.count),
        table=table,
        figure=horizontal_bars(drawn, "sort", "number") if largest else None,
        standing=subject.standing,
        notes=(*_versions(subject), *discretion_note(sorted_out)),
    )


def _largest(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The sectors with most members in their own order, and the others together."""
    kept = sorted(rows, key=lambda row: -row[1])[:MOST_SECTORS]
    others = sum(row[1] for row in rows if row not in kept)
    return [*(row for row in rows if row in kept), *([(_("Other sectors"), others)] if others else [])]


def _known(known: int, total: int) -> str:
    return ngettext(
        "The activity of %(known)s organisation out of %(total)s is known.",
        "The activity of %(known)s organisations out of %(total)s is known.",
        known,
    ) % {"known": format_number(known), "total": format_number(total)}


def _versions(subject: Subject) -> tuple[str, ...]:
    """Which versions of NAF the codes are of, where it is not one alone."""
    found = {version for version, division in subject.members.by_activity if division}
    names = [str(version.label) for version in NafVersion if version in found]
    if len(names) < 2:
        return tuple(_("Codes of %(version)s.") % {"version": name} for name in names)
    return (_("Codes of %(versions)s, put together by their first two digits.") % {"versions": ", ".join(names)},)


def division_panel(subject: Subject) -> Panel | None:
    """The same by division, version by version: a table to work with. None where rows would have to be discreet."""
    rows: dict[tuple[str, str], Counted] = {}
    for (version, division), counted in subject.members.by_activity.items():
        if division:
            label = str(NafVersion(version).label) if version in NafVersion else version
            rows[division, label] = rows.get((division, label), NONE) + counted
    if subject.own is not None or not rows:
        return None
    names = divisions()
    total = together(rows.values()).count
    several = len({version for _division, version in rows}) > 1
    table = table_of(
        subject.caption(_("Members by division of NAF")),
        _("Division of NAF"),
        _("Organisations"),
        [
            (
                f"{names.get(division, division)} ({version})" if several else str(names.get(division, division)),
                row.count,
            )
            for (division, version), row in sorted(rows.items())
        ],
        total,
    )
    return Panel(
        key=DIVISION,
        question=_("Which sectors, in detail?"),
        sentence=ngettext("%(number)s division of NAF.", "%(number)s divisions of NAF.", len(rows))
        % {"number": format_number(len(rows))},
        summary=_known(total, subject.members.total.count),
        table=table,
        standing=subject.standing,
    )


def place_panel(subject: Subject, departements: list[Departement]) -> Panel:
    """How many organisations in each département of the region, on a map and in its table; the others beside."""
    inside, elsewhere, abroad, unknown = _places(subject, departements)
    beside = [(_("Elsewhere in France"), elsewhere), (_("Abroad"), abroad), (_("Place not known"), unknown)]
    sorts = [(str(departement), inside[departement.code]) for departement in departements]
    sorted_out = sort_out(subject, [*sorts, *(row for row in beside if row[1].count)])
    told = dict(sorted_out.rows)
    values = {d.code: told.get(str(d)) for d in departements}
    present = sum(bool(value) for value in values.values())
    largest = max(((d, told.get(str(d)) or 0) for d in departements), key=lambda row: row[1], default=None)
    return Panel(
        key=PLACE,
        question=_("Where are they?"),
        sentence=_place_sentence(subject, sorted_out, present, largest),
        summary=_beside(sorted_out, {name for name, _counted in beside}),
        table=table_of(
            subject.caption(_("Members by département")),
            _("Place"),
            _("Organisations"),
            all_rows(sorted_out),
            sorted_out.total,
        ),
        map=choropleth(values) if sorted_out.total else None,
        standing=subject.standing,
        notes=discretion_note(sorted_out),
    )


def _places(subject: Subject, departements: list[Departement]) -> tuple[dict[str, Counted], Counted, Counted, Counted]:
    inside = {departement.code: NONE for departement in departements}
    elsewhere = abroad = unknown = NONE
    for (country, place), counted in subject.members.by_place.items():
        if country != HOME:
            abroad += counted
        elif place is None:
            unknown += counted
        elif place in inside:
            inside[place] += counted
        else:
            elsewhere += counted
    return inside, elsewhere, abroad, unknown


def _place_sentence(subject: Subject, sorted_out: Sorted, present: int, largest: tuple[Departement, int] | None) -> str:
    if not sorted_out.total:
        return _("No member’s place is known.")
    if largest is None or not largest[1]:
        return _("No member is known to be in the region’s own départements.")
    return ngettext(
        "Present in %(present)s département; %(name)s: %(number)s.",
        "Present in %(present)s départements; %(name)s: %(number)s.",
        present,
    ) % {"present": format_number(present), "name": largest[0].name, "number": format_number(largest[1])}


def _beside(sorted_out: Sorted, names: set[str]) -> str:
    told = [
        _("%(place)s: %(number)s") % {"place": name, "number": format_number(number)}
        for name, number in sorted_out.rows
        if name in names and number
    ]
    return f"{'; '.join(told)}." if told else ""


def elsewhere_panel(subject: Subject, departements: list[Departement], others: dict[str, Departement]) -> Panel | None:
    """The other départements and the countries members come from; None if there are none."""
    inside = {departement.code for departement in departements}
    in_france: dict[str, Counted] = {}
    abroad: dict[str, Counted] = {}
    for (country, place), counted in subject.members.by_place.items():
        if country != HOME:
            abroad[country_name(country)] = abroad.get(country_name(country), NONE) + counted
        elif place is not None and place not in inside:
            name = str(others.get(place, place))
            in_france[name] = in_france.get(name, NONE) + counted
    sorts = [*sorted(in_france.items()), *sorted(abroad.items(), key=lambda row: alphabetically(row[0]))]
    if not sorts:
        return None
    sorted_out = sort_out(subject, sorts)
    return Panel(
        key=ELSEWHERE,
        question=_("From where else?"),
        sentence=ngettext(
            "%(number)s member comes from elsewhere.", "%(number)s members come from elsewhere.", sorted_out.total
        )
        % {"number": format_number(sorted_out.total)},
        summary=_("%(departements)s other départements of France, %(countries)s other countries.")
        % {"departements": format_number(len(in_france)), "countries": format_number(len(abroad))},
        table=table_of(
            subject.caption(_("Members from elsewhere")),
            _("Place"),
            _("Organisations"),
            all_rows(sorted_out),
            sorted_out.total,
        ),
        standing=subject.standing,
        number=format_number(sorted_out.total),
        notes=discretion_note(sorted_out),
    )
