"""What is worth a look in a members list, each reason in words. A reason blocks nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clusterix.lib.periods import Period
from monitoring.members.models import MemberLine
from monitoring.members.wording import said
from monitoring.organisations.models import Category, Organisation, SireneSize

# Sirene knows no micro-enterprise; whatever is no company keeps its own category beside Sirene's.
SIRENE_OF = {
    Category.MICRO: SireneSize.SME,
    Category.SME: SireneSize.SME,
    Category.MID_CAP: SireneSize.MID_CAP,
    Category.LARGE: SireneSize.LARGE,
}


def worth_a_look(line: MemberLine, before: MemberLine | None, period: Period) -> tuple[str, ...]:
    """Sentences on one line; `before` is the same member a year earlier, where it was one."""
    found = [
        _size_gap(line),
        _closed(line),
        _joined_later(line, period),
        _joined_otherwise(line, before),
        _before_it_was_there(line),
        _known_under_another_name(line),
        _other_category(line, before),
    ]
    return tuple(sentence for sentence in found if sentence)


def _size_gap(line: MemberLine) -> str:
    expected = SIRENE_OF.get(Category(line.category)) if line.category else None
    found = line.organisation.sirene_size if line.organisation else ""
    if expected is None or not found or expected == found:
        return ""
    return _("Declared as “%(declared)s”; Sirene says “%(found)s”.") % {
        "declared": said("category", line.category),
        "found": SireneSize(found).label,
    }


def _closed(line: MemberLine) -> str:
    if line.left_on or line.organisation is None or line.organisation.sirene_is_active is not False:
        return ""
    return _("Sirene says that this organisation has closed.")


def _joined_later(line: MemberLine, period: Period) -> str:
    if line.joined_year is None or line.joined_year <= period.year:
        return ""
    return _("Member since %(year)s, after the year of this list.") % {"year": line.joined_year}


def _joined_otherwise(line: MemberLine, before: MemberLine | None) -> str:
    if before is None or not before.joined_year or not line.joined_year or before.joined_year == line.joined_year:
        return ""
    return _("Member since %(now)s; last year's list said %(before)s.") % {
        "now": line.joined_year,
        "before": before.joined_year,
    }


def _other_category(line: MemberLine, before: MemberLine | None) -> str:
    """From a company to something else or back: sizes do change."""
    if before is None or not before.category or not line.category:
        return ""
    if (before.category in SIRENE_OF) == (line.category in SIRENE_OF):
        return ""
    return _("Its category was “%(before)s” on last year's list.") % {"before": said("category", before.category)}


def _before_it_was_there(line: MemberLine) -> str:
    """The first four digits of a laboratory's RNSR number are the year it was created in."""
    created = line.rnsr[:4]
    if not line.joined_year or not created.isdecimal() or line.joined_year >= int(created):
        return ""
    return _("Member since %(year)s, before the laboratory was created (%(created)s).") % {
        "year": line.joined_year,
        "created": created,
    }


def _known_under_another_name(line: MemberLine) -> str:
    if line.organisation is None or line.name.casefold() in _names(line.organisation):
        return ""
    return _("Declared as “%(declared)s”; the register knows it as “%(known)s”.") % {
        "declared": line.name,
        "known": line.organisation.name,
    }


def _names(organisation: Organisation) -> set[str]:
    names = (organisation.name, organisation.acronym, organisation.sirene_name)
    return {name.casefold() for name in names if name}
