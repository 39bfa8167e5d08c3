"""The list of organisations: headings, cells and order, for the page and for the file alike."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.listing import ListTable
from monitoring.organisations.comparing import (
    activity_in_words,
    category_in_words,
    headcount_in_words,
    in_threes,
    likeness_in_words,
    sector_in_words,
)
from monitoring.organisations.models import Category, Organisation, Pair
from monitoring.organisations.places import country_name
from monitoring.organisations.sizes import gap_in_words, size_in_sirene


class OrganisationTable(ListTable):
    name = tables.Column(gettext_lazy("Organisation"), order_by=("name_key",))
    siren = tables.Column(gettext_lazy("SIREN"))
    number = tables.Column(gettext_lazy("Other number"), accessor="pk", orderable=False, visible=False)
    category = tables.Column(gettext_lazy("Category declared"), order_by=("category", "name_key"))
    sirene = tables.Column(gettext_lazy("Size in Sirene"), accessor="pk", order_by=("sirene_size", "name_key"))
    gap = tables.Column(gettext_lazy("What differs"), accessor="pk", orderable=False, visible=False)
    sector = tables.Column(gettext_lazy("Sector"), accessor="pk", order_by=("naf", "name_key"))
    activity = tables.Column(gettext_lazy("Activity"), accessor="pk", orderable=False, visible=False)
    headcount_band = tables.Column(gettext_lazy("Headcount"), visible=False)
    postal_code = tables.Column(gettext_lazy("Postal code"), visible=False)
    town = tables.Column(gettext_lazy("Town"), order_by=("town", "name_key"), empty_values=())
    departement = tables.Column(gettext_lazy("Département"), order_by=("departement_id", "name_key"))
    country = tables.Column(gettext_lazy("Country"), visible=False)
    clusters = tables.Column(gettext_lazy("Member of"), accessor="pk", orderable=False)
    merged_into = tables.Column(gettext_lazy("Merged into"), visible=False)

    class Meta:
        default = "–"
        order_by = "name"
        attrs: ClassVar[dict[str, str]] = {"class": "table table-stack"}

    # The names of the clusters each organisation is a member of, by its key; set for the rows that are shown.
    members_of: dict[int, set[str]] = {}

    def render_name(self, record: Organisation) -> SafeString:
        link = format_html('<a href="{}">{}</a>', reverse("organisation-detail", args=[record.uuid]), record.name)
        notes = [_("merged into %(name)s") % {"name": record.merged_into}] if record.merged_into else []
        if record.is_invented:
            notes.append(_("invented"))
        return format_html("{}{}", link, format_html_join("", '<span class="small">{}</span>', ((n,) for n in notes)))

    def value_name(self, record: Organisation) -> str:
        return record.name

    def render_siren(self, value: str) -> str:
        return in_threes(value).replace(" ", "\u00a0")

    def value_siren(self, value: str) -> str:
        return value

    def value_number(self, record: Organisation) -> str:
        return record.rnsr or record.rna or record.foreign_identifier

    def render_category(self, record: Organisation) -> str:
        return category_in_words(record)

    def render_sirene(self, record: Organisation) -> SafeString | str:
        size = size_in_sirene(record)
        label = capfirst(Category(size).label) if size else ""
        if record.sirene_is_active is False:
            return render_to_string("components/tag.html", {"label": _("Closed"), "kind": "look"})
        if gap_in_words(record):
            return render_to_string("components/tag.html", {"label": label, "kind": "look"})
        return str(label)

    def value_sirene(self, record: Organisation) -> str:
        size = size_in_sirene(record)
        return str(capfirst(Category(size).label)) if size else ""

    def value_gap(self, record: Organisation) -> str:
        return gap_in_words(record)

    def render_sector(self, record: Organisation) -> str:
        return sector_in_words(record)

    def value_activity(self, record: Organisation) -> str:
        return activity_in_words(record.naf, record.naf_version)

    def value_headcount_band(self, value: str) -> str:
        return headcount_in_words(value)

    def render_town(self, record: Organisation) -> str:
        if record.country == "FR":
            return record.town
        return f"{record.town} ({country_name(record.country)})" if record.town else country_name(record.country)

    def value_town(self, record: Organisation) -> str:
        return record.town

    def value_country(self, value: str) -> str:
        return country_name(value)

    def render_clusters(self, record: Organisation) -> str:
        return ", ".join(sorted(self.members_of.get(record.pk, ())))


class PairTable(ListTable):
    """The pairs as a file: the page shows them side by side."""

    likeness = tables.Column(gettext_lazy("Likeness"), accessor="score")
    first = tables.Column(gettext_lazy("One"))
    first_number = tables.Column(gettext_lazy("SIREN of the one"), accessor="first__siren")
    first_town = tables.Column(gettext_lazy("Town of the one"), accessor="first__town")
    second = tables.Column(gettext_lazy("The other"))
    second_number = tables.Column(gettext_lazy("SIREN of the other"), accessor="second__siren")
    second_town = tables.Column(gettext_lazy("Town of the other"), accessor="second__town")
    decision = tables.Column(gettext_lazy("Decision"), accessor="pk")
    decided_by = tables.Column(gettext_lazy("Decided by"))

    def value_likeness(self, value: int) -> str:
        return likeness_in_words(value)

    def value_decision(self, record: Pair) -> str:
        if record.are_one is None:
            return ""
        return _("They are one") if record.are_one else _("They are two")
