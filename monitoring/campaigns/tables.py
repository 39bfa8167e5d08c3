"""The Region's lists, each declared once: heads, cells, sort orders, and what a file holds."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State

CELLS = "monitoring/campaigns/review/cells"


class Cell(tables.TemplateColumn):
    """A cell drawn by a small template; nothing at all where that draws nothing, so that it vanishes on phones."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(template_name=f"{CELLS}/{name}.html", **options)

    def render(self, **context: Any) -> SafeString:
        return mark_safe(super().render(**context).strip())  # noqa: S308 - a template's own output


class QueueTable(ListTable):
    cluster = Cell("cluster", verbose_name=_("Cluster"), order_by=("cluster__name", "pk"))
    campaign = Cell(
        "report", verbose_name=_("Report"), order_by=("campaign__period", "campaign__kind", "cluster__name")
    )
    ribbon = Cell("ribbon", verbose_name=_("Year"), orderable=False, exclude_from_export=True)
    state = Cell("state", verbose_name=_("Standing"), orderable=False)
    deadline = Cell("deadline", verbose_name=_("Deadline"), order_by=("deadline", "cluster__name", "pk"))
    look = Cell("look", verbose_name=_("Worth a look"), orderable=False, accessor="pk")
    kinds: ClassVar[dict[str, Kind]] = {"deadline": "date", "look": "number"}

    class Meta:
        model = Report
        fields = ("cluster", "campaign", "ribbon", "state", "deadline", "look")
        row_attrs: ClassVar[dict[str, Any]] = {
            "class": lambda record: "is-look" if record.state == State.SUBMITTED and record.is_flagged else ""
        }

    def value_cluster(self, record: Any) -> str:
        return record.cluster.name

    def value_campaign(self, record: Any) -> str:
        return record.title

    def value_state(self, record: Any) -> str:
        return record.get_state_display()

    def value_deadline(self, record: Any) -> date:
        return record.deadline

    def value_look(self, record: Any) -> int | None:
        return record.flags
