"""What was changed about people and their access, by whom and when (django-auditlog), and how it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.dispatch import receiver
from django.utils.translation import gettext as _

from clusterix.lib.days import format_day
from monitoring.people.models import Invitation, Mandate, Person, PortfolioEntry, SeeAsVisit
from monitoring.people.roles import Role

auditlog.register(Person, exclude_fields=["password", "last_login"])
auditlog.register(Mandate)
auditlog.register(PortfolioEntry)
auditlog.register(Invitation, exclude_fields=["token"])

MOST_SHOWN = 50


@dataclass(frozen=True)
class Event:
    """One line of a log (templates/components/log.html)."""

    text: str
    at: datetime
    actor: Person | None
    reason: str = ""


def journal_of(person: Person, reader: Person) -> list[Event]:
    """The last events about this person: account, mandates, portfolio, invitations, visits; newest first.

    Of mandates, people read about all of their own, administrators about those of their regions and clusters.
    """
    access = Q(content_type__in=_types(Mandate, PortfolioEntry, Invitation), additional_data__person=person.pk)
    if reader != person:
        clusters = [row["cluster"] for row in reader.administered_clusters()]
        access &= Q(additional_data__region__in=list(reader.region_ids({Role.ADMINISTRATOR}))) | Q(
            additional_data__cluster__in=clusters
        )
    about = access | Q(content_type__in=_types(Person), object_id=person.pk)
    entries = LogEntry.objects.filter(about).select_related("actor", "content_type").order_by("-timestamp")[:MOST_SHOWN]
    visits = SeeAsVisit.objects.filter(person=person).select_related("administrator")[:MOST_SHOWN]
    events = [Event(sentence(entry), entry.timestamp, entry.actor) for entry in entries]
    events += [
        Event(
            _("Looked as this person, without being able to change anything."), v.started_at, v.administrator, v.reason
        )
        for v in visits
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)[:MOST_SHOWN]


def _types(*models: type[Model]) -> list[ContentType]:
    return list(ContentType.objects.get_for_models(*models).values())


def sentence(entry: LogEntry) -> str:
    """What an entry says: what was done to what, and the values before and after."""
    if event := (entry.additional_data or {}).get("event"):
        return _sign_in_events()[event]
    model, changes = entry.content_type.model, ", ".join(_changes(entry))
    if model == "person":
        return _about_account(entry, changes)
    wording = {
        ("mandate", LogEntry.Action.CREATE): _("Mandate given: %(what)s."),
        ("mandate", LogEntry.Action.UPDATE): _("Mandate changed: %(what)s (%(changes)s)."),
        ("mandate", LogEntry.Action.DELETE): _("Mandate taken back on its first day: %(what)s."),
        ("portfolioentry", LogEntry.Action.CREATE): _("Added to the portfolio: %(what)s."),
        ("portfolioentry", LogEntry.Action.DELETE): _("Taken out of the portfolio: %(what)s."),
        ("invitation", LogEntry.Action.UPDATE): _("Invitation accepted: %(what)s."),
    }
    return wording[model, entry.action] % {"what": entry.object_repr, "changes": changes}


def _about_account(entry: LogEntry, changes: str) -> str:
    if entry.action == LogEntry.Action.CREATE:
        return _("The account was made.")
    if "anonymised_at" in (entry.changes or {}):
        return _("The person's data were erased.")
    return _("Account changed: %(changes)s.") % {"changes": changes} if changes else _("The account was changed.")


def _changes(entry: LogEntry) -> Iterator[str]:
    """Field by field; for what a mandate is held does not change, and stands in its name."""
    model = entry.content_type.model_class()
    for field in model._meta.fields:
        if field.name in (entry.changes or {}) and not field.is_relation:
            before, after = (_value(value) for value in entry.changes[field.name])
            yield _("%(field)s: %(before)s → %(after)s") % {
                "field": field.verbose_name,
                "before": before,
                "after": after,
            }


def _value(raw: str | None) -> str:
    if raw in {None, "", "None"}:
        return _("nothing")
    if raw in {"True", "False"}:
        return _("yes") if raw == "True" else _("no")
    try:
        return format_day(date.fromisoformat(str(raw)[:10]))
    except ValueError:
        return str(raw)


# --- What sign-in changes: no row of ours shows it, and the secrets themselves are written nowhere -------------------


def _sign_in_events() -> dict[str, str]:
    return {
        "password": _("The password was changed."),
        "second_factor_set": _("A second factor was set."),
        "second_factor_removed": _("A second factor was removed."),
    }


def note(person: Person, event: str) -> None:
    LogEntry.objects.log_create(
        person, force_log=True, action=LogEntry.Action.UPDATE, changes={}, additional_data={"event": event}
    )


@receiver(account_signals.password_changed)
@receiver(account_signals.password_set)
@receiver(account_signals.password_reset)
def note_password(user: Person, **signal: Any) -> None:
    note(user, "password")


@receiver(mfa_signals.authenticator_added)
def note_second_factor(user: Person, **signal: Any) -> None:
    note(user, "second_factor_set")


@receiver(mfa_signals.authenticator_removed)
def note_second_factor_removed(user: Person, **signal: Any) -> None:
    note(user, "second_factor_removed")
