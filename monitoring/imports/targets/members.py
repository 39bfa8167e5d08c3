"""Members lists of past years: of one cluster, or of all of them in one file with a column that names the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.copying import insert_from, insert_rows
from clusterix.lib.periods import Year
from clusterix.lib.workbooks.specification.sheets import Problem, Sheet
from monitoring.campaigns.legacy import withdrawable
from monitoring.campaigns.models import Revision
from monitoring.imports.targets import register
from monitoring.imports.targets.filing import VERSION, FilingJudge, FilingTarget, Place
from monitoring.imports.targets.places import cluster_field, period_fields
from monitoring.members.carrying import CARRIED
from monitoring.members.doubting import Doubts
from monitoring.members.mentions import AT_ONCE, SURVIVOR
from monitoring.members.models import MemberLine
from monitoring.members.sheet import LINE_FIELDS, MEMBERS
from monitoring.members.withdrawing import foresee, numbers_given, withdraw
from monitoring.members.writing import Declared, NewLine, write_lines
from monitoring.organisations.identity import Declared as Organisation
from monitoring.organisations.naming import name_key
from monitoring.organisations.registering import Registrar, one_at_a_time
from monitoring.people.models import Person
from monitoring.territory.models import Region
from monitoring.uploads.doubts import Decisions
from monitoring.uploads.importers import Change, CheckedRow, Doubtful, Judged
from monitoring.uploads.models import StagedRow, Upload, Verdict

# The line of the accepted list that a staged row changes.
LINE = "_line"
IDENTIFIERS = ("siren", "rna", "rnsr", "foreign_identifier")


def identities(values: Mapping[str, Any]) -> list[str]:
    """What a line is recognised by within one list: its identifiers, then its name."""
    declared = Organisation.of(values)
    found = [f"{name}:{number}" for name in IDENTIFIERS if (number := getattr(declared, name))]
    return [*found, f"name:{name_key(declared.name)}"]


@dataclass
class Known:
    """The accepted list of one report: its lines by identity, and those the file has spoken of."""

    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, revision: Revision | None) -> Known:
        known = cls()
        if revision is None:
            return known
        for line in MemberLine.objects.filter(revision=revision).values("uuid", *LINE_FIELDS).iterator():
            key = str(line.pop("uuid"))
            known.lines[key] = line
            for identity in identities(line):
                known.names.setdefault(identity, []).append(key)
        return known

    def find(self, found: list[str]) -> str:
        """The line a row is about: by an identifier, else by a name that one line alone bears."""
        for identity in found:
            keys = self.names.get(identity, [])
            if len(keys) == 1:
                return keys[0]
        return ""


class MembersJudge(FilingJudge):
    def __init__(self, target: FilingTarget, upload: Upload) -> None:
        super().__init__(target, upload)
        self.declared = Declared()
        self.known: dict[tuple[int, Any], tuple[Place, Known]] = {}
        self.found = Doubts()
        # By organisation (its key) and list: the first row that puts it there.
        self.taken: dict[tuple[int, str], int] = {}

    def label_of(self, row: CheckedRow) -> str:
        return str(row.values.get("name") or row.found.get("name", ""))

    def judge_line(self, place: Place, row: CheckedRow) -> Judged:
        known = self._known(place)
        said = {name: row.values[name] for name in LINE_FIELDS if row.values.get(name) not in (None, "")}
        found, label = identities(said), str(said.get("name", ""))
        if twice := self._twice(known, found):
            sentence = _("Row %(row)s is about this organisation too.") % {"row": twice}
            return Judged(Verdict.REJECTED, place.key(""), label, problems=(Problem("twice", sentence, "name"),))
        line = known.find(found)
        known.seen.update(dict.fromkeys(_telling(found), row.number))
        if not line:
            if self.asks_registry:
                self._meet(place, said, row.number)
            return Judged(Verdict.NEW, place.key(uuid4().hex), label, {VERSION: place.version, **said})
        known.seen[line] = row.number
        before = known.lines[line]
        columns = self.declared.columns(before | said)
        changed = [name for name in said if columns[name] != before[name]]
        if not changed:
            return Judged(Verdict.UNCHANGED, place.key(line), label)
        values = {VERSION: place.version, LINE: line} | {name: columns[name] for name in changed}
        return Judged(Verdict.CHANGED, place.key(line), label, values, {name: before[name] for name in changed})

    def _meet(self, place: Place, said: Mapping[str, Any], number: int) -> None:
        organisation = self.found.meet(Organisation.of(said), number, place.list)
        if organisation > 0:
            self.taken.setdefault((organisation, place.list), number)

    def doubts(self) -> Iterator[Doubtful]:
        places = {place.list: place for place, _known in self.known.values()}
        on_lists = _on_lists(self.found.candidates, [place for place in places.values() if place.accepted])

        def why_not(organisation: int, lists: tuple[str, ...]) -> str:
            for one in lists:
                words = {"list": f"{places[one].cluster}, {places[one].period.label}"}
                if name := on_lists.get((organisation, one)):
                    return _("It is on the list already (%(list)s), as “%(name)s”.") % {**words, "name": name}
                if number := self.taken.get((organisation, one)):
                    sentence = _("Row %(number)s is this organisation already (%(list)s): a list names it once.")
                    return sentence % {**words, "number": number}
            return ""

        return self.found.all(why_not)

    def _twice(self, known: Known, found: list[str]) -> int | None:
        return next((known.seen[identity] for identity in _telling(found) if identity in known.seen), None)

    def _known(self, place: Place) -> Known:
        key = (place.cluster.pk, place.period)
        if key not in self.known:
            self.known[key] = (place, Known.of(place.accepted))
        return self.known[key][1]

    def absent(self) -> Iterator[Judged]:
        """Lines of the accepted lists that the file does not hold: they stay."""
        for place, known in self.known.values():
            for key, line in known.lines.items():
                if key not in known.seen:
                    label = f"{line['name']} ({place.cluster}, {place.period.label})"
                    yield Judged(Verdict.ABSENT, place.key(key), label)


def _on_lists(organisations: set[int], places: list[Place]) -> dict[tuple[int, str], str]:
    """By organisation and list, the name it bears on the accepted list of that place."""
    lists = {place.accepted.pk: place.list for place in places if place.accepted}
    found: dict[tuple[int, str], str] = {}
    asked = sorted(organisations)
    for start in range(0, len(asked), AT_ONCE):
        lines = MemberLine.objects.filter(revision__in=lists).annotate(survivor=SURVIVOR)
        lines = lines.filter(survivor__in=asked[start : start + AT_ONCE]).order_by()
        for organisation, revision, name in lines.values_list("survivor", "revision", "name"):
            found[organisation, lists[revision]] = name
    return found


def _telling(found: list[str]) -> list[str]:
    """Two units of one name can be told apart by their identifiers: the name counts where there are none."""
    return found[:-1] or found


class MembersTarget(FilingTarget):
    key = "members"
    kind = "members"
    name = gettext_lazy("Members of past years")
    hint = gettext_lazy(
        "One row a member of one cluster in one year. The list of each cluster and year is accepted at once. "
        "Empty cells change nothing, and members that are not in the file stay on a list that was accepted before."
    )
    periods = (Year,)

    def sheets(self, region: Region) -> tuple[Sheet, ...]:
        own = tuple(each for each in MEMBERS.fields if each.key in LINE_FIELDS)
        fields = (cluster_field(region), *period_fields(has_quarters=False), *own)
        return (replace(MEMBERS, fields=fields, key_field=""),)

    def judge(self, upload: Upload) -> MembersJudge:
        return MembersJudge(self, upload)

    def hold(self, upload: Upload) -> tuple[Decisions, Registrar]:
        return Decisions(upload), Registrar(taken_in_by=upload.uuid)

    def beside(self, held: tuple[Decisions, Registrar]) -> Iterator[Change]:
        _decisions, registrar = held
        return numbers_given(registrar)

    def undo(self, upload: Upload, person: Person) -> Mapping[str, str]:
        # As in writing, the registry is waited for before the reports.
        one_at_a_time()
        return super().undo(upload, person)

    def withdraw(self, upload: Upload) -> Mapping[str, str]:
        return withdraw(upload)

    def foresee(self, upload: Upload) -> list[str]:
        made = upload.changes.filter(after__has_key="revision").values_list("after__revision", flat=True)
        return foresee(upload, Q(revision__in=withdrawable(made)))

    def prepare(self, lines: list[StagedRow], held: tuple[Decisions, Registrar]) -> dict[int, int]:
        """By the identity of each new line (it may not be kept anywhere), its organisation, for a batch at once."""
        new = [line for line in lines if LINE not in line.values]
        decisions, registrar = held
        found = decisions.register(registrar, [Organisation.of(line.values) for line in new])
        return {id(line): one.pk for line, one in zip(new, found, strict=True)}

    def fill(
        self, revision: Revision, former: Revision | None, lines: list[StagedRow], prepared: Any, person: Person
    ) -> list[str]:
        declared, changed = Declared(), {UUID(line.values[LINE]): line for line in lines if LINE in line.values}
        taken: set[int] = set()
        if former:
            kept = MemberLine.objects.filter(revision=former)
            rows = kept.exclude(uuid__in=changed).values_list(Value(revision.pk), *CARRIED)
            insert_from(MemberLine, ("revision", *CARRIED), rows)
            _rewrite(revision, kept.filter(uuid__in=changed), changed, declared, person)
            taken = set(kept.values_list("organisation", flat=True))
        left_out: list[str] = []
        write_lines(revision, _new_lines(lines, prepared, taken, left_out, declared), person)
        return left_out


def _new_lines(
    lines: list[StagedRow], organisations: Mapping[int, int], taken: set[int], left_out: list[str], declared: Declared
) -> Iterator[NewLine]:
    """A list names an organisation once: another row that turns out to be about it is left out, and named."""
    for line in lines:
        if LINE in line.values:
            continue
        organisation = organisations[id(line)]
        if organisation in taken:
            left_out.append(str(line.values["name"]))
            continue
        taken.add(organisation)
        yield NewLine(organisation, declared.columns(line.values))


def _rewrite(
    revision: Revision, former: Any, changed: Mapping[UUID, StagedRow], declared: Declared, person: Person
) -> None:
    """The lines a file changes, with what it says of them; each keeps its uuid."""
    columns = tuple("departement_id" if name == "departement" else name for name in CARRIED)
    rows = []
    for line in former:
        given = {name: value for name, value in changed[line.uuid].values.items() if not name.startswith("_")}
        kept = {name: getattr(line, name) for name in LINE_FIELDS}
        values = {name: getattr(line, "organisation_id" if name == "organisation" else name) for name in columns}
        values |= declared.columns(kept | given) | {"version": line.version + 1, "edited_by": person.pk}
        rows.append((revision.pk, *(values[name] for name in columns)))
    insert_rows(MemberLine, ("revision", *CARRIED), rows)


register(MembersTarget())
