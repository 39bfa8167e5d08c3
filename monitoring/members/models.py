"""The members of a cluster, as filed each year (source 004, Action 2)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models import Revision
from monitoring.organisations.models import Category, Organisation, OtherKind
from monitoring.people.models import Person
from monitoring.territory.models import Departement


class MemberLineQuerySet(models.QuerySet["MemberLine"]):
    def members(self) -> MemberLineQuerySet:
        """Without those that left: they stay on the list of the year in which they did."""
        return self.filter(left_on__isnull=True)

    def of_former_years(self, revision: Revision) -> MemberLineQuerySet:
        """The same lines on lists filed for other years: what is on one of them leaves rather than vanishes."""
        return self.exclude(revision__report=revision.report_id)

    def accepted(self) -> MemberLineQuerySet:
        """Of accepted lists: what totals, exports and elected officials are given."""
        return self.filter(revision__accepted_at__isnull=False, revision__superseded_by__isnull=True)


class MemberLine(models.Model):
    """One member on one filed list: the organisation as the cluster declared it, and its membership.

    A line keeps its uuid from revision to revision and from year to year; remarks name it by it.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="member_lines", verbose_name=_("revision"))
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    # Empty on a list of the past that was withdrawn, where the organisation went with the file that had taken it in.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="member_lines", verbose_name=_("organisation")
    )
    # As declared; the registry's own facts stand in the organisation.
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, default="FR")
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    rna = models.CharField(_("RNA number"), max_length=10, blank=True)
    rnsr = models.CharField(_("RNSR number"), max_length=10, blank=True)
    foreign_identifier = models.CharField(_("foreign identifier"), max_length=40, blank=True)
    # May be missing while the list is filled in; nothing is sent without it.
    category = models.CharField(_("category"), max_length=20, choices=Category, blank=True)
    other_kind = models.CharField(_("kind of other organisation"), max_length=20, choices=OtherKind, blank=True)
    naf = models.CharField(_("NAF code"), max_length=6, blank=True)
    naf_version = models.CharField(_("NAF version"), max_length=10, blank=True)
    headcount_band = models.CharField(_("headcount band"), max_length=2, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    insee_code = models.CharField(_("INSEE code of the commune"), max_length=5, blank=True)
    departement = models.ForeignKey(Departement, models.PROTECT, null=True, blank=True, verbose_name=_("département"))
    # The membership.
    joined_year = models.PositiveSmallIntegerField(_("member since"), null=True, blank=True)
    takes_part_in_governance = models.BooleanField(_("takes part in governance"), null=True, blank=True)
    college = models.CharField(_("college or kind of membership"), max_length=100, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    # Counts the savings of the line: a later saving on an older page is refused.
    version = models.PositiveIntegerField(_("version"), default=1)
    edited_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("edited by"))
    edited_at = models.DateTimeField(_("edited"), default=timezone.now)

    objects = MemberLineQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["revision", "uuid"], name="memberline_once"),
            models.UniqueConstraint(fields=["revision", "organisation"], name="memberline_organisation_once"),
            models.CheckConstraint(condition=~Q(name=""), name="memberline_has_name"),
            models.CheckConstraint(
                condition=Q(joined_year__isnull=True) | Q(joined_year__gte=1900, joined_year__lte=2200),
                name="memberline_year_is_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What a remark names it by."""
        return f"member:{self.uuid}"
