"""What reviewers remark on a report, and what the cluster answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models.reports import Report
from monitoring.people.models import Person

# Sent, and nobody has said that it is settled.
OPEN = Q(sent_at__isnull=False, settled_at__isnull=True)


class RemarkQuerySet(models.QuerySet["Remark"]):
    def private(self) -> RemarkQuerySet:
        """Written and not sent: nobody of the cluster sees them."""
        return self.filter(sent_at__isnull=True, discarded_at__isnull=True)

    def sent(self) -> RemarkQuerySet:
        return self.filter(sent_at__isnull=False)

    def open(self) -> RemarkQuerySet:
        return self.filter(OPEN)


class Remark(models.Model):
    """A reviewer's remark on a report or on one value; private until the report is returned or accepted with it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="remarks", verbose_name=_("report"))
    # `indicator:CODE[:domain]`, `story:<uuid>`, `member:<uuid>`, or empty for the whole report: never a revision's row.
    key = models.CharField(_("about"), max_length=120, blank=True)
    body = models.TextField(_("remark"), max_length=4000)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("author"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # Set aside when the report was accepted; kept until that can no longer be undone, and after.
    discarded_at = models.DateTimeField(_("discarded"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["written_at"]
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(sent_at__isnull=False), name="remark_settled_after_sending"
            ),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(sent_at__isnull=True), name="remark_discarded_unsent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.key}"


class RemarkReply(models.Model):
    remark = models.ForeignKey(Remark, models.CASCADE, related_name="replies", verbose_name=_("remark"))
    body = models.TextField(_("answer"), max_length=4000)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("author"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        ordering = ["written_at"]
        verbose_name = _("answer to a remark")
        verbose_name_plural = _("answers to remarks")

    def __str__(self) -> str:
        return self.body[:60]
