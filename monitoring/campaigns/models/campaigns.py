"""A region asks its clusters for something, by some day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusterix.lib.translated import Translated
from monitoring.campaigns.fields import PeriodField
from monitoring.campaigns.kinds import kind_of
from monitoring.people.models import Person
from monitoring.people.roles import REGION_READERS
from monitoring.territory.models import Region

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def for_user(self, user: Person | AnonymousUser) -> CampaignQuerySet:
        """Whole campaigns are for those who read the whole region."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(region__in=user.region_ids(REGION_READERS))

    def running(self, on: date) -> CampaignQuerySet:
        return self.filter(opened_at__isnull=False, closes_on__gte=on)


class Campaign(models.Model):
    """A region asks its clusters for one kind of report about one period. Every date is included."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="campaigns", verbose_name=_("region"))
    # No choices: kinds register themselves (campaigns.kinds).
    kind = models.CharField(_("kind of report"), max_length=20)
    period = PeriodField(_("period described"))
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    closes_on = models.DateField(
        _("closes on"),
        help_text=_("After this day, a report can only be sent with a later date granted to its cluster."),
    )
    review_days = models.PositiveSmallIntegerField(
        _("days for the review"), default=14, help_text=_("Calendar days within which the Region answers a report.")
    )
    guidance_en = models.TextField(_("guidance in English"), blank=True)
    guidance_fr = models.TextField(_("guidance in French"), blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    is_legacy = models.BooleanField(_("made by an import of past files"), default=False, editable=False)
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("created by"), editable=False
    )

    guidance = Translated("guidance")
    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "kind"]
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "period"], name="campaign_once_per_kind_and_period"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")) & Q(closes_on__gte=F("due_on")), name="campaign_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"

    @property
    def kind_name(self) -> str:
        return str(kind_of(self).name)

    @property
    def title(self) -> str:
        return kind_of(self).title(self.period)

    @property
    def is_opened(self) -> bool:
        return self.opened_at is not None
