"""Campaigns ask, reports answer, revisions remember. What is asked is a report kind's own business."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterix.lib.translated import Translated
from monitoring.campaigns.fields import PeriodField
from monitoring.campaigns.states import FIRST_FILING, WITH_CLUSTER, WRITABLE, State
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.people.roles import REGION_READERS
from monitoring.territory.models import Region

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# Within this time the officer who accepted can undo, and the cluster is not yet told.
UNDO_WINDOW = timedelta(minutes=10)


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
    def is_opened(self) -> bool:
        return self.opened_at is not None


class ReportQuerySet(models.QuerySet["Report"]):
    def for_user(self, user: Person | AnonymousUser) -> ReportQuerySet:
        """Own reports, and those asked by a region one reads; a region never sees what another asked.

        Elected officials see no report at all: they read accepted figures on the dashboard.
        """
        if not user.is_authenticated:
            return self.none()
        own = Q(cluster__in=user.readable_cluster_ids, is_rehearsal=False)
        return self.filter(own | Q(campaign__region__in=user.region_ids(REGION_READERS)))

    def counted(self) -> ReportQuerySet:
        """What a campaign really expects: no rehearsal, nothing marked as not due."""
        return self.filter(is_rehearsal=False).exclude(state=State.NOT_DUE)

    def with_cluster(self) -> ReportQuerySet:
        return self.filter(state__in=WITH_CLUSTER)

    def with_dates(self) -> ReportQuerySet:
        """`due` and `closing` as the properties say them: a later date granted never brings one forward."""
        return self.annotate(
            due=Greatest(Coalesce("extended_until", "campaign__due_on"), "campaign__due_on"),
            closing=Greatest(Coalesce("extended_until", "campaign__closes_on"), "campaign__closes_on"),
        )


class Report(models.Model):
    """What one cluster owes one campaign; its content lives in revisions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="reports", verbose_name=_("campaign"))
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="reports", verbose_name=_("cluster"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.TO_DO)
    # Counts every transition: a decision taken on an older page is refused.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    extended_until = models.DateField(_("later date granted"), null=True, blank=True)
    extension_reason = models.CharField(_("reason of the later date"), max_length=500, blank=True)
    not_due_reason = models.CharField(_("reason why it is not due"), max_length=500, blank=True)
    is_rehearsal = models.BooleanField(_("rehearsal"), default=False, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["cluster__name"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "cluster", "is_rehearsal"], name="report_once_per_cluster"),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_DUE) | ~Q(not_due_reason=""), name="report_not_due_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(extended_until__isnull=True) | ~Q(extension_reason=""), name="report_extension_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_rehearsal=False) | ~Q(state=State.ACCEPTED), name="report_rehearsal_never_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}, {self.campaign.period}"

    @property
    def closes_on(self) -> date:
        """The last day on which it can be sent."""
        return max(self.campaign.closes_on, self.extended_until or self.campaign.closes_on)

    @property
    def due_on(self) -> date:
        return max(self.campaign.due_on, self.extended_until or self.campaign.due_on)

    @property
    def is_with_cluster(self) -> bool:
        return self.state in WITH_CLUSTER

    @property
    def is_closed(self) -> bool:
        """Too late to send for the first time. What the Region itself gave back can be corrected at any time."""
        return self.state in FIRST_FILING and timezone.localdate() > self.closes_on

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE and not self.is_closed

    def open_revision(self) -> Revision | None:
        return self.revisions.filter(sealed_at__isnull=True, discarded_at__isnull=True).first()

    def sealed_revision(self) -> Revision | None:
        """The newest one that was sent."""
        return self.revisions.filter(sealed_at__isnull=False).order_by("-number").first()

    def accepted_revision(self) -> Revision | None:
        return self.revisions.accepted().first()

    def current_revision(self) -> Revision | None:
        """What the people of the cluster look at: the open one, else the newest sent."""
        return self.open_revision() or self.sealed_revision()


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
        return self.open().filter(report=report).select_for_update().first()


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


class RemarkQuerySet(models.QuerySet["Remark"]):
    def private(self) -> RemarkQuerySet:
        """Written and not sent: nobody of the cluster sees them."""
        return self.filter(sent_at__isnull=True, discarded_at__isnull=True)

    def sent(self) -> RemarkQuerySet:
        return self.filter(sent_at__isnull=False)

    def open(self) -> RemarkQuerySet:
        return self.filter(sent_at__isnull=False, settled_at__isnull=True)


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
