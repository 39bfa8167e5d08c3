"""Searching and filtering the registry and its pairs; all of it stands in the address."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from monitoring.organisations.identifiers import HOME, bare
from monitoring.organisations.matching import IDENTIFIERS
from monitoring.organisations.mentions import in_several
from monitoring.organisations.models import Category, Organisation, OrganisationQuerySet, Pair, PairQuerySet
from monitoring.organisations.naming import name_key
from monitoring.organisations.places import country_name
from monitoring.people.models import Person
from monitoring.territory.models import Departement

FEWEST_DIGITS = 4


def called(text: str, prefix: str = "") -> Q:
    """Every word stands in the name or the town, whatever the case, accents and signs; or the whole begins a number."""
    found = Q()
    for word in name_key(text.replace("\x00", "")).split():
        found &= (
            Q(**{f"{prefix}name_key__contains": word})
            | Q(**{f"{prefix}acronym__icontains": word})
            | Q(**{f"{prefix}town__icontains": word})
        )
    number = bare(text.replace("\x00", ""))
    if sum(sign.isdecimal() for sign in number) >= FEWEST_DIGITS:
        for name in (*IDENTIFIERS, "siret"):
            found |= Q(**{f"{prefix}{name}__startswith": number})
        if number.isdecimal() and len(number) > 9:
            found |= Q(**{f"{prefix}siren": number[:9]})
    return found


class OrganisationFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name, town or number"), method="search")
    category = filters.ChoiceFilter(
        label=_("Category declared"),
        choices=[(category.value, capfirst(category.label)) for category in Category],
        empty_label=_("All"),
    )
    departement = filters.ModelChoiceFilter(
        label=_("Département"), queryset=Departement.objects.none(), empty_label=_("All")
    )
    country = filters.ChoiceFilter(label=_("Country"), choices=(), empty_label=_("All"))
    sirene = filters.ChoiceFilter(
        label=_("Sirene"),
        choices=[
            ("gap", _("Says another size")),
            ("closed", _("Says it is closed")),
            ("read", _("Read")),
            ("unread", _("Not read")),
        ],
        empty_label=_("All"),
        method="in_sirene",
    )
    clusters = filters.ChoiceFilter(
        label=_("Member of"), choices=[("several", _("Several clusters"))], empty_label=_("All"), method="in_clusters"
    )
    standing = filters.ChoiceFilter(
        label=_("Merged"),
        choices=[("merged", _("Merged into another")), ("all", _("All"))],
        empty_label=_("On their own"),
        method="in_order",
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: OrganisationQuerySet, *, reader: Person, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        self.reader = reader
        seen = queryset.order_by()
        self.filters["departement"].queryset = Departement.objects.filter(pk__in=seen.values("departement"))
        codes = seen.values_list("country", flat=True).distinct()
        countries = sorted((country_name(code), code) for code in codes)
        self.filters["country"].extra["choices"] = [
            ("abroad", _("Outside France")),
            *((code, name) for name, code in countries),
        ]
        self.filters["country"].method = "of_country"

    def search(self, organisations: OrganisationQuerySet, name: str, value: str) -> OrganisationQuerySet:
        return organisations.filter(called(value))

    def of_country(self, organisations: OrganisationQuerySet, name: str, value: str) -> OrganisationQuerySet:
        return organisations.exclude(country=HOME) if value == "abroad" else organisations.filter(country=value)

    def in_sirene(self, organisations: OrganisationQuerySet, name: str, value: str) -> OrganisationQuerySet:
        if value == "gap":
            return organisations.with_gap()
        if value == "closed":
            return organisations.filter(sirene_is_active=False)
        return organisations.filter(sirene_read_on__isnull=value == "unread")

    def in_clusters(self, organisations: OrganisationQuerySet, name: str, value: str) -> OrganisationQuerySet:
        return organisations.filter(in_several(self.reader))

    def in_order(self, organisations: OrganisationQuerySet, name: str, value: str) -> OrganisationQuerySet:
        """Applied in `filter_queryset`, where no choice means those that stand on their own."""
        return organisations

    def filter_queryset(self, queryset: OrganisationQuerySet) -> OrganisationQuerySet:
        organisations = super().filter_queryset(queryset)
        standing = self.form.cleaned_data.get("standing")
        if standing == "all":
            return organisations
        return organisations.filter(merged_into__isnull=standing != "merged")


class PairFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name, town or number"), method="search")
    likeness = filters.ChoiceFilter(
        label=_("Likeness"),
        choices=[("same", _("The same name")), ("nearly", _("Nearly the same")), ("alike", _("Alike"))],
        empty_label=_("All"),
        method="as_alike",
    )
    decision = filters.ChoiceFilter(
        label=_("Decision"),
        choices=[("one", _("They are one")), ("two", _("They are two"))],
        empty_label=_("Still to be taken"),
        method="in_order",
    )

    class Meta:
        model = Pair
        fields: list[str] = []

    def search(self, pairs: PairQuerySet, name: str, value: str) -> PairQuerySet:
        return pairs.filter(called(value, "first__") | called(value, "second__"))

    def as_alike(self, pairs: PairQuerySet, name: str, value: str) -> PairQuerySet:
        least, most = {"same": (100, 100), "nearly": (95, 99), "alike": (0, 94)}[value]
        return pairs.filter(score__gte=least, score__lte=most)

    def in_order(self, pairs: PairQuerySet, name: str, value: str) -> PairQuerySet:
        """Applied in `filter_queryset`, where no choice means those that wait."""
        return pairs

    def filter_queryset(self, queryset: PairQuerySet) -> PairQuerySet:
        pairs = super().filter_queryset(queryset)
        decision = self.form.cleaned_data.get("decision")
        return pairs.filter(are_one=decision == "one") if decision else pairs.waiting()
