"""What the Region did with a story."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.people.models import Person
from monitoring.stories.models.stories import Story


class StoryEvent(models.Model):
    """The log of publication and erasure: never changed, and holding no data of the people of the story."""

    class What(models.TextChoices):
        PUBLISHED = "published", _("published")
        PUBLISHED_WITHOUT_PICTURE = "published_without_picture", _("published without its picture")
        WITHDRAWN = "withdrawn", _("withdrawn")
        PERSON_ERASED = "person_erased", _("data of a person erased")
        PICTURE_ERASED = "picture_erased", _("picture erased")

    story = models.ForeignKey(Story, models.CASCADE, related_name="events", verbose_name=_("story"))
    what = models.CharField(_("what happened"), max_length=30, choices=What)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    happened_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("event of a story")
        verbose_name_plural = _("events of stories")

    def __str__(self) -> str:
        return f"{self.story}: {self.what}"
