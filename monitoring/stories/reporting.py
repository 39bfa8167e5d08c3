"""Stories as part of a report: what is missing, what a reviewer reads, what differs between two revisions."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.campaigns.kinds import Change, Missing, ReviewRow
from monitoring.campaigns.models import Report, Revision
from monitoring.stories.coverage import coverage
from monitoring.stories.models import STORIES_A_YEAR, StoryVersion
from monitoring.stories.queries import content_of_story, empty_parts, stories_of, stories_of_all, story_key, text_of

TEMPLATE = "monitoring/stories/_story.html"


def story_url(report: Report, version: StoryVersion) -> str:
    return reverse("story-edit", args=[report.uuid, version.story.uuid])


def missing_of_stories(revision: Revision) -> list[Missing]:
    """A story begun is sent whole: its text and its domain. Consents are needed for publication, not for sending."""
    return [_missing(revision, version) for version in stories_of(revision) if empty_parts(version)]


def _missing(revision: Revision, version: StoryVersion) -> Missing:
    empty = empty_parts(version)
    sentence = ngettext(
        "The story “%(title)s” is not complete: %(parts)s is empty.",
        "The story “%(title)s” is not complete: %(parts)s are empty.",
        len(empty),
    ) % {"title": version, "parts": ", ".join(empty)}
    return Missing(story_key(version), str(version), sentence, story_url(revision.report, version))


def review_rows_of_stories(revision: Revision) -> list[ReviewRow]:
    return [
        ReviewRow(
            key=story_key(version),
            section=_("Stories"),
            label=str(version),
            value=text_of(version),
            is_long=True,
            template=TEMPLATE,
            content=version,
        )
        for version in stories_of(revision)
    ]


def changes_of_stories(before: Revision, after: Revision) -> list[Change]:
    """Stories written, deleted or changed, their people and picture included."""
    told = stories_of_all([before, after])
    old = {story_key(version): version for version in told[before.pk]}
    new = {story_key(version): version for version in told[after.pk]}
    return [
        Change(key, str(new.get(key) or old[key]), _told(old.get(key)), _told(new.get(key)))
        for key in {**old, **new}
        if _whole(old.get(key)) != _whole(new.get(key))
    ]


def _whole(version: StoryVersion | None) -> dict[str, object] | None:
    if version is None:
        return None
    return content_of_story(version) | {"people": _people(version), "picture": _picture(version)}


def _told(version: StoryVersion | None) -> str:
    if version is None:
        return _("No story")
    domains = [version.main_domain, *version.other_domains.all()]
    parts = [
        str(version),
        text_of(version),
        version.partners,
        ", ".join(str(domain) for domain in domains if domain),
        *_people(version),
        _picture(version),
    ]
    return "\n\n".join(part for part in parts if part)


def _people(version: StoryVersion) -> list[str]:
    return [
        " – ".join(
            filter(
                None,
                [
                    person.name,
                    person.function,
                    person.quote,
                    _("has agreed to be named") if person.has_consent else _("has not agreed to be named"),
                ],
            )
        )
        for person in version.people.all()
        if not person.erased_at
    ]


def _picture(version: StoryVersion) -> str:
    picture = getattr(version, "picture", None)
    if picture is None:
        return ""
    consent = _("publication agreed to") if picture.has_consent else _("publication not agreed to yet")
    said = " – ".join(filter(None, [picture.alt, picture.credit, consent]))
    return _("Picture %(reference)s: %(said)s") % {"reference": picture.digest[:6], "said": said}


def hint_of_stories(report: Report, stories: int) -> str:
    """Whether one is hoped for, in words; it never keeps a report from being sent."""
    if stories:
        return ngettext("%(number)s story in this report", "%(number)s stories in this report", stories) % {
            "number": stories
        }
    campaign, domain = report.campaign, report.cluster.main_domain
    told = {each.domain.pk: each.told for each in coverage(campaign.region, campaign.period.year).domains}
    if domain.pk not in told:
        return _("Optional this quarter.")
    words = {"domain": domain, "told": told[domain.pk], "hoped": STORIES_A_YEAR, "year": campaign.period.year}
    if told[domain.pk] >= STORIES_A_YEAR:
        return _("Optional this quarter: %(domain)s has its %(hoped)s stories for %(year)s.") % words
    return _("Hoped for, not required: %(domain)s has %(told)s of the %(hoped)s stories hoped for in %(year)s.") % words
