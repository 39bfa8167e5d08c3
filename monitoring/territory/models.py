"""Regions, départements, excellence domains and cross-domain themes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterix.lib.translated import Translated


class Region(models.Model):
    """A regional council, in France or beyond; several can follow one cluster."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    nuts = models.CharField(_("NUTS code"), max_length=5, unique=True)
    insee = models.CharField(_("INSEE code"), max_length=2, blank=True)
    is_demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class Departement(models.Model):
    code = models.CharField(_("INSEE code"), max_length=3, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("département")
        verbose_name_plural = _("départements")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class RegionalTerm(models.Model):
    """A word of a region's own policy, in both languages."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="%(class)ss", verbose_name=_("region"))
    code = models.SlugField(_("code"))
    name_en = models.CharField(_("name in English"), max_length=150)
    name_fr = models.CharField(_("name in French"), max_length=150)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Translated("name")

    class Meta:
        abstract = True
        ordering = ["position", "name_fr"]

    def __str__(self) -> str:
        return str(self.name)


class Domain(RegionalTerm):
    """An excellence domain of the regional scheme (eight in Auvergne-Rhône-Alpes)."""

    class Meta(RegionalTerm.Meta):
        verbose_name = _("excellence domain")
        verbose_name_plural = _("excellence domains")
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="domain_code_once_per_region")]


class Theme(RegionalTerm):
    """A theme that crosses domains, such as the smart city or the circular economy."""

    class Meta(RegionalTerm.Meta):
        verbose_name = _("cross-domain theme")
        verbose_name_plural = _("cross-domain themes")
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="theme_code_once_per_region")]
