"""The members workbook: pre-filled with the list as it stands, read back line by line, written whole, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.copying import update_rows
from clusterix.lib.workbooks.specification.sheets import Book, Values
from monitoring.campaigns.answers import answer, threads_of
from monitoring.campaigns.importing import hold_for_file, passport_of, report_of
from monitoring.campaigns.models import Report, Revision
from monitoring.members.judging import IDENTIFIERS, KEY, Line, MembersJudge, OfList
from monitoring.members.models import MemberLine
from monitoring.members.sheet import MEMBERS
from monitoring.members.withdrawing import foresee, numbers_given, withdraw
from monitoring.members.writing import COLUMNS, NewLine, write_lines
from monitoring.organisations.identity import Declared
from monitoring.organisations.registering import Registrar
from monitoring.people.models import Person
from monitoring.uploads.doubts import Decisions
from monitoring.uploads.importers import DUPLICATE, Change, Importer, Judge, Refusal, register
from monitoring.uploads.models import StagedRow, Upload, Verdict

BATCH = 5_000
VERSION = "1"
# The organisation that a changed line stood for before, among what it was.
FORMER = "_organisation"
INSTRUCTIONS = (
    gettext_lazy("One line a member. Change what has changed; add new members below the last line."),
    gettext_lazy("To take a member off the list, empty its line: you will be asked whether it left."),
    gettext_lazy("Save the file and drop it on the report's page. You see what changes before anything is written."),
)


class MembersImporter(Importer):
    purpose = "members"
    needs_passport = False

    def book(self, upload: Upload) -> Book:
        report = report_of(upload)
        return Book(
            title=f"{report.title}, {report.cluster}",
            sheets=(MEMBERS,),
            passport=passport_of(report, VERSION),
            instructions=INSTRUCTIONS,
            rows={MEMBERS.key: _Listed(report)},
        )

    def judge(self, upload: Upload) -> Judge:
        return MembersJudge(report_of(upload))

    def mending_url(self, upload: Upload) -> str:
        return reverse("member-waiting", args=[upload.subject])

    def apply(self, upload: Upload, rows: Iterable[StagedRow], person: Person) -> Iterator[Change]:
        report = report_of(upload)
        revision = hold_for_file(report, person)
        current = OfList(report)
        if current.state != upload.compared_with:
            raise Refusal(
                _("The list has changed since this file was compared with it. Compare it again."), code="moved"
            )
        upload.options["revision"] = revision.pk
        Revision.objects.filter(pk=revision.pk).update(origin=Revision.Origin.WORKBOOK)
        writing = _Writing(revision, person, current, upload)
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            yield from writing.write(batch)
        yield from writing.beside()
        threads = threads_of(report) if writing.answers else {}
        for key, body in writing.answers.items():
            answer(report, threads[key].remarks, body, person)

    def undo(self, upload: Upload, person: Person) -> Mapping[str, str]:
        revision = hold_for_file(report_of(upload), person)
        if revision.pk != upload.options.get("revision"):
            sentence = _(
                "This report was sent since the file was written: what it changed can no longer be taken back."
            )
            raise Refusal(sentence, code="sent_since")
        return _take_back(upload, revision, person)

    def withdraw(self, upload: Upload) -> Mapping[str, str]:
        return withdraw(upload)

    def foresee(self, upload: Upload) -> list[str]:
        revision = Revision.objects.get(pk=upload.options["revision"])
        return foresee(upload, Q(revision=revision), _held(upload, revision))


class _Listed:
    """The lines of a report as the workbook shows them; read when they are asked for."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def __iter__(self) -> Iterator[Values]:
        remarks = {key: thread.words for key, thread in threads_of(self.report).items()}
        for line in sorted(OfList(self.report).members(), key=lambda line: line.values["name"].casefold()):
            yield {**line.values, "uuid": str(line.uuid), "remark": remarks.get(f"{KEY}{line.uuid}", ""), "answer": ""}


class _Writing:
    """Rows of one file on their way into one revision."""

    def __init__(self, revision: Revision, person: Person, current: OfList, upload: Upload) -> None:
        self.revision, self.person, self.current, self.upload = revision, person, current, upload
        self.decisions = Decisions(upload)
        self.holder = {line.organisation: line.uuid for line in current.lines.values()}
        self.answers: dict[str, str] = {}

    @cached_property
    def registrar(self) -> Registrar:
        return Registrar(taken_in_by=self.upload.uuid)

    def beside(self) -> Iterator[Change]:
        """What the registry learned, where it was asked."""
        return numbers_given(self.registrar) if "registrar" in self.__dict__ else iter(())

    def write(self, rows: list[StagedRow]) -> Iterator[Change]:
        self.answers |= {row.key: row.values["answer"] for row in rows if row.values.get("answer")}
        new = [row for row in rows if row.verdict == Verdict.NEW]
        changed = [row for row in rows if row.verdict == Verdict.CHANGED]
        self._add(new)
        absent = [row for row in rows if row.verdict == Verdict.ABSENT]
        moved = self._change([*changed, *absent])
        for row in new:
            said = {name: value for name, value in row.values.items() if value is not None and value != ""}
            yield Change(row.key, row.label, None, {**said, "_version": 1})
        for row in [*changed, *absent]:
            line = self.current.lines[uuid_of(row.key)]
            after = {name: value for name, value in row.values.items() if name != "answer"}
            if after:
                before = {name: line.value_of(name) for name in after}
                if moved.get(row.key, line.organisation) != line.organisation:
                    before[FORMER] = line.organisation
                yield Change(row.key, row.label, before, {**after, "_version": line.version + 1})

    def _add(self, rows: list[StagedRow]) -> None:
        organisations = self._registered([Declared.of(row.values) for row in rows]) if rows else []
        lines = []
        for row, organisation in zip(rows, organisations, strict=True):
            uuid = uuid_of(row.key)
            self._refuse_second(row, organisation, uuid)
            lines.append(NewLine(organisation, row.values, uuid))
        write_lines(self.revision, lines, self.person)

    def _registered(self, declared: list[Declared]) -> list[int]:
        return [one.pk for one in self.decisions.register(self.registrar, declared)]

    def _refuse_second(self, row: StagedRow, organisation: int, uuid: UUID) -> None:
        """The registry may know two names for one organisation: a list holds it once."""
        holder = self.holder.setdefault(organisation, uuid)
        if holder != uuid:
            sentence = _("Row %(number)s (%(name)s) is an organisation that is on the list already. Leave it out.")
            raise Refusal(sentence % {"number": row.number, "name": row.label}, code=DUPLICATE)

    def _change(self, rows: list[StagedRow]) -> dict[str, int]:
        """Gives, by the line's key, the organisation a changed line now stands for, where it was asked."""
        rows = [row for row in rows if row.values.keys() - {"answer"}]
        organisations = self._organisations_of(rows)
        lines = ((self.current.lines[uuid_of(row.key)], row) for row in rows)
        rewritten = [(line, row.values, organisations.get(row.key, line.organisation)) for line, row in lines]
        _rewrite(self.revision, rewritten, self.person)
        return organisations

    def _organisations_of(self, rows: list[StagedRow]) -> dict[str, int]:
        """Of lines whose numbers changed, the organisation they now stand for."""
        moved = [row for row in rows if row.values.keys() & IDENTIFIERS]
        if not moved:
            return {}
        lines = self.current.lines
        declared = [Declared.of({**lines[uuid_of(row.key)].columns, **row.values}) for row in moved]
        found = {row.key: pk for row, pk in zip(moved, self._registered(declared), strict=True)}
        for row in moved:
            self._refuse_second(row, found[row.key], uuid_of(row.key))
        return found


def uuid_of(key: str) -> UUID:
    return UUID(key.removeprefix(KEY))


def _held(upload: Upload, revision: Revision) -> set[int]:
    """The organisations of the lines that taking the file back would leave as they are, or that are not of it."""
    versions = {
        uuid_of(key): (after or {}).get("_version")
        for key, after in upload.changes.filter(key__startswith=KEY).values_list("key", "after").iterator(2_000)
    }
    lines = revision.member_lines.values_list("uuid", "version", "organisation")
    return {organisation for uuid, version, organisation in lines.iterator(2_000) if versions.get(uuid) != version}


def _rewrite(revision: Revision, lines: Sequence[tuple[Line, Mapping[str, Any], int]], person: Person) -> None:
    """Give lines other values, and the organisation beside them, by one statement; what is not said stays."""
    now = timezone.now()
    names = [name.removesuffix("_id") for name in COLUMNS]
    fields = (*names, "organisation", "left_on", "version", "edited_by", "edited_at")

    def rows() -> Iterator[tuple[Any, ...]]:
        for line, values, organisation in lines:
            said = {**line.columns, **values}
            left_on = values.get("left_on", line.value_of("left_on"))
            day = date.fromisoformat(left_on) if left_on else None
            columns = (said[name] for name in COLUMNS)
            yield (line.uuid, *columns, organisation, day, line.version + 1, person.pk, now)

    if lines:
        update_rows(MemberLine, "uuid", fields, rows(), revision_id=revision.pk)


@dataclass
class _Back:
    """What taking a file back does to its lines, by uuid: added ones go, changed ones are what they were before."""

    added: list[UUID] = field(default_factory=list)
    restored: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    # Why a line is left as it is, by its key.
    kept: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, upload: Upload, now: OfList) -> _Back:
        back = cls()
        for change in upload.changes.filter(key__startswith=KEY).iterator(chunk_size=2_000):
            line, after = now.lines.get(uuid_of(change.key)), change.after or {}
            if line is None:
                back.kept[change.key] = _("The line was taken off the list since.")
            elif line.version != after.get("_version"):
                back.kept[change.key] = _("The line was changed since.")
            elif change.before is None:
                back.added.append(line.uuid)
            else:
                back.restored[line.uuid] = change.before
        return back


def _take_back(upload: Upload, revision: Revision, person: Person) -> dict[str, str]:
    """Lines go back to what they were; why one was kept, by its key."""
    now = OfList(revision.report)
    back = _Back.of(upload, now)
    for start in range(0, len(back.added), 500):
        revision.member_lines.filter(uuid__in=back.added[start : start + 500]).delete()
    for uuid in _whose_former_is_taken(revision, back.restored):
        del back.restored[uuid]
        back.kept[f"{KEY}{uuid}"] = _("Another line stands for its former organisation since.")
    lines = ((now.lines[uuid], before) for uuid, before in back.restored.items())
    restored = [(line, before, before.get(FORMER, line.organisation)) for line, before in lines]
    _rewrite(revision, restored, person)
    return back.kept


def _whose_former_is_taken(revision: Revision, restored: Mapping[UUID, Mapping[str, Any]]) -> list[UUID]:
    """A list holds an organisation once: lines that cannot go back to theirs, which another line now stands for."""
    former = {before[FORMER]: uuid for uuid, before in restored.items() if FORMER in before}
    held = revision.member_lines.values_list("organisation", flat=True) if former else ()
    return [former[organisation] for organisation in held if organisation in former]


IMPORTER = MembersImporter()
register(IMPORTER)
