"""What each row of a members file would do to the list as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from clusterix.lib.workbooks.specification.sheets import Problem
from monitoring.campaigns.answers import Thread, threads_of, weigh
from monitoring.campaigns.models import Report
from monitoring.members.carrying import lines_to_begin_with
from monitoring.members.doubting import Doubts
from monitoring.members.models import MemberLine, MemberLineQuerySet
from monitoring.members.sheet import LINE_FIELDS
from monitoring.members.writing import COLUMNS, Declared
from monitoring.organisations.identity import Declared as Organisation
from monitoring.organisations.identity import Known, known_of
from monitoring.organisations.matching import Matcher
from monitoring.organisations.naming import name_key
from monitoring.uploads.importers import CheckedRow, Doubtful, Judge, Judged
from monitoring.uploads.models import Verdict

KEY = "member:"
# What an organisation is told apart by: other numbers may make a line another organisation's.
IDENTIFIERS = frozenset({"country", "siren", "siret", "rna", "rnsr", "foreign_identifier"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: its columns by name, as JSON bears them."""

    uuid: UUID
    organisation: int
    version: int
    left_on: date | None
    columns: dict[str, Any]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.columns[name] for name in LINE_FIELDS}

    def value_of(self, name: str) -> Any:
        if name == "left_on":
            return self.left_on.isoformat() if self.left_on else None
        return self.columns[name]


class OfList:
    """The lines of a report: of the open revision, else the newest sent, else those it would begin with."""

    def __init__(self, report: Report) -> None:
        revision = report.current_revision()
        lines: MemberLineQuerySet
        if revision is None:
            lines, version = lines_to_begin_with(report), False
        else:
            lines, version = MemberLine.objects.filter(revision=revision), True
        organisation = Coalesce("organisation__merged_into", "organisation") if not version else "organisation_id"
        rows = lines.order_by().values_list("uuid", organisation, "version", "left_on", *COLUMNS)
        self.lines = {
            uuid: Line(uuid, owner, number if version else 1, left_on, dict(zip(COLUMNS, columns, strict=True)))
            for uuid, owner, number, left_on, *columns in rows.iterator(chunk_size=5_000)
        }

    @cached_property
    def state(self) -> str:
        """Changes with every line that is added, changed or taken off."""
        digest = sha256()
        for uuid in sorted(self.lines, key=attrgetter("int")):
            digest.update(uuid.bytes + self.lines[uuid].version.to_bytes(4, "big"))
        return digest.hexdigest()

    def members(self) -> Iterator[Line]:
        return (line for line in self.lines.values() if line.left_on is None)


class MembersJudge(Judge):
    """Rows are the lines they name; without a name, those with the same numbers, else the same name and place."""

    def __init__(self, report: Report) -> None:
        self.current = OfList(report)
        self.compared_with = self.current.state
        self.threads = threads_of(report)
        self.declared = Declared()
        self.by_text = {str(uuid): line for uuid, line in self.current.lines.items()}
        # By line, and by what tells a new one apart: the row that said it first.
        self.seen: dict[Any, int] = {}
        self.found = Doubts()
        # By organisation (its key): the row that puts it on the list, and under which name.
        self.taken: dict[int, tuple[int, str]] = {}

    def judge(self, rows: Iterable[CheckedRow]) -> Iterator[Judged]:
        for row in rows:
            yield self._judged(row)

    def absent(self) -> Iterator[Judged]:
        for line in self.current.members():
            if line.uuid not in self.seen:
                yield Judged(Verdict.ABSENT, f"{KEY}{line.uuid}", line.columns["name"], before=line.values)

    def doubts(self) -> Iterator[Doubtful]:
        return self.found.all(self._why_not)

    def _why_not(self, organisation: int, keys: tuple[str, ...]) -> str:
        """Why none of these lines can be about an organisation of the registry."""
        if organisation in self.taken:
            number, name = self.taken[organisation]
            sentence = _("Row %(number)s (%(name)s) is this organisation already: a list names it once.")
            return sentence % {"number": number, "name": name}
        line = self._by_organisation.get(organisation)
        if line and keys != (f"{KEY}{line.uuid}",):
            sentence = _(
                "It is on the list already, as “%(name)s”. If the row is about it, write this name into the row and "
                "send the file again."
            )
            return sentence % {"name": line.columns["name"]}
        return ""

    def _judged(self, row: CheckedRow) -> Judged:
        line = self._line_of(row.values)
        label = row.values.get("name") or (line.columns["name"] if line else "")
        if line is not None:
            return self._about(row, line, label)
        if row.problems:
            return Judged(Verdict.REJECTED, "", label or found_name(row))
        return self._new(row, label)

    def _about(self, row: CheckedRow, line: Line, label: str) -> Judged:
        """A row about a line of the list; only one can be."""
        key = f"{KEY}{line.uuid}"
        if (first := self.seen.setdefault(line.uuid, row.number)) != row.number:
            return Judged(Verdict.REJECTED, key, label, problems=(self._second(first),))
        return Judged(Verdict.REJECTED, key, label) if row.problems else self._changed(row, line, label)

    def _changed(self, row: CheckedRow, line: Line, label: str) -> Judged:
        key, columns = f"{KEY}{line.uuid}", line.columns
        differing = any(name in row.values and row.values[name] != columns[name] for name in LINE_FIELDS)
        values: dict[str, Any] = {}
        if differing:
            said = {name: row.values[name] for name in LINE_FIELDS if name in row.values}
            now = self.declared.columns({**columns, **said})
            values = {name: now[name] for name in COLUMNS if now[name] != columns[name]}
            if values.keys() & IDENTIFIERS and (problem := self._other_than(line, {**columns, **values}, row.number)):
                return Judged(Verdict.REJECTED, key, label, problems=(problem,))
        if line.left_on is not None:
            values["left_on"] = None
        before = {name: line.value_of(name) for name in values}
        problems: tuple[Problem, ...] = ()
        if typed := row.values.get("answer"):
            thread = self.threads.get(key, Thread())
            weighed = weigh(thread, thread.remarks, typed)
            if weighed.complaint:
                return Judged(Verdict.REJECTED, key, label, problems=(Problem("answer", weighed.complaint, "answer"),))
            values |= {"answer": weighed.body} if weighed.body else {}
            problems = (Problem("answer", weighed.note, "answer"),) if weighed.note else ()
        return Judged(Verdict.CHANGED if values else Verdict.UNCHANGED, key, label, values, before, problems)

    def _new(self, row: CheckedRow, label: str) -> Judged:
        columns = self.declared.columns(row.values)
        for mark in marks_of(columns):
            if (first := self.seen.setdefault(mark, row.number)) != row.number:
                return Judged(Verdict.REJECTED, "", label, problems=(self._second(first),))
        key = f"{KEY}{uuid4()}"
        return self._named(row, key, label, columns) if self.asks_registry else Judged(Verdict.NEW, key, label, columns)

    def _named(self, row: CheckedRow, key: str, label: str, columns: dict[str, Any]) -> Judged:
        """A new line, unless the registry knows its organisation to be that of another row or line."""
        organisation = self.found.meet(Organisation.of(columns), row.number, key)
        if line := self._by_organisation.get(organisation):
            return self._about(row, line, label)
        first, _name = self.taken.setdefault(organisation, (row.number, label))
        if first != row.number:
            return Judged(Verdict.REJECTED, "", label, problems=(self._second(first),))
        return Judged(Verdict.NEW, key, label, columns)

    def _other_than(self, line: Line, columns: Mapping[str, Any], number: int) -> Problem | None:
        """Why a line cannot take these numbers: they are those of another line, or of another row."""
        if not self.asks_registry:
            return None
        organisation = self.found.meet(Organisation.of(columns), number, f"{KEY}{line.uuid}")
        if organisation == line.organisation:
            return None
        if other := self._by_organisation.get(organisation):
            sentence = _("These numbers are those of “%(name)s”, which is on the list already. Correct them.")
            return Problem("duplicate", sentence % {"name": other.columns["name"]}, "name")
        first, _name = self.taken.setdefault(organisation, (number, columns["name"]))
        return self._second(first) if first != number else None

    def _second(self, first: int) -> Problem:
        sentence = _("Row %(number)s is about the same member. Leave one of the two.") % {"number": first}
        return Problem("duplicate", sentence, "name")

    def _line_of(self, values: Mapping[str, Any]) -> Line | None:
        key = values.get("uuid")
        if key and (line := self.by_text.get(key.lower())):
            return line
        if not self.current.lines or not values.get("name"):
            return None
        match = self._own.match(Organisation.of(values))
        return self._by_organisation[match.organisation.pk] if match.organisation else None

    @cached_property
    def _by_organisation(self) -> dict[int, Line]:
        return {line.organisation: line for line in self.current.lines.values()}

    @cached_property
    def _own(self) -> Matcher:
        """The organisations of this list, as its lines declare them."""
        return Matcher(_known(line) for line in self.current.lines.values())


def _known(line: Line) -> Known:
    declared = Organisation.of({**line.columns, "departement": line.columns["departement_id"]})
    return known_of(declared, line.organisation, name_key(declared.name))


def marks_of(columns: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What two rows of one file cannot both bear; without any number, the name and the place."""
    siren = columns["siren"] or columns["siret"][:9]
    if columns["rnsr"]:
        return [("rnsr", columns["rnsr"])]
    if siren:
        return [("siren", siren)]
    if columns["rna"]:
        return [("rna", columns["rna"])]
    if columns["foreign_identifier"]:
        return [("foreign", columns["country"], columns["foreign_identifier"])]
    return [("name", name_key(columns["name"]), columns["country"], columns["departement_id"] or columns["town"])]


def found_name(row: CheckedRow) -> str:
    return row.found.get("name", "")
