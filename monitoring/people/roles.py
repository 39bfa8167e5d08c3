"""The roles a person can hold, and what each is about."""

from collections.abc import Iterable

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MANAGER = "manager", _("cluster manager")
    DELEGATE = "delegate", _("delegate")
    OFFICER = "officer", _("Economy Department officer")
    EVALUATOR = "evaluator", _("Evaluation department")
    ELECTED = "elected", _("elected official")
    ADMINISTRATOR = "administrator", _("administrator")
    FACILITATOR = "facilitator", _("facilitator of exchanges")


CLUSTER_ROLES = frozenset({Role.MANAGER, Role.DELEGATE})
REGION_ROLES = frozenset(Role) - CLUSTER_ROLES
# Those who read everything the region holds, accepted or not.
REGION_READERS = frozenset({Role.OFFICER, Role.EVALUATOR, Role.ADMINISTRATOR})
# Those who review reports.
REVIEWERS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


def role_choices(roles: Iterable[Role] = Role) -> list[tuple[str, str]]:
    """Roles as a field offers them: each opens a line, so it starts with a capital."""
    return [(role.value, str(capfirst(role.label))) for role in roles]
