"""The process that reads a received file, under limits of memory and time; it knows no Django and no database.

Started by `opening.open_file`. It answers each command, a line of JSON, by frames: a length in four bytes and as many
bytes of JSON. The first command names the file. Then `{"sheet": 0}` begins a sheet and `{}` asks for its next rows.
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from clusterix.lib.workbooks.reading.bounds import Format, Limits, Unreadable
from clusterix.lib.workbooks.reading.formats.delimited import DelimitedFile
from clusterix.lib.workbooks.reading.formats.excel import XlsxWorkbook
from clusterix.lib.workbooks.reading.formats.oldexcel import XlsWorkbook
from clusterix.lib.workbooks.reading.formats.opendocument import OdsWorkbook
from clusterix.lib.workbooks.reading.frames import send
from clusterix.lib.workbooks.reading.marks import Numbered, batches


class ReadFile(Protocol):
    """What each format offers: the description sent first, and the rows of a sheet."""

    def describe(self) -> dict[str, Any]: ...

    def rows(self, sheet: int) -> Iterator[Numbered]: ...


READERS: dict[Format, Callable[[Path, Limits], ReadFile]] = {
    Format.XLSX: XlsxWorkbook,
    Format.XLS: XlsWorkbook,
    Format.ODS: OdsWorkbook,
    Format.CSV: DelimitedFile,
}


def confine(limits: Limits, *, written: int = 0) -> None:
    """No file grows beyond `written` bytes, no process is started, memory and time end."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 5))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


# --- Commands ---------------------------------------------------------------------------------------------------------


def answer(commands: BinaryIO, out: BinaryIO) -> None:
    """Confine oneself, describe the file, then give the next rows of a sheet each time they are asked for."""
    first = json.loads(commands.readline())
    limits = Limits(**first["limits"])
    confine(limits)
    file = READERS[Format(first["format"])](Path(first["path"]), limits)
    description = file.describe()
    names = [sheet["name"] for sheet in description["sheets"]]
    send(out, json.dumps(description).encode())
    frames: Iterator[bytes] = iter(())
    for line in commands:
        command = json.loads(line)
        if "sheet" in command:
            frames = batches(file.rows(command["sheet"]), names[command["sheet"]])
        else:
            send(out, next(frames, b"[]"))


def main() -> None:
    out = sys.stdout.buffer
    try:
        answer(sys.stdin.buffer, out)
    except Unreadable as refusal:
        send(out, json.dumps({"refused": refusal.code, "facts": refusal.facts}).encode())
    except MemoryError:
        send(out, b'{"refused": "too_much_memory"}')
    except BrokenPipeError:
        pass  # Nobody is there any more.
    except (Exception, zipfile.BadZipFile) as error:  # noqa: BLE001
        send(out, json.dumps({"refused": "damaged", "detail": repr(error)[:500]}).encode())


if __name__ == "__main__":
    main()
