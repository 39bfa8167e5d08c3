"""Reads .xlsx workbooks, in the child: calamine for values, the sheets' XML for what calamine leaves out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from clusterix.lib.workbooks.reading.bounds import Limits, Unreadable
from clusterix.lib.workbooks.reading.formats.parts import Part, chunks, contents
from clusterix.lib.workbooks.reading.formats.scanning import Facts, glance, refuse_beyond, walk
from clusterix.lib.workbooks.reading.formats.segments import SegmentedSheet, loaded
from clusterix.lib.workbooks.reading.marks import Marked, Numbered

READ_AT_ONCE = 24 * 1024**2  # of XML: some 40,000 rows of a members' list, in some 80 MB


class XlsxWorkbook:
    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.archive = zipfile.ZipFile(path)
        self.contents = contents(self.archive)
        self.parts = self.contents.parts
        self.facts = [self._facts(part) for part in self.parts]

    def _facts(self, part: Part) -> Facts:
        try:
            return glance(chunks(self.archive, part.path)) or walk(chunks(self.archive, part.path))
        except Unreadable as error:
            code = "damaged_sheet" if error.code == "damaged" else error.code
            raise Unreadable(code, **{"sheet": part.name} | error.facts) from error

    def describe(self) -> dict[str, Any]:
        return {
            "sheets": [
                {
                    "name": part.name,
                    "rows": facts.rows,
                    "state": part.state,
                    "hidden_rows": facts.hidden_rows,
                    "is_filtered": facts.is_filtered,
                    "merges": facts.merges,
                }
                for part, facts in zip(self.parts, self.facts, strict=True)
            ],
            "names": self.contents.names,
            "has_links": any(name.startswith("xl/externalLinks/") for name in self.archive.namelist()),
        }

    def rows(self, sheet: int) -> Iterator[Numbered]:
        facts = self.facts[sheet]
        refuse_beyond(facts, self.parts[sheet].name, self.limits)
        marks = dict(facts.marks)
        for number, row in self._cells(sheet):
            if number in marks:
                yield number, _with_marks(row, marks.pop(number))
            elif row.count("") < len(row):
                yield number, row
        for number in sorted(marks):
            yield number, _with_marks([], marks[number])

    def _cells(self, sheet: int) -> Iterator[Numbered]:
        part = self.parts[sheet]
        if self.facts[sheet].is_plain and self.archive.getinfo(part.path).file_size > READ_AT_ONCE:
            return SegmentedSheet(self.archive, part).rows()
        book = loaded(partial(CalamineWorkbook.from_path, str(self.path)), "")
        found = loaded(partial(book.get_sheet_by_name, part.name), part.name)
        # calamine leaves out the empty columns on the left, though not the empty rows above.
        before = [""] * found.start[1] if found.start else []
        return enumerate((before + cells for cells in found.iter_rows()) if before else found.iter_rows(), start=1)


def _with_marks(row: list[Any], marks: dict[int, tuple[str, str]]) -> list[Any]:
    row += [None] * (max(marks) + 1 - len(row))
    for column, mark in marks.items():
        row[column] = Marked(*mark)
    return row
