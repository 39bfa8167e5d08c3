"""The Region's lists, each declared once: heads, cells, sort orders, and what a file holds."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State

CELLS = "monitoring/campaigns/review/cells"


class QueueTable(ListTable):
    cluster = tables.TemplateColumn(
        template_name=f"{CELLS}/cluster.html",
        verbose_name=_("Cluster"),
        order_by=("cluster__name", "pk"),
    )
    campaign = tables.Column(verbose_name=_("Report"), order_by=("campaign__period", "campaign__kind", "cluster__name"))
    ribbon = tables.TemplateColumn(
        template_name=f"{CELLS}/ribbon.html", verbose_name=_("Year"), orderable=False, exclude_from_export=True
    )
    state = tables.TemplateColumn(template_name=f"{CELLS}/state.html", verbose_name=_("Standing"), orderable=False)
    deadline = tables.TemplateColumn(
        template_name=f"{CELLS}/deadline.html", verbose_name=_("By"), order_by=("deadline", "cluster__name", "pk")
    )
    look = tables.TemplateColumn(
        template_name=f"{CELLS}/look.html", verbose_name=_("Worth a look"), orderable=False, accessor="pk"
    )
    kinds: ClassVar[dict[str, Kind]] = {"deadline": "date", "look": "number"}

    class Meta:
        model = Report
        fields = ("cluster", "campaign", "ribbon", "state", "deadline", "look")
        row_attrs: ClassVar[dict[str, Any]] = {
            "class": lambda record: "is-look" if record.state == State.SUBMITTED and record.is_flagged else ""
        }

    def value_cluster(self, record: Any) -> str:
        return record.cluster.name

    def render_campaign(self, record: Any) -> str:
        return record.title

    def value_state(self, record: Any) -> str:
        return record.get_state_display()

    def value_deadline(self, record: Any) -> date:
        return record.deadline

    def value_look(self, record: Any) -> int | None:
        return record.flags
