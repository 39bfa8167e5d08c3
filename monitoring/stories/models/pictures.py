"""The picture of a story."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterix.lib.pictures import SUFFIX, CleanPicture
from monitoring.people.models import Person
from monitoring.stories.models.stories import StoryVersion


class StoryPictureQuerySet(models.QuerySet["StoryPicture"]):
    def remove(self) -> None:
        """Delete these rows, and, once that is certain, the files that no other revision shows."""
        names = [name for pair in self.values_list("image", "thumbnail") for name in pair]
        self.delete()
        transaction.on_commit(lambda: _delete_unused(names))


def _delete_unused(names: Iterable[str]) -> None:
    used = set(StoryPicture.objects.filter(image__in=names).values_list("image", flat=True))
    used |= set(StoryPicture.objects.filter(thumbnail__in=names).values_list("thumbnail", flat=True))
    for name in set(names) - used:
        default_storage.delete(name)


class StoryPicture(models.Model):
    """A photograph, cleaned and re-encoded, one row a revision; outside what is sealed.

    Its files are shared by the revisions that show it. Without alternative text, credit and consent it is not
    published.
    """

    version = models.OneToOneField(StoryVersion, models.CASCADE, related_name="picture", verbose_name=_("story"))
    image = models.FileField(_("picture"), upload_to="stories/%Y/")
    thumbnail = models.FileField(_("thumbnail"), upload_to="stories/%Y/")
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    thumbnail_width = models.PositiveIntegerField(_("width of the thumbnail in pixels"))
    thumbnail_height = models.PositiveIntegerField(_("height of the thumbnail in pixels"))
    digest = models.CharField(_("digest"), max_length=64)
    alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=150, blank=True)
    has_consent = models.BooleanField(_("the people shown have agreed to its publication"), default=False)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    objects = StoryPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of a story")
        verbose_name_plural = _("pictures of stories")

    def __str__(self) -> str:
        return self.alt

    @property
    def can_be_published(self) -> bool:
        return bool(self.alt and self.credit and self.has_consent)

    def store(self, picture: CleanPicture) -> None:
        """Write its files under names of their own; they are deleted again if the transaction is not kept."""
        name = uuid4().hex
        self.image.save(f"{name}{SUFFIX}", ContentFile(picture.content), save=False)
        self.thumbnail.save(f"{name}-small{SUFFIX}", ContentFile(picture.thumbnail.content), save=False)
        self.width, self.height, self.digest = picture.width, picture.height, picture.digest
        self.thumbnail_width, self.thumbnail_height = picture.thumbnail.width, picture.thumbnail.height
