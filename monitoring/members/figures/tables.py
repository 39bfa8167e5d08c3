"""The lists of organisations by name."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from monitoring.members.figures.names import JOINED, Shared

NUMBERS = {"th": {"class": "num"}, "td": {"class": "num"}}


class MovedTable(ListTable):
    kinds: ClassVar[dict[str, Kind]] = {"since": "number", "on": "date"}

    name = tables.Column(gettext_lazy("Organisation"), order_by=("in_alphabet",))
    side = tables.Column(gettext_lazy("What happened"), order_by=("side", "in_alphabet"))
    cluster = tables.Column(gettext_lazy("Cluster"), order_by=("cluster_in_alphabet", "in_alphabet"))
    category_name = tables.Column(gettext_lazy("Category"))
    town = tables.Column(gettext_lazy("Town"))
    since = tables.Column(gettext_lazy("Member since"), attrs=NUMBERS)
    on = tables.DateColumn(verbose_name=gettext_lazy("Left on"), order_by=("leaving", "in_alphabet"))

    class Meta:
        order_by = "name"
        attrs: ClassVar[dict[str, str]] = {"class": "table table-stack"}

    def render_side(self, value: str) -> SafeString:
        return format_html('<span class="tag tag-plain">{}</span>', self.value_side(value))

    def value_side(self, value: str) -> str:
        return _("Joined") if value == JOINED else _("Left")

    def render_since(self, value: int) -> str:
        return str(value)


class SharedTable(ListTable):
    kinds: ClassVar[dict[str, Kind]] = {"number": "number"}

    name = tables.Column(gettext_lazy("Organisation"), order_by=("in_alphabet",))
    category_name = tables.Column(gettext_lazy("Category"))
    town = tables.Column(gettext_lazy("Town"))
    number = tables.Column(gettext_lazy("Number of clusters"), order_by=("number", "in_alphabet"), attrs=NUMBERS)
    clusters = tables.Column(gettext_lazy("Clusters"), orderable=False)

    class Meta:
        order_by = "name"
        attrs: ClassVar[dict[str, str]] = {"class": "table table-stack"}

    def render_clusters(self, record: Shared) -> str:
        return ", ".join(record.clusters)
