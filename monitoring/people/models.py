"""People, the mandates through which they hold a role, and their invitations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from monitoring.clusters.models import Cluster, Following, Succession
from monitoring.people.roles import CLUSTER_ROLES, REGION_ROLES, Role
from monitoring.territory.models import Domain, Region


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. People are anonymised, never deleted: what they did stays attributed to a row."""

    class Language(models.TextChoices):
        FRENCH = "fr", "Français"
        ENGLISH = "en", "English"

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may enter the technical administration"), default=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects = PersonManager()

    class Meta:
        ordering = ["last_name", "first_name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @cached_property
    def current_mandates(self) -> list[Mandate]:
        """The mandates in force today, read once a request."""
        return list(self.mandates.current().select_related("region", "cluster"))

    def has_role(self, *roles: str) -> bool:
        return any(mandate.role in roles for mandate in self.current_mandates)

    def region_ids(self, roles: Iterable[str] = REGION_ROLES) -> set[int]:
        wanted = set(roles)
        return {m.region_id for m in self.current_mandates if m.region_id and m.role in wanted}

    def cluster_ids(self, roles: Iterable[str] = CLUSTER_ROLES) -> set[int]:
        """The clusters this person works for, without their predecessors."""
        wanted = set(roles)
        return {m.cluster_id for m in self.current_mandates if m.cluster_id and m.role in wanted}

    @cached_property
    def readable_cluster_ids(self) -> set[int]:
        """The clusters this person works for, and those they came from."""
        own = self.cluster_ids()
        return own | Succession.objects.predecessors_of(own) if own else own

    def cluster_scope(self) -> Q:
        """What `Cluster.objects.for_user` filters on: own clusters, and every cluster own regions have followed."""
        followed = Following.objects.filter(region__in=self.region_ids(REGION_ROLES - {Role.FACILITATOR}))
        return Q(pk__in=self.readable_cluster_ids) | Q(pk__in=followed.values("cluster"))

    def roles_towards(self, *, region_id: int, cluster_id: int) -> set[str]:
        """The roles held for this cluster within this region: what a transition is checked against."""
        return {
            mandate.role
            for mandate in self.current_mandates
            if mandate.region_id == region_id or mandate.cluster_id == cluster_id
        }


class MandateQuerySet(models.QuerySet["Mandate"]):
    def on(self, day: date) -> MandateQuerySet:
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def current(self) -> MandateQuerySet:
        return self.on(timezone.localdate())


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
            models.CheckConstraint(
                condition=Q(region__isnull=False, cluster__isnull=True, role__in=sorted(REGION_ROLES))
                | Q(region__isnull=True, cluster__isnull=False, role__in=sorted(CLUSTER_ROLES)),
                name="mandate_for_region_or_cluster_as_role_says",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.cluster or self.region}"


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


class Invitation(models.Model):
    """An e-mailed offer of a mandate. Opening its address signs nobody in; pressing the page's button does."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, verbose_name=_("region"))
    cluster = models.ForeignKey(Cluster, models.CASCADE, null=True, blank=True, verbose_name=_("cluster"))
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="invitations", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by"), editable=False
    )

    class Meta:
        ordering = ["-invited_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(region__isnull=False, cluster__isnull=True, role__in=sorted(REGION_ROLES))
                | Q(region__isnull=True, cluster__isnull=False, role__in=sorted(CLUSTER_ROLES)),
                name="invitation_for_region_or_cluster_as_role_says",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()}"


class SeeAsVisit(models.Model):
    """An administrator looked at the application as somebody else; kept as a log."""

    administrator = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("administrator"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="seen_as", verbose_name=_("seen as"))
    reason = models.CharField(_("reason"), max_length=300)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("visit as somebody else")
        verbose_name_plural = _("visits as somebody else")

    def __str__(self) -> str:
        return f"{self.administrator} → {self.person}"


class ParkedPost(models.Model):
    """What somebody sent after their session had expired, kept for an hour and offered again after sign-in."""

    author = models.ForeignKey(Person, models.CASCADE, related_name="parked_posts", verbose_name=_("author"))
    path = models.CharField(_("address"), max_length=500)
    fields = models.JSONField(_("what was typed"))
    had_files = models.BooleanField(_("files were left out"), default=False)
    parked_at = models.DateTimeField(_("received"), default=timezone.now)

    class Meta:
        ordering = ["-parked_at"]
        verbose_name = _("parked entry")
        verbose_name_plural = _("parked entries")

    def __str__(self) -> str:
        return self.path
