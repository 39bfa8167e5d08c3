"""What happens around a session: visits as somebody else, and entries that met an expired session."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.people.models.people import Person

LONGEST_VISIT = timedelta(minutes=30)
KEPT_FOR = timedelta(hours=1)
# Fields that pages put into forms by themselves.
MARKS = {"version", "key", "next", "was", "seen"}


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
        constraints = [
            models.CheckConstraint(condition=~Q(administrator=F("person")), name="seeasvisit_is_of_somebody_else"),
            models.CheckConstraint(condition=~Q(reason=""), name="seeasvisit_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.administrator} → {self.person}"

    @property
    def ends_by(self) -> datetime:
        """When the visit ended or, unless stopped before, will."""
        return self.ended_at or self.started_at + LONGEST_VISIT

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.ends_by > timezone.now()

    def stop(self) -> None:
        SeeAsVisit.objects.filter(pk=self.pk, ended_at__isnull=True).update(
            ended_at=min(timezone.now(), self.started_at + LONGEST_VISIT)
        )


class ParkedPostQuerySet(models.QuerySet["ParkedPost"]):
    def for_user(self, user: Person | AnonymousUser) -> ParkedPostQuerySet:
        """What this person typed, and nobody else, while it is kept."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(author=user, parked_at__gt=timezone.now() - KEPT_FOR)

    def expired(self) -> ParkedPostQuerySet:
        return self.filter(parked_at__lte=timezone.now() - KEPT_FOR)


class ParkedPost(models.Model):
    """What somebody sent after their session had expired, kept for an hour and offered again after sign-in."""

    author = models.ForeignKey(Person, models.CASCADE, related_name="parked_posts", verbose_name=_("author"))
    path = models.CharField(_("address"), max_length=2000)
    # A list of [name, value] in the order they came in: a name may come twice.
    fields = models.JSONField(_("what was typed"))
    had_files = models.BooleanField(_("files were left out"), default=False)
    parked_at = models.DateTimeField(_("received"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent again"), null=True, blank=True)

    objects = ParkedPostQuerySet.as_manager()

    class Meta:
        ordering = ["-parked_at"]
        verbose_name = _("parked entry")
        verbose_name_plural = _("parked entries")

    def __str__(self) -> str:
        return self.path

    @property
    def written(self) -> list[tuple[str, str]]:
        """What a person reads of it, each under its field's name: not the marks by which the page knows its version."""
        return [(_spelled(name), value) for name, value in self.fields if _spelled(name)]

    @property
    def kept_until(self) -> datetime:
        return self.parked_at + KEPT_FOR

    def claim(self) -> bool:
        """Marks it as sent again, before it is; False when another click came first."""
        return bool(ParkedPost.objects.filter(pk=self.pk, sent_at__isnull=True).update(sent_at=timezone.now()))

    def release(self) -> None:
        """It was refused: it can be sent once more."""
        ParkedPost.objects.filter(pk=self.pk).update(sent_at=None)


def _spelled(name: str) -> str:
    """A field's name as words; nothing for a mark inside a longer name ("joint-actions.version")."""
    parts = name.replace("_", "-").split(".")
    return "" if parts[-1] in MARKS else " ".join(parts).replace("-", " ").strip().capitalize()
