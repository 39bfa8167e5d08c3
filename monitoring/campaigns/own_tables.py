"""The list of a cluster's own reports: heads, cells, sort orders, and what a file holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Kind
from clusterix.lib.days import format_day
from clusterix.lib.listing import ListTable
from monitoring.campaigns import wording
from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State


class ReportsTable(ListTable):
    report = tables.Column(
        verbose_name=gettext_lazy("Report"),
        accessor="pk",
        order_by=("campaign__period", "campaign__kind", "cluster__name"),
    )
    cluster = tables.Column(verbose_name=gettext_lazy("Cluster"), order_by=("cluster__name", "-campaign__period"))
    state = tables.Column(verbose_name=gettext_lazy("Standing"), orderable=False)
    due = tables.Column(verbose_name=gettext_lazy("Due"), order_by=("due", "pk"))
    first_sent_at = tables.Column(verbose_name=gettext_lazy("Sent"), order_by=("first_sent_at", "pk"))
    timeliness = tables.Column(verbose_name=gettext_lazy("On time"), accessor="pk", visible=False)
    accepted_at = tables.Column(verbose_name=gettext_lazy("Accepted"), order_by=("accepted_at", "pk"))
    kinds: ClassVar[dict[str, Kind]] = {"due": "date", "first_sent_at": "date", "accepted_at": "date"}

    class Meta:
        model = Report
        fields = ("report", "cluster", "state", "due", "first_sent_at", "timeliness", "accepted_at")
        order_by = "-report"
        default = "–"

    def __init__(self, data: Any, *, with_clusters: bool, own: set[int]) -> None:
        """The cluster is named only where there are several; `own` are those that can act."""
        self.own = own
        super().__init__(data, exclude=() if with_clusters else ("cluster",))

    def status_of(self, record: Any) -> wording.Status:
        review_by = record.deadline if record.state == State.SUBMITTED else None
        return wording.status_of(record, for_region=record.cluster_id not in self.own, review_by=review_by)

    def render_report(self, record: Report) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("report-detail", args=[record.uuid]), record.title)

    def render_state(self, record: Report) -> SafeString:
        status = self.status_of(record)
        return render_to_string("components/tag.html", {"label": status.words, "kind": status.kind})

    def render_due(self, value: date) -> str:
        return format_day(value)

    def render_first_sent_at(self, value: datetime, record: Report) -> str:
        return f"{format_day(localdate(value))}, {timeliness_of(record)}"

    def render_accepted_at(self, value: datetime) -> str:
        return format_day(localdate(value))

    def value_report(self, record: Report) -> str:
        return record.title

    def value_state(self, record: Report) -> str:
        return self.status_of(record).words

    def value_due(self, value: date) -> date:
        return value

    def value_first_sent_at(self, value: datetime) -> datetime:
        return value

    def value_timeliness(self, record: Any) -> str:
        return timeliness_of(record)

    def value_accepted_at(self, value: datetime) -> datetime:
        return value


def timeliness_of(record: Any) -> str:
    if record.first_sent_at is None:
        return ""
    return _("on time") if localdate(record.first_sent_at) <= record.due else _("late")
