"""Gives a file back with what is wrong in it: coloured cells, notes, and a sheet that lists all of it.

A workbook comes back as it was sent. A table in text form, an older workbook and one too large to be opened whole
come back as a new workbook with the rows to correct alone, and say so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.exports import clean_text
from clusterix.lib.numbers import format_number
from clusterix.lib.workbooks.checking.grouping import LocatedProblem
from clusterix.lib.workbooks.reading.bounds import GENEROUS, Format, Limits
from clusterix.lib.workbooks.reading.gate import inspect
from clusterix.lib.workbooks.returning.rejected import ErrorList, write_rejected_rows
from clusterix.lib.workbooks.specification.names import ERRORS_NAME
from clusterix.lib.workbooks.specification.words import in_all_languages
from clusterix.lib.workbooks.writing.styles import BRAND, ERROR_FILL, INK, INK_SOFT, ON_BRAND

__all__ = ["LocatedProblem", "annotate"]

MOST_LISTED = 10_000  # lines of the list, and cells coloured
MOST_NOTES = 2_000
WHOLE = 6 * 1024**2  # bytes of unpacked parts that openpyxl opens in a few seconds
LIMITS = Limits(memory=768 * 1024**2, processor=20, patience=25)  # a page waits for it
LONGEST_FOUND = 500
LIST_WIDTHS = (20, 10, 30, 34, 44, 64)


def annotate(source: Path, problems: Iterable[LocatedProblem], out: BinaryIO, *, name: str = "") -> None:
    """Writes to `out` the .xlsx that shows the problems; `name` is the file's own, where `source` is not.

    Raises FileRefused for a file that would not be read either.
    """
    listed = list(islice(iter(problems), MOST_LISTED + 1))
    is_cut, listed = len(listed) > MOST_LISTED, listed[:MOST_LISTED]
    kind = inspect(source, name or source.name, any_file=True, limits=GENEROUS)
    if kind == Format.XLSX and _unpacked(source) <= WHOLE:
        marked = _marked(source, listed, error_list(listed, is_cut=is_cut, is_whole=True))
        if marked is not None:
            out.write(marked)
            return
    content = error_list(listed, is_cut=is_cut, is_whole=False)
    write_rejected_rows(source, name or source.name, listed, content, out, most_notes=MOST_NOTES)


def _unpacked(source: Path) -> int:
    with zipfile.ZipFile(source) as file:
        return sum(part.file_size for part in file.infolist())


def error_list(listed: Sequence[LocatedProblem], *, is_cut: bool, is_whole: bool) -> ErrorList:
    count = len(listed)
    sentences = [
        ngettext("%(count)s thing to correct.", "%(count)s things to correct.", count) % {"count": format_number(count)}
    ]
    if is_cut:
        sentences.append(
            _("There are more: only the first %(most)s are listed.") % {"most": format_number(MOST_LISTED)}
        )
    if is_whole:
        sentences.append(_("The cells concerned are coloured in their sheets. Correct them and send this file again."))
    else:
        sentences.append(_("Your file cannot be given back whole: this one holds the rows to correct alone."))
        sentences.append(_("Correct them in your own file, at the row numbers shown, and send that one again."))
    lines = tuple((_line(problem), _link(problem) if is_whole else "") for problem in listed)
    headings = (_("Sheet"), _("Cell"), _("Column"), _("Found"), _("Expected"), _("What to do"))
    return ErrorList(str(ERRORS_NAME), _("What is to be corrected"), tuple(sentences), headings, lines)


def _line(problem: LocatedProblem) -> tuple[str, ...]:
    found = clean_text(problem.found)
    shown = found if len(found) <= LONGEST_FOUND else found[:LONGEST_FOUND] + "…"
    texts = (problem.sheet, problem.cell, problem.heading, shown, problem.expected, problem.message)
    return tuple(clean_text(text) for text in texts)


def _link(problem: LocatedProblem) -> str:
    """Where the cell is, as a link inside the workbook."""
    sheet = problem.sheet.replace("'", "''")
    return f"'{sheet}'!{problem.cell if problem.column is not None else f'A{problem.row}'}" if problem.row > 0 else ""


def _marked(source: Path, listed: Sequence[LocatedProblem], content: ErrorList) -> bytes | None:
    """The workbook with its marks, made by a child process under limits; None if that did not work."""
    order = {
        "path": str(source.absolute()),
        "limits": asdict(LIMITS),
        "marks": list(_marks(listed)),
        "former": sorted(in_all_languages(ERRORS_NAME)),
        "list": {
            **asdict(content),
            "lines": [{"texts": texts, "link": link} for texts, link in content.lines],
            "widths": LIST_WIDTHS,
        },
        "look": {
            key: colour.removeprefix("#")
            for key, colour in {
                "tint": ERROR_FILL, "brand": BRAND, "on_brand": ON_BRAND, "soft": INK_SOFT, "ink": INK
            }.items()
        },
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        environment = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "clusterix.lib.workbooks.returning.marking"],
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=LIMITS.patience,
                cwd=settings.BASE_DIR,
                env=environment | {"TMPDIR": folder},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def _marks(listed: Sequence[LocatedProblem]) -> Iterable[dict[str, Any]]:
    """What to colour, each cell once with all that is said of it; notes on the first of them."""
    notes: dict[tuple[str, int, int], list[str]] = {}
    for problem in listed:
        if problem.row > 0:
            notes.setdefault((problem.sheet, problem.row, problem.column or 0), []).append(clean_text(problem.message))
    for number, ((sheet, row, column), messages) in enumerate(notes.items()):
        note = "\n".join(dict.fromkeys(messages)) if number < MOST_NOTES else ""
        yield {"sheet": sheet, "row": row, "column": column, "note": note}
