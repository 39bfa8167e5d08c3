"""Stories: what figures cannot say. The text belongs to a revision; people, pictures and publication do not."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models import Report, Revision
from monitoring.people.models import Person
from monitoring.territory.models import Domain

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class StoryQuerySet(models.QuerySet["Story"]):
    def for_user(self, user: Person | AnonymousUser) -> StoryQuerySet:
        """Stories of the reports one may read; published ones are read through `published`."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(report__in=Report.objects.for_user(user))

    def published(self) -> StoryQuerySet:
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)


class Story(models.Model):
    """One story through every revision: its publication stands outside what is sealed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="stories", verbose_name=_("report"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=500, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="story_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(published_at__isnull=False),
                name="story_withdrawn_after_publication",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None


class StoryVersion(models.Model):
    """The text of a story within one revision."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="versions", verbose_name=_("story"))
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="story_versions", verbose_name=_("revision"))
    title = models.CharField(_("title"), max_length=150, blank=True)
    who_met = models.TextField(_("who met"), max_length=2000, blank=True)
    what_they_did = models.TextField(_("what they did"), max_length=4000, blank=True)
    what_it_changes = models.TextField(_("what it changes"), max_length=4000, blank=True)
    partners = models.CharField(_("partners"), max_length=500, blank=True)
    main_domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("main domain")
    )
    other_domains = models.ManyToManyField(Domain, blank=True, related_name="+", verbose_name=_("other domains"))
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("edited by"))
    edited_at = models.DateTimeField(_("edited"), default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("version of a story")
        verbose_name_plural = _("versions of stories")
        constraints = [models.UniqueConstraint(fields=["story", "revision"], name="storyversion_once_per_revision")]

    def __str__(self) -> str:
        return self.title


class StoryPicture(models.Model):
    """A photograph, cleaned and re-encoded. Without alternative text, credit and consent it is not published."""

    story = models.OneToOneField(Story, models.CASCADE, related_name="picture", verbose_name=_("story"))
    image = models.FileField(_("picture"), upload_to="stories/%Y/")
    thumbnail = models.FileField(_("thumbnail"), upload_to="stories/%Y/")
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    digest = models.CharField(_("digest"), max_length=64)
    alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=150, blank=True)
    has_consent = models.BooleanField(_("the people shown have agreed to its publication"), default=False)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("picture of a story")
        verbose_name_plural = _("pictures of stories")

    def __str__(self) -> str:
        return self.alt

    @property
    def can_be_published(self) -> bool:
        return bool(self.alt and self.credit and self.has_consent)


class StoryPerson(models.Model):
    """Somebody named or quoted in a story; erasure empties the row and leaves a dated mark."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="people", verbose_name=_("story"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    function = models.CharField(_("function"), max_length=150, blank=True)
    quote = models.TextField(_("quote"), max_length=1000, blank=True)
    has_consent = models.BooleanField(_("has agreed to be named"), default=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("person in a story")
        verbose_name_plural = _("people in stories")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name="", function="", quote=""),
                name="storyperson_erased_is_empty",
            )
        ]

    def __str__(self) -> str:
        return self.name
