"""Reads received files without trusting them: the gate first, then a child process under limits, rows as they come.

    with open_file(path, "members.xlsx") as reading:
        for row in reading.rows(reading.sheets[0].name): …

Whatever the file does, it does it to the child: the caller gets rows or `FileRefused`, at any time until the last row.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic
from typing import IO, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.workbooks.reading.bounds import GENEROUS, STANDARD, Format, Limits, Unreadable
from clusterix.lib.workbooks.reading.frames import HEAD, LONGEST
from clusterix.lib.workbooks.reading.gate import inspect
from clusterix.lib.workbooks.reading.refusals import FileRefused, refused
from clusterix.lib.workbooks.specification.cells import CellValue, Fault, Faulty, SheetRow
from clusterix.lib.workbooks.specification.names import own_sheet_names
from clusterix.lib.workbooks.specification.sheets import Passport

__all__ = ["GENEROUS", "STANDARD", "FileRefused", "Limits", "Reading", "SheetFound", "open_file"]

logger = logging.getLogger(__name__)

AHEAD = 2  # batches the child prepares while the caller looks at one


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area near the top of a sheet: rows from 1, columns from 0, both ends in it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class SheetFound:
    """A sheet of a file. `rows` is the number of its last row with a value, not how many hold one."""

    name: str
    rows: int
    is_hidden: bool = False
    hidden_rows: int = 0
    is_filtered: bool = False
    merges: tuple[Merge, ...] = ()


class Reading:
    """An opened file. Made by `open_file`; one sheet is read at a time, each as often as needed."""

    def __init__(self, child: _Child, description: dict[str, Any], kind: Format) -> None:
        self._child = child
        self.format = kind
        self.sheets = [
            SheetFound(
                name=sheet["name"],
                rows=sheet["rows"],
                is_hidden=bool(sheet["state"]),
                hidden_rows=sheet.get("hidden_rows", 0),
                is_filtered=sheet.get("is_filtered", False),
                merges=tuple(Merge(*merge) for merge in sheet["merges"]),
            )
            for sheet in description["sheets"]
        ]
        self.passport = _passport(description.get("names", {}))
        self.notes = list(_notes(self.sheets, has_links=description.get("has_links", False)))

    def rows(self, sheet_name: str) -> Iterator[SheetRow]:
        """The rows with a value, in order, a batch in memory at a time. Raises FileRefused, also after some rows.

        A row may hold fewer cells than the sheet has columns. Beginning another sheet ends the one being read.
        """
        index = next(index for index, sheet in enumerate(self.sheets) if sheet.name == sheet_name)
        for numbers, cells, marks in self._child.batches(index):
            for position, column, kind, text in marks:
                cells[position][column] = MARKS[kind](text)
            for number, row in zip(numbers, cells, strict=True):
                yield SheetRow(number, tuple(row))


def _error(text: str) -> CellValue:
    return Faulty(Fault.ERROR, text)


MARKS: dict[str, Any] = {
    "error": _error,
    "uncomputed": lambda text: Faulty(Fault.UNCOMPUTED, text),
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "text": str,
}


@contextmanager
def open_file(path: Path, name: str, *, any_file: bool = False, limits: Limits = STANDARD) -> Iterator[Reading]:
    """Opens a received file: without `any_file` .xlsx alone, with it also .xls, .ods and CSV.

    Raises FileRefused, whose text is the sentence for whoever sent the file.
    """
    kind = inspect(path, name, any_file=any_file, limits=limits)
    child = _Child(path, kind, limits)
    try:
        yield Reading(child, child.description(), kind)
    finally:
        child.end()


def _passport(names: dict[str, str]) -> Passport | None:
    parts = {name.removeprefix("clusterix_"): text for name, text in names.items() if name.startswith("clusterix_")}
    if not {"kind", "cluster", "period", "version"} <= parts.keys():
        return None
    return Passport(parts["kind"], parts["cluster"], parts["period"], parts["version"], parts.get("state", ""))


def _notes(sheets: list[SheetFound], *, has_links: bool) -> Iterator[str]:
    for sheet in sheets:
        if sheet.is_hidden and sheet.name not in own_sheet_names():
            yield _("The sheet “%(sheet)s” is hidden.") % {"sheet": sheet.name}
        if not sheet.hidden_rows:
            continue
        if sheet.is_filtered:
            text = ngettext(
                "In the sheet “%(sheet)s” a filter hides %(count)s row; it is read like the others.",
                "In the sheet “%(sheet)s” a filter hides %(count)s rows; they are read like the others.",
                sheet.hidden_rows,
            )
        else:
            text = ngettext(
                "In the sheet “%(sheet)s” %(count)s row is hidden; it is read like the others.",
                "In the sheet “%(sheet)s” %(count)s rows are hidden; they are read like the others.",
                sheet.hidden_rows,
            )
        yield text % {"sheet": sheet.name, "count": sheet.hidden_rows}
    if has_links:
        yield _(
            "This workbook is linked to other workbooks: of cells that depend on them, the last value saved is read."
        )


# --- The child process ------------------------------------------------------------------------------------------------


class _Child:
    """The process that reads the file; ended with the block that opened it, whatever it was doing."""

    def __init__(self, path: Path, kind: Format, limits: Limits) -> None:
        self.patience = limits.patience
        self.awaited = 0
        self.reader = 0
        # Of the environment, what finds libraries and nothing that is secret.
        environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "clusterix.lib.workbooks.reading.child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            cwd=settings.BASE_DIR, env=environment | {"MALLOC_ARENA_MAX": "2"}, start_new_session=True,
        )  # fmt: skip
        self._commands = cast("IO[bytes]", self.process.stdin)
        self._answers = cast("IO[bytes]", self.process.stdout)
        self._say({"path": str(path.absolute()), "format": kind, "limits": dataclasses.asdict(limits)})

    def description(self) -> dict[str, Any]:
        self.awaited = 1
        return self._answer()

    def batches(self, sheet: int) -> Iterator[tuple[list[int], list[list[Any]], list[tuple[int, int, str, str]]]]:
        self.reader += 1
        reader = self.reader
        while self.awaited:
            self._answer()  # What the last reader asked for and no longer wants.
        self._say({"sheet": sheet})
        self._ask(AHEAD)
        while batch := self._answer():
            self._ask(1)
            yield batch
            if reader != self.reader:
                raise RuntimeError("Another reading of the same file has begun.")

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def _ask(self, times: int) -> None:
        for _time in range(times):
            self._say({})
            self.awaited += 1

    def _say(self, command: dict[str, Any]) -> None:
        # Where it has ended, its last answer, or none, says why.
        with suppress(BrokenPipeError):
            self._commands.write(json.dumps(command).encode() + b"\n")

    def _answer(self) -> Any:
        deadline = monotonic() + self.patience
        (length,) = HEAD.unpack(self._receive(HEAD.size, deadline))
        if length > LONGEST:
            raise refused(Unreadable("damaged"))
        answer = json.loads(self._receive(length, deadline))
        self.awaited -= 1
        if isinstance(answer, dict) and "refused" in answer:
            if detail := answer.get("detail"):
                logger.warning("A received file could not be read: %s", detail)
            raise refused(Unreadable(answer["refused"], **answer.get("facts", {})))
        return answer

    def _receive(self, length: int, deadline: float) -> bytes:
        source = self._answers.fileno()
        poll = select.poll()
        poll.register(source, select.POLLIN)
        received = bytearray()
        while len(received) < length:
            if not poll.poll(max(0, deadline - monotonic()) * 1000):
                raise refused(Unreadable("too_long"))
            piece = os.read(source, min(length - len(received), 1 << 20))
            if not piece:
                raise refused(Unreadable(self._end_of_child()))
            received += piece
        return bytes(received)

    def _end_of_child(self) -> str:
        """Why it ended without a word: calamine aborts on memory it does not get, the kernel ends what lasts."""
        try:
            code = self.process.wait(5)
        except subprocess.TimeoutExpired:
            return "too_long"
        return {-signal.SIGABRT: "too_much_memory", -signal.SIGSEGV: "too_much_memory",
                -signal.SIGXCPU: "too_long", -signal.SIGKILL: "too_long"}.get(code, "damaged")  # fmt: skip
