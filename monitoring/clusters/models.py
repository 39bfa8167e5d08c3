"""Clusters, the regions that follow them, their mergers and their labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusterix.lib.alphabet import alphabetically
from monitoring.territory.models import Departement, Domain, Region, Theme

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from monitoring.people.models import Person

# The roles whose holders keep what is known of their region's clusters (people stand above this slice).
EDITORS = frozenset({"officer", "administrator"})

# Renewing a label is prepared within this time before it ends.
RENEWAL = timedelta(days=270)


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def for_user(self, user: Person | AnonymousUser) -> ClusterQuerySet:
        """The clusters this person may know of; none unless a mandate says otherwise."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user.cluster_scope())

    def editable_by(self, user: Person | AnonymousUser) -> ClusterQuerySet:
        """Those that a region has followed in which this person keeps the facts."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=Following.objects.filter(region__in=user.region_ids(EDITORS)).values("cluster"))

    def followed(self, region: Region, on: date) -> ClusterQuerySet:
        return self.filter(pk__in=Following.objects.on(on).filter(region=region).values("cluster"))


class Cluster(models.Model):
    class Kind(models.TextChoices):
        COMPETITIVENESS = "competitiveness", _("competitiveness cluster")
        REGIONAL = "regional", _("regional cluster")

    code = models.SlugField(_("code"), unique=True, help_text=_("Stable: other programs name the cluster by it."))
    name = models.CharField(_("name"), max_length=100, unique=True)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    main_domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        related_name="main_clusters",
        verbose_name=_("main domain"),
        help_text=_("The one domain whose totals the cluster's figures enter."),
    )
    other_domains = models.ManyToManyField(
        Domain,
        blank=True,
        related_name="other_clusters",
        verbose_name=_("other domains"),
        help_text=_("They only filter: no figure is counted twice."),
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="clusters", verbose_name=_("themes"))
    town = models.CharField(_("town"), max_length=100, blank=True)
    departement = models.ForeignKey(Departement, models.PROTECT, null=True, blank=True, verbose_name=_("département"))
    website = models.URLField(_("website"), blank=True)
    unverified = models.JSONField(
        _("unverified facts"), default=list, blank=True, help_text=_("Names of the fields nobody has confirmed yet.")
    )

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")

    def __str__(self) -> str:
        return self.name

    @property
    def in_alphabet(self) -> tuple[str, str]:
        """Its place in a list: a database may put É after Z."""
        return alphabetically(self.name)


class FollowingQuerySet(models.QuerySet["Following"]):
    def on(self, day: date) -> FollowingQuerySet:
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Following(models.Model):
    """A region follows a cluster between two dates, both included; reports are due from followed clusters."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="followings", verbose_name=_("region"))
    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="followings", verbose_name=_("cluster"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = FollowingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("following")
        verbose_name_plural = _("followings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="following_ends_after_start"
            ),
            models.UniqueConstraint(fields=["region", "cluster", "starts_on"], name="following_starts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.cluster}"

    def get_additional_data(self) -> dict[str, int]:
        """What the log finds it by."""
        return {"cluster": self.cluster_id}


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def predecessors_of(self, clusters: Iterable[int]) -> set[int]:
        """Every cluster that led, by mergers, to one of these; ids in, ids out, one query."""
        return predecessors_in(self.only("predecessor", "successor"), clusters)


class Succession(models.Model):
    """One cluster continued by another: a merger is several rows with one successor."""

    class Kind(models.TextChoices):
        MERGER = "merger", _("merger")
        TAKEOVER = "takeover", _("takeover")
        PARTIAL = "partial", _("partial takeover")

    predecessor = models.ForeignKey(Cluster, models.PROTECT, related_name="successions", verbose_name=_("predecessor"))
    successor = models.ForeignKey(Cluster, models.PROTECT, related_name="precedents", verbose_name=_("successor"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MERGER)
    on = models.DateField(_("date"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    @property
    def is_whole(self) -> bool:
        """Whether the series of the one go on in the other; a cluster taken over in part goes on by itself."""
        return self.kind != Succession.Kind.PARTIAL

    def get_additional_data(self) -> dict[str, int]:
        """What the log finds it by, from both sides."""
        return {"cluster": self.successor_id, "predecessor": self.predecessor_id}


def predecessors_in(successions: Iterable[Succession], clusters: Iterable[int]) -> set[int]:
    """Every cluster that led, by these mergers, to one of these clusters; ids in, ids out."""
    before = defaultdict(list)
    for succession in successions:
        before[succession.successor_id].append(succession.predecessor_id)
    found: set[int] = set()
    waiting = list(clusters)
    while waiting:
        for predecessor in before[waiting.pop()]:
            if predecessor not in found:
                found.add(predecessor)
                waiting.append(predecessor)
    return found


class Label(models.Model):
    """A label held for a term; its score, where known, is for the region and the cluster alone."""

    class Scheme(models.TextChoices):
        STATE_PHASE = "state_phase", _("competitiveness cluster, State phase")
        REGIONAL = "regional", _("regional cluster")
        BRONZE = "bronze", _("European bronze label")
        SILVER = "silver", _("European silver label")
        GOLD = "gold", _("European gold label")

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="labels", verbose_name=_("cluster"))
    scheme = models.CharField(_("label"), max_length=20, choices=Scheme)
    detail = models.CharField(_("detail"), max_length=100, blank=True, help_text=_("For example: phase IV."))
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_verified = models.BooleanField(_("verified"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["-awarded_on", "scheme"]
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.CheckConstraint(
                condition=Q(awarded_on__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("awarded_on")),
                name="label_valid_after_award",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.detail}".strip()

    def get_additional_data(self) -> dict[str, int]:
        """What the log finds it by."""
        return {"cluster": self.cluster_id}

    def renewal_due_on(self, day: date) -> bool:
        """Whether it is held and ends within the time it takes to renew it."""
        return self.is_valid_on(day) and self.valid_until is not None and self.valid_until - day <= RENEWAL

    def is_valid_on(self, day: date) -> bool:
        return (self.awarded_on is None or self.awarded_on <= day) and (
            self.valid_until is None or self.valid_until >= day
        )
