"""What the XML of a sheet says before its cells are read: how far it goes, hidden rows, merged cells, cells in error.

The reader of cells turns errors and formulas without a value into empty cells, so they are looked for here. `glance`
looks at plain XML, as Excel, LibreOffice and the usual libraries write it, nearly at the speed of unpacking. Where
anything is unusual, `walk` reads every element exactly, many times slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clusterix.lib.workbooks.reading.bounds import Limits, Unreadable
from clusterix.lib.workbooks.reading.formats.parts import Attributes, feed, parser
from clusterix.lib.workbooks.specification.cells import address

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
# Comments and the like; attributes written with character references. Each is looked for where its rarest sign is:
# one sign is found ten times faster than two.
UNUSUAL = ((b"!", b"<!"), (b"#", b'"&#'), (b"'", b"'&#"))
# What a cell in error carries, however its attributes are spaced and quoted.
ERROR_TYPES = ((b'"e"', b'"e"'), (b"'", b"'e'"))
HIDDEN = ((b"h", b'hidden="'),)
HIDDEN_ROW = re.compile(rb'<row [^>]*?hidden="(?:1|true)"')
ANY_CELL = re.compile(rb"<c[\s/>]")
LAST_CELL = re.compile(rb'<c r="[A-Za-z]{1,3}([0-9]{1,7})"')
# From column AAA on, unless the cell is empty.
FAR = re.compile(rb'<c r="([A-Za-z]{3,}[0-9]+)"(?:[^>]*[^/])?>(?!</c>)')
FIRST_FAR_COLUMN = 702  # AAA: no table goes so far
FORMULA = re.compile(rb"<f[ />]")
COMPUTED = re.compile(rb"(?:</f>|<f(?: [^>]*)?/>)<v(?: [^>]*)?>[^<]")
CELL = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
ERROR_TYPE = re.compile(rb"""\st\s*=\s*["']e["']""")
TEXT_TYPE = re.compile(rb"""\st\s*=\s*["']str["']""")
FORMULA_TEXT = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>(.*?)</f>)", re.DOTALL)
VALUE_TEXT = re.compile(rb"<v(?:\s[^>]*)?(?:/>|>(.*?)</v>)", re.DOTALL)
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
    # Every cell says where it is, in XML without surprises.
    is_plain: bool = False
    # Cells in error or without their computed value, by row and column.
    marks: dict[int, dict[int, Mark]] = field(default_factory=dict)
    marked: int = 0

    def mark(self, row: int, column: int, fault: Mark) -> None:
        self.marks.setdefault(row, {})[column] = (fault[0], fault[1][:LONGEST_FORMULA])
        self.marked += 1
        if self.marked > MOST_MARKS:
            raise Unreadable("too_many_errors", most=MOST_MARKS)


def column_number(letters: str) -> int:
    """From 0, as in `A` → 0, `AA` → 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def glance(pieces: Iterator[bytes]) -> Facts | None:
    """The facts of a sheet in plain XML; None where it is unusual and `walk` has to look."""
    facts = Facts()
    last = b""
    for piece in _whole_cells(pieces):
        if (not last and not _is_plain_head(piece)) or not _glance_at(piece, facts):
            return None
        last = piece
    # calamine takes a sheet that ends too early for a whole one.
    facts.is_plain = last.rstrip().endswith(b"</worksheet>")
    return facts if facts.is_plain else None


def _is_plain_head(piece: bytes) -> bool:
    head = PLAIN_HEAD.match(piece)
    if head is None or b"utf-16" in head[0].lower():
        return False
    return sum(head[0].count(space) for space in MAIN_SPACES) == 1


def _glance_at(piece: bytes, facts: Facts) -> bool:
    """Adds what a piece says; False where it is unusual."""
    if _holds(piece, UNUSUAL) or not _is_addressed(piece):
        return False
    if not _has_values(piece):
        _keep_marks(facts, piece)
    last = piece.rfind(b"</c>")
    if last >= 0:
        found = LAST_CELL.match(piece, piece.rfind(b'<c r="', 0, last))
        if found is None:
            return False
        facts.rows = max(facts.rows, int(found[1]))
    if _holds(piece, HIDDEN):
        facts.hidden_rows += len(HIDDEN_ROW.findall(piece))
    if not facts.far and (far := FAR.search(piece)):
        facts.far = far[1].decode()
    if last + 4 < len(piece):
        _keep_merges(facts, MERGED.findall(piece))
        facts.is_filtered = facts.is_filtered or b"<filterColumn" in piece
    return True


def _is_addressed(piece: bytes) -> bool:
    """Every cell says where it is before anything else."""
    addressed = piece.count(b'<c r="')
    return addressed == piece.count(b"<c") or addressed == len(ANY_CELL.findall(piece))


def _holds(piece: bytes, signs: tuple[tuple[bytes, bytes], ...]) -> bool:
    return any(rare in piece and sign in piece for rare, sign in signs)


def _has_values(piece: bytes) -> bool:
    """No cell is in error, and every formula stands with its value."""
    return not _holds(piece, ERROR_TYPES) and (
        b"<f" not in piece or len(FORMULA.findall(piece)) == len(COMPUTED.findall(piece))
    )


def _keep_marks(facts: Facts, piece: bytes) -> None:
    for letters, row, attributes, inside in CELL.findall(piece):
        formula = FORMULA_TEXT.search(inside)
        is_error = ERROR_TYPE.search(attributes)
        if not (formula or is_error):
            continue
        value = VALUE_TEXT.search(inside)
        if fault := _fault(
            "e" if is_error else "str" if TEXT_TYPE.search(attributes) else "",
            _plain_text(formula[1] or b"") if formula else "",
            _plain_text(value[1] or b"") if value else None,
        ):
            facts.mark(int(row), column_number(letters.decode()), fault)


def _fault(kind: str, formula: str, value: str | None) -> Mark | None:
    """What is wrong with a cell in error or with a formula. A formula may well give an empty text (`str`)."""
    if kind == "e":
        return "error", (value or "").strip() or "#"
    if value is None or (not value and kind != "str"):
        return "uncomputed", f"={formula}"
    return None


def _plain_text(xml: bytes) -> str:
    text = xml.decode("utf-8", "replace")
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(name, sign)
    return text


def _keep_merges(facts: Facts, found: list[tuple[bytes, bytes, bytes, bytes]]) -> None:
    for left, top, right, bottom in found:
        keep_merge(facts, (int(top), column_number(left.decode()), int(bottom), column_number(right.decode())))


def keep_merge(facts: Facts, merge: Merge) -> None:
    """Those near the top alone: they may be headings over several columns."""
    if merge[0] <= MERGED_ROWS_TOLD and len(facts.merges) < MERGES_TOLD:
        facts.merges.append(merge)


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
    """The facts of any sheet."""
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
        if fault := _fault(self.type, "".join(self.formula or []), value):
            self.facts.mark(self.row, self.column, fault)


def refuse_beyond(facts: Facts, sheet: str, limits: Limits) -> None:
    """Raises Unreadable where the sheet goes further than is read."""
    if facts.far:
        raise Unreadable("too_many_columns", sheet=sheet, found=facts.far)
    if facts.rows > limits.rows:
        raise Unreadable("too_many_rows", sheet=sheet, found=facts.rows, most=limits.rows)
