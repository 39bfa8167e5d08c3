"""Stories in the next revision of their report: the same text, people and picture, under the same uuids."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery, Value

from clusterix.lib.copying import insert_from
from monitoring.campaigns.models import Revision
from monitoring.stories.models import StoryPerson, StoryPicture, StoryVersion

TEXT = (
    "story",
    "title",
    "who_met",
    "what_they_did",
    "what_it_changes",
    "partners",
    "main_domain",
    "version",
    "edited_by",
    "edited_at",
)
PERSON = ("uuid", "name", "function", "quote", "has_consent", "erased_at")
PICTURE = (
    "image",
    "thumbnail",
    "width",
    "height",
    "thumbnail_width",
    "thumbnail_height",
    "digest",
    "alt",
    "credit",
    "has_consent",
    "added_by",
    "added_at",
)


def carry_over_stories(source: Revision, target: Revision) -> None:
    """Copy every story of `source` into `target`: one statement a table. Files are shared, not copied."""
    texts = StoryVersion.objects.filter(revision=source).values_list(Value(target.pk), *TEXT)
    insert_from(StoryVersion, ("revision", *TEXT), texts)
    through = StoryVersion.other_domains.through
    domains = through.objects.filter(storyversion__revision=source)
    insert_from(through, ("storyversion", "domain"), domains.values_list(_new(target, "storyversion"), "domain"))
    _copy(StoryPerson, PERSON, StoryPerson.objects.filter(version__revision=source), target)
    _copy(StoryPicture, PICTURE, StoryPicture.objects.filter(version__revision=source), target)


def _copy(model: type[Model], fields: tuple[str, ...], rows: QuerySet[Any, Any], target: Revision) -> None:
    insert_from(model, ("version", *fields), rows.values_list(_new(target, "version"), *fields))


def _new(target: Revision, version: str) -> Subquery:
    """The version in `target` of the story that a row of the former revision belongs to."""
    same_story = StoryVersion.objects.filter(revision=target, story=OuterRef(f"{version}__story"))
    return Subquery(same_story.values("pk")[:1])
