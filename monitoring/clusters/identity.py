"""Who a cluster is, fact by fact: what its page shows, and which of it nobody has confirmed yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusterix.lib.days import format_day
from monitoring.clusters.models import EDITORS, Cluster, Following, Label, Succession

if TYPE_CHECKING:
    from monitoring.people.models import Person


@dataclass(frozen=True)
class Fact:
    """One line of the identity; `url` where it leads somewhere."""

    label: str
    text: str
    url: str = ""
    is_unverified: bool = False


@dataclass(frozen=True)
class LabelHeld:
    """A label and where it stands: `kind` is the tag that shows it."""

    label: Label
    words: str
    kind: str


@dataclass(frozen=True)
class Step:
    """A merger or takeover seen from one of its sides; the other side leads on where the reader may go there."""

    succession: Succession
    label: str
    other: Cluster
    is_readable: bool


@dataclass(frozen=True)
class Followed:
    """How a region follows it; kept by the people of that region alone."""

    following: Following
    is_kept: bool


@dataclass(frozen=True)
class Identity:
    facts: list[Fact]
    labels: list[LabelHeld]
    steps: list[Step]
    followed: list[Followed]
    is_followed: bool

    @property
    def has_whole_predecessors(self) -> bool:
        """Whether other clusters were merged into it, whose figures its own go on from."""
        return any(step.succession.predecessor_id == step.other.pk and step.succession.is_whole for step in self.steps)

    @property
    def is_kept(self) -> bool:
        """Whether this person keeps the facts."""
        return any(followed.is_kept for followed in self.followed)


def identity_of(cluster: Cluster, person: Person, today: date) -> Identity:
    """Of a cluster read by `cluster_in_full`, as this person sees it."""
    regions, kept = person.region_ids(), person.region_ids(EDITORS)
    followings = list(cluster.followings.all())
    return Identity(
        facts=_facts(cluster),
        labels=[LabelHeld(label, *_standing(label, today)) for label in cluster.labels.all()],
        steps=_steps(cluster, person),
        followed=[Followed(following, following.region_id in kept) for following in followings],
        is_followed=any(
            following.starts_on <= today and (following.ends_on is None or following.ends_on >= today)
            for following in followings
            if not regions or following.region_id in regions
        ),
    )


def _steps(cluster: Cluster, person: Person) -> list[Step]:
    """What it came from, then what continues it."""
    readable = Cluster.objects.for_user(person)
    successions = (
        Succession.objects.filter(Q(predecessor=cluster) | Q(successor=cluster))
        .select_related("predecessor", "successor")
        .annotate(
            leads_back=Exists(readable.filter(pk=OuterRef("predecessor"))),
            leads_on=Exists(readable.filter(pk=OuterRef("successor"))),
        )
    )
    return [
        Step(succession, _("Comes from"), succession.predecessor, succession.leads_back)
        if succession.successor_id == cluster.pk
        else Step(succession, _("Continued by"), succession.successor, succession.leads_on)
        for succession in successions
    ]


def _facts(cluster: Cluster) -> list[Fact]:
    town = cluster.town
    if cluster.departement:
        town = f"{town}, {cluster.departement}" if town else str(cluster.departement)
    named = [
        ("kind", _("Kind"), capfirst(cluster.get_kind_display()), ""),
        ("main_domain", _("Main domain"), str(cluster.main_domain), ""),
        ("other_domains", _("Other domains"), ", ".join(str(domain) for domain in cluster.other_domains.all()), ""),
        ("themes", _("Cross-domain themes"), ", ".join(str(theme) for theme in cluster.themes.all()), ""),
        ("town", _("Town"), town, ""),
        ("website", _("Website"), cluster.website.removeprefix("https://").removeprefix("http://"), cluster.website),
    ]
    unverified = set(cluster.unverified)
    if "departement" in unverified:
        unverified.add("town")
    return [Fact(label, text, url, name in unverified) for name, label, text, url in named if text]


def _standing(label: Label, today: date) -> tuple[str, str]:
    """Whether a label is held, until when, and whether it is time to renew it."""
    until = format_day(label.valid_until)
    if label.renewal_due_on(today):
        return _("Held until %(day)s: time to prepare its renewal") % {"day": until}, "look"
    if label.valid_until and label.valid_until < today:
        return _("Ended on %(day)s") % {"day": until}, "plain"
    if label.awarded_on and label.awarded_on > today:
        return _("From %(day)s") % {"day": format_day(label.awarded_on)}, "plain"
    return (_("Held until %(day)s") % {"day": until}, "ok") if until else (_("Held, its end is not known"), "plain")
