"""The lists of the slice: headings, cells and order, for the page and for the file alike."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from monitoring.objectives.catalogue import standing_of
from monitoring.objectives.models import Indicator


class IndicatorTable(ListTable):
    kinds: ClassVar[dict[str, Kind]] = {"starts_on": "date", "ends_on": "date", "campaigns": "number"}

    label = tables.Column(gettext_lazy("Indicator"), accessor="label", order_by=("label_fr",))
    topic = tables.Column(gettext_lazy("Topic"), accessor="topic__name", order_by=("topic__position", "position"))
    value_type = tables.Column(gettext_lazy("Value"))
    standing = tables.Column(
        gettext_lazy("Standing"), accessor="pk", order_by=("published_at",), attrs={"td": {"class": "nowrap"}}
    )
    starts_on = tables.DateColumn(verbose_name=gettext_lazy("In force from"))
    ends_on = tables.DateColumn(verbose_name=gettext_lazy("until"), default=gettext_lazy("no end"))
    campaigns = tables.Column(gettext_lazy("Campaigns"), attrs={"th": {"class": "num"}, "td": {"class": "num"}})

    class Meta:
        attrs: ClassVar[dict[str, str]] = {"class": "table table-stack"}
        caption = gettext_lazy("Indicators")

    def render_label(self, value: str, record: Indicator) -> SafeString:
        part = format_html('<span class="small">{}</span>', _("Optional")) if not record.is_required else ""
        return format_html('<a href="{}">{}</a>{}', reverse("indicator-detail", args=[record.code]), value, part)

    def value_label(self, record: Indicator) -> str:
        return str(record.label)

    def render_value_type(self, record: Indicator) -> str:
        kind = str(record.get_value_type_display())
        return _("%(type)s, by domain") % {"type": kind} if record.is_by_domain else kind

    def value_value_type(self, record: Indicator) -> str:
        return self.render_value_type(record)

    def render_standing(self, record: Indicator) -> str:
        label, kind = standing_of(record)
        return render_to_string("components/tag.html", {"label": label, "kind": kind})

    def value_standing(self, record: Indicator) -> str:
        return standing_of(record)[0]
