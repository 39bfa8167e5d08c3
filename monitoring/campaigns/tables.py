"""The Region's lists, each declared once: heads, cells, sort orders, and what a file holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, ClassVar

import django_tables2 as tables
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from monitoring.campaigns.models import Campaign, Report
from monitoring.campaigns.queries.campaigns import phase_of
from monitoring.campaigns.queries.completeness import Completeness, completeness_of
from monitoring.campaigns.states import State

# Translators: the format of a day, in the letters of Django's date filter.
DAY = _("j F Y")


class Cell(tables.Column):
    """A cell drawn by a small template of its `record`; nothing at all where that draws nothing, so that it vanishes
    on phones. It is drawn for itself, without what the frame of a page needs: a page has hundreds of them."""

    empty_values = ()

    def __init__(self, template: str, **options: Any) -> None:
        super().__init__(**options)
        self.template = template

    def render(self, record: Any, table: ListTable) -> SafeString:
        given = {"record": record, "kept": table.context.get("kept", "")}
        return mark_safe(_compiled(self.template).render(Context(given)).strip())  # noqa: S308 - a template's output


@cache
def _compiled(name: str) -> Template:
    return get_template(name).template  # type: ignore[attr-defined]


class QueueTable(ListTable):
    cluster = Cell(
        "monitoring/campaigns/review/cells/cluster.html", verbose_name=_("Cluster"), order_by=("cluster__name", "pk")
    )
    campaign = Cell(
        "monitoring/campaigns/review/cells/report.html",
        verbose_name=_("Report"),
        order_by=("campaign__period", "campaign__kind", "cluster__name"),
    )
    ribbon = Cell(
        "monitoring/campaigns/review/cells/ribbon.html",
        verbose_name=_("Year"),
        orderable=False,
        exclude_from_export=True,
    )
    state = Cell("monitoring/campaigns/review/cells/state.html", verbose_name=_("Standing"), orderable=False)
    deadline = Cell(
        "monitoring/campaigns/review/cells/deadline.html",
        verbose_name=_("Deadline"),
        order_by=("deadline", "cluster__name", "pk"),
    )
    look = Cell(
        "monitoring/campaigns/review/cells/look.html", verbose_name=_("Worth a look"), orderable=False, accessor="pk"
    )
    kinds: ClassVar[dict[str, Kind]] = {"deadline": "date", "look": "number"}

    class Meta:
        default = "–"
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


class CampaignTable(ListTable):
    period = Cell(
        "monitoring/campaigns/review/cells/campaign.html", verbose_name=_("Campaign"), order_by=("period", "kind", "pk")
    )
    phase = Cell(
        "monitoring/campaigns/review/cells/phase.html", verbose_name=_("Standing"), orderable=False, accessor="pk"
    )
    opens_on = tables.DateColumn(verbose_name=_("Opens"), format=DAY)
    due_on = tables.DateColumn(verbose_name=_("Due"), format=DAY)
    closes_on = tables.DateColumn(verbose_name=_("Closes"), format=DAY)
    due = tables.Column(verbose_name=_("Reports due"), accessor="completeness__due", visible=False)
    sent = Cell(
        "monitoring/campaigns/review/cells/completeness.html",
        verbose_name=_("Sent"),
        orderable=False,
        accessor="completeness__sent",
    )
    on_time = tables.Column(verbose_name=_("On time"), accessor="completeness__on_time", visible=False)
    accepted = tables.Column(verbose_name=_("Accepted"), accessor="completeness__accepted", orderable=False)
    kinds: ClassVar[dict[str, Kind]] = {
        **dict.fromkeys(("opens_on", "due_on", "closes_on"), "date"),
        **dict.fromkeys(("due", "sent", "on_time", "accepted"), "number"),
    }

    class Meta:
        default = "–"
        model = Campaign
        fields = ("period", "phase", "opens_on", "due_on", "closes_on", "due", "sent", "on_time", "accepted")

    @staticmethod
    def furnish(campaigns: Iterable[Any]) -> None:
        """Puts its `completeness` and its `phase` on each campaign of one page: one query."""
        found = completeness_of(campaigns)
        for campaign in campaigns:
            campaign.completeness = found.get(campaign.pk, Completeness())
            campaign.phase = phase_of(campaign)

    def value_period(self, record: Any) -> str:
        return record.title

    def value_phase(self, record: Any) -> str:
        return str(record.phase.label)

    def value_opens_on(self, record: Any) -> date:
        return record.opens_on

    def value_due_on(self, record: Any) -> date:
        return record.due_on

    def value_closes_on(self, record: Any) -> date:
        return record.closes_on

    def value_sent(self, record: Any) -> int:
        return record.completeness.sent


class ExpectedTable(ListTable):
    """Every report of a campaign, for a file: the page draws them with their buttons."""

    cluster = tables.Column(verbose_name=_("Cluster"), accessor="report__cluster__name")
    state = tables.Column(verbose_name=_("Standing"), accessor="report__get_state_display")
    due = tables.Column(verbose_name=_("Due"), accessor="report__due")
    first_sent_at = tables.Column(verbose_name=_("First sent"), accessor="report__first_sent_at")
    is_on_time = tables.Column(verbose_name=_("On time"))
    extension = tables.Column(verbose_name=_("Reason of the later date"), accessor="report__extension_reason")
    not_due = tables.Column(verbose_name=_("Reason why it is not due"), accessor="report__not_due_reason")
    kinds: ClassVar[dict[str, Kind]] = {"due": "date", "first_sent_at": "date", "is_on_time": "yes_no"}
