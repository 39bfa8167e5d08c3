"""Workbooks filled as people fill them, and written anew by LibreOffice."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW = 3


def through_libreoffice(content: bytes, folder: Path, *, suffix: str = "xlsx") -> bytes:
    """The same workbook as LibreOffice writes it."""
    source, out = folder / "sent.xlsx", folder / "written"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", suffix, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (out / f"sent.{suffix}").read_bytes()


class Grid:
    """A downloaded workbook as somebody fills it: cells by sheet, by the key of the row, by the heading."""

    def __init__(self, content: bytes) -> None:
        self.workbook: Workbook = load_workbook(io.BytesIO(content))

    def sheet(self, title: str) -> Worksheet:
        sheet: Worksheet = self.workbook[title]
        return sheet

    def headings(self, title: str) -> dict[str, int]:
        return {str(cell.value): cell.column for cell in self.sheet(title)[HEADING_ROW] if cell.value}

    def row(self, title: str, key: str, *, under: str = "Line") -> int:
        column = self.headings(title)[under]
        sheet = self.sheet(title)
        return next(row for row in range(HEADING_ROW + 1, sheet.max_row + 1) if sheet.cell(row, column).value == key)

    def keys(self, title: str, *, under: str = "Line") -> list[str]:
        column, sheet = self.headings(title)[under], self.sheet(title)
        return [str(sheet.cell(row, column).value) for row in range(HEADING_ROW + 1, sheet.max_row + 1)]

    def read(self, title: str, key: str, heading: str) -> Any:
        return self.sheet(title).cell(self.row(title, key), self.headings(title)[heading]).value

    def write(self, title: str, key: str, **cells: Any) -> None:
        """`cells` by heading, `_` for a space."""
        row, headings = self.row(title, key), self.headings(title)
        for heading, value in cells.items():
            cell = self.sheet(title).cell(row, headings[heading.replace("_", " ")])
            if cell.protection.locked:
                raise AssertionError(f"{heading} of {key} is locked")
            cell.value = value

    @property
    def content(self) -> bytes:
        file = io.BytesIO()
        self.workbook.save(file)
        return file.getvalue()
