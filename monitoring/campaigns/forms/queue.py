"""The queue's filters, all of them in the address."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterix.lib.searching import containing
from monitoring.campaigns.models import Campaign, Report
from monitoring.campaigns.queries.queue import Standing, has_portfolio, queue_for, with_portfolio
from monitoring.campaigns.queries.sending import Reports
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REVIEWERS
from monitoring.territory.models import Domain

FIRST, ONLY, MIXED = "first", "only", "mixed"


class CampaignChoice(forms.ModelChoiceField):
    def label_from_instance(self, campaign: Campaign) -> str:
        return campaign.title


class CampaignFilter(django_filters.ModelChoiceFilter):
    field_class = CampaignChoice


def _campaigns(request: SignedInRequest) -> QuerySet[Campaign]:
    mine = Campaign.objects.filter(region__in=request.user.region_ids(REVIEWERS))
    return mine.filter(opened_at__isnull=False, is_legacy=False)


def _clusters(request: SignedInRequest) -> QuerySet[Cluster]:
    return Cluster.objects.for_user(request.user)


def _domains(request: SignedInRequest) -> QuerySet[Domain]:
    return Domain.objects.filter(region__in=request.user.region_ids(REVIEWERS))


class QueueFilter(django_filters.FilterSet):
    """`standing` is drawn as tabs, the others as fields."""

    q = django_filters.CharFilter(label=_("Cluster’s name"), method="search", max_length=100)
    campaign = CampaignFilter(label=_("Campaign"), queryset=_campaigns, empty_label=_("All"))
    domain = django_filters.ModelChoiceFilter(
        label=_("Domain"), queryset=_domains, empty_label=_("All"), method="of_domain"
    )
    cluster = django_filters.ModelChoiceFilter(
        label=_("Cluster"), queryset=_clusters, empty_label=_("All"), to_field_name="code"
    )
    portfolio = django_filters.ChoiceFilter(
        label=_("My portfolio"),
        choices=[
            (FIRST, pgettext_lazy("my portfolio", "First")),
            (ONLY, pgettext_lazy("my portfolio", "Only")),
            (MIXED, pgettext_lazy("my portfolio", "Among the others")),
        ],
        empty_label=None,
        method="of_portfolio",
    )
    flagged = django_filters.BooleanFilter(
        label=_("Only with values worth a look"), widget=forms.CheckboxInput, method="worth_a_look"
    )
    standing = django_filters.ChoiceFilter(choices=Standing, method="standing_alone", widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, person: Person, request: SignedInRequest) -> None:
        self.person, self.has_portfolio = person, has_portfolio(person)
        if "portfolio" not in data:
            data = data.copy()
            data["portfolio"] = FIRST
        super().__init__(data, queryset=with_portfolio(queue_for(person), person), request=request)
        if not self.has_portfolio:
            del self.filters["portfolio"]

    def search(self, reports: Reports, name: str, value: str) -> Reports:
        return reports.filter(containing(value, "cluster__name", "cluster__full_name"))

    def of_domain(self, reports: Reports, name: str, domain: Domain) -> Reports:
        """Main or other domain: here domains only filter."""
        other = Cluster.objects.filter(other_domains=domain)
        return reports.filter(Q(cluster__main_domain=domain) | Q(cluster__in=other))

    def of_portfolio(self, reports: Reports, name: str, value: str) -> Reports:
        return reports.filter(is_mine=True) if value == ONLY else reports

    def worth_a_look(self, reports: Reports, name: str, value: bool) -> Reports:
        return reports.filter(Q(is_flagged=True) | Q(has_remarks=True)) if value else reports

    def standing_alone(self, reports: Reports, name: str, value: str) -> Reports:
        """Applied by `shown`: the tabs count what every view would hold."""
        return reports

    @property
    def view(self) -> Standing:
        """The view asked for; what is not finished where the address names none."""
        value = self.data.get("standing")
        return Standing(value) if value in Standing.values else Standing.OPEN

    @property
    def is_filtered(self) -> bool:
        return any(value for name, value in self.form.cleaned_data.items() if name not in {"standing", "portfolio"})

    @property
    def in_order(self) -> tuple[str, ...]:
        """By the day somebody has to have acted; one's own portfolio first, unless it is asked to be mixed in."""
        mine_first = self.has_portfolio and self.data["portfolio"] == FIRST
        return (*(["-is_mine"] if mine_first else []), "deadline", "cluster__name", "pk")

    @property
    def shown(self) -> Reports:
        return self.qs.filter(self.view.condition()).order_by(*self.in_order)

    def next_to_review(self, after: UUID | None = None) -> Report | None:
        """The report to read once `after` is decided: the next one waiting in this order, else the first one."""
        waiting = self.qs.filter(Q(state="submitted") | Q(uuid=after)).order_by(*self.in_order)
        reports = list(waiting.only("uuid", "state", "cluster", "campaign"))
        position = next((index for index, report in enumerate(reports) if report.uuid == after), -1)
        following = reports[position + 1 :] + reports[: max(position, 0)]
        return next((report for report in following if report.uuid != after), None)

    def sentences(self) -> list[tuple[str, str]]:
        """What the list was filtered by, in words, for a file."""
        lines = [(str(_("View")), str(self.view.label))]
        for name, value in self.form.cleaned_data.items():
            if value and name != "standing":
                shown = self.form.fields[name].label_from_instance(value) if hasattr(value, "pk") else value
                lines.append((str(self.form.fields[name].label), str(_("yes") if value is True else shown)))
        return lines


def kept(address: str) -> str:
    """The queue's filters as they travel through the pages of one report: `?queue=…`, or nothing."""
    return "?" + urlencode({"queue": address}) if address else ""


def queue_filter(request: SignedInRequest, query: str | None = None) -> QueueFilter:
    """The queue as the address says, or as it was left: `query` is a queue's address kept by another page."""
    data = request.GET if query is None else QueryDict(query)
    return QueueFilter(data, person=request.user, request=request)
