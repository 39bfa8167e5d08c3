"""Finding, or taking into the registry, many declared organisations at once: a few statements for all of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connections, router, transaction

from clusterix.lib.collecting import without_collector
from clusterix.lib.copying import staged
from monitoring.organisations.identity import Declared, Known, known_of
from monitoring.organisations.likeness import Candidate
from monitoring.organisations.matching import IDENTIFIERS, Matcher
from monitoring.organisations.models import Organisation, Pair
from monitoring.organisations.naming import name_key
from monitoring.territory.models import Departement

# Names the lock of the registry among those of PostgreSQL: any number, always the same.
LOCK = 7_220_419

# What a new organisation is made of; the rest is as the model has it by default.
NEW = (
    *("uuid", "name", "acronym", "name_key", "country", "siren", "rna", "rnsr", "foreign_identifier"),
    *("category", "other_kind", "siret", "naf", "naf_version", "headcount_band"),
    *("postal_code", "town", "insee_code", "departement", "is_invented", "taken_in_by"),
)
REST = tuple(
    field
    for field in Organisation._meta.concrete_fields
    if field.name not in NEW and not field.null and not field.primary_key
)


def column_of(name: str) -> str:
    """The column of one of an organisation's fields."""
    return str(Organisation._meta.get_field(name).column)  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Registered:
    """The organisation a declared one is; `candidates` are others that it may also be, for somebody to decide."""

    pk: int
    is_new: bool = False
    candidates: tuple[Candidate, ...] = ()


def one_at_a_time() -> None:
    """Waits until nobody else takes organisations in or merges them, until the end of the transaction.

    Two files that name one new organisation would else take it in twice. SQLite lets one transaction write at a time.
    """
    connection = connections[router.db_for_write(Organisation)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def register(declared: Sequence[Declared], *, is_invented: bool = False) -> list[Registered]:
    """The organisation of each, in their order; those the registry does not know are taken in (see Registrar)."""
    with transaction.atomic():
        return Registrar(declared, is_invented=is_invented).register(declared)


class Registrar:
    """Takes declared organisations in, list after list, within one transaction: the registry is read once.

    Identifiers the registry lacked are filled in; nothing else of an organisation it knew is changed (see
    `remembering`). Names that are only alike become pairs to decide on.
    """

    def __init__(
        self, few: Sequence[Declared] | None = None, *, is_invented: bool = False, taken_in_by: UUID | None = None
    ) -> None:
        """Waits until nobody else takes organisations in. `few` are all that will be asked, where they are known.

        `taken_in_by` is the file they come from, written down with those that are new.
        """
        one_at_a_time()
        self._matcher = Matcher.of_registry() if few is None else Matcher.around(few)
        self._marks = (is_invented, taken_in_by)
        # The identifiers that organisations known before lacked and were given, by their keys.
        self.filled_in: dict[int, dict[str, str]] = {}
        # The keys of those taken in, by the negative ones they bear in the matcher.
        self._pks: dict[int, int] = {}

    @without_collector()
    def register(self, declared: Sequence[Declared]) -> list[Registered]:
        """The organisation of each, in their order."""
        plan = _Plan(self._matcher, _survivors(declared), first=-len(self._pks) - 1)
        for one in declared:
            plan.place(one, name_key(one.name))
        self._pks |= _insert_new(plan.new, self._marks)
        self._find_those_of_others(plan.new)
        given = _fill_in({self._pk(pk): known for pk, known in plan.learned.items()})
        own = set(self._pks.values()) if given else set()
        for pk, numbers in given.items():
            if pk not in own:
                self.filled_in[pk] = self.filled_in.get(pk, {}) | numbers
        propose((self._pk(one), self._pk(other), score) for one, other, score in plan.pairs)
        return [Registered(self._pk(one.pk), one.is_new, tuple(map(self._named, one.candidates))) for one in plan.found]

    def _pk(self, pk: int) -> int:
        return self._pks.get(pk, pk)

    def _named(self, candidate: Candidate) -> Candidate:
        known = candidate.known
        return candidate if known.pk > 0 else Candidate(known._replace(pk=self._pks[known.pk]), candidate.score)

    def _find_those_of_others(self, new: Sequence[tuple[Declared, Known]]) -> None:
        """What somebody took in meanwhile without waiting, as the technical administration does."""
        missing = [(declared, known) for declared, known in new if known.pk not in self._pks]
        matcher = Matcher.around([declared for declared, _ in missing]) if missing else None
        for declared, known in missing:
            found = matcher.match(declared).organisation if matcher else None
            if found is None:
                raise RuntimeError(f"{declared.name} is neither there nor could be taken in.")
            self._pks[known.pk] = found.pk


class Rehearsal:
    """What a registrar would find, one after the other: nothing is written, nobody waits."""

    def __init__(self) -> None:
        self._plan = _Plan(Matcher.of_registry(), {}, first=-1)

    def place(self, declared: Declared, key: str) -> Registered:
        """The organisation it is, `key` being that of its name.

        One the registry does not know bears a negative key, the same for all that are it.
        """
        self._plan.place(declared, key)
        self._plan.pairs.clear()
        return self._plan.found.pop()


def propose(pairs: Iterable[tuple[int, int, int]]) -> None:
    """Pairs of organisations (two keys, likeness) to decide on; one that was ever proposed stays as it is."""
    rows = [Pair(first_id=min(one, other), second_id=max(one, other), score=score) for one, other, score in pairs]
    Pair.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)


@dataclass
class _Plan:
    """What each declared organisation is; new ones bear negative keys until they have their own."""

    matcher: Matcher
    survivors: dict[int | None, int]
    first: int
    found: list[Registered] = field(default_factory=list)
    new: list[tuple[Declared, Known]] = field(default_factory=list)
    learned: dict[int, Known] = field(default_factory=dict)
    pairs: list[tuple[int, int, int]] = field(default_factory=list)

    def place(self, declared: Declared, key: str) -> None:
        if declared.chosen in self.survivors:
            self.found.append(Registered(self.survivors[declared.chosen]))
            return
        match = self.matcher.match(declared, key)
        if match.organisation is None:
            self.found.append(self._taken_in(declared, key, match.candidates))
            return
        learned = self.matcher.learn(match.organisation, declared)
        if learned is not match.organisation:
            self.learned[learned.pk] = learned
        self.found.append(Registered(learned.pk, is_new=self.first >= learned.pk))

    def _taken_in(self, declared: Declared, key: str, candidates: tuple[Candidate, ...]) -> Registered:
        pk = self.first - len(self.new)
        known = known_of(declared, pk, key)
        self.new.append((declared, known))
        self.matcher.add(known)
        self.pairs += [(pk, candidate.known.pk, candidate.score) for candidate in candidates]
        return Registered(pk, is_new=True, candidates=candidates)


def _survivors(declared: Sequence[Declared]) -> dict[int | None, int]:
    """The organisations somebody picked, as they stand now."""
    chosen = {one.chosen for one in declared if one.chosen}
    rows = Organisation.objects.filter(pk__in=chosen).values_list("pk", "merged_into") if chosen else ()
    return {pk: merged_into or pk for pk, merged_into in rows}


# Whether they are invented, and the file they come from.
Marks = tuple[bool, UUID | None]


def _insert_new(new: Sequence[tuple[Declared, Known]], marks_of_new: Marks) -> dict[int, int]:
    """The keys of the new ones by their negative ones; one whose identifier somebody just took in is missing."""
    if not new:
        return {}
    uuids = [uuid.uuid4() for _ in new]
    numbers = {one.hex: known.pk for one, (_, known) in zip(uuids, new, strict=True)}
    departements = set(Departement.objects.values_list("pk", flat=True))
    rows = _rows(uuids, new, departements, marks_of_new)
    connection = connections[router.db_for_write(Organisation)]
    table = connection.ops.quote_name(Organisation._meta.db_table)
    names = ", ".join(column_of(name) for name in NEW)
    rest, marks = ", ".join(str(field.column) for field in REST), ", ".join(["%s"] * len(REST))
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in REST]
    with staged(Organisation, NEW, rows) as beside, connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}, {rest}) SELECT {names}, {marks} FROM {beside} "  # noqa: S608 - names of columns
            "WHERE 1 = 1 ON CONFLICT DO NOTHING",
            defaults,
        )
        cursor.execute(
            f"SELECT made.id, made.uuid FROM {table} made JOIN {beside} asked ON asked.uuid = made.uuid"  # noqa: S608 - names of tables
        )
        return {numbers[str(found).replace("-", "")]: pk for pk, found in cursor.fetchall()}


def _rows(
    uuids: Iterable[UUID], new: Sequence[tuple[Declared, Known]], departements: set[str], marks: Marks
) -> Iterator[tuple[Any, ...]]:
    for key, (one, known) in zip(uuids, new, strict=True):
        yield (
            *(key, one.name, one.acronym, known.key, one.country),
            *(known.siren, one.rna, one.rnsr, one.foreign_identifier),
            *(one.category, one.other_kind, one.siret, one.naf, one.naf_version, one.headcount_band),
            *(one.postal_code, one.town, one.insee_code),
            *(one.departement if one.departement in departements else None, *marks),
        )


def _fill_in(learned: Mapping[int, Known]) -> dict[int, dict[str, str]]:
    """Identifiers that organisations lacked, where they still do: gives those that were."""
    rows = [(pk, *(getattr(known, name) for name in IDENTIFIERS)) for pk, known in learned.items()]
    if not rows:
        return {}
    connection = connections[router.db_for_write(Organisation)]
    table = connection.ops.quote_name(Organisation._meta.db_table)
    lacks = {name: f"{table}.{name} = '' AND said.{name} <> ''" for name in IDENTIFIERS}
    sets = ", ".join(
        f"{name} = CASE WHEN {lack} THEN said.{name} ELSE {table}.{name} END" for name, lack in lacks.items()
    )
    given = ", ".join(f"CASE WHEN {lack} THEN said.{name} ELSE '' END" for name, lack in lacks.items())
    with staged(Organisation, ("id", *IDENTIFIERS), rows) as beside, connection.cursor() as cursor:
        cursor.execute(f"SELECT said.id, {given} FROM {table} JOIN {beside} said ON {table}.id = said.id")  # noqa: S608 - names
        found = cursor.fetchall()
        cursor.execute(f"UPDATE {table} SET {sets} FROM {beside} said WHERE {table}.id = said.id")  # noqa: S608 - names
    numbers = {
        pk: {name: number for name, number in zip(IDENTIFIERS, said, strict=True) if number} for pk, *said in found
    }
    return {pk: given for pk, given in numbers.items() if given}
