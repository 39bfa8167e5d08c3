"""What keeps due dates in people's minds: reminders that were sent, and calendars that read them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models.reports import Report
from monitoring.people.models import Person


class Reminder(models.Model):
    """A reminder that was sent, so that none is sent twice for the same due date."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="reminders", verbose_name=_("report"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("to"))
    days = models.SmallIntegerField(_("days from the due date"), help_text=_("Negative before it."))
    due_on = models.DateField(_("due on"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["report", "person", "days", "due_on"], name="reminder_once_per_due_date")
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.days}"


class CalendarFeed(models.Model):
    """The secret address under which somebody's calendar reads their due dates; a new secret revokes the former."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="calendar_feed", verbose_name=_("person"), primary_key=True
    )
    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.person)
