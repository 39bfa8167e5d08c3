"""What the XML of a sheet says before its cells are read: how far it goes, hidden rows, merged cells, cells in error.

`glance` looks at plain XML, as Excel, LibreOffice and the usual libraries write it, at the speed of unpacking.
Where anything is unusual, `walk` reads every element exactly, six times slower. The reader of cells turns errors and
formulas without a value into empty cells: `walk` is what finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clusterix.lib.workbooks.bounds import Limits, Unreadable
from clusterix.lib.workbooks.cells import address
from clusterix.lib.workbooks.parts import Attributes, feed, parser

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; rows from 1, columns from 0
Mark = tuple[str, str]  # fault, text

MERGED_ROWS_TOLD, MERGES_TOLD = 100, 500
MOST_MARKS = 100_000
LONGEST_FORMULA = 200

MAIN_SPACES = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
PLAIN_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*<worksheet\s[^>]*>", re.IGNORECASE)
UNUSUAL = (b"<!", b"='", b'= "', b' ="', b'="&#')
HIDDEN_ROW = re.compile(rb'<row [^>]*?hidden="(?:1|true)"')
CELL = re.compile(rb'<c r="[A-Za-z]{1,3}([0-9]{1,7})"')
# From column AAA on, unless the cell is empty.
FAR = re.compile(rb'<c r="([A-Za-z]{3,}[0-9]+)"[^>]*[^/]>(?!</c>)')
FIRST_FAR_COLUMN = 702
FORMULA = re.compile(rb"<f[ />]")
COMPUTED = re.compile(rb"(?:</f>|<f(?: [^>]*)?/>)(?:<v>[^<]|<v(?: [^>]*)?>[^<])")
MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")


@dataclass(slots=True)
class Facts:
    """Of one sheet. `rows` is the last row with a value; `far` the address of a cell beyond every table, if any."""

    rows: int = 0
    hidden_rows: int = 0
    is_filtered: bool = False
    merges: list[Merge] = field(default_factory=list)
    far: str = ""
    # Cells in error or without their computed value, by row and column.
    marks: dict[int, dict[int, Mark]] = field(default_factory=dict)


def column_number(letters: str) -> int:
    """From 0, as in `A` → 0, `AA` → 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def glance(pieces: Iterator[bytes]) -> Facts | None:
    """The facts of a sheet in plain XML without cells in error; None where `walk` has to look."""
    facts = Facts()
    is_first = True
    for piece in _whole_cells(pieces):
        if is_first and not _is_plain_head(piece):
            return None
        is_first = False
        if not _glance_at(piece, facts):
            return None
    return None if is_first else facts


def _is_plain_head(piece: bytes) -> bool:
    head = PLAIN_HEAD.match(piece)
    if head is None or b"utf-16" in head[0].lower():
        return False
    return sum(head[0].count(space) for space in MAIN_SPACES) == 1


def _glance_at(piece: bytes, facts: Facts) -> bool:
    """Adds what a piece says; False where it is unusual or a cell has no value to keep."""
    if any(sign in piece for sign in UNUSUAL) or not _has_values(piece):
        return False
    if piece.count(b"<c ") + piece.count(b"<c>") != piece.count(b'<c r="') or b"<row>" in piece:
        return False
    if (last := piece.rfind(b"</c>")) >= 0:
        found = CELL.match(piece, piece.rfind(b'<c r="', 0, last))
        if found is None:
            return False
        facts.rows = max(facts.rows, int(found[1]))
    if b'hidden="' in piece:
        facts.hidden_rows += len(HIDDEN_ROW.findall(piece))
    if not facts.far and (far := FAR.search(piece)):
        facts.far = far[1].decode()
    if b"<mergeCell " in piece:
        _keep_merges(facts, MERGED.findall(piece))
    facts.is_filtered = facts.is_filtered or b"<filterColumn" in piece
    return True


def _has_values(piece: bytes) -> bool:
    """No cell is in error, and every formula stands with its value."""
    return b't="e"' not in piece and (b"<f" not in piece or len(FORMULA.findall(piece)) == len(COMPUTED.findall(piece)))


def _keep_merges(facts: Facts, found: list[tuple[bytes, bytes, bytes, bytes]]) -> None:
    for left, top, right, bottom in found:
        if int(top) <= MERGED_ROWS_TOLD and len(facts.merges) < MERGES_TOLD:
            facts.merges.append((int(top), column_number(left.decode()), int(bottom), column_number(right.decode())))


def _whole_cells(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut after a whole cell or row, or at least before a whole element."""
    rest = b""
    for piece in pieces:
        joined = rest + piece
        cut = max(joined.rfind(b"</c>") + 4, joined.rfind(b"<row "))
        if cut < 4:
            cut = joined.rfind(b"<")
        if cut <= 0:
            rest = joined
            continue
        yield joined[:cut]
        rest = joined[cut:]
    if rest:
        yield rest


def walk(pieces: Iterator[bytes]) -> Facts:
    """The facts of any sheet, cells in error and formulas without a value among them."""
    walking = _Walk()
    reading = parser()
    reading.StartElementHandler = walking.start
    reading.EndElementHandler = walking.end
    walking.reading = reading
    feed(reading, pieces)
    return walking.facts


class _Walk:
    """Follows the elements of a sheet; where cells lie is counted where it is not said."""

    reading: Any

    def __init__(self) -> None:
        self.facts = Facts()
        self.row = self.column = 0
        self.is_in_cell = False
        self.type = ""
        self.formula: list[str] | None = None
        self.value: list[str] | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif not self.is_in_cell:
            self._start_around(tag, attributes)
        elif tag == "v":
            self.value = []
            self.reading.CharacterDataHandler = self.value.append
        elif tag == "f":
            self.formula = []
            self.reading.CharacterDataHandler = self.formula.append
        elif tag == "is":
            self.value = []

    def _start_around(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self.row = int(attributes["r"]) if attributes.get("r", "").isdecimal() else self.row + 1
            self.column = -1
            self.facts.hidden_rows += attributes.get("hidden") in {"1", "true"}
        elif tag == "mergeCell":
            _keep_merges(self.facts, MERGED.findall(f'<mergeCell ref="{attributes.get("ref", "")}"'.encode()))
        elif tag == "filterColumn":
            self.facts.is_filtered = True

    def _start_cell(self, attributes: Attributes) -> None:
        self.is_in_cell = True
        self.type = attributes.get("t", "")
        self.formula = self.value = None
        if found := ADDRESS.match(attributes.get("r", "")):
            self.column, self.row = column_number(found[1]), int(found[2])
        elif "r" in attributes:
            raise Unreadable("damaged")
        else:
            self.column += 1

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in {"v", "f"}:
            self.reading.CharacterDataHandler = None
        elif tag == "c":
            self.is_in_cell = False
            if self.value is not None or self.formula is not None:
                self.facts.rows = max(self.facts.rows, self.row)
                if self.column >= FIRST_FAR_COLUMN and not self.facts.far:
                    self.facts.far = address(self.column, self.row)
            if self.formula is not None or self.type == "e":
                self._end_special_cell()

    def _end_special_cell(self) -> None:
        value = "".join(self.value) if self.value is not None else None
        if self.type == "e":
            self._mark("error", (value or "").strip() or "#")
        elif value is None or (not value and self.type != "str"):
            self._mark("uncomputed", "=" + "".join(self.formula or [])[:LONGEST_FORMULA])

    def _mark(self, fault: str, text: str) -> None:
        marks = self.facts.marks
        marks.setdefault(self.row, {})[self.column] = (fault, text[:LONGEST_FORMULA])
        if len(marks) > MOST_MARKS:
            raise Unreadable("too_many_errors", most=MOST_MARKS)


def refuse_beyond(facts: Facts, sheet: str, limits: Limits) -> None:
    """Raises Unreadable where the sheet goes further than is read."""
    if facts.far:
        raise Unreadable("too_many_columns", sheet=sheet, found=facts.far)
    if facts.rows > limits.rows:
        raise Unreadable("too_many_rows", sheet=sheet, found=facts.rows, most=limits.rows)
