"""2,000 spoiled workbooks: each is read or refused with a sentence; nothing crashes, nothing hangs."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from clusterix.lib.workbooks.reading.bounds import Limits
from clusterix.lib.workbooks.reading.opening import FileRefused, open_file
from clusterix.lib.workbooks.specification.cells import CellValue, Faulty
from tests.lib.workbooks.hosting import HostedProcess, hosted
from tests.lib.workbooks.making import by_openpyxl, by_xlsxwriter, number_cell, row, text_cell, workbook
from tests.lib.workbooks.mutating import spoiled
from tests.libreoffice import through_libreoffice

SEEDS, BLOCKS = 2_000, 20
LIMITS = Limits(processor=10, patience=20, memory=512 * 1024**2)


def by_hand(path: Path) -> Path:
    rows = row(1, text_cell("A1", "Name"), text_cell("B1", "Amount"), text_cell("C1", "Since"))
    for number in range(2, 30):
        rows += row(
            number, text_cell(f"A{number}", f"Élan {number}"), number_cell(f"B{number}", number / 4),
            number_cell(f"C{number}", 43_000 + number, 1), f'<c r="D{number}" t="e"><v>#REF!</v></c>',
            f'<c r="E{number}"><f>A{number}</f></c>', f'<c r="F{number}" t="b"><v>1</v></c>',
        )  # fmt: skip
    return workbook(path, rows, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')


@pytest.fixture(scope="module")
def good_files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("good")
    files = [by_openpyxl(folder / "o.xlsx"), by_xlsxwriter(folder / "x.xlsx"), by_hand(folder / "h.xlsx")]
    if shutil.which("soffice"):
        files += [through_libreoffice(by_hand(folder / "l.xlsx"), folder, kind) for kind in ("xlsx", "ods", "xls")]
    text = folder / "t.csv"
    text.write_text("Name;Amount\n" + 'Élan;"1 200,50"\n' * 20)
    return [file.read_bytes() for file in [*files, *files[:3], text]]


@pytest.fixture(scope="module")
def host() -> Iterator[type[HostedProcess]]:
    with hosted() as process:
        yield process


def look_at(cell: CellValue) -> None:
    """Everything that comes out of a file can be kept in a database."""
    assert cell is None or isinstance(cell, str | int | float | bool | date | time | Faulty)
    text = cell.text if isinstance(cell, Faulty) else cell
    assert not (isinstance(text, str) and "\0" in text)
    assert not (isinstance(cell, float) and not math.isfinite(cell))


def outcome(path: Path) -> str:
    try:
        with open_file(path, path.name, any_file=True, limits=LIMITS) as found:
            for sheet in found.sheets:
                for line in found.rows(sheet.name):
                    for cell in line.cells:
                        look_at(cell)
    except FileRefused as refusal:
        assert refusal.sentence
        assert "%(" not in refusal.sentence
        return refusal.code
    return "read"


@pytest.mark.parametrize("block", range(BLOCKS))
def test_spoiled_files_are_read_or_refused(
    block: int, good_files: list[bytes], host: type[HostedProcess], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clusterix.lib.workbooks.reading.opening.subprocess.Popen", host)
    path = tmp_path / "spoiled"
    outcomes: Counter[str] = Counter()
    for seed in range(block, SEEDS, BLOCKS):
        random = Random(seed)
        path.write_bytes(spoiled(random.choice(good_files), random))
        start = monotonic()
        outcomes[outcome(path)] += 1
        assert monotonic() - start < LIMITS.patience + 10, f"Seed {seed} took too long."
    assert outcomes.total() == SEEDS / BLOCKS
    assert outcomes["read"], outcomes
    assert len(outcomes) > 3, outcomes
