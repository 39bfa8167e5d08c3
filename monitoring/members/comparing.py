"""Who joined, who left, what changed: a list beside the one it goes on from, or beside its own former revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from clusterix.lib.alphabet import alphabetically
from clusterix.lib.workbooks.specification.wording import label_of
from monitoring.campaigns.kinds import read_once
from monitoring.campaigns.models import Report, Revision
from monitoring.members.carrying import former_lists
from monitoring.members.models import MemberLine
from monitoring.members.sheet import LINE_FIELDS, MEMBERS
from monitoring.members.wording import changed_counted, joined_counted, left_counted, said


@dataclass(frozen=True)
class Pair:
    """A member before and now."""

    before: MemberLine
    now: MemberLine

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The fields that differ, in the order of the list."""
        return changed_fields(self.before, self.now)


@dataclass(frozen=True)
class Comparison:
    """One list against another; members in alphabetical order. `is_first` where there is nothing to compare with."""

    joined: list[MemberLine]
    left: list[MemberLine]
    # On the former list and neither on this one nor said to have left.
    gone: list[MemberLine]
    stayed: list[Pair]
    is_first: bool = False

    @property
    def changed(self) -> list[Pair]:
        return [pair for pair in self.stayed if pair.changed]

    @property
    def in_words(self) -> str:
        return _("since last year: %(joined)s, %(left)s, %(changed)s") % {
            "joined": joined_counted(len(self.joined)),
            "left": left_counted(len(self.left)),
            "changed": changed_counted(len(self.changed)),
        }

    @property
    def members(self) -> list[MemberLine]:
        return sorted([*self.joined, *(pair.now for pair in self.stayed)], key=in_alphabet)

    @property
    def former_count(self) -> int:
        return len(self.stayed) + len(self.gone) + len(self.left)

    @cached_property
    def before_by_uuid(self) -> dict[Any, MemberLine]:
        return {pair.now.uuid: pair.before for pair in self.stayed}


def in_alphabet(line: MemberLine) -> tuple[str, str]:
    return alphabetically(line.name)


def compare(before: Iterable[MemberLine], now: Iterable[MemberLine], *, is_first: bool = False) -> Comparison:
    """Lines are the same by their uuid, else by the organisation they stand for (its survivor, once merged)."""
    former = sorted(before, key=in_alphabet)
    by_uuid = {line.uuid: line for line in former}
    by_organisation = {_survivor(line): line for line in former}
    comparison = Comparison([], [], [], [], is_first)
    seen = set()
    for line in sorted(now, key=in_alphabet):
        match = by_uuid.get(line.uuid) or by_organisation.get(_survivor(line))
        if match is not None:
            seen.add(match.pk)
        if line.left_on:
            comparison.left.append(line)
        elif match is None:
            comparison.joined.append(line)
        else:
            comparison.stayed.append(Pair(match, line))
    comparison.gone.extend(line for line in former if line.pk not in seen and not line.left_on)
    return comparison


def _survivor(line: MemberLine) -> int | None:
    merged_into = line.organisation.merged_into_id if line.organisation else None
    return merged_into or line.organisation_id


def changed_fields(before: MemberLine, now: MemberLine) -> tuple[str, ...]:
    names = (*LINE_FIELDS, "left_on")
    return tuple(name for name in names if getattr(before, name) != getattr(now, name))


def lines_of(revision: Revision | None) -> list[MemberLine]:
    """Every line with the organisation it stands for, read once for a page."""
    if revision is None:
        return []
    lines = MemberLine.objects.filter(revision=revision).select_related("organisation", "departement")
    return read_once(revision, "member lines", lambda: list(lines))


def since_last_year(report: Report, revision: Revision | None) -> Comparison:
    """Against the accepted lists this one goes on from, in a fixed number of queries."""

    def read() -> Comparison:
        sources = former_lists(report)
        before = MemberLine.objects.members().filter(revision__in=[source.pk for source in sources])
        former = list(before.select_related("organisation", "departement")) if sources else []
        return compare(former, lines_of(revision), is_first=not sources)

    return read_once(revision, "since last year", read)


def in_words(line: MemberLine, names: Iterable[str]) -> str:
    """Such as “Town: Grenoble; Member since: 2018”."""
    labels: Mapping[str, str] = {field.key: label_of(field) for field in MEMBERS.fields} | {"left_on": _("Left on")}
    return _("; ").join(
        _("%(field)s: %(value)s") % {"field": labels[name], "value": said(name, getattr(line, name))} for name in names
    )
