"""Reading a list of members alone: gate, child process and rows in the caller, beside openpyxl.

make bench NAME=reading
"""

from __future__ import annotations

import json
import resource
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

import openpyxl
import xlsxwriter

from clusterix.lib.workbooks.reading.opening import GENEROUS, open_file

ROWS, MANY_ROWS = 40_000, 400_000
TIMES = 3
HEADINGS = [
    "Key", "Name", "SIREN", "SIRET", "Category", "NAF", "Headcount", "Street", "Postal code", "City", "Department",
    "Country", "Since", "Governance", "Amount",
]  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """`memory` is the most the reading child ever held, in MB."""

    rows_per_second: int
    memory: int = 0


def write_members(path: Path, rows: int, *, in_memory: bool = True) -> None:
    """A list of 15 columns as Excel would save it; beyond some ten thousand rows, texts stand in their cells."""
    with xlsxwriter.Workbook(path, {"constant_memory": not in_memory}) as book:
        sheet = book.add_worksheet("Members")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            texts = [
                f"member:{number:08d}-aaaa-bbbb", f"Société Exemple {number} SAS", f"{300_000_000 + number}",
                f"{30_000_000_000_000 + number}", ("PME", "ETI", "GE", "Recherche")[number % 4],
                f"{number % 90:02d}.{number % 70:02d}Z", "10-19", f"{number} rue de la République",
                f"{38_000 + number % 900:05d}", f"Ville {number % 500}", "38", "France",
            ]  # fmt: skip
            sheet.write_row(number, 0, texts)
            sheet.write_datetime(number, 12, date(2000 + number % 20, 1 + number % 12, 1 + number % 28), day)
            sheet.write_boolean(number, 13, number % 3 == 0)
            sheet.write_number(number, 14, number * 1.25)


def read_alone(path: Path) -> int:
    """The number of rows, each having come all the way from the child."""
    with open_file(path, path.name, limits=GENEROUS) as found:
        return sum(1 for _row in found.rows(found.sheets[0].name))


def read_with_openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return rows


def fastest(read: Callable[[Path], int], path: Path, times: int = TIMES) -> Reading:
    best = 0.0
    for _time in range(times):
        start = perf_counter()
        rows = read(path)
        best = max(best, rows / (perf_counter() - start))
    return Reading(round(best), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)


def bench() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        path, long_path = Path(folder) / "members.xlsx", Path(folder) / "years.xlsx"
        write_members(path, ROWS)
        write_members(long_path, MANY_ROWS, in_memory=False)
        written = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        whole_way, long_way = fastest(read_alone, path), fastest(read_alone, long_path, 1)
        caller = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - written
        openpyxl_alone = fastest(read_with_openpyxl, path, 1)
    print(f"{'':<42}{'rows/s':>10}{'MB, child':>12}")
    for name, found in [
        (f"{ROWS} rows, whole way", whole_way),
        (f"{MANY_ROWS} rows, whole way", long_way),
        (f"{ROWS} rows, openpyxl alone", openpyxl_alone),
    ]:
        print(f"{name:<42}{found.rows_per_second:>10}{found.memory or '':>12}")
    print(
        json.dumps(
            {
                "rows_per_second": whole_way.rows_per_second,
                "rows_per_second_long": long_way.rows_per_second,
                "openpyxl_rows_per_second": openpyxl_alone.rows_per_second,
                "child_mb": whole_way.memory,
                "child_mb_long": long_way.memory,
                "caller_grew_mb": caller // 1024,
                "before_mb": before // 1024,
            }
        )
    )


if __name__ == "__main__":
    bench()
