"""What a ribbon of quarters shows."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise


class Fill(Enum):
    """How far a quarter has come: accepted, under way, nothing yet."""

    FILLED = "full"
    HATCHED = "outline"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One quarter: `label` names it ("Q3"), `status` says in words what its fill shows."""

    label: str | Promise
    fill: Fill
    status: str | Promise
