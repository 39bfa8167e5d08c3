"""The list of clusters: who they are, never what they did, in alphabetical order unless asked otherwise."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.listing import ListTable
from monitoring.clusters.models import Cluster, Label, Succession


def labels_today(cluster: Cluster) -> list[Label]:
    today = timezone.localdate()
    return [label for label in cluster.labels.all() if label.is_valid_on(today)]


def continued_by(cluster: Cluster) -> list[Cluster]:
    """The clusters that continue this one; one that took over a part of it does not."""
    return [
        succession.successor for succession in cluster.successions.all() if succession.kind != Succession.Kind.PARTIAL
    ]


class ClusterTable(ListTable):
    name = tables.Column(gettext_lazy("Cluster"), order_by=("in_alphabet",))
    full_name = tables.Column(gettext_lazy("Full name"), visible=False)
    kind = tables.Column(gettext_lazy("Kind"), accessor="get_kind_display")
    main_domain = tables.Column(gettext_lazy("Main domain"), order_by=("main_domain__position",))
    other_domains = tables.Column(gettext_lazy("Other domains"), orderable=False, visible=False)
    town = tables.Column(gettext_lazy("Town"))
    departement = tables.Column(gettext_lazy("Département"), order_by=("departement_id",))
    labels = tables.Column(gettext_lazy("Labels held today"), accessor="pk", orderable=False)
    website = tables.Column(gettext_lazy("Website"), visible=False)
    successors = tables.Column(gettext_lazy("Continued by"), accessor="pk", orderable=False, visible=False)

    class Meta:
        default = "–"
        order_by = "name"
        attrs: ClassVar[dict[str, str]] = {"class": "table table-stack"}

    def render_name(self, record: Cluster) -> SafeString:
        link = format_html('<a href="{}">{}</a>', reverse("cluster-detail", kwargs={"code": record.code}), record.name)
        successors = continued_by(record)
        if not successors:
            return link
        names = ", ".join(successor.name for successor in successors)
        return format_html('{}<span class="small">{}</span>', link, _("continued by %(names)s") % {"names": names})

    def value_name(self, record: Cluster) -> str:
        return record.name

    def render_kind(self, value: str) -> str:
        return capfirst(value)

    def value_other_domains(self, record: Cluster) -> str:
        return ", ".join(str(domain) for domain in record.other_domains.all())

    def render_labels(self, record: Cluster) -> SafeString:
        """Each label once, by its scheme: terms and phases stand on the cluster's own page."""
        names = dict.fromkeys(label.get_scheme_display() for label in labels_today(record))
        return format_html_join(" ", '<span class="tag tag-plain">{}</span>', ((name,) for name in names))

    def value_labels(self, record: Cluster) -> str:
        return ", ".join(str(label) for label in labels_today(record))

    def value_successors(self, record: Cluster) -> str:
        return ", ".join(successor.name for successor in continued_by(record))
