"""What one cluster owes one campaign, and what became of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models.campaigns import Campaign
from monitoring.campaigns.states import FIRST_FILING, WITH_CLUSTER, WRITABLE, State
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.people.roles import REGION_READERS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from monitoring.campaigns.models.revisions import Revision


class ReportQuerySet(models.QuerySet["Report"]):
    def for_user(self, user: Person | AnonymousUser) -> ReportQuerySet:
        """Own reports, and those asked by a region one reads; a region never sees what another asked.

        Elected officials see no report at all: they read accepted figures on the dashboard.
        """
        if not user.is_authenticated:
            return self.none()
        own = Q(cluster__in=user.readable_cluster_ids, is_rehearsal=False)
        return self.filter(own | Q(campaign__region__in=user.region_ids(REGION_READERS)))

    def counted(self) -> ReportQuerySet:
        """What a campaign really expects: no rehearsal, nothing marked as not due."""
        return self.filter(is_rehearsal=False).exclude(state=State.NOT_DUE)

    def with_cluster(self) -> ReportQuerySet:
        return self.filter(state__in=WITH_CLUSTER)

    def with_dates(self) -> ReportQuerySet:
        """`due` and `closing` as the properties say them: a later date granted never brings one forward."""
        return self.annotate(
            due=Greatest(Coalesce("extended_until", "campaign__due_on"), "campaign__due_on"),
            closing=Greatest(Coalesce("extended_until", "campaign__closes_on"), "campaign__closes_on"),
        )


class Report(models.Model):
    """What one cluster owes one campaign; its content lives in revisions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="reports", verbose_name=_("campaign"))
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="reports", verbose_name=_("cluster"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.TO_DO)
    # Counts every transition: a decision taken on an older page is refused.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    extended_until = models.DateField(_("later date granted"), null=True, blank=True)
    extension_reason = models.CharField(_("reason of the later date"), max_length=500, blank=True)
    not_due_reason = models.CharField(_("reason why it is not due"), max_length=1000, blank=True)
    is_rehearsal = models.BooleanField(_("rehearsal"), default=False, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["cluster__name"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "cluster", "is_rehearsal"], name="report_once_per_cluster"),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_DUE) | ~Q(not_due_reason=""), name="report_not_due_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(extended_until__isnull=True) | ~Q(extension_reason=""), name="report_extension_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_rehearsal=False) | ~Q(state=State.ACCEPTED), name="report_rehearsal_never_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}, {self.campaign.period}"

    @property
    def title(self) -> str:
        """What it reports, without its cluster: “Operational objectives, 3rd quarter 2026”."""
        return self.campaign.title

    @property
    def closes_on(self) -> date:
        """The last day on which it can be sent."""
        return max(self.campaign.closes_on, self.extended_until or self.campaign.closes_on)

    @property
    def due_on(self) -> date:
        return max(self.campaign.due_on, self.extended_until or self.campaign.due_on)

    @property
    def is_with_cluster(self) -> bool:
        return self.state in WITH_CLUSTER

    @property
    def is_opened(self) -> bool:
        return self.campaign.is_opened and self.campaign.opens_on <= timezone.localdate()

    @property
    def is_closed(self) -> bool:
        """Too late to send for the first time. What the Region itself gave back can be corrected at any time."""
        return self.state in FIRST_FILING and timezone.localdate() > self.closes_on

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE and not self.is_closed

    def open_revision(self) -> Revision | None:
        return self.revisions.filter(sealed_at__isnull=True, discarded_at__isnull=True).first()

    def sealed_revision(self) -> Revision | None:
        """The newest one that was sent."""
        return self.revisions.filter(sealed_at__isnull=False).order_by("-number").first()

    def accepted_revision(self) -> Revision | None:
        return self.revisions.accepted().first()

    def next_number(self) -> int:
        """What the next revision is numbered; one that was put aside keeps its number."""
        return (self.revisions.aggregate(last=models.Max("number"))["last"] or 0) + 1

    def current_revision(self) -> Revision | None:
        """What the people of the cluster look at: the open one, else the newest sent."""
        return self.open_revision() or self.sealed_revision()
