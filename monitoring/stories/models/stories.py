"""A story, through every revision of its report, its text and the people it names in each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns.models import Report, Revision
from monitoring.clusters.models import Following
from monitoring.people.models import Person
from monitoring.people.roles import REGION_ROLES, Role
from monitoring.territory.models import Domain

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# Stories hoped for from each excellence domain (action plan, action 3).
STORIES_A_YEAR = 2


class StoryQuerySet(models.QuerySet["Story"]):
    def for_user(self, user: Person | AnonymousUser) -> StoryQuerySet:
        """Every story of the reports one may read, and of the others what is published in regions one reads."""
        return self.filter(pk__in=StoryVersion.objects.for_user(user).values("story"))


class Story(models.Model):
    """One story through every revision: its publication stands outside what is sealed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="stories", verbose_name=_("report"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )
    # The officer chose to publish the text alone: a picture agreed to later needs a publication of its own.
    is_without_picture = models.BooleanField(_("published without its picture"), default=False)
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
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason=""), name="story_withdrawn_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_published(self) -> bool:
        """Whether an officer has published it; it shows while its report's accepted revision holds it."""
        return self.published_at is not None and self.withdrawn_at is None


class StoryVersionQuerySet(models.QuerySet["StoryVersion"]):
    def for_user(self, user: Person | AnonymousUser) -> StoryVersionQuerySet:
        """Those of the reports one may read, and the published ones of the regions one reads."""
        if not user.is_authenticated:
            return self.none()
        of_reports = Q(revision__report__in=Report.objects.for_user(user))
        published = StoryVersion.objects.published().filter(
            revision__report__campaign__region__in=regions_read_by(user)
        )
        return self.filter(of_reports | Q(pk__in=published.values("pk")))

    def accepted(self) -> StoryVersionQuerySet:
        """The text as the Region accepted it, one for each story."""
        return self.filter(
            revision__accepted_at__isnull=False,
            revision__superseded_by__isnull=True,
            revision__report__is_rehearsal=False,
        )

    def published(self) -> StoryVersionQuerySet:
        """What everybody inside reads: published, accepted, and nobody named in it who has not agreed."""
        return self.accepted().filter(
            ~Exists(StoryPerson.objects.filter(version=OuterRef("pk")).without_consent()),
            story__published_at__isnull=False,
            story__withdrawn_at__isnull=True,
        )

    def with_standing(self, user: Person) -> StoryVersionQuerySet:
        """`is_public`: everybody inside reads it; `is_own`: this person reads its report, published or not."""
        published, reports = StoryVersion.objects.published(), Report.objects.for_user(user)
        return self.annotate(
            is_public=Exists(published.filter(pk=OuterRef("pk"))),
            is_own=Exists(reports.filter(pk=OuterRef("revision__report"))),
        )

    def for_cards(self) -> StoryVersionQuerySet:
        """With all that a card shows, in one query."""
        related = ("story", "main_domain", "picture", "revision__report__campaign", "revision__report__cluster")
        return self.select_related(*related)

    def for_reading(self) -> StoryVersionQuerySet:
        """With all their domains too, in two queries."""
        return self.for_cards().prefetch_related("other_domains")


def regions_read_by(user: Person) -> set[int]:
    """The regions whose published stories this person reads: own, and those that follow own clusters."""
    own = user.region_ids(REGION_ROLES - {Role.FACILITATOR})
    clusters = user.cluster_ids()
    if not clusters:
        return own
    following = Following.objects.on(timezone.localdate()).filter(cluster__in=clusters)
    return own | set(following.values_list("region_id", flat=True))


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

    if TYPE_CHECKING:
        # Of versions read `with_standing`.
        is_public: bool
        is_own: bool

    objects = StoryVersionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("version of a story")
        verbose_name_plural = _("versions of stories")
        constraints = [models.UniqueConstraint(fields=["story", "revision"], name="storyversion_once_per_revision")]

    def __str__(self) -> str:
        return self.title or gettext("Story without a title")


class StoryPersonQuerySet(models.QuerySet["StoryPerson"]):
    def without_consent(self) -> StoryPersonQuerySet:
        """Those still named who have not agreed: what names them is not published."""
        return self.filter(has_consent=False, erased_at__isnull=True)


class StoryPerson(models.Model):
    """Somebody named or quoted in a story, one row a revision; outside what is sealed.

    Erasure empties the rows of every revision and leaves a dated mark.
    """

    version = models.ForeignKey(StoryVersion, models.CASCADE, related_name="people", verbose_name=_("story"))
    # The same person through every revision.
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True)
    function = models.CharField(_("function"), max_length=150, blank=True)
    quote = models.TextField(_("quote"), max_length=1000, blank=True)
    has_consent = models.BooleanField(_("has agreed to be named"), default=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = StoryPersonQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("person in a story")
        verbose_name_plural = _("people in stories")
        constraints = [
            models.UniqueConstraint(fields=["version", "uuid"], name="storyperson_once_per_version"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name="", function="", quote=""),
                name="storyperson_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.name
