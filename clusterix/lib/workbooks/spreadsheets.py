"""Reads the cells of workbooks, in the child: calamine for values, the sheets' XML for what calamine leaves out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from clusterix.lib.workbooks.bounds import Format, Limits, Unreadable
from clusterix.lib.workbooks.marks import Marked, Numbered
from clusterix.lib.workbooks.parts import Part, chunks, contents, well_formed
from clusterix.lib.workbooks.scanning import Facts, glance, refuse_beyond, walk

Read = TypeVar("Read")
SHARED_STRINGS = "xl/sharedStrings.xml"


class XlsxWorkbook:
    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.archive = zipfile.ZipFile(path)
        self.contents = contents(self.archive)
        self.parts = self.contents.parts
        self.facts = [self._facts(part) for part in self.parts]
        self.is_checked = [False] * len(self.parts)
        self.loaded: tuple[int, CalamineSheet] | None = None

    def _facts(self, part: Part) -> Facts:
        return glance(chunks(self.archive, part.path)) or walk(chunks(self.archive, part.path))

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
        for number, row in enumerate(self._sheet(sheet).iter_rows(), start=1):
            if number in marks:
                yield number, _with_marks(row, marks.pop(number))
            elif row.count("") < len(row):
                yield number, row
        for number in sorted(marks):
            yield number, _with_marks([], marks[number])

    def _sheet(self, index: int) -> CalamineSheet:
        """Cells are read in one thread while this one looks whether the XML is sound: calamine skips what is not."""
        if self.loaded is None or self.loaded[0] != index:
            self.loaded = None
            with ThreadPoolExecutor(1) as pool:
                reading = pool.submit(self._load, index)
                if not self.is_checked[index]:
                    well_formed(self.archive, self.parts[index].path)
                    if SHARED_STRINGS in self.archive.namelist() and not any(self.is_checked):
                        well_formed(self.archive, SHARED_STRINGS)
                    self.is_checked[index] = True
                self.loaded = (index, reading.result())
        return self.loaded[1]

    def _load(self, index: int) -> CalamineSheet:
        name = self.parts[index].name
        return loaded(lambda: CalamineWorkbook.from_path(str(self.path)).get_sheet_by_name(name), name)


class OtherWorkbook:
    """An .xls or .ods file."""

    def __init__(self, path: Path, kind: Format, limits: Limits) -> None:
        self.limits = limits
        self.book = loaded(partial(CalamineWorkbook.from_path, str(path)), "")
        self.sheets = [
            loaded(partial(self.book.get_sheet_by_name, about.name), about.name) for about in self.book.sheets_metadata
        ]

    def describe(self) -> dict[str, Any]:
        return {
            "sheets": [
                {
                    "name": sheet.name,
                    "rows": sheet.total_height,
                    "state": "" if about.visible == SheetVisibleEnum.Visible else "hidden",
                    "merges": [
                        (first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in sheet.merged_cell_ranges or []
                    ],
                }
                for sheet, about in zip(self.sheets, self.book.sheets_metadata, strict=True)
            ],
        }

    def rows(self, sheet: int) -> Iterator[Numbered]:
        found = self.sheets[sheet]
        refuse_beyond(Facts(rows=found.total_height), found.name, self.limits)
        for number, row in enumerate(found.iter_rows(), start=1):
            if row.count("") < len(row):
                yield number, row


def loaded(load: Callable[[], Read], sheet: str) -> Read:
    try:
        return load()
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise (Unreadable("damaged_sheet", sheet=sheet) if sheet else Unreadable("damaged")) from error


def _with_marks(row: list[Any], marks: dict[int, tuple[str, str]]) -> list[Any]:
    row += [None] * (max(marks) + 1 - len(row))
    for column, mark in marks.items():
        row[column] = Marked(*mark)
    return row
