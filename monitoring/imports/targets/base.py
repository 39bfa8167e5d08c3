"""What differs between the things that files of the past fill: this interface, and nothing else."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from clusterix.lib.periods import Period
from clusterix.lib.workbooks.reading.opening import GENEROUS, Reading, open_file
from clusterix.lib.workbooks.specification.sheets import Book, Sheet
from monitoring.imports.findings import look
from monitoring.imports.reading import mapped_sheet
from monitoring.imports.steps import Step, step_of
from monitoring.uploads.importers import Importer
from monitoring.uploads.recognising import FoundSheet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from monitoring.territory.models import Region
    from monitoring.uploads.models import Upload


class Target(Importer):
    """One thing that files of the past fill; instances hold no state."""

    PREFIX = "legacy-"
    takes_any_file = True
    # All clusters of many years in one file, sent by an administrator.
    limits = GENEROUS
    needs_passport = False
    # An old file is a part of what there is: nothing goes because it is silent about it.
    absent_stay = True

    key: ClassVar[str]
    name: ClassVar[_StrPromise]
    # One sentence: what a row is, and what becomes of it.
    hint: ClassVar[_StrPromise]
    # Whether a file without a column for it may be said to be about one cluster, about one period of these kinds.
    asks_cluster: ClassVar[bool] = False
    periods: ClassVar[tuple[type[Period], ...]] = ()

    def __init__(self) -> None:
        self.purpose = f"{self.PREFIX}{self.key}"

    @abstractmethod
    def sheets(self, region: Region) -> tuple[Sheet, ...]:
        """The forms its files take: the one whose columns are found is used, the first for the empty template."""

    def book(self, upload: Upload) -> Book:
        return self.book_of(upload.region)

    def book_of(self, region: Region) -> Book:
        return Book(title=self.name, sheets=self.sheets(region)[:1], instructions=(self.hint,))

    def sheet(self, upload: Upload) -> Sheet:
        """The form that was found in this file."""
        sheets = self.sheets(upload.region)
        return next((each for each in sheets if each.key == upload.options.get("form")), sheets[0])

    def look(self, upload: Upload, path: Path) -> dict[str, Any] | None:
        if step_of(upload) == Step.CHECK:
            return None
        with open_file(path, upload.file_name, any_file=True, limits=self.limits) as reading:
            return look(upload, self.sheets(upload.region), reading)

    def find(self, upload: Upload, reading: Reading) -> list[FoundSheet] | None:
        return [mapped_sheet(upload, self.sheet(upload), reading)]
