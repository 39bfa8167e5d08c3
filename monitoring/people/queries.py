"""What the pages about people read."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Prefetch

from monitoring.people.journal import journal_of
from monitoring.people.models import Mandate, Person
from monitoring.people.models.people import PersonQuerySet


def people_for(administrator: Person) -> PersonQuerySet:
    """Whom the administrator looks after, each with `mandates_in_sight`: those the administrator may know of."""
    mandates = Mandate.objects.for_user(administrator).select_related("region", "cluster")
    return Person.objects.for_user(administrator).prefetch_related(
        Prefetch("mandates", queryset=mandates, to_attr="mandates_in_sight")
    )


def own_data(person: Person) -> dict[str, Any]:
    """Everything kept about a person's account and access, for the person (GDPR, articles 15 and 20)."""
    return {
        "account": {
            "email": person.email,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "language": person.language,
            "joined": person.joined_at,
            "last_sign_in": person.last_login,
        },
        "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
        "mandates": [
            {
                "role": str(mandate.get_role_display()),
                "for": str(mandate.cluster or mandate.region),
                "from": mandate.starts_on,
                "until": mandate.ends_on,
                "portfolio": [str(entry) for entry in mandate.portfolio.all()],
            }
            for mandate in person.mandates.select_related("region", "cluster").prefetch_related(
                "portfolio__domain", "portfolio__cluster"
            )
        ],
        "second_factors": list(Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")),
        "sessions": list(UserSession.objects.filter(user=person).values("ip", "user_agent", "created_at")),
        "log": [
            {"at": event.at, "what": event.text, "by": str(event.actor or ""), "reason": event.reason}
            for event in journal_of(person, reader=person)
        ],
    }
