"""The stories of one revision, as a report shows and seals them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.campaigns.kinds import read_all_once
from monitoring.campaigns.models import Revision
from monitoring.stories.models import StoryVersion

# The key of the section in which a report tells its stories.
SECTION = "stories"
# What a story says, in the order in which it is read.
PARTS = ("who_met", "what_they_did", "what_it_changes")
DUE = {
    "title": gettext_lazy("title"),
    "who_met": gettext_lazy("who met"),
    "what_they_did": gettext_lazy("what they did"),
    "what_it_changes": gettext_lazy("what it changes"),
}


def stories_of(revision: Revision | None) -> list[StoryVersion]:
    """With their domains, people and picture, in three queries; oldest first."""
    return stories_of_all([revision])[revision.pk] if revision else []


def stories_of_all(revisions: Iterable[Revision]) -> dict[int, list[StoryVersion]]:
    """The same of several revisions."""
    return read_all_once(revisions, "stories", stories_by_revision)


def stories_by_revision(revisions: list[Revision]) -> dict[int, list[StoryVersion]]:
    """The stories of many revisions, each with none or some, in the same three queries."""
    found: dict[int, list[StoryVersion]] = {revision.pk: [] for revision in revisions}
    versions = StoryVersion.objects.filter(revision__in=revisions).select_related("story", "main_domain", "picture")
    for version in versions.prefetch_related("other_domains", "people"):
        found[version.revision_id].append(version)
    return found


def story_key(version: StoryVersion) -> str:
    """What remarks name a story by, through every revision."""
    return f"story:{version.story.uuid}"


def title_of(version: StoryVersion) -> str:
    return version.title or _("Story without a title")


def empty_parts(version: StoryVersion) -> list[str]:
    """The names of what is still to be written before the story can be sent."""
    empty = [str(label) for name, label in DUE.items() if not getattr(version, name).strip()]
    return empty if version.main_domain_id else [*empty, _("main domain")]


def content_of_story(version: StoryVersion) -> dict[str, object]:
    """What is sealed of a story; people and pictures stand outside."""
    return {
        "title": version.title,
        **{part: getattr(version, part) for part in PARTS},
        "partners": version.partners,
        "main_domain": version.main_domain.code if version.main_domain else "",
        "other_domains": sorted(domain.code for domain in version.other_domains.all()),
    }


def text_of(version: StoryVersion) -> str:
    """The whole story as one text."""
    return "\n\n".join(text for part in PARTS if (text := getattr(version, part).strip()))
