"""The list of a cluster's own reports: heads, cells, sort orders, and what a file holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from monitoring.campaigns import wording
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State


class ReportsTable(ListTable):
    report = tables.TemplateColumn(
        template_name="monitoring/campaigns/reports/cells/report.html",
        verbose_name=gettext_lazy("Report"),
        accessor="pk",
        order_by=("campaign__period", "campaign__kind", "cluster__name"),
    )
    cluster = tables.Column(verbose_name=gettext_lazy("Cluster"), order_by=("cluster__name", "-campaign__period"))
    state = tables.TemplateColumn(
        template_name="monitoring/campaigns/reports/cells/state.html",
        verbose_name=gettext_lazy("Standing"),
        orderable=False,
    )
    due = tables.TemplateColumn(
        template_name="monitoring/campaigns/reports/cells/day.html", verbose_name=gettext_lazy("Due")
    )
    first_sent_at = tables.TemplateColumn(
        template_name="monitoring/campaigns/reports/cells/sent.html", verbose_name=gettext_lazy("Sent")
    )
    timeliness = tables.Column(verbose_name=gettext_lazy("On time"), accessor="pk", visible=False)
    accepted_at = tables.TemplateColumn(
        template_name="monitoring/campaigns/reports/cells/day.html", verbose_name=gettext_lazy("Accepted")
    )
    kinds: ClassVar[dict[str, Kind]] = {"due": "date", "first_sent_at": "date", "accepted_at": "date"}

    class Meta:
        model = Report
        fields = ("report", "cluster", "state", "due", "first_sent_at", "timeliness", "accepted_at")
        order_by = "-report"
        row_attrs: ClassVar[dict[str, Any]] = {}

    def __init__(self, data: Any, *, with_clusters: bool, **kwargs: Any) -> None:
        """The cluster is named only where there are several."""
        super().__init__(data, exclude=() if with_clusters else ("cluster",), **kwargs)

    def value_report(self, record: Report) -> str:
        return kind_of(record.campaign).title(record.campaign.period)

    def value_cluster(self, record: Report) -> str:
        return record.cluster.name

    def value_state(self, record: Report) -> str:
        return status_of(record).words

    def value_due(self, record: Any) -> date:
        return record.due

    def value_first_sent_at(self, record: Any) -> datetime | None:
        return record.first_sent_at

    def value_timeliness(self, record: Any) -> str:
        return timeliness_of(record)

    def value_accepted_at(self, record: Any) -> datetime | None:
        return record.accepted_at


def describe(record: Any) -> None:
    """Puts on a row what its cells say in words."""
    record.title = kind_of(record.campaign).title(record.campaign.period)
    record.status, record.timeliness = status_of(record), timeliness_of(record)


def status_of(record: Any) -> wording.Status:
    return wording.status_of(record, review_by=record.deadline if record.state == State.SUBMITTED else None)


def timeliness_of(record: Any) -> str:
    if record.first_sent_at is None:
        return ""
    return _("on time") if localdate(record.first_sent_at) <= record.due else _("late")
