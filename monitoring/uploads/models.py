"""A received file: what it was, what each of its rows would do, what was done with it, and how to take it back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.clusters.models import Cluster
from monitoring.organisations.models import Organisation
from monitoring.people.models import Person
from monitoring.people.roles import Role
from monitoring.territory.models import Region

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class UploadQuerySet(models.QuerySet["Upload"]):
    def for_user(self, user: Person | AnonymousUser) -> UploadQuerySet:
        """Those one sent oneself, and for a region's administrators every one of the region."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(sent_by=user) | Q(region__in=user.region_ids(frozenset({Role.ADMINISTRATOR}))))


class Upload(models.Model):
    """One received file and its way: received, examined, shown, applied, and perhaps undone."""

    class State(models.TextChoices):
        RECEIVED = "received", _("waiting to be read")
        READING = "reading", _("being read")
        REFUSED = "refused", _("refused")
        EXAMINED = "examined", _("waiting for your decision")
        APPLYING = "applying", _("being written")
        APPLIED = "applied", pgettext_lazy("a file", "written")
        UNDONE = "undone", _("taken back")
        DISCARDED = "discarded", _("put aside")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Which importer reads it ("members", "objectives", "legacy-clusters"), and what it fills (a report's uuid).
    purpose = models.SlugField(_("purpose"))
    subject = models.CharField(_("what it fills"), max_length=100, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cluster")
    )
    file = models.FileField(_("file"), upload_to="uploads/%Y/%m", max_length=200)
    file_name = models.CharField(_("name of the file"), max_length=255)
    digest = models.CharField(_("SHA-256 digest"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    # What was chosen on the way: sheet, header row, mapping of columns and values, what to do with absent lines.
    options = models.JSONField(_("choices"), default=dict)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.RECEIVED)
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    # Rows done of rows to do, while it is read or written.
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows to do"), null=True, blank=True)
    # Counts the beginnings of the reading: one given up for lost, and still alive, can then write nothing more.
    attempt = models.PositiveIntegerField(_("attempts"), default=0, editable=False)
    touched_at = models.DateTimeField(_("last sign of work"), default=timezone.now, editable=False)
    # Why it was refused, what is to be known of the file (hidden rows, unknown columns): sentences.
    refusals = models.JSONField(_("why it was refused"), default=list)
    refusal_code = models.CharField(_("code of the refusal"), max_length=40, blank=True)
    notes = models.JSONField(_("to be known"), default=list)
    # How many rows are new, changed, unchanged, absent, rejected.
    counts = models.JSONField(_("counts"), default=dict)
    # What is wrong, by cause: sentence, code, column, how many rows, their first cells.
    groups = models.JSONField(_("problems by cause"), default=list)
    # What the rows were compared with: applying is refused when it has moved since.
    compared_with = models.CharField(_("compared with"), max_length=200, blank=True)
    applied_at = models.DateTimeField(_("written at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken back by")
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("received file")
        verbose_name_plural = _("received files")
        indexes = [models.Index(fields=["purpose", "subject"], name="upload_of_subject")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="upload_applied_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False), name="upload_undone_has_date"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Verdict(models.TextChoices):
    """What a row would do, or did."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    ABSENT = "absent", _("absent from the file")
    REJECTED = "rejected", _("rejected")


class StagedRow(models.Model):
    """One row of a received file, kept until it is decided: what was read, what it means, what it would change."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows", verbose_name=_("received file"))
    # The key of what the sheet is read as; its name in the file stands in the problems.
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    # As the spreadsheet counts it; empty for what the file does not hold (absent lines).
    number = models.PositiveIntegerField(_("row"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    # Stable key of the line it is about, such as "member:<uuid>"; empty for a new one.
    key = models.CharField(_("line"), max_length=120, blank=True)
    label = models.CharField(_("what a person calls it"), max_length=300, blank=True)
    # By field: the cell as read (text), its meaning (JSON), and what stands there now (JSON).
    found = models.JSONField(_("as read"), default=dict)
    values = models.JSONField(_("as understood"), default=dict)
    before = models.JSONField(_("as it stands"), default=dict)
    # A list of problems: sheet, cell, row, index of the column, column, field, found, expected, message, code.
    problems = models.JSONField(_("problems"), default=list)
    # A rejected row that was mended, or put aside, waits no more.
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("row of a received file")
        verbose_name_plural = _("rows of received files")
        indexes = [models.Index(fields=["upload", "verdict"], name="stagedrow_by_verdict")]

    def __str__(self) -> str:
        return self.label or f"{self.sheet} {self.number}"


class Doubt(models.Model):
    """A new organisation of a file that may be one the registry knows, and what somebody says of it.

    Nobody has to: as long as nothing is said it is taken in as its own, and proposed as a pair to decide on later.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="doubts", verbose_name=_("received file"))
    # The first row that names it, as the spreadsheet counts, and what it says there, by field.
    number = models.PositiveIntegerField(_("row"))
    label = models.CharField(_("what a person calls it"), max_length=300)
    declared = models.JSONField(_("as declared"), default=dict)
    # How its rows are recognised when they are written, and the changes (by key) that they make.
    marks = models.JSONField(_("how it is recognised"), default=list)
    keys = models.JSONField(_("lines"), default=list)
    # Likeliest first: key of an organisation, likeness out of 100, and why it cannot be this one (a sentence, or "").
    candidates = models.JSONField(_("may be"), default=list)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("is")
    )
    is_another = models.BooleanField(_("is none of these"), default=False)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    # The pairs of organisations that writing the file marked as two, for taking it back.
    pairs = models.JSONField(_("pairs decided on"), default=list)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("doubt about an organisation")
        verbose_name_plural = _("doubts about organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_another=False) | Q(organisation__isnull=True), name="doubt_same_or_another"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_decided(self) -> bool:
        return self.is_another or self.organisation_id is not None


class AppliedChange(models.Model):
    """What writing a file changed, line by line: before and after, so that it can be taken back."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="changes", verbose_name=_("received file"))
    key = models.CharField(_("line"), max_length=120)
    label = models.CharField(_("what a person calls it"), max_length=300, blank=True)
    # Empty where the file made the line, or took it away.
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    # Why taking back left it as it is: it was edited since.
    kept_because = models.CharField(_("kept because"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change made by a file")
        verbose_name_plural = _("changes made by files")
        constraints = [models.UniqueConstraint(fields=["upload", "key"], name="appliedchange_once_per_line")]

    def __str__(self) -> str:
        return self.label or self.key
