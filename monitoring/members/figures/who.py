"""Who the members are: their categories, their size as declared and as Sirene has it, their headcount."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.charts import horizontal_bars, hundred_percent_bar
from clusterix.lib.columns import Cell, Column, Row
from clusterix.lib.numbers import format_number, format_share, share
from clusterix.lib.panels import Panel, Table
from monitoring.members.figures.counting import NONE, Counted, Members, together
from monitoring.members.figures.subject import (
    Subject,
    all_rows,
    discretion_note,
    organisations,
    sort_out,
    table_of,
)
from monitoring.organisations.headcount import MICRO_BANDS
from monitoring.organisations.models import Category, OtherKind, SireneSize

WHO, SIZE, HEADCOUNT = "who", "size", "headcount"

# Micro-enterprises are small and medium-sized enterprises too (décret 2008-1354, art. 3).
SIZES = {
    SireneSize.LARGE: (Category.LARGE,),
    SireneSize.MID_CAP: (Category.MID_CAP,),
    SireneSize.SME: (Category.SME, Category.MICRO),
}
COMPANIES = frozenset(category for categories in SIZES.values() for category in categories)
GROUPS: tuple[tuple[Category, tuple[Category, ...]], ...] = (
    (Category.LARGE, (Category.LARGE,)),
    (Category.MID_CAP, (Category.MID_CAP,)),
    (Category.SME, (Category.SME, Category.MICRO)),
    (Category.RESEARCH, (Category.RESEARCH,)),
    (Category.HIGHER_EDUCATION, (Category.HIGHER_EDUCATION,)),
    (Category.PUBLIC, (Category.PUBLIC,)),
    (Category.OTHER, (Category.OTHER,)),
)
ORDER = tuple(SIZES)


def in_plural(category: str, number: int) -> str:
    """What so many members of a category are."""
    plurals: dict[str, str] = {
        Category.LARGE: ngettext("large enterprise", "large enterprises", number),
        Category.MID_CAP: ngettext("mid-sized enterprise", "mid-sized enterprises", number),
        Category.SME: ngettext("small or medium-sized enterprise", "small and medium-sized enterprises", number),
        Category.MICRO: ngettext("micro-enterprise", "micro-enterprises", number),
        Category.RESEARCH: ngettext("research organisation", "research organisations", number),
        Category.HIGHER_EDUCATION: ngettext("training body or university", "training bodies and universities", number),
        Category.PUBLIC: ngettext("public body", "public bodies", number),
        Category.OTHER: ngettext("other organisation", "other organisations", number),
    }
    return plurals[category]


def of_categories(members: Members, categories: tuple[str, ...]) -> Counted:
    return together(counted for (of, *_rest), counted in members.by_size.items() if of in categories)


def who_panel(subject: Subject, key: str = WHO) -> Panel:
    """How many organisations of each category, micro-enterprises within small and medium-sized ones."""
    members = subject.members
    names = {str(capfirst(in_plural(group, 2))): group for group, _categories in GROUPS}
    groups = [(name, of_categories(members, dict(GROUPS)[group])) for name, group in names.items()]
    if (unnamed := of_categories(members, ("",))).count:
        groups.append((_("Category not given"), unnamed))
    sorted_out = sort_out(subject, groups)
    caption, heading = subject.caption(_("Members by category")), _("Category")
    drawn = table_of(caption, heading, _("Organisations"), all_rows(sorted_out), sorted_out.total)
    rows = [row for name, number in all_rows(sorted_out) for row in [(name, number), *_parts(subject, names.get(name))]]
    number = counts = ""
    largest = max((row for row in sorted_out.rows if row[0] in names and row[1]), key=lambda row: row[1], default=None)
    sentence = nothing(subject)
    if largest:
        number, counts = format_number(largest[1]), in_plural(names[largest[0]], largest[1])
        sentence = _("%(number)s %(counts)s, %(share)s of the members.") % {
            "number": number,
            "counts": counts,
            "share": format_share(share(largest[1], sorted_out.total)),
        }
    return Panel(
        key=key,
        question=_("Who are the members?"),
        sentence=sentence,
        summary=_summary(subject, sorted_out.total) if largest else "",
        table=table_of(caption, heading, _("Organisations"), rows if largest else [], sorted_out.total),
        figure=horizontal_bars(drawn, "sort", "number") if largest else None,
        standing=subject.standing,
        number=number,
        counts=_("%(counts)s among the members") % {"counts": counts} if counts else "",
        notes=discretion_note(sorted_out),
    )


def _parts(subject: Subject, group: Category | None) -> list[tuple[str, int]]:
    """The rows “of which” after that of a category; none where each would have to be discreet too."""
    found: list[tuple[str, int]] = []
    if subject.own is not None:
        return found
    if group == Category.SME:
        found = [(_("of which micro-enterprises"), of_categories(subject.members, (Category.MICRO,)).count)]
    elif group == Category.OTHER:
        kinds = subject.members.by_size.items()
        found = [
            (
                _("of which: %(kind)s") % {"kind": kind.label},
                together(counted for (of, which, _s), counted in kinds if of == group and which == kind).count,
            )
            for kind in OtherKind
        ]
    return [row for row in found if row[1]]


def nothing(subject: Subject) -> str:
    """What is said where there is nothing to count."""
    if not subject.standing.counted:
        return _("No members list of %(year)s is accepted yet.") % {"year": subject.year}
    return _("Nobody on the accepted lists of %(year)s is of this kind.") % {"year": subject.year}


def _summary(subject: Subject, total: int) -> str:
    held = total if subject.is_cluster else subject.overlaps.memberships
    if held == total:
        return _("%(number)s %(counts)s in all.") % {"number": format_number(total), "counts": organisations(total)}
    return ngettext(
        "%(number)s organisation holds %(held)s memberships; one in several clusters is counted once.",
        "%(number)s organisations hold %(held)s memberships; one in several clusters is counted once.",
        total,
    ) % {"number": format_number(total), "held": format_number(held)}


def size_panel(subject: Subject) -> Panel:
    """The size declared beside that of Sirene, kept apart and never corrected by each other."""
    found: dict[tuple[SireneSize, str], int] = {}
    for (of, _kind, sirene), counted in subject.members.by_size.items():
        for size, categories in SIZES.items():
            if of in categories:
                found[size, sirene] = found.get((size, sirene), 0) + counted.count
    known = {pair: number for pair, number in found.items() if pair[1] in SIZES}
    same = sum(number for (declared, sirene), number in known.items() if declared == sirene)
    total, in_sirene = sum(found.values()), sum(known.values())
    figure = None
    sentence = _("Sirene’s size is known of no member company.")
    if in_sirene:
        sentence = _("%(same)s of the size Sirene gives, %(other)s of another.") % {
            "same": _companies(same),
            "other": format_number(in_sirene - same),
        }
        figure = hundred_percent_bar(_agreement(found), "sort", "number")
    return Panel(
        key=SIZE,
        question=_("Are they of the size they say?"),
        sentence=sentence,
        summary=_("Sirene knows the size of %(known)s of the %(total)s member companies.")
        % {"known": format_number(in_sirene), "total": format_number(total)},
        table=_cross_table(subject, found) if total else Table(subject.caption(_("Sizes")), (), ()),
        figure=figure,
        standing=subject.standing,
        notes=(_("Both are kept: a company belongs to the size of its group, which Sirene does not always know."),),
    )


def _companies(number: int) -> str:
    return ngettext("%(number)s company is", "%(number)s companies are", number) % {"number": format_number(number)}


def _agreement(found: dict[tuple[SireneSize, str], int]) -> Table:
    """Whether the size in Sirene is the one declared, smaller or larger."""
    sorts = {_("As declared"): 0, _("Smaller in Sirene"): 0, _("Larger in Sirene"): 0, _("Not known in Sirene"): 0}
    same, smaller, larger, unknown = sorts
    for (declared, sirene), number in found.items():
        if sirene not in SIZES:
            sorts[unknown] += number
        elif sirene == declared:
            sorts[same] += number
        else:
            sorts[smaller if ORDER.index(SireneSize(sirene)) > ORDER.index(declared) else larger] += number
    return table_of("", "", _("Companies"), [row for row in sorts.items() if row[1]], sum(sorts.values()))


def _cross_table(subject: Subject, found: dict[tuple[SireneSize, str], int]) -> Table:
    columns = (
        Column("declared", _("Size declared")),
        *(Column(size, _("In Sirene: %(size)s") % {"size": size.label}, "number") for size in SIZES),
        Column("unknown", _("Not known in Sirene"), "number"),
    )
    rows: list[Row] = []
    for size in SIZES:
        cells: dict[str, Cell] = {sirene: found.get((size, sirene), 0) for sirene in SIZES}
        rows.append(cells | {"declared": str(capfirst(size.label)), "unknown": found.get((size, ""), 0)})
    return Table(subject.caption(_("Size declared and size in Sirene, companies")), columns, tuple(rows))


def headcount_panel(subject: Subject) -> Panel:
    """How many people work in the member companies, by band, as declared or else as Sirene has it."""
    bands = {
        _("Fewer than 10 people"): MICRO_BANDS,
        _("10 to 49 people"): {"11", "12"},
        _("50 to 249 people"): {"21", "22", "31"},
        _("250 to 4,999 people"): {"32", "41", "42", "51"},
        _("5,000 people or more"): {"52", "53"},
        _("Not known"): {""},
    }
    found = dict.fromkeys(bands, NONE)
    for (of, band), counted in subject.members.by_headcount.items():
        if of in COMPANIES:
            name = next((name for name, codes in bands.items() if band in codes), _("Not known"))
            found[name] += counted
    sorted_out = sort_out(subject, list(found.items()))
    known = [row for row in sorted_out.rows if row[0] != _("Not known") and row[1]]
    largest = max(known, key=lambda row: row[1], default=None)
    rows = [row for row in all_rows(sorted_out) if row[1]]
    table = table_of(
        subject.caption(_("Companies by headcount")), _("Headcount"), _("Companies"), rows, sorted_out.total
    )
    return Panel(
        key=HEADCOUNT,
        question=_("How many people work there?"),
        sentence=_("%(band)s in %(number)s of the %(total)s member companies.")
        % {"band": largest[0], "number": format_number(largest[1]), "total": format_number(sorted_out.total)}
        if largest
        else _("The headcount of no member company is known."),
        summary=_("As the clusters declare it; where they do not, as Sirene has it."),
        table=table,
        figure=horizontal_bars(table, "sort", "number") if largest else None,
        standing=subject.standing,
        notes=discretion_note(sorted_out),
    )
