"""What people are to be told by e-mail, written down in the transaction that causes it and sent afterwards.

A row is one message to one person. It stays until it is sent: a mail server that is down, or a worker that is killed,
delays it; it is listed meanwhile and tried again.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models.campaigns import Campaign
from monitoring.campaigns.models.reports import Report
from monitoring.campaigns.models.revisions import ReportEvent
from monitoring.people.models import Person

# How long to wait after each failed attempt; after the last one, the message stays listed and a person decides.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 480, 1440, 1440, 1440))
# A worker that took a message and was killed gives it back after this time.
LEASE = timedelta(minutes=5)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> NoticeQuerySet:
        """Neither sent nor withdrawn."""
        return self.filter(sent_at__isnull=True, withdrawn_at__isnull=True)

    def overdue(self, now: datetime) -> NoticeQuerySet:
        """Those a job should have sent by now: their job was lost, or the last attempt was."""
        return self.waiting().filter(due_at__lte=now - LEASE, attempts__lte=len(RETRIES))

    def undelivered(self, report: Report) -> NoticeQuerySet:
        """Messages about a report that did not arrive yet although they were tried."""
        return self.waiting().filter(report=report, attempts__gt=0).select_related("person")

    def free(self, now: datetime) -> NoticeQuerySet:
        """Those that no worker has in hand."""
        return self.waiting().filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))

    def told(self) -> NoticeQuerySet:
        """Sent, or too far on its way to be held back."""
        return self.filter(Q(sent_at__isnull=False) | Q(claimed_until__gte=timezone.now()), withdrawn_at__isnull=True)

    def withdraw(self) -> int:
        """What happened was undone before it was told: say nothing."""
        now = timezone.now()
        return self.free(now).update(withdrawn_at=now)

    def claim(self, pk: int) -> Notice | None:
        """Take one that is due, for this worker alone; None when there is nothing to send."""
        now = timezone.now()
        taken = self.free(now).filter(pk=pk, due_at__lte=now).update(claimed_until=now + LEASE)
        whole = (
            "person",
            "event__actor",
            "event__revision__report__campaign",
            "event__revision__report__cluster",
            "event__revision__sealed_by",
        )
        about = ("report__campaign", "report__cluster", "campaign")
        return self.select_related(*whole, *about).get(pk=pk) if taken else None


class Notice(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices", verbose_name=_("to"))
    # Which message it is: the letter of that name in campaigns.letters.
    name = models.CharField(_("message"), max_length=40)
    event = models.ForeignKey(
        ReportEvent, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("event")
    )
    report = models.ForeignKey(
        Report, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("report")
    )
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("campaign")
    )
    data = models.JSONField(_("what it says besides"), default=dict, blank=True)
    # Makes the Message-ID: a message that arrives twice is recognised as one.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("not before"), default=timezone.now)
    claimed_until = models.DateTimeField(_("in a worker's hands until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    trouble = models.CharField(_("why it could not be sent"), max_length=500, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person", "name"], condition=Q(event__isnull=False), name="notice_once_per_event"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(withdrawn_at__isnull=True), name="notice_sent_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.person}"

    @property
    def is_given_up(self) -> bool:
        """No further attempt is made by itself."""
        return self.sent_at is None and self.withdrawn_at is None and self.attempts > len(RETRIES)

    def mark_sent(self) -> None:
        Notice.objects.filter(pk=self.pk).update(sent_at=timezone.now(), claimed_until=None, trouble="")

    def mark_withdrawn(self, why: str) -> None:
        Notice.objects.filter(pk=self.pk).update(withdrawn_at=timezone.now(), claimed_until=None, trouble=why)

    def mark_failed(self, error: Exception) -> datetime | None:
        """When to try again; None once the attempts are used up."""
        trouble = f"{type(error).__name__}: {error}"[:500]
        wait = RETRIES[self.attempts] if self.attempts < len(RETRIES) else None
        self.due_at = timezone.now() + wait if wait else self.due_at
        Notice.objects.filter(pk=self.pk).update(
            attempts=F("attempts") + 1, due_at=self.due_at, claimed_until=None, trouble=trouble
        )
        return self.due_at if wait else None
