"""Reads tables in text form (CSV, TSV), in the child: encoding and separator are found, never asked.

Encodings: UTF-8 and UTF-16 with or without their mark, Windows-1252. A file that mixes two is refused, with the line.
Cells stay text: what a number or a date means is for whoever knows the column.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from clusterix.lib.neutral import restored
from clusterix.lib.workbooks.reading.bounds import Limits, Unreadable
from clusterix.lib.workbooks.reading.marks import Numbered

SEPARATORS = (";", ",", "\t", "|")
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
WRITTEN_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{1,2}(?![0-9]))|, ")
ROWS_LOOKED_AT = 200
LINES_NAMED = 5
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class DelimitedFile:
    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.encoding = encoding_of(path)
        self.separator, self.lines_before = self._separator()
        self.count = self._look_through()

    def describe(self) -> dict[str, Any]:
        return {"sheets": [{"name": "CSV", "rows": self.count, "state": "", "merges": []}]}

    def rows(self, sheet: int) -> Iterator[Numbered]:
        for number, _line, row in self._records():
            if any(row):
                yield number, [restored(cell) for cell in row]

    def _records(self) -> Iterator[tuple[int, int, list[str]]]:
        """Number of the row, line it begins on, cells."""
        begins = 1
        with self.path.open(encoding=self.encoding, newline="") as file:
            for _skipped in range(self.lines_before):
                file.readline()
                begins += 1
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            line = begins
            try:
                for number, row in enumerate(reader, start=1):
                    yield number, line, row
                    line = begins + reader.line_num
            except csv.Error as error:
                raise Unreadable("open_quote", line=str(line)) from error

    def _separator(self) -> tuple[str, int]:
        """The separator that cuts most rows into the same number of cells, and how many lines only name it."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            if said := SEPARATOR_LINE.match(file.readline(20)):
                return said[1], 1
        return max(SEPARATORS, key=self._likeness), 0

    def _likeness(self, separator: str) -> int:
        """How many cells it makes of rows that have the same number of them."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            try:
                rows = list(islice(csv.reader(file, delimiter=separator), ROWS_LOOKED_AT))
            except csv.Error:
                return 0
        widths = Counter(len(row) for row in rows if len(row) > 1)
        likeness = max((width * count for width, count in widths.items()), default=0)
        return -(-likeness // 4) if separator == "," and _are_commas_of_writing(rows) else likeness

    def _look_through(self) -> int:
        """The number of rows. Raises Unreadable with the lines that cannot be kept."""
        widths: Counter[int] = Counter()
        wider: list[tuple[int, int]] = []
        count = 0
        for number, line, row in self._records():
            count = number
            if any("\0" in cell for cell in row):
                raise Unreadable("nul", line=str(line))
            while row and not row[-1].strip():
                row.pop()
            widths[len(row)] += 1
            if len(row) > 1:
                wider.append((len(row), line))
                if len(wider) > 10_000:
                    wider = self._widest(wider)
        if count > self.limits.rows:
            raise Unreadable("too_many_rows", sheet="CSV", found=count, most=self.limits.rows)
        self._refuse_split_rows(widths, wider)
        return count

    @staticmethod
    def _widest(wider: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return sorted(wider, key=lambda row: (-row[0], row[1]))[:1_000]

    def _refuse_split_rows(self, widths: Counter[int], rows: list[tuple[int, int]]) -> None:
        """An unquoted decimal comma makes a row longer than its headings, and every value after it another's."""
        if self.separator != "," or not widths:
            return
        usual = max(widths, key=lambda width: (widths[width], width))
        split = sorted((line, width) for width, line in rows if width > usual)
        if split and usual > 1:
            lines = ", ".join(str(line) for line, _width in split[:LINES_NAMED])
            more = ", …" if len(split) > LINES_NAMED else ""
            raise Unreadable("split_rows", lines=lines + more, found=split[0][1], most=usual)


def _are_commas_of_writing(rows: list[list[str]]) -> bool:
    """Whether most of the commas stand in numbers or before a space."""
    text = "\n".join(",".join(row) for row in rows)
    return len(WRITTEN_COMMA.findall(text)) * 2 > text.count(",")


def encoding_of(path: Path) -> str:
    """Raises Unreadable naming the line that is not written like those before it."""
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(b"\xef\xbb\xbf"):
            encoding = "utf-8-sig"
        elif head.startswith(UTF_16_MARKS):
            return "utf-16"
        elif (wide := _wide_encoding(head)) is not None:
            return wide
        else:
            encoding = "utf-8"
        file.seek(0)
        foreign, accented = _lines_by_encoding(file)
    if not foreign:
        return encoding
    if accented or encoding == "utf-8-sig":
        raise Unreadable("mixed_encodings", line=str(max(foreign, accented)))
    return "cp1252"


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Latin text is zero."""
    if len(head) < 4 or not head.count(0):
        return None
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros.count(0) > len(zeros) * 0.7:
            return encoding
    return None


def _lines_by_encoding(file: Iterator[bytes]) -> tuple[int, int]:
    """The first line that is no UTF-8, and the first with accents in UTF-8; 0 where there is none."""
    foreign = accented = 0
    for number, line in enumerate(file, start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            foreign = foreign or number
            try:
                line.decode("cp1252")
            except UnicodeDecodeError:
                raise Unreadable("unknown_encoding", line=str(number)) from None
        else:
            accented = accented or number
        if foreign and accented:
            break
    return foreign, accented
