"""What a move of a report is made of: its declaration, and one being made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from monitoring.campaigns.models import Report, ReportEvent, Revision
from monitoring.campaigns.states import State
from monitoring.people.models import Person
from monitoring.people.roles import CLUSTER_ROLES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refused(Exception):
    """The move is not made, and nothing is changed; `sentences` say why, to the person who asked."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class Forbidden(Refused):
    """This person may see the report but not make this move."""


class Stale(Refused):
    """Somebody else moved the report since the page was shown."""


def roles_of(person: Person, report: Report) -> set[str]:
    return person.roles_towards(region_id=report.campaign.region_id, cluster_id=report.cluster_id)


@dataclass
class Move:
    """One transition being made: what its checks and its effect work on.

    `at` stands on everything the move writes, so that undoing it finds exactly what it wrote.
    """

    report: Report
    actor: Person
    transition: Transition
    reason: str = ""
    remarks: str = ""  # accepting: "send" or "discard" those not sent
    revision: Revision | None = None
    event: ReportEvent | None = None
    at: datetime = field(default_factory=timezone.now)

    @property
    def is_in_name_of_cluster(self) -> bool:
        """The region's people act where only the cluster's people would."""
        return self.transition.is_of_cluster and not roles_of(self.actor, self.report) & CLUSTER_ROLES


Check = Callable[[Move], list[str]]
Effect = Callable[[Move], None]


@dataclass(frozen=True)
class Transition:
    """`label` is the button's text; `checks` return the sentences that block it; `effect` changes the revisions."""

    name: str
    label: _StrPromise
    sources: frozenset[State]
    target: State
    roles: frozenset[str]
    effect: Effect
    checks: tuple[Check, ...] = ()
    needs_reason: bool = False
    # Made by the cluster; when a reviewer makes it, it is in the cluster's name and the manager is told.
    is_of_cluster: bool = False
    # Whether it may be made in a rehearsal.
    in_rehearsal: bool = True
    announce: Callable[[Move], None] | None = field(default=None)
