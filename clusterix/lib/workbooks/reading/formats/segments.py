"""Reads the cells of a sheet some thousand rows at a time, in the child.

calamine reads a whole sheet into memory, every cell of its rectangle. So the sheet's XML is cut between rows, and each
segment is given to it as a small workbook of its own, two at a time: memory does not grow with the sheet, the first
rows come at once, and both cores work.
"""

from __future__ import annotations

import io
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from clusterix.lib.workbooks.reading.bounds import Unreadable
from clusterix.lib.workbooks.reading.formats.parts import Part, chunks
from clusterix.lib.workbooks.reading.marks import Numbered

SEGMENT = 4 * 1024**2  # of XML: some 8,000 rows of a members’ list
AT_ONCE, MANY_TEXTS = 2, 16 * 1024**2
BEGINNING, END = b"<sheetData>", b"</sheetData>"

Read = TypeVar("Read")
Segment = tuple[int, list[list[Any]]]  # number of the first row, rows


def loaded(load: Callable[[], Read], sheet: str) -> Read:
    """What calamine reads, its complaints as ours; `sheet` is empty while the workbook itself is read."""
    try:
        return load()
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise (Unreadable("damaged_sheet", sheet=sheet) if sheet else Unreadable("damaged")) from error


class SegmentedSheet:
    """One sheet of plain XML (`scanning.glance`), whose cells all say where they are."""

    def __init__(self, archive: zipfile.ZipFile, part: Part) -> None:
        self.archive = archive
        self.part = part
        shared = [info for info in archive.infolist() if _is_shared(info.filename)]
        self.around = _archive_of({info.filename: archive.read(info) for info in shared})
        # Shared texts are read again with each segment: long ones by fewer segments, one at a time.
        texts = max((info.file_size for info in shared), default=0)
        self.size = max(SEGMENT, texts)
        self.at_once = AT_ONCE if texts < MANY_TEXTS else 1

    def rows(self) -> Iterator[Numbered]:
        with ThreadPoolExecutor(self.at_once) as pool:
            waiting = deque[Any]()
            for xml in self._segments():
                waiting.append(pool.submit(self._read, xml))
                if len(waiting) > self.at_once:
                    yield from _numbered(waiting.popleft().result())
            while waiting:
                yield from _numbered(waiting.popleft().result())

    def _segments(self) -> Iterator[bytes]:
        """The XML of whole rows, each time with what stands before the first row."""
        head, rest = b"", b""
        for piece in chunks(self.archive, self.part.path):
            rest += piece
            if not head:
                before, found, after = rest.partition(BEGINNING)
                if not found:
                    continue
                head, rest = before + found, after
            if (end := rest.find(END, max(0, len(rest) - len(piece) - len(END)))) >= 0:
                rest = rest[:end]
                break
            if len(rest) > self.size and (cut := rest.rfind(b"<row ")) > 0:
                yield head + rest[:cut] + END + b"</worksheet>"
                rest = rest[cut:]
        if head and rest:
            yield head + rest + END + b"</worksheet>"

    def _read(self, xml: bytes) -> Segment:
        file = io.BytesIO(self.around)
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(self.part.path, xml)
        file.seek(0)
        sheet = loaded(partial(_first_load, file, self.part.name), self.part.name)
        if sheet.start is None:
            return 1, []
        row, column = sheet.start
        rows = sheet.to_python(skip_empty_area=True)
        return row + 1, [[""] * column + cells for cells in rows] if column else rows


def _is_shared(name: str) -> bool:
    """What cells need besides their sheet: shared texts, formats, and what leads to them."""
    if name.endswith((".rels", "[Content_Types].xml")):
        return "/worksheets/" not in name
    return name.startswith("xl/") and name.count("/") == 1


def _archive_of(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _first_load(file: io.BytesIO, name: str) -> CalamineSheet:
    return CalamineWorkbook.from_filelike(file).get_sheet_by_name(name)


def _numbered(segment: Segment) -> Iterator[Numbered]:
    first, rows = segment
    return enumerate(rows, start=first)
