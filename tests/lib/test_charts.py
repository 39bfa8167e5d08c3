import json
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest
from django.utils.translation import override

from clusterix.lib.charts import (
    cumulative_columns_with_target,
    diverging_bars,
    horizontal_bars,
    hundred_percent_bar,
)
from clusterix.lib.columns import Cell, Column, Kind, Row
from clusterix.lib.drawing import SERIES
from clusterix.lib.numbers import format_share, share
from clusterix.lib.panels import Figure, Table
from clusterix.lib.periods import Quarter

Number = int | Decimal | None


def year_so_far(*values: Number, kind: Kind = "number") -> Table:
    columns = (Column("quarter", "Quarter", "period"), Column("total", "Total", kind))
    rows = tuple({"quarter": Quarter(2026, n), "total": value} for n, value in enumerate(values, 1))
    return Table("Year so far", columns, rows)


def by_domain(*rows: tuple[Cell, Number], kind: Kind = "number") -> Table:
    columns = (Column("domain", "Domain"), Column("actions", "Actions", kind))
    return Table("By domain", columns, tuple({"domain": name, "actions": value} for name, value in rows))


def turnover(*rows: tuple[str, Number, Number]) -> Table:
    columns = (Column("kind", "Kind"), Column("joined", "Joined", "number"), Column("left", "Left", "number"))
    return Table("Turnover", columns, tuple({"kind": k, "joined": j, "left": g} for k, j, g in rows))


def drawn(figure: Figure | None) -> Figure:
    assert figure is not None
    return json.loads(json.dumps(figure))


def annotations(figure: Figure) -> list[str]:
    return [annotation["text"] for annotation in figure["layout"].get("annotations", [])]


def every_figure() -> list[Figure]:
    return [
        drawn(cumulative_columns_with_target(year_so_far(61, 139, 218, None), "quarter", "total", 240)),
        drawn(horizontal_bars(by_domain(("Health", 3), ("Energy", None)), "domain", "actions")),
        drawn(hundred_percent_bar(by_domain(("Companies", 60), ("Region", 40)), "domain", "actions")),
        drawn(diverging_bars(turnover(("SME", 41, 18)), "kind", "joined", "left")),
    ]


def sizes(value: Any) -> list[float]:
    """Every font size anywhere in a figure."""
    if isinstance(value, list):
        return [size for item in value for size in sizes(item)]
    if not isinstance(value, dict):
        return []
    own = [value["size"]] if "size" in value and "family" in value else []
    fonts = [font["size"] for key, font in value.items() if key.endswith("font") and "size" in font]
    return own + fonts + [size for item in value.values() for size in sizes(item)]


def test_every_figure_has_the_house_look_and_settings() -> None:
    for figure in every_figure():
        assert figure["config"]["displayModeBar"] is False
        assert figure["config"]["responsive"] is True
        assert figure["config"]["showSendToCloud"] is False
        template = figure["layout"]["template"]["layout"]
        assert template["colorway"] == list(SERIES)
        assert template["paper_bgcolor"] == template["plot_bgcolor"] == "rgba(0,0,0,0)"
        assert "width" not in figure["layout"]


def test_no_text_of_a_figure_is_below_12_pixels() -> None:
    for figure in every_figure():
        found = sizes(figure)
        assert found
        assert min(found) >= 12
        # Plotly would shrink labels that do not fit in their bar.
        assert figure["layout"]["template"]["data"]["bar"][0]["constraintext"] == "none"


def test_numbers_follow_the_language_in_use() -> None:
    table = year_so_far(Decimal("1234.5"))
    with override("fr"):
        french = drawn(cumulative_columns_with_target(table, "quarter", "total"))
    with override("en"):
        english = drawn(cumulative_columns_with_target(table, "quarter", "total"))
    assert french["layout"]["separators"] == ",\u202f"
    assert english["layout"]["separators"] == ".,"
    assert (french["config"]["locale"], english["config"]["locale"]) == ("fr", "en")
    assert french["data"][0]["text"] == ["1\u202f234,5"]
    assert english["data"][0]["text"] == ["1,234.5"]


def test_cumulative_columns_draw_the_rows_of_the_table() -> None:
    table = year_so_far(61, 139, 218, None)
    with override("en"):
        figure = drawn(cumulative_columns_with_target(table, "quarter", "total", 240))
    columns = figure["data"][0]
    assert columns["x"] == ["Q1", "Q2", "Q3", "Q4"]
    assert columns["y"] == [61, 139, 218, None]
    assert columns["text"] == ["61", "139", "218", ""]
    assert columns["textfont"]["weight"] == [400, 400, 700, 400]
    assert annotations(figure) == ["Target 240"]
    line, outline = figure["layout"]["shapes"]
    assert (line["y0"], line["y1"]) == (240, 240)
    assert (outline["x0"] < 3 < outline["x1"], outline["y1"]) == (True, 240)


def test_a_label_never_lies_on_the_line_of_the_target() -> None:
    figure = drawn(cumulative_columns_with_target(year_so_far(61, 139, 218, 260), "quarter", "total", 240))
    assert figure["data"][0]["textposition"] == ["outside", "outside", "inside", "outside"]


def test_without_target_no_line_is_drawn() -> None:
    figure = drawn(cumulative_columns_with_target(year_so_far(61, None), "quarter", "total"))
    assert "shapes" not in figure["layout"]
    assert "annotations" not in figure["layout"]


def test_quarters_of_two_years_carry_their_year() -> None:
    columns = (Column("quarter", "Quarter", "period"), Column("total", "Total", "number"))
    rows: tuple[Row, ...] = ({"quarter": Quarter(2025, 4), "total": 1}, {"quarter": Quarter(2026, 1), "total": 2})
    with override("en"):
        figure = drawn(cumulative_columns_with_target(Table("T", columns, rows), "quarter", "total"))
    assert figure["data"][0]["x"] == ["Q4 2025", "Q1 2026"]


@pytest.mark.parametrize("values", [(0, 0), (-5, -2), (-5, 3), (0,)])
def test_zero_and_negative_totals_are_drawn_with_room_for_their_labels(values: tuple[int, ...]) -> None:
    figure = drawn(cumulative_columns_with_target(year_so_far(*values), "quarter", "total"))
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= min(0, *values) <= max(0, *values) < high
    assert low < min(values) or min(values) >= 0


def test_amounts_are_labelled_in_thousands_and_millions() -> None:
    with override("fr"):
        figure = drawn(
            cumulative_columns_with_target(year_so_far(850_000, 1_390_000, kind="money"), "quarter", "total")
        )
    assert figure["data"][0]["text"] == ["850\u00a0k€", "1,4\u00a0M€"]


@pytest.mark.parametrize("values", [(), (None,), (None, None, None, None)])
def test_without_values_nothing_is_drawn(values: tuple[Number, ...]) -> None:
    assert cumulative_columns_with_target(year_so_far(*values), "quarter", "total", 240) is None
    pairs = [(str(index), value) for index, value in enumerate(values)]
    assert horizontal_bars(by_domain(*pairs), "domain", "actions") is None
    assert hundred_percent_bar(by_domain(*pairs), "domain", "actions") is None
    assert diverging_bars(turnover(*[(name, v, v) for name, v in pairs]), "kind", "joined", "left") is None


def test_horizontal_bars_keep_the_order_of_the_rows_and_name_what_is_missing() -> None:
    table = by_domain(("Health", 3), ("Energy", None), ("Digital", 1200), ("Chemistry", -2))
    with override("en"):
        figure = drawn(horizontal_bars(table, "domain", "actions"))
    assert figure["data"][0]["x"] == [3, None, 1200, -2]
    assert figure["data"][0]["text"] == ["3", "", "1,200", "\u22122"]
    assert annotations(figure) == ["Health", "Energy: no value", "Digital", "Chemistry"]
    bottom, top = figure["layout"]["yaxis"]["range"]
    assert bottom > top, "the first row stands at the top"


def test_names_are_text_and_never_markup() -> None:
    figure = drawn(horizontal_bars(by_domain(("<a href='x'>R&D</a>", 3)), "domain", "actions"))
    assert annotations(figure) == ["&lt;a href='x'&gt;R&amp;D&lt;/a&gt;"]
    bar = drawn(hundred_percent_bar(by_domain(("<b>R&D</b>", 3)), "domain", "actions"))
    assert bar["data"][0]["name"].startswith("&lt;b&gt;R&amp;D&lt;/b&gt; ")


def test_long_names_take_two_lines_and_no_more() -> None:
    name = "Technologies de l’information et systèmes numériques pour la transition écologique des entreprises"
    (text,) = annotations(drawn(horizontal_bars(by_domain((name, 3)), "domain", "actions")))
    lines = text.split("<br>")
    assert len(lines) == 2
    assert max(len(line) for line in lines) <= 42
    assert text.endswith("…")


def test_the_parts_of_a_whole_are_named_with_share_and_amount() -> None:
    table = by_domain(("Companies", 18_600_000), ("Region", 9_800_000), ("State", 2_600_000), kind="money")
    with override("fr"):
        figure = drawn(hundred_percent_bar(table, "domain", "actions"))
    assert [part["name"] for part in figure["data"]] == [
        "Companies 60\u00a0%, 18,6\u00a0M€",
        "Region 32\u00a0%, 9,8\u00a0M€",
        "State 8\u00a0%, 2,6\u00a0M€",
    ]
    assert [part["x"] for part in figure["data"]] == [[18_600_000], [9_800_000], [2_600_000]]
    assert figure["layout"]["xaxis"]["range"] == [0, 31_000_000]
    assert figure["layout"]["legend"]["itemclick"] is False


def test_shares_of_a_whole_are_those_the_table_and_the_sentence_say() -> None:
    with override("en"):
        thirds = drawn(hundred_percent_bar(by_domain(("A", 1), ("B", 1), ("C", 1)), "domain", "actions"))
        crumb = drawn(hundred_percent_bar(by_domain(("A", 999), ("B", 1)), "domain", "actions"))
        assert [part["name"] for part in thirds["data"]] == [f"{name} {format_share(share(1, 3))}, 1" for name in "ABC"]
    assert [part["name"] for part in crumb["data"]] == ["A more than 99%, 999", "B less than 1%, 1"]


def test_beyond_four_parts_the_smallest_are_one() -> None:
    table = by_domain(("A", 1), ("B", 50), ("C", 2), ("D", 30), ("E", 20))
    with override("en"):
        figure = drawn(hundred_percent_bar(table, "domain", "actions"))
    assert [part["x"] for part in figure["data"]] == [[50], [30], [20], [3]]
    assert figure["data"][3]["name"].startswith("Others ")


@pytest.mark.parametrize("rows", [[("A", 0), ("B", 0)], [("A", 5), ("B", -1)]])
def test_where_shares_mean_nothing_no_whole_is_drawn(rows: list[tuple[str, int]]) -> None:
    assert hundred_percent_bar(by_domain(*rows), "domain", "actions") is None


def test_what_came_and_went_stand_on_both_sides_of_zero() -> None:
    table = turnover(("SME", 41, 18), ("Mid-size", 3, 0), ("Research", None, 2), ("Large", 0, 0))
    with override("en"):
        figure = drawn(diverging_bars(table, "kind", "joined", "left"))
    joined, left = figure["data"]
    assert joined["x"] == [41, 3, None, 0]
    assert left["x"] == [-18, 0, -2, 0]
    assert joined["text"] == ["+41", "+3", "", "0"]
    assert left["text"] == ["\u221218", "", "\u22122", ""]


def with_last_year() -> Figure:
    columns = (Column("q", "Q", "period"), Column("now", "Now", "number"), Column("before", "Before", "number"))
    rows = tuple(
        {"q": Quarter(2026, n), "now": now, "before": before}
        for n, (now, before) in enumerate([(61, 50), (139, 120), (205, 200), (None, 271)], 1)
    )
    table = Table("Year so far", columns, rows)
    return drawn(
        cumulative_columns_with_target(table, "q", "now", 240, former=("before", "2025"), partial=[2], breaks=[1])
    )


def test_plotly_knows_every_property_a_figure_sets() -> None:
    """Figures are plain data: the browser would drop a misspelt property in silence."""
    for figure in [*every_figure(), with_last_year()]:
        go.Figure(data=figure["data"], layout=figure["layout"])


def test_last_year_stands_pale_beside_and_is_named_once() -> None:
    before, now = with_last_year()["data"]
    assert before["y"] == [50, 120, 200, 271]
    assert now["y"] == [61, 139, 205, None]
    assert "2025" in annotations(with_last_year())


def test_a_quarter_still_to_be_completed_is_hatched() -> None:
    assert with_last_year()["data"][1]["marker"]["pattern"]["shape"] == ["", "", "/", ""]


def test_a_new_definition_is_marked_between_two_columns() -> None:
    figure = with_last_year()
    assert "new definition" in annotations(figure)
    assert [shape["x0"] for shape in figure["layout"]["shapes"] if shape.get("yref") == "paper"] == [0.5]


def test_no_text_needs_a_style_of_its_own() -> None:
    """Plotly writes tags such as <b> as style attributes, which the security policy stops."""
    for figure in [*every_figure(), with_last_year()]:
        assert "<b>" not in json.dumps(figure, ensure_ascii=False)
