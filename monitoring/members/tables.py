"""The list of members: heads, cells, sort orders, and what a file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from monitoring.campaigns.models import Report
from monitoring.members.models import MemberLine
from monitoring.members.sheet import MEMBERS
from monitoring.members.wording import said
from monitoring.organisations.identifiers import HOME
from monitoring.organisations.places import country_name


@dataclass(frozen=True)
class Mark:
    """What is to be known of a line, as a tag."""

    label: str
    kind: str = ""


def _heading(key: str) -> Any:
    return MEMBERS.field(key).label


class MembersTable(ListTable):
    name = tables.Column(verbose_name=gettext_lazy("Name"))
    category = tables.Column(verbose_name=_heading("category"), order_by=("category", "name"))
    postal_code = tables.Column(verbose_name=_heading("postal_code"), visible=False)
    town = tables.Column(verbose_name=_heading("town"), order_by=("town", "postal_code", "name"))
    insee_code = tables.Column(verbose_name=_heading("insee_code"), visible=False)
    joined_year = tables.Column(
        verbose_name=_heading("joined_year"),
        order_by=("joined_year", "name"),
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )
    takes_part_in_governance = tables.Column(
        verbose_name=gettext_lazy("Governance"), order_by=("-takes_part_in_governance", "name")
    )
    college = tables.Column(verbose_name=_heading("college"), visible=False)
    left_on = tables.Column(verbose_name=gettext_lazy("Left on"), visible=False)
    siren = tables.Column(verbose_name=_heading("siren"), visible=False)
    siret = tables.Column(verbose_name=_heading("siret"), visible=False)
    rna = tables.Column(verbose_name=_heading("rna"), visible=False)
    rnsr = tables.Column(verbose_name=_heading("rnsr"), visible=False)
    foreign_identifier = tables.Column(verbose_name=_heading("foreign_identifier"), visible=False)
    country = tables.Column(verbose_name=_heading("country"), visible=False)
    other_kind = tables.Column(verbose_name=_heading("other_kind"), visible=False)
    naf = tables.Column(verbose_name=_heading("naf"), visible=False)
    headcount_band = tables.Column(verbose_name=_heading("headcount_band"), visible=False)
    standing = tables.Column(verbose_name=gettext_lazy("Since last year"), accessor="pk", orderable=False)
    act = tables.Column(verbose_name=gettext_lazy("Edit"), accessor="pk", orderable=False, exclude_from_export=True)
    kinds: ClassVar[dict[str, Kind]] = {"left_on": "date"}
    hides_caption = True  # the page's title says it already

    class Meta:
        model = MemberLine
        fields = (
            "name",
            "category",
            "postal_code",
            "town",
            "joined_year",
            "takes_part_in_governance",
            "standing",
            "act",
        )
        order_by = "name"
        default = "–"
        row_attrs: ClassVar[dict[str, Any]] = {"id": lambda record: f"member-{record.uuid}"}

    def __init__(
        self,
        data: Any,
        *,
        report: Report,
        marks: Mapping[Any, tuple[Mark, ...]],
        is_writable: bool,
        is_focused: bool = False,
    ) -> None:
        """`marks` say of a line, by its uuid, what became of it; `is_focused`: its link takes the focus."""
        self.report, self.marks, self.is_focused = report, marks, is_focused
        self.caption = _("Members of %(cluster)s") % {"cluster": report.cluster}
        super().__init__(data, exclude=() if is_writable else ("act",))

    def render_name(self, record: MemberLine) -> SafeString:
        number = record.siren or record.rna or record.rnsr or record.foreign_identifier
        link = format_html('<a href="{}">{}</a>', self._address(record), record.name)
        return format_html("{} <small>{}</small>", link, number) if number else link

    def render_category(self, record: MemberLine) -> SafeString | str:
        return said("category", record.category)

    def render_town(self, record: MemberLine) -> str:
        abroad = country_name(record.country) if record.country not in ("", HOME) else ""
        return " ".join(part for part in (record.postal_code, record.town, abroad) if part)

    def render_takes_part_in_governance(self, value: bool) -> str:
        return said("takes_part_in_governance", value)

    def render_standing(self, record: MemberLine) -> SafeString | str:
        tags = [
            (render_to_string("components/tag.html", {"label": mark.label, "kind": mark.kind}),)
            for mark in self.marks.get(record.uuid, ())
        ]
        return format_html_join(" ", "{}", tags) if tags else self.default

    def render_act(self, record: MemberLine) -> SafeString:
        context = {"line": record, "url": self._address(record), "focus": self.is_focused}
        return render_to_string("monitoring/members/edit_link.html", context)

    def _address(self, line: MemberLine) -> str:
        return reverse("member-edit", args=[self.report.uuid, line.uuid])

    def value_name(self, record: MemberLine) -> str:
        return record.name

    def value_town(self, record: MemberLine) -> str:
        return record.town

    def value_left_on(self, value: date) -> date:
        return value

    def value_other_kind(self, value: str) -> str:
        return said("other_kind", value)

    def value_headcount_band(self, value: str) -> str:
        return said("headcount_band", value)

    def value_standing(self, record: MemberLine) -> str:
        return ", ".join(mark.label for mark in self.marks.get(record.uuid, ()))
