"""Which organisation of the registry a declared one is: by its identifiers, then by its name and place.

An identifier in common is enough. The same name is, where nothing contradicts it: another identifier, another country,
another département. A name that is only alike is proposed with its likeness, and somebody decides. A laboratory is
known by its RNSR number: the SIREN beside it is that of one of the bodies it belongs to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from monitoring.organisations.identity import Declared, Known, contradicts, identifiers_of, same_place
from monitoring.organisations.likeness import ACRONYM, FAR, LONG_ENOUGH, MOST_CANDIDATES, SURE, Candidate, Pool
from monitoring.organisations.models import Organisation
from monitoring.organisations.naming import name_key

# Above so many declared organisations the registry is read whole, once.
FEW = 50
IDENTIFIERS = ("siren", "rna", "rnsr", "foreign_identifier")
OF_SURVIVOR = tuple(f"merged_into__{name}" for name in IDENTIFIERS)
READ = (
    *("pk", "name", "name_key", "country", *IDENTIFIERS, "departement_id", "town"),
    *("acronym", "sirene_name", "merged_into_id", *OF_SURVIVOR),
)


@dataclass(frozen=True, slots=True)
class Match:
    """`organisation` is the one it surely is, else None; then `candidates` are those it may be, likeliest first."""

    organisation: Known | None = None
    candidates: tuple[Candidate, ...] = ()


NOTHING = Match()


class Matcher:
    """The registry, read once; `match` then asks the database nothing."""

    def __init__(self, registry: Iterable[Known] = ()) -> None:
        self._by_identifier: dict[tuple[str, str], Known] = {}
        self._by_key: defaultdict[str, list[Known]] = defaultdict(list)
        self._by_letters: defaultdict[str, list[Known]] = defaultdict(list)
        # Names alike are looked for among those without SIREN alone, where the declared one has another's: apart.
        self._anonymous, self._identified = Pool(), Pool()
        # Identifiers learned since, by organisation: it may be found by several names.
        self._learned: defaultdict[int, dict[str, Any]] = defaultdict(dict)
        for known in registry:
            self.add(known)

    @classmethod
    def of_registry(cls) -> Matcher:
        matcher = cls()
        matcher.read(Organisation.objects.all())
        return matcher

    @classmethod
    def around(cls, declared: Sequence[Declared]) -> Matcher:
        """Reads what a few declared ones could be, and all of it for many."""
        if len(declared) > FEW:
            return cls.of_registry()
        wanted = Q(pk__in=[one.chosen for one in declared if one.chosen])
        for field in ("siren", "rna", "rnsr", "foreign_identifier"):
            wanted |= Q(**{f"{field}__in": {getattr(one, field) for one in declared} - {""}})
        for one in declared:
            for word in {word[:4] for word in name_key(one.name).split(" ") if len(word) > 2} or {name_key(one.name)}:
                wanted |= Q(name_key__contains=word)
            wanted |= Q(acronym__iexact=one.name)
        matcher = cls()
        matcher.read(Organisation.objects.filter(wanted))
        return matcher

    def read(self, organisations: QuerySet[Organisation]) -> None:
        """One that was merged is found as its survivor, under its own name and by its own identifiers too."""
        for row in organisations.order_by().values_list(*READ).iterator(2_000):
            pk, *facts, departement, town, acronym, sirene_name, merged_into = row[: len(READ) - len(OF_SURVIVOR)]
            known = Known._make((merged_into or pk, *facts, departement or "", town))
            if merged_into:
                survivor = known._replace(**dict(zip(IDENTIFIERS, row[-len(IDENTIFIERS) :], strict=True)))
                self._by_identifier.update((key, survivor) for key in identifiers_of(known))
                known = survivor
            self.add(known, [name_key(alias) for alias in (acronym, sirene_name) if alias])

    def add(self, known: Known, aliases: Iterable[str] = ()) -> None:
        """Takes one in, to be found under its name, and as a doubtful one under its aliases."""
        for field, value in identifiers_of(known):
            self._by_identifier.setdefault((field, value), known)
        self._by_key[known.key].append(known)
        self._by_letters[known.key.replace(" ", "")].append(known)
        for alias in aliases:
            if alias and alias != known.key:
                self._by_letters[alias.replace(" ", "")].append(known)
        (self._identified if known.siren else self._anonymous).add(known)

    def match(self, declared: Declared, key: str | None = None) -> Match:
        """Which organisation this is; the two sides of a doubtful match are the caller's to show.

        `key` is that of its name, where the caller has it already.
        """
        for place, identifier in enumerate(identifiers_of(declared)):
            found = self._by_identifier.get(identifier)
            if found is None:
                continue
            found = self._current(found)
            if place == 0 or not contradicts(declared, found):
                return Match(found)
        return self._by_name(declared, name_key(declared.name) if key is None else key)

    def learn(self, known: Known, declared: Declared) -> Known:
        """The same organisation with the identifiers it lacked and nobody else has; a laboratory takes no SIREN."""
        siren = "" if known.rnsr else declared.own_siren
        said = (siren, declared.rna, declared.rnsr, declared.foreign_identifier)
        lacking: dict[str, Any] = {
            name: value for name, value in zip(IDENTIFIERS, said, strict=True) if value and not getattr(known, name)
        }
        if not lacking or (known.siren and "rnsr" in lacking):
            return known
        learned = known._replace(**lacking)
        new = [identifier for identifier in identifiers_of(learned) if identifier not in identifiers_of(known)]
        if any(identifier in self._by_identifier for identifier in new):
            return known
        self._by_identifier.update(dict.fromkeys(new, learned))
        self._learned[known.pk] |= lacking
        return learned

    def _current(self, known: Known) -> Known:
        """With what was learned of it since it was read."""
        return known._replace(**self._learned[known.pk]) if known.pk in self._learned else known

    def alike(self, known: Known) -> list[Candidate]:
        """Others of the registry that this one may be: what pairs are proposed from."""
        same = [Candidate(other, 100) for other in self._by_letters[known.key.replace(" ", "")]]
        close = self._identified.alike(known.key) + self._anonymous.alike(known.key)
        found: dict[int, Candidate] = {}
        for candidate in [*same, *close]:
            other = candidate.known
            if other.pk != known.pk and other.pk not in found and _may_be(known, known.key, candidate):
                found[other.pk] = candidate
        return sorted(found.values(), key=_likeliest)[:MOST_CANDIDATES]

    def _by_name(self, declared: Declared, key: str) -> Match:
        letters = key.replace(" ", "")
        same = [known for known in map(self._current, self._by_key.get(key, ())) if not contradicts(declared, known)]
        alike = [
            known for known in map(self._current, self._by_letters.get(letters, ())) if not contradicts(declared, known)
        ]
        same = same or [known for known in alike if known.key.replace(" ", "") == letters]
        sure = _one_of(declared, same)
        if sure is not None:
            return Match(sure)
        found = {known.pk: Candidate(known, 100) for known in same}
        for known in alike:
            found.setdefault(known.pk, Candidate(known, ACRONYM))
        for candidate in self._close(declared, key):
            found.setdefault(candidate.known.pk, candidate)
        candidates = sorted(found.values(), key=_likeliest)[:MOST_CANDIDATES]
        if not same and _is_nearly_the_name(declared, key, candidates):
            return Match(candidates[0].known)
        return Match(None, tuple(candidates)) if candidates else NOTHING

    def _close(self, declared: Declared, key: str) -> list[Candidate]:
        close = self._anonymous.alike(key)
        if not declared.own_siren:
            close += self._identified.alike(key)
        current = (Candidate(self._current(known), score) for known, score in close)
        return [candidate for candidate in current if _may_be(declared, key, candidate)]


def _one_of(declared: Declared, same: list[Known]) -> Known | None:
    """The one that bears the very name: nobody else does there, or nobody else does at all."""
    here = {known.pk: known for known in same if same_place(declared, known)}
    if not here:
        here = {known.pk: known for known in same if same_place(declared, known) is None}
        if len({known.pk for known in same}) > 1:
            return None
    return next(iter(here.values())) if len(here) == 1 else None


def _tells_apart(key: str) -> list[str]:
    """Numbers and lone letters: "Lyon 1" is not "Lyon 2"."""
    return sorted(word for word in key.split(" ") if len(word) == 1 or any(sign.isdecimal() for sign in word))


def _may_be(one: Declared | Known, key: str, candidate: Candidate) -> bool:
    """Whether names that are alike may be those of one organisation."""
    known, score = candidate
    if contradicts(one, known) or (same_place(one, known) is False and score < FAR):
        return False
    marks, others = _tells_apart(key), _tells_apart(known.key)
    return marks == others or not marks or not others


def _is_nearly_the_name(declared: Declared, key: str, candidates: list[Candidate]) -> bool:
    """One letter apart in a long name, in the same département, and no second one like it."""
    if not candidates or len(key) < LONG_ENOUGH:
        return False
    best = candidates[0]
    return (
        best.score >= SURE
        and (len(candidates) == 1 or candidates[1].score < SURE)
        and same_place(declared, best.known) is True
        and _tells_apart(key) == _tells_apart(best.known.key)
    )


def _likeliest(candidate: Candidate) -> tuple[int, str]:
    return -candidate.score, candidate.known.key
