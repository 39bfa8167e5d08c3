"""What was filed, what happened to it, and what reviewers found good in it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models.reports import Report
from monitoring.campaigns.states import State
from monitoring.people.models import Person

# Within this time the officer who accepted can undo, and the cluster is not yet told.
UNDO_WINDOW = timedelta(minutes=10)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def accepted(self) -> RevisionQuerySet:
        """The figures everybody inside may rely on: dashboards, exports and the API read these alone."""
        return self.filter(accepted_at__isnull=False, superseded_by__isnull=True)

    def open(self) -> RevisionQuerySet:
        return self.filter(sealed_at__isnull=True, discarded_at__isnull=True)

    def lock_open(self, report: Report) -> Revision | None:
        """The revision to write into, held until the transaction ends, so that none is sealed while a value is saved.

        Every change of a revision's content begins with this, in the transaction that writes.
        """
        # Of itself alone: sending takes the report first, and two that wait for each other's row would both fail.
        return self.open().filter(report=report).select_for_update(of=("self",)).first()


class Revision(models.Model):
    """One filing of a report: sealed when sent, never changed again."""

    class Origin(models.TextChoices):
        BROWSER = "browser", _("browser")
        WORKBOOK = "workbook", _("Excel")
        LEGACY = "legacy", _("import of past files")

    report = models.ForeignKey(Report, models.CASCADE, related_name="revisions", verbose_name=_("report"))
    number = models.PositiveSmallIntegerField(_("number"))
    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.BROWSER)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    sealed_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sealed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    is_in_name_of_cluster = models.BooleanField(_("sent by the Region in the cluster’s name"), default=False)
    digest = models.CharField(_("digest of the content"), max_length=64, blank=True)
    # Keys of what was worth a look on the day of sending, for the queue; sentences are made anew from the content.
    flagged_keys = models.JSONField(_("worth a look"), default=list)
    discarded_at = models.DateTimeField(_("discarded"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name=_("superseded by")
    )

    # What a page has read of it, kept by a page that writes nothing meanwhile (kinds.read_once).
    reading: dict[str, Any] | None = None

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["report", "number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(sealed_at__isnull=True, discarded_at__isnull=True),
                name="revision_one_open_per_report",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(accepted_at__isnull=False, superseded_by__isnull=True),
                name="revision_one_accepted_per_report",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(sealed_at__isnull=False), name="revision_accepted_is_sealed"
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | Q(discarded_at__isnull=True), name="revision_sealed_not_discarded"
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True, sealed_by__isnull=True)
                | Q(sealed_at__isnull=False, sealed_by__isnull=False),
                name="revision_sealed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} ({self.number})"

    @property
    def is_open(self) -> bool:
        return self.sealed_at is None and self.discarded_at is None

    def is_on_time(self, due_on: date) -> bool:
        """Sent on the due day or before, as the day is counted in the Region."""
        return self.sealed_at is not None and timezone.localdate(self.sealed_at) <= due_on

    def review_by(self, review_days: int) -> date | None:
        """The day by which the Region answers what was sent."""
        return timezone.localdate(self.sealed_at) + timedelta(days=review_days) if self.sealed_at else None

    @property
    def reference(self) -> str:
        """What a receipt is known by, such as MINALOGIC-2026-Q3-1."""
        return f"{self.report.cluster.code}-{self.report.campaign.period}-{self.number}".upper()


class ReportEvent(models.Model):
    """The log: one row per transition, never changed but to mark that it was undone."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="events", verbose_name=_("report"))
    revision = models.ForeignKey(
        Revision, models.CASCADE, null=True, blank=True, related_name="events", verbose_name=_("revision")
    )
    transition = models.CharField(_("what happened"), max_length=30)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    is_in_name_of_cluster = models.BooleanField(_("in the cluster’s name"), default=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    source = models.CharField(_("from"), max_length=20, choices=State)
    target = models.CharField(_("to"), max_length=20, choices=State)
    happened_at = models.DateTimeField(_("at"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    # Reports accepted together, so that they can be taken back together.
    batch = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    # The same press of a button, arriving twice, happens once.
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["happened_at", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.report}: {self.transition}"


class ValueCheck(models.Model):
    """A reviewer has looked at one value of a sealed revision and found it good."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="value_checks", verbose_name=_("revision"))
    key = models.CharField(_("value"), max_length=120)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("checked by"))
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)

    class Meta:
        verbose_name = _("checked value")
        verbose_name_plural = _("checked values")
        constraints = [models.UniqueConstraint(fields=["revision", "key"], name="valuecheck_once")]

    def __str__(self) -> str:
        return self.key
