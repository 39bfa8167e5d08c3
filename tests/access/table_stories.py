"""Stories: written in a report, read by everybody inside once published, published and erased by the Region."""

from __future__ import annotations

from typing import Any

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Revision
from monitoring.stories.models import StoryVersion
from tests import builders
from tests.access.harness import Row, everyone
from tests.cast import Cast


def _accepted(cast: Cast) -> Revision:
    campaign = builders.make_campaign(region=cast.region, period=Quarter(2026, 2))
    report = builders.make_accepted(
        campaign=campaign, cluster=cast.cluster, by=cast.manager, officer=cast.officer, values={}
    )
    revision = report.accepted_revision()
    assert revision
    return revision


def _story(cast: Cast, *, published: bool) -> StoryVersion:
    return builders.make_story(revision=_accepted(cast), by=cast.officer, domain=cast.domain, published=published)


def published(cast: Cast) -> dict[str, Any]:
    return {"uuid": _story(cast, published=True).story.uuid}


def waiting(cast: Cast) -> dict[str, Any]:
    return {"uuid": _story(cast, published=False).story.uuid}


def published_person(cast: Cast) -> dict[str, Any]:
    version = _story(cast, published=True)
    return {"uuid": version.story.uuid, "person": builders.make_story_person(version=version).uuid}


def _picture(cast: Cast, *, published: bool, **fields: Any) -> dict[str, Any]:
    version = _story(cast, published=published)
    picture = builders.make_story_picture(version=version, by=cast.manager, **fields)
    return {"uuid": version.story.uuid, "digest": picture.digest, "size": "small"}


def published_picture(cast: Cast) -> dict[str, Any]:
    return _picture(cast, published=True)


def waiting_picture(cast: Cast) -> dict[str, Any]:
    return _picture(cast, published=False)


def picture_without_consent(cast: Cast) -> dict[str, Any]:
    return _picture(cast, published=True, has_consent=False)


def pictured(cast: Cast) -> dict[str, Any]:
    return {"uuid": _picture(cast, published=True)["uuid"]}


def own_draft(cast: Cast) -> dict[str, Any]:
    topic = builders.make_topic(region=cast.region, asks_for_stories=True)
    campaign = builders.make_campaign(region=cast.region, indicators=[builders.make_indicator(topic=topic)])
    report = builders.make_draft(campaign=campaign, cluster=cast.cluster, by=cast.manager, values={})
    return {"uuid": report.uuid}


def own_story(cast: Cast) -> dict[str, Any]:
    uuid = own_draft(cast)["uuid"]
    revision = Revision.objects.get(report__uuid=uuid)
    version = builders.make_story(revision=revision, by=cast.manager, domain=cast.domain)
    return {"uuid": uuid, "story": version.story.uuid}


READERS = everyone(404, manager=200, delegate=200, officer=200, administrator=200, evaluator=200)
FILLERS = everyone(404, manager=200, delegate=200, officer=200, administrator=200, evaluator=302)
SAVED = everyone(404, manager=302, delegate=302, officer=302, administrator=302, evaluator=403)
INSIDE = everyone(200, facilitator=404, partner=404, nobody=404)
# Whoever reads the story and does not publish is refused, whoever does not read it finds nothing.
ACT = everyone(403, officer=200, administrator=200, facilitator=404, partner=404, nobody=404)
ACTED = ACT | {"officer": 302, "administrator": 302}

ROWS = [
    Row("story-new", own_draft, "own", expect=FILLERS),
    Row(
        "story-new",
        own_draft,
        "own, save",
        method="POST",
        data={"title": "A bench", "was.title": "?"},
        expect=SAVED | {"manager": 200, "delegate": 200, "officer": 200, "administrator": 200},
    ),
    Row("story-edit", own_story, "own", expect=FILLERS),
    Row("story-edit", own_story, "own, save", method="POST", data={"then": "later"}, expect=SAVED),
    Row("story-delete", own_story, "own", expect=FILLERS | {"evaluator": 403}),
    Row("story-delete", own_story, "own, delete", method="POST", data={"version": 1}, expect=SAVED),
    Row("story-list", expect=everyone(200)),
    Row("story-export", expect=everyone(200)),
    Row("story-coverage", expect=everyone(200, facilitator=404, nobody=404)),
    Row("story-detail", published, "published", expect=INSIDE),
    Row("story-detail", waiting, "not published", expect=READERS),
    Row("story-picture", published_picture, "published", expect=INSIDE),
    Row("story-picture", waiting_picture, "not published", expect=READERS),
    Row("story-picture", picture_without_consent, "published, no consent to the picture", expect=READERS),
    Row(
        "story-publish",
        waiting,
        "not published",
        method="POST",
        data={"x": 1},
        expect=READERS | {"manager": 403, "delegate": 403, "evaluator": 403, "officer": 302, "administrator": 302},
    ),
    Row("story-withdraw", published, "published", expect=ACT),
    Row("story-withdraw", published, "published, withdraw", method="POST", data={"reason": "Asked for"}, expect=ACTED),
    Row("story-person-erase", published_person, "published", expect=ACT),
    Row("story-person-erase", published_person, "published, erase", method="POST", data={"x": 1}, expect=ACTED),
    Row("story-picture-erase", pictured, "published", expect=ACT),
    Row("story-picture-erase", pictured, "published, erase", method="POST", data={"x": 1}, expect=ACTED),
]
