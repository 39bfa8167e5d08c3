"""Writing members: one line from a page, or a whole list at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterix.lib.copying import insert_rows
from monitoring.campaigns.models import Revision
from monitoring.campaigns.moves import Refused
from monitoring.members.models import MemberLine
from monitoring.members.sheet import LINE_FIELDS
from monitoring.organisations.activities import normalised_naf
from monitoring.organisations.identifiers import HOME, bare
from monitoring.organisations.places import departement_of
from monitoring.people.models import Person
from monitoring.territory.models import Departement

NUMBERS = ("siren", "siret", "rna", "rnsr")
# What a line bears beyond what is typed: found from it.
FOUND = ("naf_version", "departement_id")
COLUMNS = (*LINE_FIELDS, *FOUND)


class Conflict(Exception):
    """Somebody saved the line otherwise, as `line`, since this person last saw it."""

    def __init__(self, line: MemberLine) -> None:
        super().__init__(str(line))
        self.line = line


class Declared:
    """Makes a line's columns of checked values; the départements are read once."""

    def __init__(self) -> None:
        self.departements = frozenset(Departement.objects.values_list("code", flat=True))

    def columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Every column in `COLUMNS`; a value that is not there is empty."""
        columns: dict[str, Any] = {name: values.get(name) or "" for name in LINE_FIELDS}
        columns["country"] = columns["country"] or HOME
        columns["joined_year"] = values.get("joined_year")
        columns["takes_part_in_governance"] = values.get("takes_part_in_governance")
        for name in NUMBERS:
            columns[name] = bare(columns[name])
        columns["naf"], columns["naf_version"] = normalised_naf(columns["naf"])
        found = departement_of(
            insee_code=columns["insee_code"], postal_code=columns["postal_code"], country=columns["country"]
        )
        columns["departement_id"] = found if found in self.departements else None
        return columns


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to write: its organisation, and its columns as `Declared.columns` makes them."""

    organisation_id: int
    columns: Mapping[str, Any]
    uuid: UUID = field(default_factory=uuid4)
    left_on: date | None = None


def write_lines(revision: Revision, lines: Iterable[NewLine], person: Person, at: datetime | None = None) -> int:
    """Add whole lists, set-based; the caller holds the revision and has each organisation once. Returns how many."""
    now = at or timezone.now()

    def rows() -> Iterator[tuple[Any, ...]]:
        for line in lines:
            declared = (line.columns[name] for name in COLUMNS)
            yield (revision.pk, line.uuid, line.organisation_id, *declared, line.left_on, 1, person.pk, now)

    columns = [name.removesuffix("_id") for name in COLUMNS]
    names = ("revision", "uuid", "organisation", *columns, "left_on", "version", "edited_by", "edited_at")
    return insert_rows(MemberLine, names, rows())


def save_line(
    revision: Revision, uuid: UUID, columns: Mapping[str, Any], *, version: int, person: Person
) -> MemberLine:
    """Write one line if nobody did since `version`; the caller holds the revision (campaigns.filling).

    Raises Conflict, having changed nothing. Saving the same thing twice saves it once.
    """
    lines = MemberLine.objects.filter(revision=revision, uuid=uuid)
    marks = {"version": F("version") + 1, "edited_by": person, "edited_at": timezone.now()}
    current = lines.select_related("edited_by", "organisation").get()
    if all(getattr(current, name) == value for name, value in columns.items()):
        return current
    if not lines.filter(version=version).update(**columns, **marks):
        raise Conflict(current)
    return lines.select_related("organisation").get()


def add_line(revision: Revision, line: NewLine, person: Person) -> MemberLine:
    """One new line; the same pressing of a button arriving twice adds it once, by its uuid."""
    there = MemberLine.objects.filter(revision=revision, uuid=line.uuid).first()
    if there:
        return there
    return MemberLine.objects.create(
        revision=revision,
        uuid=line.uuid,
        organisation_id=line.organisation_id,
        left_on=line.left_on,
        edited_by=person,
        **line.columns,
    )


def may_delete(line: MemberLine) -> bool:
    """Only what is on no list of another year: who was a member leaves, and does not vanish."""
    return not MemberLine.objects.filter(uuid=line.uuid).of_former_years(line.revision).exists()


def delete_line(revision: Revision, uuid: UUID, *, version: str) -> None:
    """Deleting what is deleted already is no mistake; `version` is the line's on the page."""
    line = MemberLine.objects.filter(revision=revision, uuid=uuid).select_related("revision").first()
    if line is None:
        return
    if not may_delete(line):
        raise Refused(_("It was a member before: note the day on which it left instead."))
    if str(line.version) != version:
        raise Refused(_("Somebody changed this member since you opened this page. Read it again first."))
    line.delete()


def leave(revision: Revision, uuid: UUID, on: date, person: Person) -> None:
    _mark(revision, uuid, on, person)


def restore(revision: Revision, uuid: UUID, person: Person) -> None:
    _mark(revision, uuid, None, person)


def _mark(revision: Revision, uuid: UUID, left_on: date | None, person: Person) -> None:
    MemberLine.objects.filter(revision=revision, uuid=uuid).update(
        left_on=left_on, version=F("version") + 1, edited_by=person, edited_at=timezone.now()
    )
