"""Members in words, in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.days import format_day
from clusterix.lib.numbers import format_number
from monitoring.members.models import MemberLine
from monitoring.members.sheet import LINE_FIELDS, MEMBERS

WORDS: dict[str, dict[str, object]] = {
    field.key: {choice.code: choice.label for choice in field.choices} for field in MEMBERS.fields if field.choices
}


def said(name: str, value: object) -> str:
    """One value of a line as people read it; an empty one is said in words."""
    if value is None or value == "":
        return _("No value")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return format_day(value)
    return str(WORDS.get(name, {}).get(str(value), value))


def summary_of(line: MemberLine) -> str:
    """A member in one phrase: “small or medium-sized enterprise, 38000 Grenoble, member since 2018”."""
    parts = [
        said("category", line.category) if line.category else _("no category"),
        " ".join(part for part in (line.postal_code, line.town) if part),
        line.country if line.country != "FR" else "",
        _("member since %(year)s") % {"year": line.joined_year} if line.joined_year else "",
        _("takes part in governance") if line.takes_part_in_governance else "",
        _("left on %(date)s") % {"date": said("left_on", line.left_on)} if line.left_on else "",
    ]
    return ", ".join(part for part in parts if part)


def members_counted(count: int) -> str:
    return ngettext("%(count)s member", "%(count)s members", count) % {"count": format_number(count)}


def joined_counted(count: int) -> str:
    return ngettext("%(count)s joined", "%(count)s joined", count) % {"count": format_number(count)}


def left_counted(count: int) -> str:
    return ngettext("%(count)s left", "%(count)s left", count) % {"count": format_number(count)}


def changed_counted(count: int) -> str:
    return ngettext("%(count)s changed", "%(count)s changed", count) % {"count": format_number(count)}


@dataclass(frozen=True)
class Both:
    """A value that two people wrote differently."""

    label: str
    theirs: str
    mine: str


def differing(theirs: MemberLine, mine: Mapping[str, object]) -> list[Both]:
    return [
        Both(str(MEMBERS.field(name).label), said(name, getattr(theirs, name)), said(name, mine[name]))
        for name in LINE_FIELDS
        if getattr(theirs, name) != mine[name]
    ]


def facts_of(line: MemberLine) -> list[tuple[str, str]]:
    """What is declared of a member, label and value; what is empty is left out."""
    facts = [
        (str(MEMBERS.field(name).label), said(name, getattr(line, name)))
        for name in LINE_FIELDS
        if getattr(line, name) not in (None, "")
    ]
    return [*facts, (_("Left on"), said("left_on", line.left_on))] if line.left_on else facts
