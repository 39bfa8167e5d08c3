"""A list as its reviewer reads it: who joined, left or changed, what is unusual; the others in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.numbers import format_number
from monitoring.campaigns.kinds import ReviewRow
from monitoring.campaigns.models import Revision
from monitoring.members.addresses import grid_url, line_url
from monitoring.members.comparing import Comparison, in_words, lines_of, since_last_year
from monitoring.members.flags import worth_a_look
from monitoring.members.models import MemberLine
from monitoring.members.wording import members_counted, said, summary_of

WHOLE, UNCHANGED = "members:all", "members:unchanged"


def review_rows(revision: Revision) -> list[ReviewRow]:
    """In a fixed number of queries; the rows of unchanged members are left out unless something is said of them."""
    comparison = since_last_year(revision.report, revision)
    rows = [_whole(revision, comparison)]
    for title, lines in _sections(revision, comparison):
        rows += [_row(revision, comparison, title, line) for line in lines]
    rows += [_gone(line) for line in comparison.gone]
    shown = {row.key for row in rows}
    rest = [line for line in comparison.members if line.key not in shown]
    return [*rows, _rest(revision, comparison, rest)] if rest else rows


def _sections(revision: Revision, comparison: Comparison) -> list[tuple[str, list[MemberLine]]]:
    """In a first year everybody joined: what is unusual is shown alone."""
    spoken_of = set(revision.report.remarks.exclude(key="").values_list("key", flat=True)) | _touched(revision)
    joined = [] if comparison.is_first else comparison.joined
    changed = [pair.now for pair in comparison.changed]
    shown = {line.pk for line in (*joined, *comparison.left, *changed)}
    others = [
        line
        for line in comparison.members
        if line.pk not in shown and (line.key in spoken_of or _flags(revision, comparison, line))
    ]
    return [
        (_("Worth a look, spoken of or corrected"), others),
        (_("Joined"), joined),
        (_("Left"), comparison.left),
        (_("Changed since last year"), changed),
    ]


def _touched(revision: Revision) -> set[str]:
    """Lines that differ from the former filing of the same report."""
    former = revision.report.revisions.filter(sealed_at__isnull=False, number__lt=revision.number).last()
    if former is None:
        return set()
    versions = dict(MemberLine.objects.filter(revision=former).values_list("uuid", "version"))
    return {line.key for line in lines_of(revision) if versions.get(line.uuid) != line.version}


def _flags(revision: Revision, comparison: Comparison, line: MemberLine) -> tuple[str, ...]:
    return worth_a_look(line, comparison.before_by_uuid.get(line.uuid), revision.report.campaign.period)


def _row(revision: Revision, comparison: Comparison, section: str, line: MemberLine) -> ReviewRow:
    before = comparison.before_by_uuid.get(line.uuid)
    fields = next((pair.changed for pair in comparison.stayed if pair.now.pk == line.pk), ()) if before else ()
    return _said(
        key=line.key,
        url=line_url(revision.report, line),
        section=section,
        label=line.name,
        value=in_words(line, fields) if fields else summary_of(line),
        year_before=in_words(before, fields) if before and fields else "",
        flags=_flags(revision, comparison, line),
    )


def _gone(line: MemberLine) -> ReviewRow:
    return _said(
        key=line.key,
        section=_("Left"),
        label=line.name,
        value=_("Not on the list"),
        year_before=summary_of(line),
        flags=(_("A member last year; this list does not say that it left."),),
    )


def _said(**facts: Any) -> ReviewRow:
    """Members are words; a cluster answers for them in remarks alone."""
    return ReviewRow(is_text=True, may_explain=False, **facts)


def _whole(revision: Revision, comparison: Comparison) -> ReviewRow:
    return _said(
        key=WHOLE,
        url=grid_url(revision.report),
        section=_("The list"),
        label=_("All members"),
        value=_by_category(comparison.members),
        year_before="" if comparison.is_first else members_counted(comparison.former_count),
        flags=_many_left(comparison),
    )


def _many_left(comparison: Comparison) -> tuple[str, ...]:
    """Beyond a quarter of a list, something else than ordinary turnover may have happened."""
    left, former = len(comparison.left) + len(comparison.gone), comparison.former_count
    if former < 8 or left * 4 <= former:
        return ()
    sentence = ngettext("%(left)s member out of %(former)s left.", "%(left)s members out of %(former)s left.", left) % {
        "left": format_number(left),
        "former": format_number(former),
    }
    return (sentence,)


def _rest(revision: Revision, comparison: Comparison, rest: list[MemberLine]) -> ReviewRow:
    title = _("Members") if comparison.is_first else _("Unchanged")
    label = _("First list of this cluster") if comparison.is_first else _("As on last year's list")
    return _said(
        key=UNCHANGED, url=grid_url(revision.report), section=title, label=label, value=members_counted(len(rest))
    )


def _by_category(lines: Iterable[MemberLine]) -> str:
    """Such as “175 members: small or medium-sized enterprise 120, large enterprise 12”."""
    found = Counter(line.category for line in lines)
    parts = [
        f"{said('category', code) if code else _('no category')} {format_number(count)}"
        for code, count in found.most_common()
    ]
    total = members_counted(sum(found.values()))
    return _("%(total)s: %(parts)s") % {"total": total, "parts": ", ".join(parts)} if parts else total
