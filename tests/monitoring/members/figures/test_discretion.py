"""What the people of a cluster may read of the others' members: nothing that gives one of them away."""

from __future__ import annotations

from itertools import combinations

import pytest

from monitoring.members.figures.counting import Counted
from monitoring.members.figures.discretion import discreet_rows
from monitoring.organisations.models import Category
from tests.monitoring.members.figures.conftest import Book, rows_of

LARGE = {"category": Category.LARGE}


@pytest.mark.parametrize(("others", "is_shown"), [(0, False), (2, False), (3, True)])
def test_totals_of_the_region_take_three_other_clusters(book: Book, others: int, is_shown: bool) -> None:
    for name in ["Mine", *(f"Other{number}" for number in range(others))]:
        book.accept(name, 2026, f"Member of {name}")
    panels = book.panels(book.manager("Mine"), cluster="all")
    assert bool(panels) is is_shown


def test_ones_own_cluster_is_shown_first_and_whole(book: Book) -> None:
    book.accept("Mine", 2026, "Acme", Bolt=LARGE)
    book.accept("Other", 2026, "Cell")
    manager = book.manager("Mine")
    seen = book.looking(manager)
    assert seen.is_of_cluster
    assert book.panels(manager)["who"].summary == "2 organisations in all."


def test_another_cluster_cannot_be_asked_for(book: Book) -> None:
    book.accept("Mine", 2026, "Acme")
    book.accept("Other", 2026, "Bolt", "Cell", "Dune")
    seen = book.looking(book.manager("Mine"), cluster="other")
    assert seen.in_vain == ("There is no cluster “other” whose members you can read.",)
    assert seen.subject.is_withheld
    assert [code for _pk, code, _name in seen.clusters] == ["mine"]


@pytest.mark.parametrize("query", [{"domain": "health"}, {"category": "GE"}])
def test_the_regions_totals_are_not_filtered(book: Book, query: dict[str, str]) -> None:
    for name in ("Mine", "A", "B", "C"):
        book.accept(name, 2026, f"Member of {name}", **{f"Large of {name}": LARGE})
    seen = book.looking(book.manager("Mine"), cluster="all", **query)
    assert seen.in_vain == ("Domains and categories can be chosen within your own cluster alone.",)
    assert seen.subject.members.total.count == 8


def test_a_small_row_is_put_together_with_others(book: Book) -> None:
    """One large enterprise of one other cluster: neither its row nor what subtraction leaves tells of it."""
    for name in ("Mine", "A", "B", "C", "D"):
        lab = {"category": Category.RESEARCH}
        book.accept(name, 2026, f"{name} one", f"{name} two", **{f"{name} lab": lab})
    book.accept("E", 2026, **{"E large": LARGE, "E one": {}})
    rows = {row[0]: row[1] for row in rows_of(book.panels(book.manager("Mine"), cluster="all")["who"])}
    assert "Large enterprises" not in rows
    assert rows == {
        "Mid-sized enterprises": 0,
        "Small and medium-sized enterprises": 11,
        "Training bodies and universities": 0,
        "Public bodies": 0,
        "Other organisations": 0,
        "Others, put together": 6,
    }


def test_whatever_is_put_together_has_three_others_behind_it_or_nothing_is_shown() -> None:
    """For every way in which up to four rows can stand on six clusters."""
    groups = [frozenset(group) for size in range(1, 5) for group in combinations(range(6), size)][::3]
    for sets in combinations(groups, 4):
        rows = [(str(index), Counted(len(clusters), clusters)) for index, clusters in enumerate(sets)]
        shown, rest = discreet_rows(rows, frozenset({0}))
        assert all(not counted.clusters - {0} or len(counted.clusters - {0}) >= 3 for _key, counted in shown)
        others = rest.clusters - {0}
        assert not others or len(others) >= 3 or not [row for row in shown if row[1].clusters - {0}]
        assert sum(counted.count for _key, counted in shown) + rest.count == sum(len(clusters) for clusters in sets)


def test_no_cluster_stands_beside_its_figures(book: Book) -> None:
    for name in ("Mine", "Axelera", "Cimes", "Techtera"):
        book.accept(name, 2025, f"Member of {name}")
        book.accept(name, 2026, f"Member of {name}")
    for reader, cluster in ((book.manager("Mine"), "all"), (book.reader(), "")):
        said = str(book.panels(reader, cluster=cluster))
        assert not [name for name in ("Axelera", "Cimes", "Techtera") if name in said]


def test_turnover_is_told_where_three_others_can_be_compared(book: Book) -> None:
    for name in ("Mine", "A", "B", "C"):
        book.accept(name, 2026, f"Member of {name}")
    for name in ("Mine", "A", "B"):
        book.accept(name, 2025, f"Member of {name}", f"Gone from {name}")
    manager = book.manager("Mine")
    panel = book.panels(manager, cluster="all")["turnover"]
    assert panel.sentence == "This total is withheld: fewer than three other clusters stand behind it."
    assert panel.table.rows == ()
    book.accept("C", 2025, "Gone from C")
    assert book.panels(manager, cluster="all")["turnover"].sentence == "+1 joined, \u22124 left, net \u22123."
