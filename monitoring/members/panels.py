"""What a list of members says to those who read totals: who they are, who governs, where. No member is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.charts import horizontal_bars, hundred_percent_bar
from clusterix.lib.columns import Column, Row
from clusterix.lib.numbers import format_number, format_share, share
from clusterix.lib.panels import Panel, Standing, Table
from monitoring.campaigns.models import Revision
from monitoring.members.models import MemberLine, MemberLineQuerySet
from monitoring.members.wording import members_counted
from monitoring.organisations.models import Category
from monitoring.territory.models import Departement


@dataclass(frozen=True)
class Counts:
    """How many memberships there are of each sort, those that left not counted."""

    total: int
    by_category: dict[str, int]
    by_departement: dict[str | None, int]
    in_governance: int
    governance_known: int


def counts_of(lines: MemberLineQuerySet) -> Counts:
    """In three queries, however long the lists are."""
    members = lines.members().order_by()
    totals = members.aggregate(
        total=Count("pk"),
        in_governance=Count("pk", filter=Q(takes_part_in_governance=True)),
        governance_known=Count("pk", filter=Q(takes_part_in_governance__isnull=False)),
    )
    categories = Counter(dict(members.values_list("category").annotate(Count("pk"))))
    departements = dict(members.values_list("departement").annotate(Count("pk")))
    return Counts(
        total=totals["total"],
        by_category={code: categories[code] for code in (*Category.values, "") if categories[code]},
        by_departement=departements,
        in_governance=totals["in_governance"],
        governance_known=totals["governance_known"],
    )


def member_panels(counts: Counts, standing: Standing) -> list[Panel]:
    """The same panels for a preview, a cluster, a domain or a region."""
    return [category_panel(counts, standing), governance_panel(counts, standing), departement_panel(counts, standing)]


def preview_panels(revision: Revision) -> list[Panel]:
    """What elected officials will see of this list once it is accepted."""
    lines = MemberLine.objects.filter(revision=revision)
    standing = Standing(
        is_accepted=revision.accepted_at is not None,
        as_of=localdate(revision.accepted_at or revision.sealed_at),
        counted=1,
        expected=1,
        period=revision.report.campaign.period,
        is_of_one=True,
    )
    return member_panels(counts_of(lines), standing)


def category_panel(counts: Counts, standing: Standing) -> Panel:
    rows = [
        _row(str(Category(code).label) if code else _("no category"), count, counts.total)
        for code, count in counts.by_category.items()
    ]
    table = _table(_("Members by category"), _("Category"), rows)
    if not rows:
        return _empty("members-category", _("Who are the members?"), table, standing)
    most = max(rows, key=lambda row: int(str(row["members"])))
    return Panel(
        key="members-category",
        question=_("Who are the members?"),
        sentence=_("%(total)s; the most numerous category is “%(category)s”: %(count)s, that is %(share)s.")
        % {
            "total": members_counted(counts.total),
            "category": most["name"],
            "count": format_number(int(str(most["members"]))),
            "share": format_share(share(int(str(most["members"])), counts.total) or 0),
        },
        table=table,
        figure=horizontal_bars(table, "name", "members"),
        standing=standing,
        number=format_number(counts.total),
        counts=_("members"),
    )


def governance_panel(counts: Counts, standing: Standing) -> Panel:
    others = counts.governance_known - counts.in_governance
    unknown = counts.total - counts.governance_known
    rows = [
        _row(_("take part in governance"), counts.in_governance, counts.total),
        _row(_("take no part in it"), others, counts.total),
        *([_row(_("not known"), unknown, counts.total)] if unknown else []),
    ]
    table = _table(_("Members in the governance of their cluster"), _("Governance"), rows)
    question = _("Who takes part in governance?")
    if not counts.total:
        return _empty("members-governance", question, table, standing)
    return Panel(
        key="members-governance",
        question=question,
        sentence=ngettext(
            "%(count)s member out of %(total)s takes part in governance.",
            "%(count)s members out of %(total)s take part in governance.",
            counts.in_governance,
        )
        % {"count": format_number(counts.in_governance), "total": format_number(counts.total)},
        table=table,
        figure=hundred_percent_bar(table, "name", "members"),
        standing=standing,
        number=format_number(counts.in_governance),
        counts=_("members in governance"),
    )


def departement_panel(counts: Counts, standing: Standing) -> Panel:
    names = {one.code: one.name for one in Departement.objects.filter(code__in=[c for c in counts.by_departement if c])}
    placed = sorted(((names[code], count) for code, count in counts.by_departement.items() if code in names))
    elsewhere = counts.total - sum(count for _name, count in placed)
    rows = [_row(name, count, counts.total) for name, count in placed]
    if elsewhere:
        rows.append(_row(_("elsewhere, or not known"), elsewhere, counts.total))
    table = _table(_("Members by département"), _("Département"), rows)
    question = _("Where are the members?")
    if not placed:
        return _empty("members-departement", question, table, standing)
    name, count = max(placed, key=lambda one: one[1])
    return Panel(
        key="members-departement",
        question=question,
        sentence=ngettext(
            "Members in %(count)s département; %(name)s: %(most)s.",
            "Members in %(count)s départements; %(name)s: %(most)s.",
            len(placed),
        )
        % {"count": format_number(len(placed)), "name": name, "most": format_number(count)},
        table=table,
        figure=horizontal_bars(table, "name", "members"),
        standing=standing,
        number=format_number(len(placed)),
        counts=_("départements"),
    )


def _row(name: str, count: int, total: int) -> Row:
    return {"name": name, "members": count, "share": share(count, total)}


def _table(caption: str, heading: str, rows: Sequence[Row]) -> Table:
    columns = (
        Column("name", heading),
        Column("members", _("Members"), "number"),
        Column("share", _("Share"), "share"),
    )
    return Table(caption, columns, tuple(rows))


def _empty(key: str, question: str, table: Table, standing: Standing) -> Panel:
    return Panel(key=key, question=question, sentence=_("No member is listed yet."), table=table, standing=standing)
