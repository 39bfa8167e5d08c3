"""Those who sign in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.clusters.models import Following, Succession, predecessors_in
from monitoring.people.roles import CLUSTER_ROLES, REGION_ROLES, REVIEWERS, Role

if TYPE_CHECKING:
    from monitoring.people.models.mandates import Mandate


class PersonQuerySet(models.QuerySet["Person"]):
    def for_user(self, user: Person | AnonymousUser) -> PersonQuerySet:
        """Whom an administrator looks after: whoever holds, held or will hold a mandate for one of their regions, or
        for a cluster such a region has followed."""
        if not user.is_authenticated:
            return self.none()
        reached = Q(mandates__region__in=user.region_ids({Role.ADMINISTRATOR})) | Q(
            mandates__cluster__in=user.administered_clusters()
        )
        return self.filter(pk__in=Person.objects.filter(reached).values("pk"))


class PersonManager(BaseUserManager["Person"]):
    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def for_user(self, user: Person | AnonymousUser) -> PersonQuerySet:
        return self.get_queryset().for_user(user)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)

    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Creates a person whose address counts as confirmed: an account comes from an invitation sent to it, from an
        administrator of the machine, or from a test."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
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
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="person_email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True) | Q(is_active=False), name="person_anonymised_is_inactive"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        if self.anonymised_at:
            return gettext("Person whose data were erased (no. %(number)s)") % {"number": self.pk}
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @transaction.atomic
    def move_to(self, email: str) -> None:
        """Takes another address, which counts as confirmed; the caller answers for it."""
        self.email = email
        self.save(update_fields=["email"])
        EmailAddress.objects.filter(user=self).delete()
        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    # --- What a person may do, from the mandates in force today ----------------------------------------------------

    @cached_property
    def current_mandates(self) -> list[Mandate]:
        """The mandates in force today, read once a request."""
        return list(self.mandates.for_pages())

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
        return own | predecessors_in(self.successions, own) if own else own

    @cached_property
    def successions(self) -> list[Succession]:
        """Which clusters were merged into which, all of them: few, read once a request."""
        return list(Succession.objects.all())

    def cluster_scope(self) -> Q:
        """What `Cluster.objects.for_user` filters on: own clusters, and every cluster own regions have followed."""
        followed = Following.objects.filter(region__in=self.region_ids(REGION_ROLES - {Role.FACILITATOR}))
        return Q(pk__in=self.readable_cluster_ids) | Q(pk__in=followed.values("cluster"))

    def administered_clusters(self) -> models.QuerySet[Following, Any]:
        """The clusters followed, once or now, by the regions this person administers; for a subquery."""
        return Following.objects.filter(region__in=self.region_ids({Role.ADMINISTRATOR})).values("cluster")

    def roles_towards(self, *, region_id: int, cluster_id: int) -> set[str]:
        """The roles held for this cluster within this region: what a transition is checked against."""
        return {
            mandate.role
            for mandate in self.current_mandates
            if mandate.region_id == region_id or mandate.cluster_id == cluster_id
        }

    def is_left_to(self, administrator: Person) -> bool:
        """Whether an administrator alone decides over this account: nobody who runs the machine, and no lasting mandate
        outside the administrator's regions and the clusters these follow."""
        if self.is_staff or self.is_superuser or not Person.objects.for_user(administrator).filter(pk=self.pk).exists():
            return False
        lasting = self.mandates.lasting()
        return not lasting.exclude(pk__in=lasting.for_user(administrator).values("pk")).exists()

    def can_be_seen_by(self, administrator: Person) -> bool:
        """Whether an administrator may look as this person: never as another administrator, and never into a region
        that is not theirs."""
        if self == administrator or not self.is_active or self.has_role(Role.ADMINISTRATOR):
            return False
        return administrator.has_role(Role.ADMINISTRATOR) and self.is_left_to(administrator)

    def owes_second_factor(self) -> bool:
        """Whether those who review or administer must set a second factor before anything else (ANSSI), and it is
        still missing. Recovery codes alone are none: they come with one."""
        if not settings.REQUIRE_SECOND_FACTOR or not (self.is_superuser or self.has_role(*REVIEWERS)):
            return False
        return not Authenticator.objects.filter(user=self, type__in=["totp", "webauthn"]).exists()
