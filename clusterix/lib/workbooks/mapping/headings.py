"""Finds the headings of a sheet, and which column holds which field: for files nobody made for us."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from rapidfuzz import fuzz, process

from clusterix.lib.workbooks.checking.choosing import codes_in
from clusterix.lib.workbooks.checking.converting import shown
from clusterix.lib.workbooks.mapping.likeness import LEVEL, Likeness, Suggestion, best_pairs
from clusterix.lib.workbooks.specification.cells import CellValue, SheetRow
from clusterix.lib.workbooks.specification.sheets import Field, Sheet
from clusterix.lib.workbooks.specification.words import choices_of_number, codes_by_word, is_null_word, normalised

__all__ = ["Header", "Suggestion", "find_header", "normalised", "set_aside", "suggest", "suggest_words"]

ROWS_LOOKED_AT = 60
SAMPLES = 50
LONGEST_HEADING = 200
MOST_COMPARED = 300  # columns; those further right are named as unknown
SURE = 90  # of 100: nothing further down is looked for
FOOTNOTE = re.compile(
    r"(\*+|\(\d+\)|\[\d+\]|n\.?b\.?\b|notes?\b|sources?\b|legende\b|mise a jour|donnees\b|champ :|lecture :|"
    r"perimetre\b|updated?\b|data\b|legend\b|fait le|edite le|extrait le|export du|document\b|confidentiel)"
)
TOTAL = re.compile(r"((sous|sub|grand)[- ]?)?tota(l|ux)\b|ensemble\b|somme\b|moyenne\b|average\b")
IDENTIFIER = re.compile(r"\d{9}|\d{14}")  # an enterprise may be called Total
LONG_REMARK = 60


@dataclass(frozen=True, slots=True)
class Header:
    """Where the headings of a sheet stand and what they say.

    `rows` are their numbers (none: no headings were found), `headings` their texts from column A on, `columns` the
    fields found in them, by column; `shown` are the columns of locked fields, which are not read. `score` is between
    0 and 100: the share of the headings that were recognised and of the required fields that were found.
    """

    rows: tuple[int, ...]
    headings: tuple[str, ...]
    columns: Mapping[int, str]
    score: float
    shown: frozenset[int] = frozenset()

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings of columns that hold no field."""
        return tuple(
            heading
            for index, heading in enumerate(self.headings)
            if heading and index not in self.columns and index not in self.shown
        )


NO_HEADER = Header((), (), {}, 0.0)


def find_header(rows: Iterable[SheetRow], sheet: Sheet) -> Header:
    """The row, or the two rows, whose texts are most like the sheet's fields; titles above are passed over."""
    looked_at = list(islice(rows, ROWS_LOOKED_AT))
    likeness = Likeness(sheet, with_hidden=True)
    best = NO_HEADER
    for index, row in enumerate(looked_at):
        texts = _texts(row)
        if sum(1 for text in texts if text) < min(2, len(sheet.fields)):
            continue
        best = _better(best, _header((row.number,), texts, sheet, likeness))
        below = looked_at[index + 1] if index + 1 < len(looked_at) else None
        if below is not None and below.number == row.number + 1:
            joined = _two_levels(texts, _texts(below))
            best = _better(best, _header((row.number, below.number), joined, sheet, likeness))
        if best.score >= SURE:
            break
    if not best.rows:
        return best
    best = _with_upper(best, next((row for row in looked_at if row.number == best.rows[0] - 1), None))
    samples = _samples([row for row in looked_at if row.number > best.rows[-1]], len(best.headings))
    columns = _columns(best.headings, samples, likeness)
    return replace(best, columns=columns, shown=likeness.shown_only(best.headings))


def _better(best: Header, other: Header) -> Header:
    """The one recognised more; of two alike, the upper."""
    return other if other.score > best.score else best


def _texts(row: SheetRow) -> list[str]:
    """The row's cells as headings; a number, a date or a long text is none."""
    texts = [" ".join(cell.split()) if isinstance(cell, str) else _year(cell) for cell in row.cells]
    return ["" if len(text) > LONGEST_HEADING else text for text in texts]


def _year(cell: CellValue) -> str:
    """Years are headings of columns in many tables, under a merged one."""
    return str(cell) if isinstance(cell, int) and not isinstance(cell, bool) and 1990 <= cell <= 2100 else ""


def _with_upper(best: Header, above: SheetRow | None) -> Header:
    """The headings with those over them, where these say what a column without its own, or twice the same, is."""
    texts = _texts(above) if above is not None and len(best.rows) == 1 else []
    if sum(1 for text in texts if text) < 2:
        return best
    own = [text for text in best.headings if text]
    fills = any(over and not text for over, text in zip_longest(texts, best.headings, fillvalue=""))
    if above is None or not (fills or len(set(own)) < len(own)):
        return best
    return replace(best, rows=(above.number, *best.rows), headings=tuple(_two_levels(texts, list(best.headings))))


def _two_levels(upper: list[str], lower: list[str]) -> list[str]:
    """Headings over headings: an upper one holds for the columns on its right, up to the next one."""
    joined, over = [], ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        over = above or over
        joined.append(f"{over}{LEVEL}{below}" if over and below else below or above)
    return joined


def _columns(headings: Sequence[str], samples: Sequence[Sequence[CellValue]], likeness: Likeness) -> dict[int, str]:
    pairs = best_pairs(likeness.candidates(headings[:MOST_COMPARED], samples))
    return {pair.column: pair.field for pair in sorted(pairs, key=lambda pair: pair.column)}


def _header(numbers: tuple[int, ...], texts: Sequence[str], sheet: Sheet, likeness: Likeness) -> Header:
    pairs = best_pairs(likeness.candidates(texts[:MOST_COMPARED]))
    if not pairs:
        return NO_HEADER
    wanted = [field.key for field in sheet.fields if field.is_required and not field.is_locked]
    found = {pair.field for pair in pairs}
    certain = sum(pair.score for pair in pairs)
    of_headings = certain / max(sum(1 for text in texts if text), 3)
    of_wanted = 100 * len(found & set(wanted)) / len(wanted) if wanted else 100
    of_fields = min(100, certain / min(len(sheet.fields), 5))
    score = 0.5 * of_headings + 0.2 * of_wanted + 0.3 * of_fields
    return Header(numbers, tuple(texts), {pair.column: pair.field for pair in pairs}, round(score, 1))


def _samples(rows: Sequence[SheetRow], width: int) -> list[list[CellValue]]:
    found: list[list[CellValue]] = [[] for _column in range(width)]
    for row in rows:
        for index, cell in enumerate(row.cells[:width]):
            if cell is not None and cell != "":
                found[index].append(cell)
    return found


def suggest(sheet: Sheet, headings: Sequence[str], samples: Sequence[Sequence[CellValue]] = ()) -> list[Suggestion]:
    """One suggestion a column, in their order: the field it seems to hold, how sure and why.

    `samples` are values of each column. A field is suggested once. A column of no field has an empty one; one about
    persons, that no field of the sheet asks for, has the reason why it is refused.
    """
    likeness = Likeness(sheet)
    values = [list(samples[index])[:SAMPLES] if index < len(samples) else [] for index in range(len(headings))]
    pairs = {pair.column: pair for pair in best_pairs(likeness.candidates(headings[:MOST_COMPARED], values))}
    return [
        pairs.get(index) or likeness.nothing(index, heading, values[index]) for index, heading in enumerate(headings)
    ]


def suggest_words(field: Field, words: Iterable[str]) -> dict[str, str]:
    """The code of the choice each word seems to mean, "" for a word that means nothing is known.

    Words nothing is like are left out: a person decides on them.
    """
    codes = codes_by_word(field)
    found: dict[str, str] = {}
    for word in words:
        plain = normalised(word)
        parts = codes_in(word, codes)
        if plain in codes:
            found[word] = codes[plain]
        elif meant := choices_of_number(field, word):
            found.update({word: meant[0].code} if len(meant) == 1 else {})
        elif len(parts) == 1 and "" not in parts:
            found[word] = parts.pop()
        elif not plain or is_null_word(word):
            found[word] = ""
        elif (code := _likely_code(plain, codes)) is not None:
            found[word] = code
    return found


def _likely_code(word: str, codes: Mapping[str, str]) -> str | None:
    """The one choice that is like the word: nearly the same letters, or all its words among the others."""
    near = process.extractOne(word, codes.keys(), scorer=fuzz.ratio, score_cutoff=85)
    if near is not None:
        return codes[near[0]]
    words = set(re.findall(r"[a-z0-9&]+", word))
    holding = Counter(
        code for known, code in codes.items() if (own := set(re.findall(r"[a-z0-9&]+", known))) and own <= words
    )
    return next(iter(holding)) if len(holding) == 1 else None


def set_aside(row: SheetRow, header: Header) -> str:
    """What a row under the headings is when it is no line: "blank", "headings", "total", "footnote"; else ""."""
    cells = [shown(cell).strip() for cell in row.cells]
    filled = [cell for cell in cells if cell]
    if not filled:
        return "blank"
    headings = [" ".join(cell.split()) for cell in cells]
    own = [heading.rsplit(LEVEL, 1)[-1] for heading in header.headings]
    if len(filled) > 1 and headings in (own[: len(headings)], list(header.headings[: len(headings)])):
        return "headings"
    first = normalised(filled[0])
    if TOTAL.match(first) and _is_mostly_numbers(filled[1:]):
        return "total"
    if len(filled) == 1 and len(header.columns) > 1 and (FOOTNOTE.match(first) or len(first) > LONG_REMARK):
        return "footnote"
    return ""


def _is_mostly_numbers(texts: Sequence[str]) -> bool:
    return all(
        re.fullmatch(r"[\d\s.,€%+\-]+", text) and not IDENTIFIER.fullmatch("".join(text.split())) for text in texts
    )
