"""A panel for other programs: the files of its rows, and the same as data."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Cell
from clusterix.lib.exports import CSV_TYPE, XLSX_TYPE, About, write_csv, write_xlsx
from clusterix.lib.panels import Download, Panel

FILES = (("xlsx", gettext_lazy("Excel")), ("csv", gettext_lazy("CSV")))


def with_downloads(panel: Panel, name: str, arguments: Mapping[str, str], query: Mapping[str, str]) -> Panel:
    """The panel with the files of its rows, at the address of that name."""
    if not panel.table.rows:
        return panel
    downloads = tuple(
        Download(
            label,
            f"{reverse(name, kwargs={**arguments, 'key': panel.key, 'extension': extension})}?{urlencode(query)}",
        )
        for extension, label in FILES
    )
    return replace(panel, downloads=downloads)


def panel_file(panel: Panel, extension: str) -> FileResponse:
    """The rows of a panel as an Excel workbook, with what one must know to read them, or as CSV."""
    file = io.BytesIO()
    if extension == "xlsx":
        write_xlsx(file, panel.table.rows, panel.table.columns, _about(panel))
    else:
        write_csv(file, panel.table.rows, panel.table.columns)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{panel.key}-{panel.standing.period}.{extension}".lower(),
        content_type=XLSX_TYPE if extension == "xlsx" else CSV_TYPE,
    )


def _about(panel: Panel) -> About:
    lines = [(_("Question"), panel.question), (_("Answer"), f"{panel.sentence} {panel.summary}".strip())]
    lines += [("", sentence) for sentence in panel.also]
    lines += [(_("To know"), note) for note in panel.notes]
    lines += [(f"{said.who}, {said.period.short_label}", said.text) for said in panel.words]
    lines += [
        (definition.label, f"{definition.definition} {definition.how_to_count}") for definition in panel.definitions
    ]
    return About(panel.table.caption, panel.standing, tuple(lines))


def panel_data(panel: Panel) -> dict[str, Any]:
    """The panel as JSON: its rows with plain numbers, null where there is no value, and its figure for Plotly."""
    return {
        "key": panel.key,
        "question": panel.question,
        "sentence": panel.sentence,
        "summary": panel.summary,
        "also": list(panel.also),
        "notes": list(panel.notes),
        "period": str(panel.standing.period),
        "standing": panel.standing.sentence,
        "columns": [
            {"key": column.key, "label": str(column.label), "unit": column.unit_label} for column in panel.table.columns
        ],
        "rows": [{column.key: _plain(row[column.key]) for column in panel.table.columns} for row in panel.table.rows],
        "figure": panel.figure,
    }


def _plain(cell: Cell) -> str | int | float | bool | None:
    if cell is None or isinstance(cell, bool | int):
        return cell
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return str(cell)
