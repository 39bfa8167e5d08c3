"""How much of a received file is read, and what is raised where that is not enough. Known to the reading child too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """What a file is, by its content; its name is not asked."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults serve a page that received a file; a command run by hand may allow more (`GENEROUS`).

    `memory` is the address space of the child in bytes, `processor` its time in seconds, `patience` the seconds waited
    for each of its answers.
    """

    size: int = 25 * 1024**2
    parts: int = 1_000
    unpacked: int = 400 * 1024**2
    rows: int = 200_000
    memory: int = 1024**3
    processor: int = 60
    patience: int = 120


STANDARD = Limits()
GENEROUS = Limits(
    size=250 * 1024**2, unpacked=3 * 1024**3, rows=1_048_576, memory=3 * 1024**3, processor=900, patience=600
)


class Unreadable(Exception):
    """Why a file is not read: a code that `refusals` has a sentence for, and what the sentence names."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
