from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from clusterix.lib.columns import Cell, Column, numbers_of
from clusterix.lib.panels import Standing, Table
from clusterix.lib.periods import Quarter, Year

COLUMNS = (Column("domain", "Domain"), Column("actions", "Actions", "number"), Column("spent", "Spent", "money"))


def standing(*, is_accepted: bool = True, as_of: date | None = date(2026, 9, 30), counted: int = 19) -> Standing:
    return Standing(is_accepted=is_accepted, as_of=as_of, counted=counted, expected=22, period=Quarter(2026, 3))


def test_standing_says_acceptance_date_and_coverage() -> None:
    with override("en"):
        assert standing().sentence == (
            "3rd quarter 2026: figures accepted up to 30 September 2026, 19 clusters out of 22."
        )
        assert standing(counted=1).coverage == "1 cluster out of 22"
        assert not standing().is_complete
        assert standing(counted=22).is_complete


def test_standing_says_that_figures_are_provisional() -> None:
    with override("en"):
        assert "provisional figures of 30 September 2026, not yet accepted" in standing(is_accepted=False).sentence


def test_standing_says_that_there_is_nothing_yet() -> None:
    with override("en"):
        assert standing(as_of=None, counted=0).sentence == "3rd quarter 2026: no figures yet, 0 clusters out of 22."


@pytest.mark.parametrize("counted", [-1, 23])
def test_no_more_clusters_are_counted_than_expected(counted: int) -> None:
    with pytest.raises(ValueError):
        standing(counted=counted)


def test_a_table_shows_its_cells_in_the_language_in_use() -> None:
    table = Table("Actions", COLUMNS, ({"domain": "Health", "actions": 1200, "spent": Decimal("-1234.5")},))
    with override("fr"):
        heading, actions, spent = table.shown_rows[0]
    assert (heading.text, heading.is_heading, heading.is_numeric) == ("Health", True, False)
    assert (actions.text, actions.is_heading, actions.is_numeric) == ("1\u202f200", False, True)
    assert spent.text == "\u22121\u202f234,50\u00a0€"
    with override("en"):
        assert [cell.text for cell in table.shown_rows[0]] == ["Health", "1,200", "\u2212€1,234.50"]


def test_an_empty_cell_is_said_and_is_not_zero() -> None:
    table = Table("Actions", COLUMNS, ({"domain": "Health", "actions": None, "spent": 0},))
    with override("en"):
        _heading, actions, spent = table.shown_rows[0]
    assert (actions.text, actions.is_empty) == ("No value", True)
    assert (spent.text, spent.is_empty) == ("€0", False)


@pytest.mark.parametrize(
    ("column", "cell", "shown"),
    [
        (Column("a", "A", "share"), Decimal("87.6"), "88%"),
        (Column("a", "A", "yes_no"), True, "Yes"),
        (Column("a", "A", "yes_no"), False, "No"),
        (Column("a", "A", "date"), date(2026, 9, 30), "30 September 2026"),
        (Column("a", "A", "period"), Quarter(2026, 3), "Q3 2026"),
        (Column("a", "A", "period"), Year(2026), "2026"),
        (Column("a", "A"), "text", "text"),
    ],
)
def test_each_kind_of_cell_is_shown_as_such(column: Column, cell: Cell, shown: str) -> None:
    with override("en"):
        assert column.shown(cell) == shown


def test_units_are_said_for_money_and_shares_without_being_declared() -> None:
    assert Column("a", "A", "money").unit_label == "€"
    assert Column("a", "A", "share").unit_label == "%"
    assert Column("a", "A", "number", unit="actions").unit_label == "actions"
    assert Column("a", "A").unit_label == ""


def test_a_row_that_lacks_a_column_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="lacks spent"):
        Table("Actions", COLUMNS, ({"domain": "Health", "actions": 1},))


def test_text_and_truth_are_no_numbers() -> None:
    assert numbers_of([{"a": 1}, {"a": None}, {"a": Decimal("2.5")}], "a") == [1, None, Decimal("2.5")]
    for cell in ("1", True):
        with pytest.raises(TypeError):
            numbers_of([{"a": cell}], "a")
