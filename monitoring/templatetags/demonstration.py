"""The demonstration's people on its sign-in page, and on no other installation's."""

from dataclasses import dataclass

from django import template

from monitoring.people.demo import DEMONSTRATION_PASSWORD, LOGINS
from monitoring.people.roles import Role
from monitoring.territory.models import Region

register = template.Library()


@dataclass(frozen=True)
class Offer:
    role: Role
    email: str
    password: str


@register.simple_tag
def demonstration_logins() -> list[Offer]:
    """One person a role; none where no region is a demonstration."""
    if not Region.objects.filter(is_demonstration=True).exists():
        return []
    return [Offer(login.role, login.email, DEMONSTRATION_PASSWORD) for login in LOGINS]
