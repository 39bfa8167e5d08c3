"""The parts of an .xlsx file that say what it holds: its sheets in order, its defined names, where each part lies.

Known to the reading child, which knows no Django.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from clusterix.lib.workbooks.reading.bounds import Unreadable

CHUNK = 1 << 20
# What unpacking a damaged archive raises.
UNPACKING = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
LONGEST_LIST = 16 * 1024**2  # of the workbook part: many thousand sheets and names fit
Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet as the workbook lists it; `state` is empty, `hidden` or `veryHidden`."""

    name: str
    path: str
    state: str


@dataclass(slots=True)
class Contents:
    """What the workbook part lists. `names` holds the defined names that are plain texts, without their quotes."""

    parts: list[Part] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def parser() -> Any:
    """An XML parser that refuses every document type: entities are declared nowhere else."""
    made = expat.ParserCreate()
    made.buffer_text = True

    def refuse(*_declaration: object) -> None:
        raise Unreadable("document_type")

    made.StartDoctypeDeclHandler = refuse
    made.EntityDeclHandler = refuse
    return made


def chunks(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The part piece by piece. Raises Unreadable where it is not what the archive says it is (size, checksum)."""
    size = 0
    try:
        with archive.open(path) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                yield chunk
    except UNPACKING as error:
        raise Unreadable("damaged") from error
    if size != archive.getinfo(path).file_size:
        raise Unreadable("false_sizes")


def feed(reading: Any, pieces: Iterator[bytes]) -> None:
    for _piece in feed_pieces(reading, pieces):
        pass


def feed_pieces(reading: Any, pieces: Iterator[bytes]) -> Iterator[None]:
    """Has the parser read the pieces, with a pause after each for what its handlers found."""
    try:
        for piece in pieces:
            reading.Parse(piece, False)
            yield
        reading.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable("damaged") from error
    yield


def string_constant(formula: str) -> str | None:
    """The text a defined name stands for, where it stands for a text."""
    text = formula.strip().removeprefix("of:").removeprefix("=").strip()
    return text[1:-1].replace('""', '"') if len(text) >= 2 and text[0] == text[-1] == '"' else None


def contents(archive: zipfile.ZipFile) -> Contents:
    """Raises Unreadable where the file is no workbook or lists its sheets in no usable way."""
    book = _main_part(archive)
    targets = {
        relation["Id"]: _resolved(book, relation.get("Target", ""))
        for relation in _relations(archive, book)
        if relation.get("Type", "").endswith("/worksheet") and "Id" in relation
    }
    reading = _ContentsReading(targets)
    _read_small(archive, book, reading)
    known = set(archive.namelist())
    names = [part.name for part in reading.found.parts]
    if len({name.casefold() for name in names}) < len(names):
        raise Unreadable("damaged")
    if missing := [part for part in reading.found.parts if part.path not in known]:
        raise Unreadable("damaged_sheet", sheet=missing[0].name)
    return reading.found


class _ContentsReading:
    def __init__(self, targets: dict[str, str]) -> None:
        self.targets = targets
        self.found = Contents()
        self.name = ""
        self.text: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag.rpartition(":")[2]:
            case "sheet":
                identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                # Sheets of charts and dialogs hold no cells.
                if path := self.targets.get(identifier):
                    state = attributes.get("state", "")
                    self.found.parts.append(Part(attributes.get("name", ""), path, state if state != "visible" else ""))
            case "definedName":
                self.name = attributes.get("name", "")
                self.text = []

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "definedName" and self.name:
            if (constant := string_constant("".join(self.text))) is not None:
                self.found.names[self.name] = constant
            self.name = ""

    def characters(self, text: str) -> None:
        if self.name:
            self.text.append(text)


class _RelationsReading:
    def __init__(self) -> None:
        self.found: list[Attributes] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag.rpartition(":")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            self.found.append(attributes)


def _relations(archive: zipfile.ZipFile, path: str) -> list[Attributes]:
    folder, name = posixpath.split(path)
    reading = _RelationsReading()
    _read_small(archive, posixpath.join(folder, "_rels", f"{name}.rels"), reading)
    return reading.found


def _main_part(archive: zipfile.ZipFile) -> str:
    for relation in _relations(archive, ""):
        if relation.get("Type", "").endswith("/officeDocument"):
            return _resolved("", relation.get("Target", ""))
    raise Unreadable("damaged")


def _resolved(source: str, target: str) -> str:
    """The path inside the archive of what a part points to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def _read_small(archive: zipfile.ZipFile, path: str, reading: Any) -> None:
    try:
        size = archive.getinfo(path).file_size
    except KeyError as error:
        raise Unreadable("damaged") from error
    if size > LONGEST_LIST:
        raise Unreadable("too_much_memory")
    made = parser()
    for handler, method in (
        ("StartElementHandler", "start"), ("EndElementHandler", "end"), ("CharacterDataHandler", "characters"),
    ):  # fmt: skip
        if hasattr(reading, method):
            setattr(made, handler, getattr(reading, method))
    feed(made, chunks(archive, path))
