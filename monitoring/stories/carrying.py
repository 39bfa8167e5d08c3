"""Stories in the next revision of their report: the same text, under the same uuid."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery, Value

from clusterix.lib.copying import insert_from
from monitoring.campaigns.models import Revision
from monitoring.stories.models import StoryVersion

TEXT = ("title", "who_met", "what_they_did", "what_it_changes", "partners", "main_domain_id", "version")


def carry_over_stories(source: Revision, target: Revision) -> None:
    """Copy every story of `source` into `target`: one statement for the texts, one for their other domains."""
    columns = ("story_id", *TEXT, "edited_by_id", "edited_at")
    rows = StoryVersion.objects.filter(revision=source).values_list(Value(target.pk), *columns)
    insert_from(StoryVersion, ("revision", *(name.removesuffix("_id") for name in columns)), rows)
    through = StoryVersion.other_domains.through
    new = StoryVersion.objects.filter(revision=target, story=OuterRef("storyversion__story")).values("pk")[:1]
    domains = through.objects.filter(storyversion__revision=source).values_list(Subquery(new), "domain_id")
    insert_from(through, ("storyversion", "domain"), domains)
