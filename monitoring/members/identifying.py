"""Which organisation of the registry a typed line stands for; where that is doubtful, somebody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from monitoring.campaigns.models import Revision
from monitoring.campaigns.moves import Refused
from monitoring.members.models import MemberLine
from monitoring.organisations.identifiers import bare
from monitoring.organisations.identity import Declared, Known, contradicts
from monitoring.organisations.matching import Matcher
from monitoring.organisations.models import Organisation
from monitoring.organisations.naming import name_key
from monitoring.organisations.registering import register

# What tells who an organisation is.
IDENTITY = ("name", "country", "siren", "siret", "rna", "rnsr", "foreign_identifier")
NONE_OF_THESE = "new"
SHOWN = 20


@dataclass(frozen=True)
class Likeness:
    organisation: Organisation
    # Out of 100.
    score: int


class Doubtful(Exception):
    """What was typed may be one of these; none is taken without being chosen."""

    def __init__(self, candidates: list[Likeness]) -> None:
        super().__init__(*candidates)
        self.candidates = candidates


def organisation_for_new(revision: Revision, columns: Mapping[str, Any], *, chosen: str) -> int:
    """The key of its organisation, found or taken in; `chosen` is a key, NONE_OF_THESE, or empty while none is asked.

    Raises Doubtful, or Refused where that organisation is on the list already.
    """
    organisation = _resolved(_declared(columns), chosen)
    _refuse_twice(revision, organisation)
    return organisation


def organisation_of_line(revision: Revision, columns: Mapping[str, Any], line: MemberLine, *, chosen: str) -> int:
    """The line's own, unless what identifies it was changed into another's."""
    own = line.organisation
    if own and all(columns[name] == getattr(line, name) for name in IDENTITY):
        return own.pk
    declared = _declared(columns)
    match = Matcher.around([declared]).match(declared)
    if own and match.organisation is None and not contradicts(declared, _known(own)):
        return own.pk
    organisation = _resolved(declared, chosen)
    if organisation != line.organisation_id:
        _refuse_twice(revision, organisation, but=line)
    return organisation


def search(text: str) -> QuerySet[Organisation]:
    """Those known under such a name or number, in alphabetical order; a few of them."""
    number, words = bare(text), name_key(text).split()
    numbers = Q(siren=number[:9]) | Q(rna=number) | Q(rnsr=number) | Q(foreign_identifier=number)
    names = Q()
    for word in words:
        names &= Q(name_key__contains=word)
    asked = names | Q(acronym__iexact=text.strip()) if words else Q(pk__in=[])
    if any(sign.isdecimal() for sign in number) and len(number) >= 9:
        asked |= numbers
    return Organisation.objects.filter(asked, merged_into__isnull=True).order_by("name")[:SHOWN]


def line_on_list(revision: Revision, organisation: int) -> MemberLine | None:
    """The line on which it, or one merged into it, stands already."""
    same = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    return MemberLine.objects.filter(same, revision=revision).first()


def _resolved(declared: Declared, chosen: str) -> int:
    if chosen.isdecimal() and len(chosen) < 19:
        return register([declared._replace(chosen=int(chosen))])[0].pk
    match = Matcher.around([declared]).match(declared)
    if match.candidates and chosen != NONE_OF_THESE:
        scores = {candidate.known.pk: candidate.score for candidate in match.candidates}
        found = Organisation.objects.select_related("departement").in_bulk(scores)
        raise Doubtful([Likeness(found[pk], score) for pk, score in scores.items() if pk in found])
    return register([declared])[0].pk


def _refuse_twice(revision: Revision, organisation: int, but: MemberLine | None = None) -> None:
    there = line_on_list(revision, organisation)
    if there is None or (but is not None and there.pk == but.pk):
        return
    raise Refused(
        _("This organisation is on the list already, as “%(name)s”: change that line instead.") % {"name": there.name}
    )


def _declared(columns: Mapping[str, Any]) -> Declared:
    return Declared.of({**columns, "departement": columns.get("departement_id") or ""})


def _known(organisation: Organisation) -> Known:
    return Known(
        organisation.pk,
        organisation.name,
        organisation.name_key,
        organisation.country,
        organisation.siren,
        organisation.rna,
        organisation.rnsr,
        organisation.foreign_identifier,
        organisation.departement_id or "",
        organisation.town,
    )
