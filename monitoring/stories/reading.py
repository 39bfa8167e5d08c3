"""Stories as people read them: what each may see of one, and the list with its filters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, When
from django.urls import reverse
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Column, Row
from clusterix.lib.searching import containing
from monitoring.people.models import Person
from monitoring.stories.models import StoryPerson, StoryPicture, StoryVersion
from monitoring.stories.models.stories import StoryVersionQuerySet

PUBLISHED, WAITING, WITHDRAWN = "published", "waiting", "withdrawn"
STANDINGS = {
    PUBLISHED: gettext_lazy("Published"),
    WAITING: gettext_lazy("Waiting for publication"),
    WITHDRAWN: gettext_lazy("Withdrawn"),
}
SORTS = {
    "newest": (gettext_lazy("Newest first"), ("-revision__report__campaign__period", "-story__published_at", "-pk")),
    "title": (gettext_lazy("Title"), ("title", "pk")),
    "cluster": (gettext_lazy("Cluster"), ("revision__report__cluster__name", "-revision__report__campaign__period")),
}
SEARCHED = (
    "title",
    "who_met",
    "what_they_did",
    "what_it_changes",
    "partners",
    "revision__report__cluster__name",
)


@dataclass(frozen=True)
class Card:
    """A story in a list, as templates/components/story_card.html takes it."""

    title: str
    summary: str
    url: str
    domain: str
    photo_url: str
    photo_alt: str
    photo_credit: str
    cluster: str
    period: str
    standing: str
    # Under a heading of the page rather than under its title.
    is_below_heading: bool = False


def card_of(version: StoryVersion, *, is_below_heading: bool = False) -> Card:
    """Of a version read `with_standing` and `for_cards`."""
    picture, report = shown_picture(version), version.revision.report
    return Card(
        title=str(version),
        summary=summary_of(version),
        url=reverse("story-detail", args=[version.story.uuid]),
        domain=str(version.main_domain or ""),
        photo_url=picture_url(version, picture, "small") if picture else "",
        photo_alt=picture.alt if picture else "",
        photo_credit=picture.credit if picture else "",
        cluster=str(report.cluster),
        period=report.campaign.period.label,
        standing=standing_of(version),
        is_below_heading=is_below_heading,
    )


def to_read_on(user: Person, version: StoryVersion, most: int = 3) -> list[Card]:
    """Published stories to go on with: of the same domain first, then the newest."""
    others = listed(user).filter(is_public=True).exclude(story=version.story_id)  # type: ignore[misc]
    is_near = Case(When(main_domain=version.main_domain_id, then=0), default=1)
    newest = others.order_by(is_near, *SORTS["newest"][1]).for_cards()[:most]
    return [card_of(each, is_below_heading=True) for each in newest]


def summary_of(version: StoryVersion, most: int = 220) -> str:
    """The beginning of the story, cut at a word."""
    # No-break spaces stay what they are.
    text = re.sub(r"[ \t\n]+", " ", version.what_it_changes or version.what_they_did or version.who_met).strip()
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


def standing_of(version: StoryVersion) -> str:
    if version.is_public:
        return PUBLISHED
    return WITHDRAWN if version.story.withdrawn_at else WAITING


def shown_picture(version: StoryVersion) -> StoryPicture | None:
    """The picture this reader sees: a published story shows none that is not fit for publication."""
    picture: StoryPicture | None = getattr(version, "picture", None)
    if picture is None:
        return None
    if version.is_public:
        return picture if picture.can_be_published and not version.story.is_without_picture else None
    return picture if version.is_own else None


def shown_people(version: StoryVersion) -> list[StoryPerson]:
    """Those named or quoted: of a published story nobody but who has agreed."""
    is_own = version.is_own and not version.is_public
    return [person for person in version.people.all() if not person.erased_at and (person.has_consent or is_own)]


def picture_url(version: StoryVersion, picture: StoryPicture, size: str) -> str:
    return reverse("story-picture", args=[version.story.uuid, picture.digest, size])


def readable_picture(user: Person, uuid: UUID, digest: str) -> StoryPicture | None:
    """The picture with that digest, if some version this person reads shows it."""
    versions = StoryVersion.objects.for_user(user).filter(story__uuid=uuid, picture__digest=digest)
    for version in versions.with_standing(user).select_related("story", "picture"):
        if version.is_own or shown_picture(version):
            return version.picture
    return None


def story_as_read_by(user: Person, uuid: UUID) -> StoryVersion | None:
    """The accepted text; for those who read its report, the newest one where none is accepted."""
    versions = StoryVersion.objects.for_user(user).filter(story__uuid=uuid, revision__discarded_at__isnull=True)
    found = list(versions.with_standing(user).for_reading().prefetch_related("people"))
    return max(found, key=_preference, default=None)


def _preference(version: StoryVersion) -> tuple[bool, int]:
    revision = version.revision
    return revision.accepted_at is not None and revision.superseded_by_id is None, revision.number


def listed(user: Person) -> StoryVersionQuerySet:
    """The accepted stories this person reads."""
    return StoryVersion.objects.for_user(user).accepted().with_standing(user)


def reads_unpublished(user: Person) -> bool:
    return any(mandate.role not in {"elected", "facilitator"} for mandate in user.current_mandates)


def of_standing(versions: StoryVersionQuerySet, standing: str) -> StoryVersionQuerySet:
    if standing == WAITING:
        return versions.filter(is_public=False, story__withdrawn_at__isnull=True)  # type: ignore[misc]
    if standing == WITHDRAWN:
        return versions.filter(story__withdrawn_at__isnull=False)
    return versions.filter(is_public=True)  # type: ignore[misc]


def matching(versions: StoryVersionQuerySet, text: str) -> StoryVersionQuerySet:
    """Every word somewhere in the story, its partners or its cluster's name."""
    return versions.filter(containing(text, *SEARCHED))


# No person's name, quote or credit: a file that has left cannot be emptied again.
COLUMNS = (
    Column("title", gettext_lazy("Title")),
    Column("cluster", gettext_lazy("Cluster")),
    Column("period", gettext_lazy("Period"), "period"),
    Column("domain", gettext_lazy("Main domain")),
    Column("other_domains", gettext_lazy("Other domains")),
    Column("who_met", gettext_lazy("Who met")),
    Column("what_they_did", gettext_lazy("What they did")),
    Column("what_it_changes", gettext_lazy("What it changes")),
    Column("partners", gettext_lazy("Partners")),
    Column("has_picture", gettext_lazy("With a picture"), "yes_no"),
    Column("standing", gettext_lazy("Standing")),
    Column("published_on", gettext_lazy("Published on"), "date"),
)


def export_rows(versions: Iterable[StoryVersion]) -> Iterable[Row]:
    """What a file of stories holds: their text and standing, and nobody's data."""
    for version in versions:
        report, story = version.revision.report, version.story
        yield {
            "title": str(version),
            "cluster": str(report.cluster),
            "period": report.campaign.period,
            "domain": str(version.main_domain or ""),
            "other_domains": ", ".join(str(domain) for domain in version.other_domains.all()),
            **{name: getattr(version, name) for name in ("who_met", "what_they_did", "what_it_changes", "partners")},
            "has_picture": shown_picture(version) is not None,
            "standing": STANDINGS[standing_of(version)],
            "published_on": story.published_at.date() if story.published_at and story.is_published else None,
        }
