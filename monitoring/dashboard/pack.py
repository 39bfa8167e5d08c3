"""The committee's two pages: the sentences and the tables of the dashboard, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from clusterix.lib.columns import numbers_of
from clusterix.lib.days import format_day
from clusterix.lib.panels import Panel
from clusterix.lib.pdf import render_pdf
from clusterix.lib.ribbon import Fill
from monitoring.dashboard.members import MEMBERS
from monitoring.dashboard.viewing import Viewing
from monitoring.stories.models import StoryVersion
from monitoring.stories.reading import summary_of

RIBBON = {Fill.FILLED: "full", Fill.HATCHED: "half", Fill.EMPTY: "empty"}
MOST_STORIES = 6


def pack(viewing: Viewing, panels: Sequence[Panel], stories: Sequence[StoryVersion]) -> bytes:
    """The PDF of what the page shows: region or domain, year and quarter."""
    title = _("%(name)s: what the clusters did in %(year)s") % {
        "name": viewing.subject.name,
        "year": viewing.upto.year,
    }
    choices = viewing.periods.choices
    return render_pdf(
        "monitoring/dashboard/pack.typ",
        {
            "title": title,
            "overline": viewing.region.name if viewing.subject.domain else _("Region and clusters"),
            "standing": viewing.standing.sentence,
            "ribbon": [RIBBON[choice.fill] for choice in choices],
            "ribbon_words": ", ".join(f"{choice.label}: {choice.words}" for choice in choices),
            "source": _("%(standing)s Printed on %(day)s.")
            % {"standing": viewing.standing.sentence, "day": format_day(localdate())},
            "numbers": [{"value": panel.number, "text": panel.counts} for panel in panels if panel.number],
            "panels": [_panel(panel, [choice.fill for choice in choices]) for panel in panels],
            "stories_title": _("Stories published") if stories else "",
            "stories": [
                {
                    "summary": summary_of(story),
                    "title": str(story),
                    "domain": str(story.main_domain or ""),
                    "cluster": str(story.revision.report.cluster),
                }
                for story in stories[:MOST_STORIES]
            ],
        },
    )


def _panel(panel: Panel, fills: Sequence[Fill]) -> dict[str, Any]:
    before, number, after = panel.sentence.partition(panel.number) if panel.number else (panel.sentence, "", "")
    return {
        "question": panel.question,
        "sentence": {"before": before, "number": number, "after": after},
        "lines": [line for line in (panel.summary, *panel.also, *panel.notes) if line],
        "columns": _columns(panel, fills),
        "caption": panel.table.caption,
        "columns_of_table": [
            {"label": str(column.label), "numeric": column.is_numeric} for column in panel.table.columns
        ],
        # The members stand on two lines, so that two pages hold all the rest; their rows are on the page.
        "rows": [[cell.text for cell in row] for row in panel.table.shown_rows] if panel.key != MEMBERS else [],
    }


def _columns(panel: Panel, fills: Sequence[Fill]) -> list[dict[str, Any]]:
    """A small picture of the quarters, the highest being 1; nothing for tables that have other rows."""
    if panel.figure is None or panel.table.columns[0].kind != "period":
        return []
    values = numbers_of(panel.table.rows, "so_far")
    highest = max((value for value in values if value is not None), default=None)
    if not highest or highest < 0:
        return []
    return [
        {"height": None if value is None else max(0.0, float(value / highest)), "partial": fill is Fill.HATCHED}
        for value, fill in zip(values, fills, strict=True)
    ]
