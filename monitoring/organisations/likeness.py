"""Names that are alike, found without comparing each with all: those whose words begin, or that end, alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz, process

from monitoring.organisations.identity import Known

# Likeness of two names, out of 100: from SURE on they are one if the place is the same and nothing speaks against it,
# from DOUBTFUL on somebody is asked; between two départements only from FAR on.
SURE, FAR, DOUBTFUL = 95, 92, 84
# Of a name within a longer one ("Michelin", "Manufacture Michelin"), and of an acronym.
WITHIN, ACRONYM = 86, 90
# A shorter name differs too much by one letter.
LONG_ENOUGH = 8
# Beginnings and ends that more names share than this tell nothing.
TELLING = 40
MOST_CANDIDATES = 5


class Candidate(NamedTuple):
    """One that it may be, and how alike the two are, out of 100."""

    known: Known
    score: int


class Likeness:
    """Finds names that are alike without comparing each with all: those that begin or end alike."""

    def __init__(self) -> None:
        self.known: list[Known] = []
        self.sorted_keys: list[str] = []
        self.words: list[frozenset[str]] = []
        self.blocks: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, known: Known) -> None:
        place = len(self.known)
        words = known.key.split(" ")
        self.known.append(known)
        self.words.append(frozenset(words))
        self.sorted_keys.append(" ".join(sorted(words)))
        for block in _blocks(known.key):
            self.blocks[block].append(place)

    def alike(self, key: str) -> list[Candidate]:
        """Those worth a look, whatever speaks against them, in no order."""
        places: set[int] = set()
        for block in _blocks(key):
            found = self.blocks.get(block, ())
            if len(found) <= TELLING:
                places.update(found)
        if not places:
            return []
        words, ordered = key.split(" "), sorted(places)
        query = " ".join(sorted(words))
        choices = [self.sorted_keys[place] for place in ordered]
        limit = 4 * MOST_CANDIDATES
        close = process.extract(query, choices, scorer=fuzz.ratio, score_cutoff=DOUBTFUL, limit=limit)
        scores = {ordered[index]: int(score) for _, score, index in close}
        if len(query) > LONG_ENOUGH:
            for place in islice(self._within(frozenset(words), ordered), MOST_CANDIDATES):
                scores.setdefault(place, WITHIN)
        return [Candidate(self.known[place], score) for place, score in scores.items()]

    def _within(self, words: frozenset[str], places: Iterable[int]) -> Iterator[int]:
        """Those whose words are among these, or all of these among theirs."""
        for place in places:
            others = self.words[place]
            if words <= others or words >= others:
                yield place


# A name is looked for in two pools, then added to one of them.
@lru_cache(maxsize=8)
def _blocks(key: str) -> frozenset[str]:
    """Where the beginnings of the words, and the beginning and end of the whole, put a name."""
    words, whole = key.split(" "), key.replace(" ", "")
    return frozenset((*(word[:4] for word in words if len(word) > 2), f"^{whole[:6]}", f"{whole[-6:]}$"))


class Pool:
    """Organisations among which names alike are looked for; put in order when first asked."""

    def __init__(self) -> None:
        self._waiting: list[Known] = []
        self._likeness = Likeness()

    def add(self, known: Known) -> None:
        self._waiting.append(known)

    def alike(self, key: str) -> list[Candidate]:
        for known in self._waiting:
            self._likeness.add(known)
        self._waiting.clear()
        return self._likeness.alike(key)
