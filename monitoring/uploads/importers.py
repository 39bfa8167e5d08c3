"""What differs between the things files fill: this interface, and nothing else, is known of them here.

An importer lives in the slice whose lines it writes and registers itself when that slice is read.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clusterix.lib.workbooks.reading.bounds import STANDARD, Limits
from clusterix.lib.workbooks.specification.sheets import Book, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from clusterix.lib.workbooks.reading.opening import Reading
    from monitoring.people.models import Person
    from monitoring.uploads.models import StagedRow, Upload
    from monitoring.uploads.recognising import FoundSheet


# The code of a refusal because two rows are about one thing.
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row whose cells were checked, one by one: values by field, and what is wrong with them."""

    sheet: str
    number: int
    found: Mapping[str, str]
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row would do to what is there (`Verdict`); `values` and `before` hold plain JSON.

    Keys that begin with `_` are for the importer alone, and shown to nobody. Problems of a row that is not rejected
    are notes to be read: they keep nothing from being written.
    """

    verdict: str
    key: str = ""
    label: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A new organisation that may be one the registry knows.

    `declared` is what its first row says, by field; `marks` are those of its declarations (identity.Declared.mark),
    `keys` those of the changes it makes. Of a candidate: its key, the likeness out of 100, and why the rows cannot be
    about it (a sentence), or "".
    """

    number: int
    label: str
    declared: Mapping[str, Any]
    marks: tuple[str, ...]
    keys: tuple[str, ...]
    candidates: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One line a file changed; None stands for a line that was not there."""

    key: str
    label: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Refusal(Exception):
    """Nothing was written; its arguments are the sentences that say why, `code` names the reason for programs."""

    def __init__(self, *sentences: str, code: str = "refused") -> None:
        super().__init__(*sentences)
        self.code = code


class Judge(ABC):
    """Compares the rows of one file with what is there, read once. Writes nothing."""

    # Names the state of what was compared: a later writing is refused when it has moved.
    compared_with: str
    # Set before the first row is judged: whether organisations are looked for in the registry already, which tells of
    # doubts and of two names for one member, and takes as long as writing them does.
    asks_registry: bool = False

    @abstractmethod
    def judge(self, rows: Iterable[CheckedRow]) -> Iterator[Judged | None]:
        """One verdict a row, in their order; None for a row that says nothing (a spare one), which is not counted."""

    def absent(self) -> Iterator[Judged]:
        """After every row was judged: the lines that are there and that no row was about."""
        return iter(())

    def doubts(self) -> Iterator[Doubtful]:
        """After every row was judged, where `asks_registry`: who may be an organisation that is known already."""
        return iter(())


class Importer(ABC):
    """One thing that files fill; instances hold no state."""

    purpose: str
    # Other files than .xlsx may be read: .xls, .ods, CSV.
    takes_any_file: bool = False
    # Only templates of ours are read; else a file of any make is, by its headings, where it bears no passport.
    needs_passport: bool = True
    # How large a file may be, and what reading it may take.
    limits: Limits = STANDARD
    # Lines that the file does not hold always stay: nobody is asked.
    absent_stay: bool = False

    @abstractmethod
    def book(self, upload: Upload) -> Book:
        """What the file is expected to hold, with its passport; `rows` are asked for only when a template is made."""

    @abstractmethod
    def judge(self, upload: Upload) -> Judge:
        """Reads what is there now. Raises Refusal when nothing can be written now (`report_not_open`)."""

    @abstractmethod
    def apply(self, upload: Upload, rows: Iterable[StagedRow], person: Person) -> Iterator[Change]:
        """Write the rows, inside the caller's transaction, having locked and compared what it writes to.

        The rows are new, changed, or absent and leaving (`values["left_on"]`). Raises Refusal (`moved`,
        `report_not_open`), having the transaction undone.
        """

    @abstractmethod
    def undo(self, upload: Upload, person: Person) -> Mapping[str, str]:
        """Take back what this file changed, inside the caller's transaction; by key, why a line was kept.

        Raises Refusal when nothing can be taken back any more.
        """

    def withdraw(self, upload: Upload) -> Mapping[str, str]:
        """Take back what the file brought beside its lines, once these are; by key, why a change was kept."""
        return {}

    def foresee(self, upload: Upload) -> list[str]:
        """What else than its lines taking the file back would undo, in sentences, for the page that asks first."""
        return []

    def look(self, upload: Upload, path: Path) -> dict[str, Any] | None:
        """What is to be asked before rows are compared: new choices for the upload, which then waits. None: nothing."""
        return None

    def find(self, upload: Upload, reading: Reading) -> list[FoundSheet] | None:
        """The sheets to read, where they are not found by their name or headings as templates are. Raises Refusal."""
        return None

    def list_of(self, key: str) -> str:
        """Which list a change of this key is part of: one list names an organisation once."""
        return ""

    def mending_url(self, upload: Upload) -> str:
        """Where rejected rows are mended by hand; empty where they are mended in the file alone."""
        return ""


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    _importers[importer.purpose] = importer


def importer_for(upload: Upload) -> Importer:
    return _importers[upload.purpose]
