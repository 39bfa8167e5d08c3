"""Searching and filtering the lists of people and invitations; all of it stands in the address."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterix.lib.searching import containing
from monitoring.people.forms.targets import Target
from monitoring.people.models import Invitation, Mandate, Person, SeeAsVisit
from monitoring.people.roles import role_choices
from monitoring.territory.models import Region


def target_choices(targets: dict[str, Target]) -> list[tuple[str, str]]:
    return [(key, str(target)) for key, target in targets.items()]


class PeopleFilter(filters.FilterSet):
    """Role, region or cluster and access speak of one and the same mandate, among those the administrator sees."""

    q = filters.CharFilter(label=_("Name or e-mail address"), method="search")
    role = filters.ChoiceFilter(
        label=_("Role"), choices=role_choices, empty_label=_("Every role"), method="with_mandate"
    )
    target = filters.ChoiceFilter(
        label=_("Region or cluster"), choices=(), empty_label=_("Every region and cluster"), method="with_mandate"
    )
    state = filters.ChoiceFilter(
        label=_("Access"),
        choices=[
            ("today", _("Has access")),
            ("to-come", _("Access to come")),
            ("over", _("No mandate any more")),
            ("closed", _("Account closed")),
            ("erased", _("Data erased")),
        ],
        empty_label=_("All but erased"),
        method="with_mandate",
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, *args: Any, administrator: Person, targets: dict[str, Target], **kwargs: Any
    ) -> None:
        self.administrator, self.targets = administrator, targets
        super().__init__(data, *args, **kwargs)
        self.filters["target"].extra["choices"] = target_choices(targets)

    def search(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people.filter(containing(value, "first_name", "last_name", "email"))

    def with_mandate(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Applied once for the three fields, in `filter_queryset`."""
        return people

    def filter_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        people = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("state")
        if state == "erased":
            people = people.filter(anonymised_at__isnull=False)
        else:
            people = people.filter(anonymised_at__isnull=True)
        if state == "closed":
            people = people.filter(is_active=False)
        elif state:
            people = people.filter(is_active=state != "erased")
        return self.holding_a_mandate(people, state)

    def holding_a_mandate(self, people: QuerySet[Person], state: str) -> QuerySet[Person]:
        values = self.form.cleaned_data
        mandates = Mandate.objects.for_user(self.administrator)
        if values.get("role"):
            mandates = mandates.filter(role=values["role"])
        if values.get("target"):
            target = self.targets[values["target"]]
            mandates = mandates.filter(**{"region" if isinstance(target, Region) else "cluster": target})
        if state == "today":
            mandates = mandates.current()
        elif state == "to-come":
            mandates = mandates.filter(starts_on__gt=timezone.localdate())
            people = people.exclude(pk__in=Mandate.objects.for_user(self.administrator).current().values("person"))
        elif state == "over":
            lasting = Mandate.objects.for_user(self.administrator).lasting()
            people = people.exclude(pk__in=lasting.values("person"))
        return people.filter(pk__in=mandates.values("person"))


class InvitationFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("E-mail address"), method="search")
    role = filters.ChoiceFilter(label=_("Role"), choices=role_choices, empty_label=_("Every role"))
    state = filters.ChoiceFilter(
        label=_("Answer"), choices=Invitation.State, empty_label=_("Every answer"), method="with_state"
    )

    class Meta:
        model = Invitation
        fields: list[str] = []

    def search(self, invitations: QuerySet[Invitation], name: str, value: str) -> QuerySet[Invitation]:
        return invitations.filter(containing(value, "email"))

    def with_state(self, invitations: QuerySet[Invitation], name: str, value: str) -> QuerySet[Invitation]:
        unanswered = Q(accepted_at__isnull=True, withdrawn_at__isnull=True)
        return invitations.filter(
            {
                Invitation.State.PENDING: unanswered & Q(expires_at__gt=timezone.now()),
                Invitation.State.EXPIRED: unanswered & Q(expires_at__lte=timezone.now()),
                Invitation.State.ACCEPTED: Q(accepted_at__isnull=False),
                Invitation.State.WITHDRAWN: Q(withdrawn_at__isnull=False),
            }[Invitation.State(value)]
        )


class VisitFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Administrator, person or reason"), method="search")

    class Meta:
        model = SeeAsVisit
        fields: list[str] = []

    def search(self, visits: QuerySet[SeeAsVisit], name: str, value: str) -> QuerySet[SeeAsVisit]:
        names = [f"{who}__{part}" for who in ("administrator", "person") for part in ("first_name", "last_name")]
        return visits.filter(containing(value, "reason", *names))
