"""What a cluster's managers are told of their targets."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.campaigns import notifications
from monitoring.campaigns.letters import Letter, absolute, letter
from monitoring.campaigns.models import Notice
from monitoring.clusters.models import Cluster
from monitoring.objectives.models import Target, TargetQuerySet
from monitoring.people.models import Mandate
from monitoring.people.roles import Role

NAME = "targets-set"
# A grid is filled in over some minutes: one message tells of all of it.
WAIT = timedelta(minutes=10)


def tell_of_targets(cluster: Cluster, year: int) -> None:
    """That targets await their agreement, once for all that is set within ten minutes; in the caller's transaction."""
    about = {"cluster": cluster.code, "year": year}
    if not Notice.objects.waiting().filter(name=NAME, data=about).exists():
        managers = notifications.holders(Mandate.objects.filter(cluster=cluster, role=Role.MANAGER))
        notifications.tell(NAME, managers, due_at=timezone.now() + WAIT, data=about)


def untell_agreed(clusters: set[int]) -> None:
    """Where nothing awaits agreement any more, nothing is said."""
    for cluster in Cluster.objects.filter(pk__in=clusters):
        waiting = set(_waiting(cluster.code).values_list("year", flat=True))
        for notice in Notice.objects.waiting().filter(name=NAME, data__cluster=cluster.code):
            if notice.data["year"] not in waiting:
                Notice.objects.filter(pk=notice.pk).withdraw()


def _waiting(cluster: str) -> TargetQuerySet:
    return Target.objects.current().filter(cluster__code=cluster, agreed_at__isnull=True)


@letter(NAME)
def targets_set(notice: Notice) -> Letter:
    year = notice.data["year"]
    cluster = Cluster.objects.get(code=notice.data["cluster"])
    number = _waiting(cluster.code).filter(year=year).count()
    values = {"cluster": cluster, "year": year, "number": number}
    return Letter(
        _("Targets %(year)s: your agreement is asked (%(cluster)s)") % values,
        [
            ngettext(
                "%(number)s target of %(year)s awaits your agreement.",
                "%(number)s targets of %(year)s await your agreement.",
                number,
            )
            % values,
            _("Targets are set with you and are never tied to funding: tell the Region if one of them seems wrong."),
        ],
        (_("See the targets"), absolute(f"{reverse('target-list')}?year={year}")),
    )
