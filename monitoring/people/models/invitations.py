"""Offers of a mandate, sent by e-mail."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.clusters.models import Cluster
from monitoring.people.models.mandates import FOR_WHAT_THE_ROLE_SAYS, Mandate
from monitoring.people.models.people import Person
from monitoring.people.roles import Role
from monitoring.territory.models import Region

VALID_FOR = timedelta(days=7)


def a_week_from_now() -> datetime:
    return timezone.now() + VALID_FOR


class InvitationClosed(Exception):
    """The invitation was accepted, withdrawn or left too long; `invitation.state` says which."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_user(self, user: Person | AnonymousUser) -> InvitationQuerySet:
        """The invitations a person looks after: an administrator those to own regions and to the clusters these have
        followed, a manager those of delegates to own clusters."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(region__in=user.region_ids({Role.ADMINISTRATOR}))
            | Q(cluster__in=user.administered_clusters())
            | Q(cluster__in=user.cluster_ids({Role.MANAGER}), role=Role.DELEGATE)
        )

    def open(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; it may have expired, and can then be sent again."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def pending(self) -> InvitationQuerySet:
        return self.open().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An e-mailed offer of a mandate. Opening its address signs nobody in; pressing the page's button does."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, verbose_name=_("region"))
    cluster = models.ForeignKey(Cluster, models.CASCADE, null=True, blank=True, verbose_name=_("cluster"))
    language = models.CharField(
        _("language of the message"), max_length=2, choices=Person.Language, default=Person.Language.FRENCH
    )
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="invitations", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), default=a_week_from_now)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by"), editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=FOR_WHAT_THE_ROLE_SAYS, name="invitation_for_region_or_cluster_as_role_says"
            ),
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="invitation_email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "region"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True, region__isnull=False),
                name="invitation_open_once_per_region",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "cluster"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True, cluster__isnull=False),
                name="invitation_open_once_per_cluster",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.cluster or self.region}"

    @property
    def state(self) -> State:
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.PENDING

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    def get_additional_data(self) -> dict[str, int | None]:
        """Whose journal an entry about this belongs to, and which administrators may read it."""
        return {"person": self.accepted_by_id, "region": self.region_id, "cluster": self.cluster_id}

    @transaction.atomic
    def accept(self, person: Person) -> None:
        """Gives the person the mandate offered, once: of two acceptances at the same moment one finds it closed."""
        held = self._held_open()
        if held is None or held.state != self.State.PENDING:
            raise InvitationClosed
        held.accepted_at, held.accepted_by = timezone.now(), person
        held.save(update_fields=["accepted_at", "accepted_by"])
        offered = {"person": person, "role": held.role, "region": held.region, "cluster": held.cluster}
        if not Mandate.objects.current().filter(**offered).exists():
            Mandate.objects.create(granted_by=held.invited_by, **offered)

    @transaction.atomic
    def withdraw(self) -> bool:
        """Closes the offer; False when it was closed before."""
        held = self._held_open()
        if held:
            held.withdrawn_at = timezone.now()
            held.save(update_fields=["withdrawn_at"])
        return held is not None

    @transaction.atomic
    def renew(self) -> bool:
        """Valid for another week from now, under the same address; False when it is closed."""
        held = self._held_open()
        if held:
            held.expires_at = a_week_from_now()
            held.save(update_fields=["expires_at"])
        return held is not None

    def _held_open(self) -> Invitation | None:
        """The row, locked until the end of the transaction, if nobody has closed the offer."""
        return Invitation.objects.open().select_for_update().filter(pk=self.pk).first()
