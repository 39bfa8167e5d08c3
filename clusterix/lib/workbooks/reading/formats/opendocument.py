"""Reads .ods workbooks, in the child: element by element, so that neither repeated cells nor size fill the memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from clusterix.lib.workbooks.reading.bounds import Limits, Unreadable
from clusterix.lib.workbooks.reading.formats.parts import Attributes, chunks, feed_pieces, parser, string_constant
from clusterix.lib.workbooks.reading.formats.scanning import (
    FIRST_FAR_COLUMN,
    LONGEST_FORMULA,
    Facts,
    Merge,
    keep_merge,
    refuse_beyond,
)
from clusterix.lib.workbooks.reading.marks import Marked, Numbered, clock
from clusterix.lib.workbooks.specification.cells import address

CONTENT = "content.xml"
ERRORS = re.compile(r"#(?:REF!|NAME\?|DIV/0!|VALUE!|N/A|NUM!|NULL!)|Err:[0-9]+")
DURATION = re.compile(r"(-?)PT?(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9.]+)S)?\Z")
SPACES = {"tab": "\t", "line-break": "\n"}
# What stands in a cell and is not its value.
ASIDE = {"annotation", "shape", "frame", "custom-shape", "control"}


@dataclass(slots=True)
class Table:
    name: str
    facts: Facts = field(default_factory=Facts)
    is_hidden: bool = False


@dataclass(slots=True)
class Cell:
    attributes: Attributes
    repeated: int
    is_covered: bool
    text: list[str] = field(default_factory=list)
    paragraphs: int = 0


class OdsWorkbook:
    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        self.archive = zipfile.ZipFile(path)
        self.look = _Reading(None)
        for _row in self._read(self.look):
            pass
        self.tables = self.look.tables

    def _read(self, reading: _Reading) -> Iterator[tuple[int, int, list[Any]]]:
        made = parser()
        made.StartElementHandler = reading.start
        made.EndElementHandler = reading.end
        made.CharacterDataHandler = reading.characters
        for _piece in feed_pieces(made, chunks(self.archive, CONTENT)):
            yield from reading.found
            reading.found.clear()

    def describe(self) -> dict[str, Any]:
        return {
            "sheets": [
                {
                    "name": table.name,
                    "rows": table.facts.rows,
                    "state": "hidden" if table.is_hidden else "",
                    "hidden_rows": table.facts.hidden_rows,
                    "is_filtered": table.facts.is_filtered,
                    "merges": table.facts.merges,
                }
                for table in self.tables
            ],
            "names": self.look.names,
        }

    def rows(self, sheet: int) -> Iterator[Numbered]:
        refuse_beyond(self.tables[sheet].facts, self.tables[sheet].name, self.limits)
        for first, repeated, cells in self._read(_Reading(sheet)):
            for number in range(first, first + repeated):
                yield number, list(cells)


class _Reading:
    """Follows the elements of the whole document; the rows of one table are kept, or of none."""

    def __init__(self, wanted: int | None) -> None:
        self.wanted = wanted
        self.tables: list[Table] = []
        self.names: dict[str, str] = {}
        self.hidden_styles: set[str] = set()
        self.found: list[tuple[int, int, list[Any]]] = []
        self.style = ""
        self.aside = 0
        self.cell: Cell | None = None
        self.row: list[Any] = []
        self.number = self.repeated = 1
        self.column = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        tag = tag.rpartition(":")[2]
        if self.aside or tag in ASIDE:
            self.aside += 1
        elif self.cell is not None:
            self._start_in_cell(self.cell, tag, attributes)
        elif tag in {"table-cell", "covered-table-cell"}:
            repeated = _count(attributes, "table:number-columns-repeated")
            self.cell = Cell(attributes, repeated, tag == "covered-table-cell")
        elif tag == "table-row":
            self._start_row(attributes)
        else:
            self._start_around(tag, attributes)

    def _start_around(self, tag: str, attributes: Attributes) -> None:
        if tag == "table":
            hidden = attributes.get("table:style-name", "") in self.hidden_styles
            self.tables.append(Table(attributes.get("table:name", ""), is_hidden=hidden))
            self.number = 1
        elif tag == "style":
            self.style = attributes.get("style:name", "")
        elif tag == "table-properties" and attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif tag in {"named-expression", "named-range"}:
            text = attributes.get("table:expression", "")
            if (constant := string_constant(text)) is not None:
                self.names[attributes.get("table:name", "")] = constant

    def _start_row(self, attributes: Attributes) -> None:
        self.row, self.column = [], 0
        self.repeated = _count(attributes, "table:number-rows-repeated")
        if self.tables and (visibility := attributes.get("table:visibility")) in {"collapse", "filter"}:
            facts = self.tables[-1].facts
            facts.hidden_rows += self.repeated
            facts.is_filtered = facts.is_filtered or visibility == "filter"

    @staticmethod
    def _start_in_cell(cell: Cell, tag: str, attributes: Attributes) -> None:
        if tag == "p":
            cell.text.append("\n" if cell.paragraphs else "")
            cell.paragraphs += 1
        elif tag == "s":
            cell.text.append(" " * min(_count(attributes, "text:c"), 1000))
        elif tag in SPACES:
            cell.text.append(SPACES[tag])
        elif tag in {"table", "table-row", "table-cell"}:
            raise Unreadable("damaged")

    def characters(self, text: str) -> None:
        if self.cell is not None and self.cell.paragraphs and not self.aside:
            self.cell.text.append(text)

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if self.aside:
            self.aside -= 1
        elif tag in {"table-cell", "covered-table-cell"} and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif tag == "table-row":
            self._end_row()

    def _end_cell(self, cell: Cell) -> None:
        value = None if cell.is_covered else value_of(cell)
        end = self.column + cell.repeated
        if value is not None and self.tables:
            facts = self.tables[-1].facts
            if end > FIRST_FAR_COLUMN:
                facts.far = facts.far or address(max(self.column, FIRST_FAR_COLUMN), self.number)
            else:
                self.row += [None] * (self.column - len(self.row)) + [value] * cell.repeated
        self._keep_merge(cell)
        self.column = end

    def _keep_merge(self, cell: Cell) -> None:
        columns = _count(cell.attributes, "table:number-columns-spanned")
        rows = _count(cell.attributes, "table:number-rows-spanned")
        if self.tables and (columns > 1 or rows > 1):
            merge: Merge = (self.number, self.column, self.number + rows - 1, self.column + columns - 1)
            keep_merge(self.tables[-1].facts, merge)

    def _end_row(self) -> None:
        if self.row and self.tables:
            facts = self.tables[-1].facts
            facts.rows = self.number + self.repeated - 1
            if self.wanted == len(self.tables) - 1:
                self.found.append((self.number, self.repeated, self.row))
        self.number += self.repeated
        self.row = []


def _count(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def value_of(cell: Cell) -> Any:
    """What the cell holds; None where it is empty. A formula that gives an empty text has an empty paragraph."""
    attributes, text = cell.attributes, "".join(cell.text)
    kind = attributes.get("office:value-type", "")
    formula = attributes.get("table:formula", "")
    if attributes.get("calcext:value-type") == "error" or (formula and ERRORS.fullmatch(text.strip())):
        return Marked("error", text.strip() or "#")
    if formula and not kind and not cell.paragraphs:
        return Marked("uncomputed", f"={formula.partition('=')[2]}"[:LONGEST_FORMULA])
    try:
        return _typed(kind, attributes, text)
    except ValueError:
        return Marked("error", text.strip() or "#")


def _typed(kind: str, attributes: Attributes, text: str) -> Any:
    match kind:
        case "float" | "percentage" | "currency":
            return float(attributes.get("office:value", text))
        case "boolean":
            return attributes.get("office:boolean-value") == "true"
        case "date":
            said = attributes.get("office:date-value", "")
            return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
        case "time":
            return _time(attributes.get("office:time-value", ""))
        case _:
            return attributes.get("office:string-value", text) or None


def _time(said: str) -> Any:
    found = DURATION.match(said)
    if found is None:
        raise ValueError(said)
    sign, hours, minutes, seconds = found.groups()
    length = timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0))
    return clock(-length if sign else length)
