"""Reads back what an Excel file made by Clusterix holds in its first sheet."""

import io
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(content: bytes) -> list[list[str]]:
    """Texts as texts, numbers and days as Excel stores them."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    return [["".join(cell.itertext()) for cell in row.iter(f"{MAIN}c")] for row in sheet.iter(f"{MAIN}row")]


def day_of(stored: str) -> date:
    return date(1899, 12, 30) + timedelta(days=int(float(stored)))
