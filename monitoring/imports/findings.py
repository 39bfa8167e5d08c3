"""What an old file is looked at for before its rows are checked: its sheets, its columns, the words of closed lists.

Everything found is small and plain, whatever the size of the file: it is kept with the choices it is there for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from clusterix.lib.workbooks.checking.converting import shown
from clusterix.lib.workbooks.mapping.headings import Header, find_header, suggest, suggest_words
from clusterix.lib.workbooks.reading.opening import Reading, SheetFound
from clusterix.lib.workbooks.specification.cells import CellValue, SheetRow
from clusterix.lib.workbooks.specification.sheets import Field, FieldType, Sheet
from monitoring.imports.mappings import proposed_for
from monitoring.imports.steps import Step, step_of
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload

MOST_SHEETS = 40
ROWS_SHOWN, COLUMNS_SHOWN, LETTERS_SHOWN = 12, 60, 60
# The headings are looked for among so many rows.
ROWS_LOOKED_AT = 60
SAMPLES, MOST_SAMPLED = 5, 300
# Words of one column that a person is asked about; a form holds no more fields.
MOST_WORDS = 200


def look(upload: Upload, forms: Sequence[Sheet], reading: Reading) -> dict[str, Any] | None:
    """What the present step asks about; None where nothing is asked any more."""
    step = step_of(upload)
    if step == Step.SHEET:
        return outline(reading, forms) | {"step": Step.SHEET}
    if step == Step.COLUMNS:
        return headed(upload, forms, reading)
    if step == Step.VALUES:
        form = next(form for form in forms if form.key == upload.options["form"])
        found = gathered(reading, upload.options, form)
        return {"found_words": found, "words": proposed_words(form, found, upload.options.get("words", {}))}
    return None


def outline(reading: Reading, forms: Sequence[Sheet]) -> dict[str, Any]:
    """The sheets of the file with their first rows, and which of them seems to be meant, under which headings."""
    sheets = []
    for sheet in reading.sheets[:MOST_SHEETS]:
        top = list(islice(reading.rows(sheet.name), ROWS_LOOKED_AT)) if sheet.rows else []
        sheets.append(_outlined(sheet, top, forms))
    filled = [sheet for sheet in sheets if sheet["rows"]]
    if not filled:
        raise Refusal(_("This file holds no filled-in row: nothing would come of it."), code="no_row")
    # Of two that are alike, the one in sight.
    best = max(filled, key=lambda sheet: (sheet["score"], not sheet["is_hidden"], -sheets.index(sheet)))
    return {"sheets": sheets, "sheet": best["name"], "header": best["header"], "form": best["form"]}


def _outlined(sheet: SheetFound, top: list[SheetRow], forms: Sequence[Sheet]) -> dict[str, Any]:
    form, header = _best_form(top, forms)
    return {
        "name": sheet.name,
        "rows": sheet.rows,
        "is_hidden": sheet.is_hidden,
        "form": form.key,
        "header": list(header.rows),
        "score": header.score,
        "top": [
            {"number": row.number, "cells": [_short(cell) for cell in row.cells[:COLUMNS_SHOWN]]}
            for row in top[:ROWS_SHOWN]
        ],
    }


def _best_form(top: list[SheetRow], forms: Sequence[Sheet]) -> tuple[Sheet, Header]:
    found = [(form, find_header(top, form)) for form in forms]
    return max(found, key=lambda pair: (pair[1].score, len(pair[1].columns)))


def headed(upload: Upload, forms: Sequence[Sheet], reading: Reading) -> dict[str, Any]:
    """The columns under the chosen headings: samples of each, the field each seems to hold, why one is not read."""
    options = upload.options
    rows = _rows_from(reading, options["sheet"], min(options["header"], default=1))
    numbers = set(options["header"])
    header_rows = list(islice(rows, len(numbers)))
    joined = _joined([row for row in header_rows if row.number in numbers])
    below = list(islice(rows, MOST_SAMPLED))
    values = _values(below, len(joined))
    chosen = {"headings": joined, "samples": [_samples(column) for column in values]}
    form = _form_of(forms, options, joined, values)
    suggestions = suggest(form, joined, values)
    columns = {str(one.column): one.field for one in suggestions if one.field}
    told = [{"field": one.field, "reason": one.reason, "refusal": one.refusal} for one in suggestions]
    return chosen | {"form": form.key, "columns": columns, "suggested": told} | proposed_for(upload, form, joined, told)


def _form_of(forms: Sequence[Sheet], options: Mapping[str, Any], headings: list[str], values: Any) -> Sheet:
    """Of several forms a target takes, the one these columns fit best."""

    def fit(form: Sheet) -> tuple[int, float]:
        found = [one for one in suggest(form, headings, values) if one.field]
        required = {field.key for field in form.fields if field.is_required}
        return len({one.field for one in found} & required) - len(required), sum(one.score for one in found)

    return max(forms, key=fit) if len(forms) > 1 else forms[0]


def _joined(rows: list[SheetRow]) -> list[str]:
    """One text a column: of headings over headings, the upper ones hold until the next one."""
    texts = [[" ".join(shown(cell).split()) for cell in row.cells] for row in rows]
    width = max((len(row) for row in texts), default=0)
    texts = [row + [""] * (width - len(row)) for row in texts]
    if not texts:
        return []
    *upper, lowest = texts
    joined = list(lowest)
    for row in reversed(upper):
        over = ""
        for index, text in enumerate(row):
            over = text or (over if lowest[index] else "")
            if over and over != joined[index]:
                joined[index] = f"{over} › {joined[index]}" if joined[index] else over
    return joined


def _rows_from(reading: Reading, sheet: str, number: int) -> Iterator[SheetRow]:
    return (row for row in reading.rows(sheet) if row.number >= number)


def _values(rows: Iterable[SheetRow], width: int) -> list[list[CellValue]]:
    values: list[list[CellValue]] = [[] for _column in range(width)]
    for row in rows:
        for index, cell in enumerate(row.cells[:width]):
            if cell is not None and cell != "":
                values[index].append(cell)
    return values


def _samples(column: list[CellValue]) -> list[str]:
    return list(dict.fromkeys(_short(cell) for cell in column[:MOST_SAMPLED]))[:SAMPLES]


def _short(cell: CellValue) -> str:
    text = " ".join(shown(cell).split())
    return text if len(text) <= LETTERS_SHOWN else f"{text[: LETTERS_SHOWN - 1]}…"


def listed_fields(form: Sheet, columns: Iterable[str]) -> list[Field]:
    """The fields among these whose values are words of a closed list."""
    return [field for field in form.fields if field.type == FieldType.CHOICE and field.key in set(columns)]


def gathered(reading: Reading, options: Mapping[str, Any], form: Sheet) -> dict[str, list[list[Any]]]:
    """The different words of each column of a closed list, the most frequent first, each with its count."""
    columns = {int(index): key for index, key in options["columns"].items() if key}
    wanted = {field.key for field in listed_fields(form, columns.values())}
    counted = {index: Counter[CellValue]() for index, key in columns.items() if key in wanted}
    if not counted:
        return {}
    for row in reading.rows(options["sheet"]):
        if row.number <= max(options["header"], default=0):
            continue
        for index, counter in counted.items():
            if index < len(row.cells) and row.cells[index] not in (None, "") and len(counter) <= MOST_WORDS:
                counter[row.cells[index]] += 1
    return {
        columns[index]: [[_short(word), count] for word, count in counter.most_common(MOST_WORDS)]
        for index, counter in counted.items()
    }


def proposed_words(
    form: Sheet, found: Mapping[str, list[list[Any]]], chosen: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """What each word seems to stand for; what a person chose before goes first."""
    proposed = {}
    for field in listed_fields(form, found):
        words = [str(word) for word, _count in found[field.key]]
        proposed[field.key] = suggest_words(field, words) | {
            word: code for word, code in chosen.get(field.key, {}).items() if word in set(words)
        }
    return proposed
