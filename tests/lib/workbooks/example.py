"""A sheet with a field of each type, for tests of what is written, read and checked by it."""

from typing import Any

from clusterix.lib.workbooks.checking.rows import CellChecked, Checked, Checker, check_of
from clusterix.lib.workbooks.specification.cells import CellValue, SheetRow
from clusterix.lib.workbooks.specification.sheets import (
    Book,
    Choice,
    Field,
    FieldType,
    Passport,
    RowRule,
    Rule,
    Sheet,
    Values,
)

SIZES = (
    Choice("PME", "small or medium-sized", ("SME", "petite entreprise")),
    Choice("ETI", "mid-sized"),
    Choice("GE", "large", ("grand groupe",)),
)
BANDS = tuple(Choice(f"{number:02}", f"band number {number} of the headcount") for number in range(1, 20))


def _valid_code(code: str) -> str:
    return "" if len(code) == 5 else "A code has five characters."


def _left_after_joining(values: Values) -> str:
    joined, left = values.get("joined"), values.get("left")
    return "It left before it joined." if joined and left and left.year < joined else ""


EXAMPLE = Sheet(
    key="example",
    title="Members",
    key_field="key",
    note_field="remark",
    spare_rows=3,
    fields=(
        Field("key", "Line", FieldType.IDENTIFIER, is_hidden=True, most=36),
        Field("name", "Name", help="Its official name.", example="ACME", synonyms=("nom", "raison sociale"),
              is_required=True, most=60, width=30),
        Field("code", "Postal code", FieldType.IDENTIFIER, synonyms=("code postal",), most=12,
              rules=(Rule("code", _valid_code),)),
        Field("size", "Size", FieldType.CHOICE, choices=SIZES, synonyms=("catégorie", "type")),
        Field("band", "Headcount", FieldType.CHOICE, choices=BANDS),
        Field("staff", "Employees", FieldType.WHOLE, least=0, most=1_000_000),
        Field("score", "Score", FieldType.DECIMAL),
        Field("budget", "Budget", FieldType.MONEY, least=0),
        Field("share", "Public share", FieldType.SHARE),
        Field("joined", "Member since", FieldType.YEAR, synonyms=("année d'adhésion",)),
        Field("left", "Left on", FieldType.DATE),
        Field("votes", "Takes part in governance", FieldType.YES_NO),
        Field("story", "Story", FieldType.LONG_TEXT, most=2000, width=40),
        Field("remark", "The Region's remark", FieldType.LONG_TEXT, is_locked=True),
    ),
    row_rules=(RowRule("left_after_joining", "left", _left_after_joining),),
)  # fmt: skip
KEYS = [field.key for field in EXAMPLE.fields]


def example_book(*rows: Values, state: str = "") -> Book:
    return Book(
        title="Members of Minalogic, 2026",
        sheets=(EXAMPLE,),
        passport=Passport("members", "minalogic", "2026", "1", state),
        instructions=("One line for each member.",),
        rows={"example": rows},
    )


def check_row(**cells: CellValue) -> Checked:
    """A row of the example with these cells and no others, checked as from a file."""
    checker = Checker(EXAMPLE, dict(enumerate(cells)))
    return checker.check(SheetRow(1, tuple(cells.values())))


def check_cell(type_: FieldType, cell: CellValue, **more: Any) -> CellChecked:
    return check_of(Field("field", "Field", type_, **more))(cell)
