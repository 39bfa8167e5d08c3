"""The registry of organisations: who they are, wherever and under whatever name clusters declare them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.clusters.models import Cluster
from monitoring.organisations import mentions
from monitoring.people.models import Person
from monitoring.people.roles import REGION_READERS
from monitoring.territory.models import Departement, Region

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Category(models.TextChoices):
    """What a member is, as clusters declare it (source 004, Action 2; sizes: décret 2008-1354, art. 3)."""

    MICRO = "TPE", _("micro-enterprise")
    SME = "PME", _("small or medium-sized enterprise")
    MID_CAP = "ETI", _("mid-sized enterprise")
    LARGE = "GE", _("large enterprise")
    RESEARCH = "ORG_RECHERCHE", _("research organisation")
    HIGHER_EDUCATION = "ENS_SUP_FORMATION", _("training or university")
    PUBLIC = "PUBLIC", _("public body")
    OTHER = "AUTRE", _("other organisation")


class OtherKind(models.TextChoices):
    """What an organisation of no other category is."""

    ASSOCIATION = "association", _("association")
    FEDERATION = "federation", _("federation or trade union")
    AGENCY = "agency", _("development agency")
    CHAMBER = "chamber", _("chamber of commerce or trades")
    INVESTOR = "investor", _("bank or investor")
    CLUSTER = "cluster", _("cluster")
    PLATFORM = "platform", _("platform")
    FOUNDATION = "foundation", _("foundation")


class SireneSize(models.TextChoices):
    """Sirene's size category: it knows no micro-enterprise, and is blank for many."""

    SME = "PME", _("small or medium-sized enterprise")
    MID_CAP = "ETI", _("mid-sized enterprise")
    LARGE = "GE", _("large enterprise")


# Declared sizes that Sirene's own contradicts. A small or medium-sized enterprise may be a micro-enterprise; Sirene's
# "PME", or nothing, says nothing of associations, universities and public bodies.
GAP = (
    Q(category__in=[Category.MICRO, Category.SME], sirene_size__in=["ETI", "GE"])
    | Q(category=Category.MID_CAP, sirene_size__in=["PME", "GE"])
    | Q(category=Category.LARGE, sirene_size__in=["PME", "ETI"])
    | Q(category=Category.MICRO, sirene_size="PME", sirene_headcount_band__gte="10", sirene_headcount_band__lt="NN")
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def for_user(self, user: Person | AnonymousUser) -> OrganisationQuerySet:
        """The registry, which the regions share, for those who read all their region holds; for the people of a
        cluster, whom its own lists name."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*REGION_READERS):
            return self.all()
        if not user.readable_cluster_ids:
            return self.none()
        return self.filter(mentions.named_for(user))

    def standing(self) -> OrganisationQuerySet:
        """Without those that were merged into another one."""
        return self.filter(merged_into__isnull=True)

    def with_gap(self) -> OrganisationQuerySet:
        """Those whose declared size Sirene contradicts."""
        return self.filter(GAP)


class Organisation(models.Model):
    """A legal unit (or a laboratory, or a foreign organisation), once, whatever the clusters call it.

    Facts declared by clusters and facts read from Sirene stand apart; neither overwrites the other. One that was
    merged keeps its row and points to its survivor: lines are never rewritten, totals group by the survivor.
    """

    class Diffusion(models.TextChoices):
        FULL = "O", _("public")
        PARTIAL = "P", _("partly withheld")
        NONE = "N", _("withheld")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=50, blank=True)
    # The name without case, accents, legal form and signs (matching.py): what names are compared by.
    name_key = models.CharField(max_length=200, editable=False)
    country = models.CharField(_("country"), max_length=2, default="FR", help_text=_("ISO 3166 code of two letters."))
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    rna = models.CharField(_("RNA number"), max_length=10, blank=True)
    rnsr = models.CharField(_("RNSR number"), max_length=10, blank=True)
    foreign_identifier = models.CharField(_("foreign identifier"), max_length=40, blank=True)

    # As clusters last declared them.
    category = models.CharField(_("category declared"), max_length=20, choices=Category, blank=True)
    other_kind = models.CharField(_("kind of other organisation"), max_length=20, choices=OtherKind, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    naf = models.CharField(_("NAF code"), max_length=6, blank=True)
    naf_version = models.CharField(_("NAF version"), max_length=10, blank=True)
    headcount_band = models.CharField(_("headcount band"), max_length=2, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    insee_code = models.CharField(_("INSEE code of the commune"), max_length=5, blank=True)
    departement = models.ForeignKey(Departement, models.PROTECT, null=True, blank=True, verbose_name=_("département"))

    # As read from Sirene, with the day of the extract.
    sirene_name = models.CharField(_("name in Sirene"), max_length=200, blank=True)
    sirene_size = models.CharField(_("size in Sirene"), max_length=3, choices=SireneSize, blank=True)
    sirene_naf = models.CharField(_("NAF in Sirene"), max_length=6, blank=True)
    sirene_naf_version = models.CharField(_("NAF version in Sirene"), max_length=10, blank=True)
    sirene_headcount_band = models.CharField(_("headcount band in Sirene"), max_length=2, blank=True)
    sirene_legal_form = models.CharField(_("legal form in Sirene"), max_length=4, blank=True)
    sirene_insee_code = models.CharField(_("INSEE code in Sirene"), max_length=5, blank=True)
    sirene_is_active = models.BooleanField(_("active in Sirene"), null=True, blank=True)
    sirene_diffusion = models.CharField(_("diffusion in Sirene"), max_length=1, choices=Diffusion, blank=True)
    sirene_read_on = models.DateField(_("day of the Sirene extract"), null=True, blank=True)

    # Of a demonstration: its identifiers are valid by their checksum, and nobody's.
    is_invented = models.BooleanField(_("invented"), default=False, editable=False)
    # The cluster itself, another one or the Region can be a member.
    cluster = models.OneToOneField(
        Cluster, models.SET_NULL, null=True, blank=True, related_name="organisation", verbose_name=_("cluster")
    )
    region = models.OneToOneField(
        Region, models.SET_NULL, null=True, blank=True, related_name="organisation", verbose_name=_("region")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    # The received file that took it in, by the file's uuid: taking that file back may take it out again.
    taken_in_by = models.UUIDField(null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [
            models.Index(fields=["name_key"], name="organisation_by_name"),
            models.Index(
                fields=["taken_in_by"], condition=Q(taken_in_by__isnull=False), name="organisation_taken_in_by"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["siren"], condition=~Q(siren="") & Q(merged_into__isnull=True), name="organisation_siren_once"
            ),
            models.UniqueConstraint(
                fields=["rna"],
                condition=~Q(rna="") & Q(siren="") & Q(merged_into__isnull=True),
                name="organisation_rna_once",
            ),
            models.UniqueConstraint(
                fields=["rnsr"], condition=~Q(rnsr="") & Q(merged_into__isnull=True), name="organisation_rnsr_once"
            ),
            models.UniqueConstraint(
                fields=["country", "foreign_identifier"],
                condition=~Q(foreign_identifier="") & Q(merged_into__isnull=True),
                name="organisation_foreign_once",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="organisation_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Merge(models.Model):
    """Two organisations found to be one, by whom and when; it can be taken back."""

    merged = models.ForeignKey(Organisation, models.CASCADE, related_name="merges", verbose_name=_("merged"))
    survivor = models.ForeignKey(Organisation, models.CASCADE, related_name="absorbed", verbose_name=_("survivor"))
    merged_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("merged by"))
    merged_at = models.DateTimeField(_("merged at"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # What the survivor lacked and took over, by field: given back when the two are parted.
    taken = models.JSONField(_("taken over"), default=dict)
    undone_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parted by")
    )
    undone_at = models.DateTimeField(_("parted at"), null=True, blank=True)

    class Meta:
        ordering = ["-merged_at"]
        verbose_name = _("merger of organisations")
        verbose_name_plural = _("mergers of organisations")
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merge_once"),
            models.CheckConstraint(condition=~Q(merged=F("survivor")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.survivor}"


class PairQuerySet(models.QuerySet["Pair"]):
    def waiting(self) -> PairQuerySet:
        """Those nobody has decided on, while both organisations stand on their own."""
        return self.filter(are_one__isnull=True, first__merged_into__isnull=True, second__merged_into__isnull=True)


class Pair(models.Model):
    """Two organisations that look alike, proposed until somebody says whether they are one; then never again."""

    first = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("first"))
    second = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("second"))
    # How alike, out of 100 (matching.py).
    score = models.PositiveSmallIntegerField(_("likeness"), default=0)
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    are_one = models.BooleanField(_("are one"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("pair of organisations that look alike")
        verbose_name_plural = _("pairs of organisations that look alike")
        indexes = [models.Index(fields=["score"], condition=Q(are_one__isnull=True), name="pair_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(are_one__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(are_one__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="pair_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
