"""A figure as plain data, in the house's look; what is drawn in it is charts.py's business.

A `plotly.graph_objects.Figure` checks every property it is given, at every request: a hundred times the cost of the
figure itself. Tests check once that Plotly knows every property set here and in charts.py.
"""

from typing import Any

import plotly.graph_objects as go

from clusterix.lib.numbers import NARROW_SPACE, in_french
from clusterix.lib.panels import Figure

SERIES = ("#12436D", "#28A197", "#801650", "#F46A25")
INK, QUIET, LINE, PALE, ACCENT = "#17222D", "#48545F", "#6B7783", "#AAB5BE", "#A8430F"
FONT = "'Source Sans 3', sans-serif"
TEXT_SIZE, SMALLEST_TEXT = 15, 13
MOST_PARTS = 4
LABEL_WIDTH = 42

TEMPLATE: dict[str, Any] = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": TEXT_SIZE, "color": INK},
        "colorway": list(SERIES),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 4, "r": 4, "t": 8, "b": 8, "pad": 0},
        "bargap": 0.25,
        "dragmode": False,
        "hovermode": False,
        "showlegend": False,
        "xaxis": {"showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True},
        "yaxis": {"showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True},
    },
    # Labels keep their size whatever the bar's: shrinking them to fit would make them unreadable on a telephone.
    data={"bar": [{"constraintext": "none", "cliponaxis": False, "textfont": {"size": TEXT_SIZE}, "textangle": 0}]},
).to_plotly_json()


class Drawing:
    """Collects what Plotly draws, by the names `plotly.graph_objects.Figure` has for it."""

    def __init__(self) -> None:
        self._data: list[dict[str, Any]] = []
        self._layout: dict[str, Any] = {}

    def add_bar(self, **properties: Any) -> None:
        self._data.append({"type": "bar"} | properties)

    def add_shape(self, **properties: Any) -> None:
        self._layout.setdefault("shapes", []).append(properties)

    def add_annotation(self, **properties: Any) -> None:
        self._layout.setdefault("annotations", []).append(properties)

    def update_xaxes(self, **properties: Any) -> None:
        self._layout.setdefault("xaxis", {}).update(properties)

    def update_yaxes(self, **properties: Any) -> None:
        self._layout.setdefault("yaxis", {}).update(properties)

    def update_traces(self, **properties: Any) -> None:
        for trace in self._data:
            trace.update(properties)

    def update_layout(self, **properties: Any) -> None:
        self._layout.update(properties)

    def settled(self, height: int) -> Figure:
        """The whole of it, with the settings every figure has (STACK.md: no third party, no tool bar)."""
        separators = f",{NARROW_SPACE}" if in_french() else ".,"
        config = {
            "displayModeBar": False,
            "responsive": True,
            "showSendToCloud": False,
            "locale": "fr" if in_french() else "en",
        }
        layout = self._layout | {"template": TEMPLATE, "height": height, "separators": separators}
        return {"data": self._data, "layout": layout, "config": config}
