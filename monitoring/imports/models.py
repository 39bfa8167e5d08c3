"""How files of other makers are read: which of their columns and words stand for ours."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.people.models import Person
from monitoring.territory.models import Region


class Mapping(models.Model):
    """A way to read a kind of file, kept under a name and proposed again for files with the same headings."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name=_("region"))
    name = models.CharField(_("name"), max_length=100)
    target = models.SlugField(_("what it fills"))
    # Headings as normalised, in order: what a file is recognised by.
    headings = models.JSONField(_("headings"), default=list)
    # {heading: field}, {field: {word: value}}, and {field without a column: the value of every row}.
    columns = models.JSONField(_("columns"), default=dict)
    words = models.JSONField(_("words"), default=dict)
    values = models.JSONField(_("values without a column"), default=dict)
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("saved by"))
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class Meta:
        ordering = ["name"]
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        constraints = [models.UniqueConstraint(fields=["region", "target", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        return self.name
