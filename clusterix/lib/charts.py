"""The figures of panels, drawn by Plotly from a panel's own table: one look, labels on the marks, no tool bar.

Colours, sizes and settings: UX.md "Questions and their charts" and "Visual direction". Series colours hold on
white only: the page gives the figure a white ground, in the dark too. Text is at least 13 px at any width.
A builder returns None when there is nothing to draw.
"""

import textwrap
from collections.abc import Collection
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from clusterix.lib.columns import Cell, Column, numbers_of
from clusterix.lib.drawing import ACCENT, LABEL_WIDTH, LINE, MOST_PARTS, PALE, QUIET, SERIES, SMALLEST_TEXT, Drawing
from clusterix.lib.numbers import format_money, format_number, format_share, share
from clusterix.lib.panels import Figure, Table
from clusterix.lib.periods import Quarter


def cumulative_columns_with_target(
    table: Table,
    quarters: str,
    cumulative: str,
    target: Decimal | int | None = None,
    *,
    former: tuple[str, str] | None = None,
    partial: Collection[int] = (),
    breaks: Collection[int] = (),
) -> Figure | None:
    """The year so far, quarter after quarter, under the line of what is aimed at.

    `quarters` and `cumulative` are columns of the table; a quarter without value is outlined up to the target.
    `former` is the column of the year before and its name, drawn pale beside. Rows by their index: `partial` are
    hatched, not all of what they add up being there yet; before `breaks` another definition counted.
    """
    labels = _quarter_labels(table.cells(quarters))
    values = numbers_of(table.rows, cumulative)
    present = [index for index, value in enumerate(values) if value is not None]
    if not present:
        return None
    column, before = table.column(cumulative), numbers_of(table.rows, former[0]) if former else []
    left, width = (-0.14, 0.5) if any(before) else (-0.375, 0.75)
    heights = [float(value) for value in [*values, *before, target] if value is not None]
    named = max((index for index, value in enumerate(before) if value is not None), default=None)
    figure = Drawing()
    if former and named is not None:
        _draw_former(figure, labels, before, named, former[1])
    figure.add_bar(
        x=labels,
        y=_floats(values),
        text=["" if value is None else _short(column, value) for value in values],
        textposition=[
            _label_place(value, target, max(heights), is_free=index not in partial, is_crowded=index == named)
            for index, value in enumerate(values)
        ],
        textfont={"weight": [700 if index == present[-1] else 400 for index in range(len(values))]},
        insidetextfont={"color": "#FFFFFF"},
        marker=_filled_or_hatched(len(values), partial),
        offset=left,
        width=width,
    )
    figure.update_yaxes(visible=False, range=_room_for_labels(heights))
    figure.update_xaxes(type="category", range=[-0.5, len(labels) - 0.5], tickfont={"color": QUIET})
    if target is not None:
        _draw_target(figure, target, _short(column, target), _missing(values), (left, left + width))
    for index in breaks:
        _draw_break(figure, index)
    return figure.settled(height=240)


def _draw_former(figure: Drawing, labels: list[str], values: list[Decimal | None], named: int, name: str) -> None:
    """The year before as narrow pale columns, named once, on the last of them, to its left where there is room."""
    figure.add_bar(x=labels, y=_floats(values), marker={"color": PALE}, offset=-0.36, width=0.18)
    figure.add_annotation(
        text=escape(name, quote=False), x=named - 0.18, y=float(values[named] or 0), xanchor="right", yanchor="bottom",
        showarrow=False, font={"color": QUIET, "size": SMALLEST_TEXT},
    )  # fmt: skip


def _filled_or_hatched(count: int, partial: Collection[int]) -> dict[str, Any]:
    """As in the ribbon of quarters: filled where all is there, hatched where some is still to come."""
    if not partial:
        return {"color": SERIES[0]}
    return {
        "color": SERIES[0],
        "line": {"color": SERIES[0], "width": [1.25 if index in partial else 0 for index in range(count)]},
        "pattern": {
            "shape": ["/" if index in partial else "" for index in range(count)],
            "fillmode": "replace",
            "size": 7,
            "solidity": 0.25,
        },
    }


def _label_place(
    value: Decimal | None, target: Decimal | int | None, highest: float, *, is_free: bool, is_crowded: bool
) -> str:
    """A label above its column; inside where the target's line or another label would run into it there."""
    if value is None or value < 0 or not is_free or float(value) <= 0.2 * highest:
        return "outside"
    is_near = target is not None and 0 <= float(target) - float(value) < 0.2 * highest
    return "inside" if is_near or is_crowded else "outside"


def _draw_target(
    figure: Drawing, target: Decimal | int, shown: str, coming: list[int], column: tuple[float, float]
) -> None:
    height = float(target)
    dashed = {"color": ACCENT, "width": 2, "dash": "dash"}
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=height, y1=height, line=dashed)
    figure.add_annotation(
        text=escape(_("Target %(target)s") % {"target": shown}, quote=False),
        xref="paper", x=0, y=height, xanchor="left", yanchor="bottom", showarrow=False, font={"color": ACCENT},
    )  # fmt: skip
    for index in coming:
        outline = {"color": LINE, "width": 1.5, "dash": "dot"}
        figure.add_shape(type="rect", x0=index + column[0], x1=index + column[1], y0=0, y1=height, line=outline)


def _draw_break(figure: Drawing, index: int) -> None:
    dotted = {"color": QUIET, "width": 1.5, "dash": "dot"}
    figure.add_shape(type="line", yref="paper", x0=index - 0.5, x1=index - 0.5, y0=0, y1=1, line=dotted)
    figure.add_annotation(
        text=_("new definition"), yref="paper", x=index - 0.5, y=1, xanchor="left", yanchor="top", xshift=4,
        showarrow=False, font={"color": QUIET},
    )  # fmt: skip


def horizontal_bars(table: Table, labels: str, values: str) -> Figure | None:
    """One bar a row, in the rows' own order from the top, each named above it and labelled with its value."""
    numbers = numbers_of(table.rows, values)
    if not any(value is not None for value in numbers):
        return None
    column = table.column(values)
    figure = Drawing()
    figure.add_bar(
        x=_floats(numbers),
        y=list(range(len(numbers))),
        orientation="h",
        text=["" if value is None else _short(column, value) for value in numbers],
        textposition="outside",
        marker={"color": SERIES[0]},
    )
    names = [
        str(cell) if number is not None else _("%(name)s: no value") % {"name": cell}
        for cell, number in zip(table.cells(labels), numbers, strict=True)
    ]
    figure.update_xaxes(visible=False, range=_room_for_labels([float(n) for n in numbers if n is not None], 0.3))
    return figure.settled(height=_name_rows_above(figure, names))


def hundred_percent_bar(table: Table, labels: str, values: str) -> Figure | None:
    """Where a whole comes from: one bar cut in at most four parts, their names, shares and values below it.

    Beyond four, the three largest parts stay and the others are one. None also where shares mean nothing
    (no whole, or a part below zero).
    """
    column = table.column(values)
    cells = zip(table.cells(labels), numbers_of(table.rows, values), strict=True)
    parts = _at_most_four([(str(label), number) for label, number in cells if number is not None])
    whole = sum(number for _label, number in parts)
    if whole <= 0 or any(number < 0 for _label, number in parts):
        return None
    figure = Drawing()
    for (label, number), colour in zip(parts, SERIES, strict=False):
        figure.add_bar(
            x=[float(number)],
            y=[""],
            orientation="h",
            name=f"{escape(label, quote=False)} {format_share(share(number, whole))}, {_short(column, number)}",
            marker={"color": colour, "line": {"color": "#FFFFFF", "width": 3}},
        )
    # The names are no buttons: a part that can be switched off would make the whole false.
    legend = {"orientation": "v", "x": 0, "y": -0.05, "yanchor": "top", "traceorder": "normal"}
    figure.update_layout(
        barmode="stack", bargap=0, showlegend=True, legend=legend | {"itemclick": False, "itemdoubleclick": False}
    )
    figure.update_xaxes(visible=False, range=[0, float(whole)])
    figure.update_yaxes(visible=False)
    return figure.settled(height=96 + 26 * len(parts))


def _at_most_four(parts: list[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    if len(parts) <= MOST_PARTS:
        return parts
    largest = sorted(range(len(parts)), key=lambda index: -parts[index][1])[: MOST_PARTS - 1]
    kept = [parts[index] for index in sorted(largest)]
    rest = sum((number for index, (_label, number) in enumerate(parts) if index not in largest), Decimal(0))
    return [*kept, (_("Others"), rest)]


def diverging_bars(table: Table, labels: str, gained: str, lost: str) -> Figure | None:
    """What came and what went, on both sides of zero, row by row. Both columns hold counts from zero up."""
    coming, going = numbers_of(table.rows, gained), numbers_of(table.rows, lost)
    if not any(value is not None for value in [*coming, *going]):
        return None
    figure = Drawing()
    rows = list(range(len(coming)))
    for numbers, colour, is_silent in (
        (coming, SERIES[0], [bool(lost) for lost in going]),
        ([None if lost is None else -lost for lost in going], SERIES[3], [gain is not None for gain in coming]),
    ):
        # Nothing is said once, not on both sides of zero, and not beside a number.
        text = [
            "" if number is None or (number == 0 and silent) else format_number(number, signed=True)
            for number, silent in zip(numbers, is_silent, strict=True)
        ]
        figure.add_bar(
            x=_floats(numbers), y=rows, orientation="h", text=text, textposition="outside", marker={"color": colour}
        )
    furthest = max([float(value) for value in [*coming, *going] if value is not None], default=0.0) or 1.0
    height = _name_rows_above(figure, [str(cell) for cell in table.cells(labels)])
    figure.update_layout(barmode="relative")
    figure.update_xaxes(visible=False, range=[-1.35 * furthest, 1.35 * furthest])
    figure.add_shape(type="line", yref="paper", x0=0, x1=0, y0=0, y1=1, line={"color": LINE, "width": 1})
    return figure.settled(height)


def _quarter_labels(cells: list[Cell]) -> list[str]:
    quarters = [cell for cell in cells if isinstance(cell, Quarter)]
    if len(quarters) == len(cells) and len({quarter.year for quarter in quarters}) == 1:
        return [quarter.number_label for quarter in quarters]
    return [cell.short_label if isinstance(cell, Quarter) else escape(str(cell), quote=False) for cell in cells]


def _name_rows_above(figure: Drawing, names: list[str]) -> int:
    """Names stand above their bars, not beside them: on a telephone there is no room beside. Returns the height due."""
    wrapped = [
        textwrap.wrap(name, LABEL_WIDTH, max_lines=2, placeholder="…", break_on_hyphens=False) or [""] for name in names
    ]
    for index, lines in enumerate(wrapped):
        text = "<br>".join(escape(line, quote=False) for line in lines)
        figure.add_annotation(
            text=text, xref="paper", x=0, y=index, yshift=11, xanchor="left", yanchor="bottom", align="left",
            showarrow=False,
        )  # fmt: skip
    row = 38 + 20 * max(len(lines) for lines in wrapped)
    figure.update_yaxes(visible=False, range=[len(names) - 1 + 18 / row, -1 + 18 / row])
    figure.update_traces(width=20 / row)
    return row * len(names) + 16


def _missing(values: list[Decimal | None]) -> list[int]:
    return [index for index, value in enumerate(values) if value is None]


def _short(column: Column, value: Decimal | int) -> str:
    """A value as a mark's label: amounts in k€ or M€, where the table holds every euro."""
    return format_money(value) if column.kind == "money" else column.shown(value)


def _floats(values: list[Decimal | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _room_for_labels(numbers: list[float], room: float = 0.18) -> list[float]:
    """An axis from zero through all numbers, with room for the labels at its ends; never of no length."""
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    length = (high - low) or 1.0
    return [low - room * length if low else 0.0, high + room * length]
