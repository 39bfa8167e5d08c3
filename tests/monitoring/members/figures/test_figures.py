"""What the figures of members say, against lists counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from monitoring.clusters.models import Succession
from monitoring.organisations.models import Category
from tests.monitoring.members.figures.conftest import Book, rows_of

LARGE, SMALL, MICRO = {"category": Category.LARGE}, {"category": Category.SME}, {"category": Category.MICRO}
LAB = {"category": Category.RESEARCH}


def test_each_organisation_is_counted_once_in_its_category(book: Book) -> None:
    book.accept("A", 2026, Acme=LARGE, Bolt=SMALL, Cell=MICRO, Dune=LAB)
    book.accept("B", 2026, Bolt=SMALL, Egg=SMALL)
    panel = book.panels()["who"]
    counted = {name: number for name, number in rows_of(panel) if number}
    assert counted == {
        "Large enterprises": 1,
        "Small and medium-sized enterprises": 3,
        "of which micro-enterprises": 1,
        "Research organisations": 1,
    }
    assert panel.sentence == "3 small and medium-sized enterprises, 60% of the members."
    assert panel.summary == "5 organisations hold 6 memberships; one in several clusters is counted once."


def test_the_kinds_of_other_organisations_stand_under_them(book: Book) -> None:
    other = {"category": Category.OTHER}
    book.accept("A", 2026, Acme=other | {"other_kind": "chamber"}, Bolt=other | {"other_kind": "chamber"}, Cell=other)
    counted = {name: number for name, number in rows_of(book.panels()["who"]) if number}
    assert counted == {"Other organisations": 3, "of which: chamber of commerce or trades": 2}


def test_a_merged_organisation_counts_as_its_survivor(book: Book) -> None:
    book.accept("A", 2026, "Acme")
    book.accept("B", 2026, "Acme Ltd")
    assert rows_of(book.panels()["overlaps"]) == [("In one cluster", 2)]
    book.organisations["Acme Ltd"].merged_into = book.organisations["Acme"]
    book.organisations["Acme Ltd"].save()
    panels = book.panels()
    assert panels["who"].summary == "1 organisation holds 2 memberships; one in several clusters is counted once."
    assert rows_of(panels["overlaps"]) == [("In one cluster", 0), ("In two clusters", 1)]


def test_lists_not_accepted_and_members_that_left_do_not_count(book: Book) -> None:
    book.accept("A", 2026, "Acme", Gone={"left_on": date(2026, 3, 1)})
    book.accept("B", 2026, "Bolt", "Cell", accepted=False)
    panel = book.panels()["who"]
    assert panel.summary == "1 organisation in all."
    assert "1 cluster out of 2" in panel.standing.sentence


def test_a_replaced_revision_does_not_count(book: Book) -> None:
    old = book.accept("A", 2026, "Acme", "Bolt")
    new = old.report.revisions.create(number=2, opened_by=book.officer, sealed_at=old.sealed_at, sealed_by=book.officer)
    old.superseded_by = new
    old.save()
    new.accepted_at, new.accepted_by = old.accepted_at, book.officer
    new.save()
    panel = book.panels()["who"]
    assert panel.table.rows == ()
    assert panel.figure is None


def test_the_size_declared_stands_beside_that_of_sirene(book: Book) -> None:
    for name, size in (("Same", "PME"), ("Larger", "ETI"), ("Smaller", "PME"), ("Unknown", "")):
        book.organisation(name, sirene_size=size)
    book.accept("A", 2026, Same=MICRO, Larger=SMALL, Smaller=LARGE, Unknown=SMALL, Lab=LAB)
    panel = book.panels()["size"]
    assert panel.sentence == "1 company is of the size Sirene gives, 2 of another."
    assert panel.summary == "Sirene knows the size of 3 of the 4 member companies."
    assert rows_of(panel) == [
        ("Large enterprise", 0, 0, 1, 0),
        ("Mid-sized enterprise", 0, 0, 0, 0),
        ("Small or medium-sized enterprise", 0, 1, 1, 1),
    ]


def test_headcount_is_as_declared_else_as_in_sirene(book: Book) -> None:
    book.organisation("Bolt", sirene_headcount_band="53")
    book.organisation("Cell", sirene_headcount_band="53")
    book.accept("A", 2026, "Bolt", Cell={"headcount_band": "11"}, Dune=LAB, Egg={"headcount_band": ""})
    assert rows_of(book.panels()["headcount"]) == [
        ("10 to 49 people", 1),
        ("5,000 people or more", 1),
        ("Not known", 1),
    ]


def test_sectors_are_sections_and_divisions_of_naf(book: Book) -> None:
    software, naf25 = {"naf": "62.01Z", "naf_version": "rev2"}, {"naf": "62.10Y", "naf_version": "2025"}
    book.accept("A", 2026, "Nothing", Acme=software, Bolt=naf25, Cell={"naf": "20.11Z", "naf_version": "rev2"})
    panels = book.panels()
    assert rows_of(panels["sector"]) == [("C Manufacturing", 1), ("J Information and communication", 2)]
    assert panels["sector"].sentence == "First sector: Information and communication, 2 organisations, 67%."
    assert panels["sector"].summary == "The activity of 3 organisations out of 4 is known."
    assert [name for name, _number in rows_of(panels["division"])] == [
        "20 Manufacture of chemicals and chemical products (NAF rev. 2)",
        "62 Computer programming, consultancy and related activities (NAF 2025)",
        "62 Computer programming, consultancy and related activities (NAF rev. 2)",
    ]


def test_places_are_the_departements_of_the_region_and_the_rest_beside(book: Book) -> None:
    book.accept(
        "A",
        2026,
        Acme={"departement_id": "69"},
        Bolt={"departement_id": "69"},
        Cell={"departement_id": "38"},
        Dune={"departement_id": "75"},
        Egg={"country": "DE"},
        Fog={},
    )
    panels = book.panels()
    panel = panels["place"]
    assert rows_of(panel) == [
        ("Isère (38)", 1), ("Rhône (69)", 2), ("Haute-Savoie (74)", 0), ("Elsewhere in France", 1), ("Abroad", 1),
        ("Place not known", 1),
    ]  # fmt: skip
    assert panel.sentence == "Present in 2 départements; Rhône: 2."
    assert panel.map is not None
    assert {shape.code: shape.label for shape in panel.map.shapes} == {"38": "1", "69": "2", "74": "0"}
    assert rows_of(panels["elsewhere"]) == [("Paris (75)", 1), ("Germany", 1)]


def test_governance_and_years_are_counted_by_membership(book: Book) -> None:
    book.accept(
        "A",
        2026,
        Acme={"joined_year": 2026, "takes_part_in_governance": True},
        Bolt={"joined_year": 2020, "takes_part_in_governance": False},
        Cell={"joined_year": None},
    )
    book.accept("B", 2026, Acme={"joined_year": 2016, "takes_part_in_governance": False})
    panels = book.panels()
    assert panels["governance"].sentence == "1 of 3 memberships come with a part in governance, 33%."
    assert rows_of(panels["governance"])[-1] == ("Not said", 1)
    assert panels["joining"].sentence == "Half of the memberships have lasted 6 years or more."
    assert rows_of(panels["joining"]) == [("2026", 1), ("2020", 1), ("2016", 1), ("Not known", 1)]


def test_medians_are_those_of_the_clusters(book: Book) -> None:
    for name, members in (("A", 2), ("B", 4), ("C", 9)):
        book.accept(name, 2026, *(f"{name}{number}" for number in range(members)))
    panels = book.panels()
    assert panels["medians"].sentence == "4 members at the median."
    assert rows_of(panels["medians"])[0] == ("Members", Decimal("3.0"), Decimal("4.0"), Decimal("6.5"))
    assert [row[:2] for row in rows_of(panels["clusters"])] == [("A", 2), ("B", 4), ("C", 9)]


# --- Turnover --------------------------------------------------------------------------------------------------------


def changes(book: Book, year: int = 2026) -> tuple[object, ...]:
    rows = {str(row["year"]): row for row in book.panels(year=year)["turnover"].table.rows}
    return tuple(rows[str(year)][key] for key in ("joined", "left", "stayed", "lists"))


def test_turnover_compares_a_list_with_the_one_before(book: Book) -> None:
    book.accept("A", 2025, "Acme", "Bolt", "Cell")
    book.accept("A", 2026, "Bolt", "Cell", "Dune", "Egg")
    assert changes(book) == (2, 1, 2, 1)
    panel = book.panels()["turnover"]
    assert panel.sentence == "+2 joined, \u22121 left, net +1."
    assert panel.summary == "1 list of 2026 compared with the one before it; 67% of the members stayed."


def test_a_year_without_list_is_passed_over(book: Book) -> None:
    book.accept("A", 2023, "Acme", "Bolt")
    book.accept("A", 2025, "Acme", accepted=False)
    book.accept("A", 2026, "Bolt", "Cell")
    assert changes(book) == (1, 1, 1, 1)
    assert book.panels()["turnover-clusters"].table.rows[0]["before"] == "2023"


def test_a_first_list_is_compared_with_none(book: Book) -> None:
    book.accept("A", 2026, "Acme")
    assert book.panels()["turnover"].sentence == "No list of 2026 can be compared with one before it."


def test_a_member_said_to_have_left_has_left(book: Book) -> None:
    book.accept("A", 2025, "Acme", "Bolt")
    book.accept("A", 2026, "Acme", Bolt={"left_on": date(2026, 2, 1)}, Short={"left_on": date(2026, 5, 1)})
    assert changes(book) == (0, 1, 1, 1)


def test_one_that_came_back_has_joined_again(book: Book) -> None:
    book.accept("A", 2024, "Acme", "Bolt")
    book.accept("A", 2025, "Acme")
    book.accept("A", 2026, "Acme", "Bolt")
    assert changes(book) == (1, 0, 1, 1)


def test_the_successor_of_a_merger_is_compared_with_both(book: Book) -> None:
    book.accept("Old", 2025, "Acme", "Bolt")
    book.accept("Other", 2025, "Bolt", "Cell", "Gone")
    book.merge("Old", "New", date(2026, 1, 1))
    book.merge("Other", "New", date(2026, 1, 1))
    book.accept("New", 2026, "Acme", "Bolt", "Cell", "Fresh")
    assert changes(book) == (1, 1, 3, 1)
    assert book.panels()["turnover-clusters"].table.rows[0]["before"] == "Old 2025, Other 2025"


def test_what_was_taken_over_counts_once_and_not_again(book: Book) -> None:
    book.accept("Small", 2024, "Acme", "Gone")
    book.accept("Large", 2024, "Bolt")
    book.merge("Small", "Large", date(2024, 12, 31), Succession.Kind.TAKEOVER)
    book.accept("Large", 2025, "Acme", "Bolt")
    book.accept("Large", 2026, "Acme", "Bolt")
    assert changes(book, 2025) == (0, 1, 2, 1)
    assert changes(book, 2026) == (0, 0, 2, 1)


def test_a_partial_takeover_compares_with_nobody_else(book: Book) -> None:
    book.accept("Small", 2025, "Acme")
    book.accept("Large", 2025, "Bolt")
    book.merge("Small", "Large", date(2026, 1, 1), Succession.Kind.PARTIAL)
    book.accept("Large", 2026, "Acme", "Bolt")
    assert changes(book) == (1, 0, 1, 1)


def test_a_domain_compares_with_predecessors_of_another_domain(book: Book) -> None:
    book.cluster("Old", "Energy")
    book.cluster("New", "Health")
    book.accept("Old", 2025, "Acme")
    book.merge("Old", "New", date(2026, 1, 1))
    book.accept("New", 2026, "Acme", "Bolt")
    assert book.panels(domain="health")["turnover"].sentence == "+1 joined, 0 left, net +1."


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_cluster_shows_the_lists_of_those_merged_into_it(book: Book, year: int) -> None:
    book.accept("Old", 2025, "Acme", "Bolt")
    book.merge("Old", "New", date(2026, 1, 1))
    book.accept("New", 2026, "Acme", "Bolt")
    assert book.panels(cluster="new", year=year)["who"].summary == "2 organisations in all."


# --- Overlaps --------------------------------------------------------------------------------------------------------


def test_pairs_are_counted_and_listed_in_alphabetical_order(book: Book) -> None:
    book.accept("Beta", 2026, "Acme", "Bolt", "Cell")
    book.accept("Alpha", 2026, "Acme", "Bolt")
    book.accept("Gamma", 2026, "Acme", "Dune")
    panels = book.panels()
    assert rows_of(panels["pairs"]) == [("Alpha", "Beta", 2), ("Alpha", "Gamma", 1), ("Beta", "Gamma", 1)]
    assert panels["pairs"].summary == "The pair that shares most: Alpha and Beta, 2."
    assert rows_of(panels["overlaps"]) == [("In one cluster", 2), ("In two clusters", 1), ("In three clusters", 1)]
    assert panels["overlaps"].sentence == "2 organisations in two clusters or more, 50%."


# --- Filters ---------------------------------------------------------------------------------------------------------


def test_filters_choose_year_domain_cluster_and_category(book: Book) -> None:
    book.cluster("A", "Health")
    book.cluster("B", "Energy")
    book.accept("A", 2025, Acme=LARGE)
    book.accept("A", 2026, Acme=LARGE, Bolt=MICRO)
    book.accept("B", 2026, Cell=SMALL, Dune=LAB)
    totals: dict[tuple[tuple[str, Any], ...], int] = {
        (): 4,
        (("year", 2025),): 1,
        (("domain", "energy"),): 2,
        (("cluster", "a"),): 2,
        (("category", "companies"),): 3,
        (("category", "PME"),): 2,
        (("category", "TPE"),): 1,
        (("category", "PME"), ("domain", "energy")): 1,
    }
    assert {query: book.looking(**dict(query)).subject.members.total.count for query in totals} == totals


def test_what_cannot_be_followed_is_said(book: Book) -> None:
    book.accept("A", 2026, "Acme")
    seen = book.looking(year=1998, cluster="nobody")
    assert len(seen.in_vain) == 2
    assert seen.year == 2026
