"""How like a column is to a field: by its heading first, by the values under it where the heading says little."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from clusterix.lib.workbooks.checking.converting import shown
from clusterix.lib.workbooks.checking.rows import check_of
from clusterix.lib.workbooks.mapping.personal import personal_reason
from clusterix.lib.workbooks.specification.cells import CellValue
from clusterix.lib.workbooks.specification.sheets import Field, FieldType, Sheet
from clusterix.lib.workbooks.specification.words import codes_by_word, in_all_languages, is_null_word, normalised

LEAST_LIKE = 82  # of 100: below, two headings are two different things
SHORTEST_LIKE = 5  # characters: "NAF" and "NAP" are not alike
SAMPLES_NEEDED = 3
UNTELLING = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.RAW)
OWN, SYNONYM = 100.0, 97.0
LEVEL = " › "  # between a heading and the one over it
# What templates add to a heading, and what files put around one.
AROUND = re.compile(r"\((required|obligatoire|facultatif|optional|\*|\d)\)|[*:#°º?]|\bn°|[\"“”«»]")
SEPARATORS = re.compile(r"[_/\-.,;()&'+\s]+")
SMALL_WORDS = frozenset(re.findall(r"\w+", "de du des d la le les l un une et en of the an and"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a column seems to hold: `field` is empty for none, `refusal` says why a personal column is not read."""

    column: int
    heading: str
    field: str
    score: float
    reason: str
    refusal: str = ""
    samples: tuple[str, ...] = ()
    by_heading: bool = True


def words_of(heading: str) -> str:
    """The heading's words: camel case parted, signs and "(required)" left out."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", heading)
    plain = AROUND.sub(" ", normalised(parted))
    return " ".join(SEPARATORS.sub(" ", plain).split())


def squeezed(heading: str) -> str:
    """Without small words and spaces: `nomBeneficiaire`, `nombeneficiaire` and "Nom du bénéficiaire" are one."""
    return "".join(word for word in words_of(heading).split() if word not in SMALL_WORDS)


class Likeness:
    """Compares columns with the fields of one sheet, whose words are made ready once."""

    def __init__(self, sheet: Sheet, *, with_hidden: bool = False) -> None:
        self.fields = [
            field
            for field in sheet.fields
            if (with_hidden or not field.is_hidden) and (not field.is_locked or field.key == sheet.key_field)
        ]
        locked = (field for field in sheet.fields if field not in self.fields)
        self.locked = {squeezed(text) for field in locked for text in in_all_languages(field.label)}
        self.checks = {field.key: check_of(field) for field in self.fields}
        self.own = {
            squeezed(text): field.key
            for field in reversed(self.fields)
            for text in (field.key, *in_all_languages(field.label))
        }
        self.synonyms = {squeezed(text): field.key for field in reversed(self.fields) for text in field.synonyms}
        known = [
            (words_of(text), field.key)
            for field in self.fields
            if not field.is_hidden
            for text in (*in_all_languages(field.label), *field.synonyms)
        ]
        self.known = [(words, key) for words, key in dict.fromkeys(known) if len(words) >= SHORTEST_LIKE]
        self._codes: dict[str, dict[str, str]] = {}
        self._seen: dict[str, dict[str, tuple[float, str]]] = {}

    def candidates(self, headings: Sequence[str], samples: Sequence[Sequence[CellValue]] = ()) -> Iterator[Suggestion]:
        """Every field that a column could hold, with its score."""
        for column, heading in enumerate(headings):
            values = samples[column] if column < len(samples) else ()
            alike = self._fields_like(heading)
            is_personal = bool(personal_reason(heading))
            for field in self.fields:
                by_heading = field.key in alike
                score, reason = alike.get(field.key, (0.0, ""))
                if score < SYNONYM:
                    if is_personal:
                        continue
                    score, reason = self._with_values(score, reason, field, values)
                if score > 0:
                    yield Suggestion(column, heading, field.key, score, reason, "", seen(values), by_heading)

    def shown_only(self, headings: Sequence[str]) -> frozenset[int]:
        """The columns of locked fields: shown in a template and not read back."""
        return frozenset(index for index, heading in enumerate(headings) if squeezed(heading) in self.locked)

    def nothing(self, column: int, heading: str, values: Sequence[CellValue]) -> Suggestion:
        """The suggestion for a column of no field."""
        refusal = personal_reason(heading)
        reason = "" if refusal else _("No field has a heading like this one.")
        return Suggestion(column, heading, "", 0.0, reason, refusal, seen(values), by_heading=False)

    def _fields_like(self, heading: str) -> dict[str, tuple[float, str]]:
        """The fields the heading is like; of headings over headings, the lowest counts alone too."""
        if heading not in self._seen:
            found = self._compared(heading)
            if LEVEL in heading:
                for key, (score, reason) in self._compared(heading.rsplit(LEVEL, 1)[1]).items():
                    if score - 2 > found.get(key, (0.0, ""))[0]:
                        found[key] = (score - 2, reason)
            self._seen[heading] = found
        return self._seen[heading]

    def _compared(self, heading: str) -> dict[str, tuple[float, str]]:
        text, plain = squeezed(heading), words_of(heading)
        if not text:
            return {}
        if text in self.own:
            return {self.own[text]: (OWN, _("The heading is this field's own."))}
        if text in self.synonyms:
            return {self.synonyms[text]: (SYNONYM, _("The heading is another word for this field."))}
        if len(text) < SHORTEST_LIKE:
            return {}
        found: dict[str, tuple[float, str]] = {}
        for score, words, key in sorted(self._scores(plain)):
            found[key] = (min(95.0, score), _("The heading is like “%(words)s”.") % {"words": words})
        return found

    def _scores(self, plain: str) -> Iterator[tuple[float, str, str]]:
        """How like the heading is to each known one: letters, order of words, a short one inside a long one."""
        texts = [words for words, _key in self.known]
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            for words, score, index in process.extract(plain, texts, scorer=scorer, score_cutoff=LEAST_LIKE, limit=9):
                yield float(score), words, self.known[index][1]
        own = plain.split()
        for words, key in self.known:
            inside = words.split()
            if 1 < len(inside) < len(own) and set(inside) <= set(own):
                yield 84.0 + min(6, len(inside)), words, key

    def _with_values(self, score: float, reason: str, field: Field, values: Sequence[CellValue]) -> tuple[float, str]:
        """Values that do not fit speak against a likeness; those of a list that all fit speak for its field."""
        if len(values) < SAMPLES_NEEDED or field.type in UNTELLING or (score <= 0 and field.type != FieldType.CHOICE):
            return score, reason
        if score <= 0:
            return self._by_words(field, values)
        fitting = sum(1 for value in values if self.checks[field.key](value).problem is None)
        share = fitting / len(values)
        return (score * (0.6 + 0.4 * share) if share < 0.5 else score), reason

    def _by_words(self, field: Field, values: Sequence[CellValue]) -> tuple[float, str]:
        """Where nearly all values, and different ones, are words of the field's list."""
        if field.key not in self._codes:
            self._codes[field.key] = codes_by_word(field)
        codes = self._codes[field.key]
        words = [word for value in values if not is_null_word(word := shown(value))]
        known = {codes.get(normalised(word), "") for word in words}
        if len(words) >= SAMPLES_NEEDED and len(known - {""}) > 1:
            share = sum(1 for word in words if normalised(word) in codes) / len(words)
            if share >= 0.8:
                return 60.0, _("The values under it are those of this field.")
        return 0.0, ""


def seen(values: Sequence[CellValue]) -> tuple[str, ...]:
    """The first different values, as they are shown."""
    return tuple(dict.fromkeys(text for value in values if (text := shown(value).strip())))[:3]


def best_pairs(candidates: Iterable[Suggestion]) -> list[Suggestion]:
    """The best field for each column and the best column for each field, the surest first."""
    chosen: list[Suggestion] = []
    columns: set[int] = set()
    fields: set[str] = set()
    for suggestion in sorted(candidates, key=lambda one: (-one.score, one.column)):
        if suggestion.column not in columns and suggestion.field not in fields:
            chosen.append(suggestion)
            columns.add(suggestion.column)
            fields.add(suggestion.field)
    return chosen
