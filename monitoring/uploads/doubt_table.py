"""The doubts of a received file as people read them: what the file says beside what the registry knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from clusterix.lib.searching import containing
from monitoring.organisations.comparing import in_threes, likeness_in_words
from monitoring.organisations.identifiers import HOME
from monitoring.organisations.mentions import clusters_of
from monitoring.organisations.models import Organisation
from monitoring.organisations.places import country_name
from monitoring.people.models import Person
from monitoring.uploads.models import Doubt

FACTS = ("country", "siren", "siret", "rna", "rnsr", "foreign_identifier", "postal_code", "town")
DECIDED = Q(is_another=True) | Q(organisation__isnull=False)


@dataclass(frozen=True)
class Candidate:
    """An organisation a row may be about; `complaint` says why it cannot be, after all."""

    organisation: Organisation
    likeness: str
    facts: list[str]
    # Of those the reader may know of.
    clusters: list[str]
    complaint: str
    is_chosen: bool

    def __str__(self) -> str:
        return ", ".join([self.organisation.name, *self.facts, self.likeness])


class DoubtFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=gettext_lazy("Name or row"), method="named")
    said = django_filters.ChoiceFilter(
        label=gettext_lazy("What was said"),
        method="told",
        empty_label=gettext_lazy("All"),
        widget=forms.Select({"class": "form-select"}),
        choices=[("no", gettext_lazy("Nothing yet")), ("yes", gettext_lazy("Decided"))],
    )

    class Meta:
        model = Doubt
        fields: ClassVar[list[str]] = []

    def named(self, doubts: QuerySet[Doubt], name: str, text: str) -> QuerySet[Doubt]:
        wanted = containing(text, "label")
        if text.isdecimal() and len(text) < 8:
            wanted |= Q(number=int(text))
        return doubts.filter(wanted)

    def told(self, doubts: QuerySet[Doubt], name: str, choice: str) -> QuerySet[Doubt]:
        return doubts.filter(DECIDED) if choice == "yes" else doubts.exclude(DECIDED)


class DoubtsTable(ListTable):
    """`route` names the address at which a doubt is decided on, where `may_say`; a file of it says what was decided."""

    label = tables.Column(verbose_name=gettext_lazy("In the file"), order_by=("label", "pk"))
    number = tables.Column(verbose_name=gettext_lazy("Row"), order_by=("number", "pk"))
    known = tables.Column(verbose_name=gettext_lazy("In the registry"), accessor="pk", orderable=False)
    said = tables.Column(verbose_name=gettext_lazy("What was said"), accessor="pk", orderable=False)
    kinds: ClassVar[dict[str, Kind]] = {"number": "number"}

    class Meta:
        model = Doubt
        fields = ("label", "number", "known", "said")
        sequence = ("label", "number", "known", "said")
        order_by = "number"
        default = "–"

    def __init__(self, data: Any, *, person: Person, may_say: bool = False, query: str = "", route: str = "") -> None:
        self.person, self.may_say, self.query, self.route = person, may_say, query, route
        self.organisations: dict[int, Organisation] = {}
        self.clusters: dict[int, set[str]] = {}
        super().__init__(data, exclude=("said",) if route else ())
        self.caption = _("Perhaps known already")

    def look_up(self, doubts: Iterable[Doubt]) -> None:
        """Read what the registry says of those these doubts are about; before any of them is drawn."""
        asked = {pk for doubt in doubts for pk, _score, _complaint in doubt.candidates}
        self.organisations = Organisation.objects.in_bulk(list(asked))
        self.clusters = clusters_of(list(asked), self.person)

    def candidates_of(self, doubt: Doubt) -> list[Candidate]:
        return [
            Candidate(
                organisation=organisation,
                likeness=likeness_in_words(score),
                facts=facts_of({name: getattr(organisation, name) for name in FACTS}),
                clusters=sorted(self.clusters.get(pk, ())),
                complaint=complaint,
                is_chosen=doubt.organisation_id in (pk, organisation.merged_into_id)
                and doubt.organisation_id is not None,
            )
            for pk, score, complaint in doubt.candidates
            if (organisation := self.organisations.get(pk))
        ]

    def render_label(self, record: Doubt) -> SafeString:
        context = {"doubt": record, "facts": facts_of(record.declared)}
        return render_to_string("monitoring/uploads/cells/doubt.html", context)

    def render_known(self, record: Doubt) -> SafeString:
        context = {
            "doubt": record,
            "candidates": self.candidates_of(record),
            "may_say": self.may_say,
            "route": self.route,
            "query": self.query,
            "csrf_token": get_token(self.request) if self.may_say else "",
        }
        return render_to_string("monitoring/uploads/cells/known.html", context)

    def value_label(self, record: Doubt) -> str:
        return ", ".join([record.label, *facts_of(record.declared)])

    def value_known(self, record: Doubt) -> str:
        return "\n".join(map(str, self.candidates_of(record)))

    def value_said(self, record: Doubt) -> str:
        if record.is_another:
            return _("another organisation")
        chosen = next((one for one in self.candidates_of(record) if one.is_chosen), None)
        return _("the same as %(name)s") % {"name": chosen.organisation.name} if chosen else _("undecided")


def facts_of(values: Mapping[str, Any]) -> list[str]:
    """The numbers and the place of an organisation, as people read them."""
    said = {name: str(values.get(name) or "") for name in FACTS}
    numbers = [("SIRET", said["siret"])] if said["siret"] else [("SIREN", in_threes(said["siren"]))]
    numbers += [("RNA", said["rna"]), ("RNSR", said["rnsr"])]
    facts = [f"{label} {number}" for label, number in numbers if number]
    facts += [said["foreign_identifier"], f"{said['postal_code']} {said['town']}".strip()]
    facts.append(country_name(said["country"]) if said["country"] not in ("", HOME) else "")
    return [fact for fact in facts if fact]
