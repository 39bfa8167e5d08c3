"""Through what a person holds a role, for how long, and what an officer looks after."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.clusters.models import Cluster
from monitoring.people.models.people import Person
from monitoring.people.roles import CLUSTER_ROLES, REGION_ROLES, Role
from monitoring.territory.models import Domain, Region

# A role of a region is held for a region, a role of a cluster for a cluster, and for one of them alone.
FOR_WHAT_THE_ROLE_SAYS = Q(region__isnull=False, cluster__isnull=True, role__in=sorted(REGION_ROLES)) | Q(
    region__isnull=True, cluster__isnull=False, role__in=sorted(CLUSTER_ROLES)
)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def for_user(self, user: Person | AnonymousUser) -> MandateQuerySet:
        """The mandates a person grants and ends: an administrator those of own regions and of the clusters these have
        followed, a manager those of the delegates of own clusters."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(region__in=user.region_ids({Role.ADMINISTRATOR}))
            | Q(cluster__in=user.administered_clusters())
            | Q(cluster__in=user.cluster_ids({Role.MANAGER}), role=Role.DELEGATE)
        )

    def on(self, day: date) -> MandateQuerySet:
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def current(self) -> MandateQuerySet:
        return self.on(timezone.localdate())

    def for_pages(self) -> MandateQuerySet:
        """Those in force today, with what every page asks: what they are held for, whether a region is invented."""
        demonstration = Region.objects.filter(is_demonstration=True)
        return self.current().select_related("region", "cluster").annotate(has_demonstration=Exists(demonstration))

    def lasting(self) -> MandateQuerySet:
        """Not over: in force, or still to begin."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))


class Mandate(models.Model):
    """A person holds a role for exactly one region or one cluster, between two dates, both included."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mandates", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("region")
    )
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("cluster")
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["role", "starts_on"]
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(condition=FOR_WHAT_THE_ROLE_SAYS, name="mandate_for_region_or_cluster_as_role_says"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "region"],
                condition=Q(ends_on__isnull=True, region__isnull=False),
                name="mandate_open_once_per_region",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "cluster"],
                condition=Q(ends_on__isnull=True, cluster__isnull=False),
                name="mandate_open_once_per_cluster",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.cluster or self.region}"

    def get_additional_data(self) -> dict[str, int | None]:
        """Whose journal an entry about this belongs to, and which administrators may read it."""
        return {"person": self.person_id, "region": self.region_id, "cluster": self.cluster_id}

    @property
    def is_over(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def is_to_come(self) -> bool:
        return self.starts_on > timezone.localdate()

    @property
    def is_last_administrator(self) -> bool:
        """Whether nobody else who may sign in administers the region today: ending it would lock the region's door."""
        if self.role != Role.ADMINISTRATOR or self.is_over or self.is_to_come:
            return False
        others = Mandate.objects.current().filter(role=Role.ADMINISTRATOR, region=self.region, person__is_active=True)
        return not others.exclude(person=self.person_id).exists()

    def end(self, last_day: date | None = None) -> None:
        """Ends on the evening of `last_day`; without it, at once, so that yesterday was the last day.

        A mandate that had not begun yesterday is then removed; the journal keeps it.
        """
        last_day = last_day or timezone.localdate() - timedelta(days=1)
        if last_day < self.starts_on:
            self.delete()
            return
        self.ends_on = last_day
        self.save(update_fields=["ends_on"])


class PortfolioEntry(models.Model):
    """What an officer looks after: a whole domain or one cluster."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="portfolio", verbose_name=_("mandate"))
    domain = models.ForeignKey(
        Domain, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("domain")
    )
    cluster = models.ForeignKey(
        Cluster, models.CASCADE, null=True, blank=True, related_name="portfolio_entries", verbose_name=_("cluster")
    )

    class Meta:
        verbose_name = _("portfolio entry")
        verbose_name_plural = _("portfolio entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(domain__isnull=False, cluster__isnull=True) | Q(domain__isnull=True, cluster__isnull=False),
                name="portfolioentry_is_a_domain_or_a_cluster",
            ),
            models.UniqueConstraint(
                fields=["mandate", "domain"], condition=Q(domain__isnull=False), name="portfolioentry_domain_once"
            ),
            models.UniqueConstraint(
                fields=["mandate", "cluster"], condition=Q(cluster__isnull=False), name="portfolioentry_cluster_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.domain or self.cluster)

    def get_additional_data(self) -> dict[str, int | None]:
        return self.mandate.get_additional_data()
