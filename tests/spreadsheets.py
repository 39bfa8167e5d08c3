"""Reads back what an Excel file made by Clusterix holds in its sheets: the rows in the first, what they are next."""

import io
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(content: bytes, sheet_number: int = 1) -> list[list[str]]:
    """Texts as texts, numbers and days as Excel stores them."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        sheet = ElementTree.fromstring(file.read(f"xl/worksheets/sheet{sheet_number}.xml"))
    return [["".join(cell.itertext()) for cell in row.iter(f"{MAIN}c")] for row in sheet.iter(f"{MAIN}row")]


def day_of(stored: str) -> date:
    return date(1899, 12, 30) + timedelta(days=int(float(stored)))
