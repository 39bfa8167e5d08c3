"""The lists of people, invitations and visits: headings, cells and order, for the page and for the file alike."""

from __future__ import annotations

from datetime import datetime

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.days import format_moment
from monitoring.people.models import Invitation, Mandate, Person, SeeAsVisit

LIST = {"class": "table table-stack"}


def mandates_in_sight(person: Person) -> list[Mandate]:
    """Those `queries.people_for` fetched, that are not over."""
    return [mandate for mandate in person.mandates_in_sight if not mandate.is_over]  # type: ignore[attr-defined]


def standing(person: Person) -> tuple[str, str]:
    """Whether a person has access today, in words, and the kind of tag that shows it."""
    lasting = mandates_in_sight(person)
    if person.anonymised_at:
        return _("Data erased"), "plain"
    if not person.is_active:
        return _("Account closed"), "plain"
    if any(not mandate.is_to_come for mandate in lasting):
        return _("Has access"), "ok"
    return (_("Access to come"), "") if lasting else (_("No mandate any more"), "plain")


def tag(label: str, kind: str) -> SafeString:
    return render_to_string("components/tag.html", {"label": label, "kind": kind})


def link(address: str, label: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, label)


class PeopleTable(tables.Table):
    name = tables.Column(gettext_lazy("Name"), accessor="get_full_name", order_by=("last_name", "first_name"))
    email = tables.Column(gettext_lazy("E-mail address"))
    mandates = tables.Column(gettext_lazy("Mandates"), accessor="mandates_in_sight", orderable=False, empty_values=())
    last_login = tables.Column(gettext_lazy("Last sign-in"), empty_values=())
    standing = tables.Column(gettext_lazy("Access"), accessor="pk", orderable=False)

    class Meta:
        default = "–"
        attrs = LIST

    def render_name(self, record: Person) -> SafeString:
        return link(reverse("person-detail", args=[record.pk]), record)

    def value_name(self, record: Person) -> str:
        return str(record)

    def render_mandates(self, record: Person) -> SafeString:
        return render_to_string("monitoring/people/mandates_cell.html", {"mandates": mandates_in_sight(record)})

    def value_mandates(self, record: Person) -> str:
        return _("; ").join(str(mandate) for mandate in mandates_in_sight(record))

    def render_last_login(self, value: datetime | None) -> str:
        return format_moment(value) or _("Never")

    def value_last_login(self, value: datetime | None) -> datetime | None:
        return value

    def order_last_login(self, queryset: QuerySet[Person], is_descending: bool) -> tuple[QuerySet[Person], bool]:
        """Those who never signed in come last, either way."""
        when = F("last_login")
        return queryset.order_by(when.desc(nulls_last=True) if is_descending else when.asc(nulls_last=True)), True

    def render_standing(self, record: Person) -> SafeString:
        return tag(*standing(record))

    def value_standing(self, record: Person) -> str:
        return standing(record)[0]


STATE_TAGS = {Invitation.State.PENDING: "", Invitation.State.ACCEPTED: "ok"}


class InvitationTable(tables.Table):
    email = tables.Column(gettext_lazy("E-mail address"))
    offer = tables.Column(gettext_lazy("Invited as"), accessor="pk", order_by=("role",))
    invited_by = tables.Column(gettext_lazy("By"), order_by=("invited_by__last_name", "invited_by__first_name"))
    invited_at = tables.Column(gettext_lazy("On"))
    state = tables.Column(gettext_lazy("Answer"), orderable=False)
    acts = tables.TemplateColumn(
        template_name="monitoring/people/invitation_acts.html",
        verbose_name=gettext_lazy("What you can do"),
        orderable=False,
        exclude_from_export=True,
    )

    class Meta:
        default = "–"
        attrs = LIST

    def render_offer(self, record: Invitation) -> str:
        return str(record)

    def render_invited_at(self, value: datetime) -> str:
        return format_moment(value)

    def value_invited_at(self, value: datetime) -> datetime:
        return value

    def render_state(self, record: Invitation) -> SafeString:
        return tag(str(record.state.label), STATE_TAGS.get(record.state, "plain"))

    def value_state(self, record: Invitation) -> str:
        return str(record.state.label)


class VisitTable(tables.Table):
    started_at = tables.Column(gettext_lazy("Started"))
    administrator = tables.Column(
        gettext_lazy("Administrator"), order_by=("administrator__last_name", "administrator__first_name")
    )
    person = tables.Column(gettext_lazy("Seen as"), order_by=("person__last_name", "person__first_name"))
    reason = tables.Column(gettext_lazy("Reason"), orderable=False)
    ends_by = tables.Column(gettext_lazy("Ended"), orderable=False)

    class Meta:
        default = "–"
        attrs = LIST

    def render_started_at(self, value: datetime) -> str:
        return format_moment(value)

    def value_started_at(self, value: datetime) -> datetime:
        return value

    def render_ends_by(self, record: SeeAsVisit) -> str:
        return _("Not yet") if record.is_running else format_moment(record.ends_by)

    def value_ends_by(self, record: SeeAsVisit) -> datetime | None:
        return None if record.is_running else record.ends_by
