"""What a cluster's managers are told of their stories.

A message holds no word of the story: what names a person could not be erased from a message that has left.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from monitoring.campaigns import notifications
from monitoring.campaigns.letters import Letter, absolute, letter, words
from monitoring.campaigns.models import Notice
from monitoring.stories.models import Story


def tell_published(story: Story) -> None:
    """Part of the transaction that publishes."""
    _tell("story-published", story, {})


def tell_withdrawn(story: Story, reason: str) -> None:
    _tell("story-withdrawn", story, {"reason": reason})


def _tell(name: str, story: Story, data: dict[str, str]) -> None:
    people = notifications.managers_of(story.report)
    notifications.tell(name, people, report=story.report, data=data | {"story": str(story.uuid)})


@letter("story-published")
def published(notice: Notice) -> Letter:
    values = _words(notice)
    return Letter(
        _("A story is published (%(cluster)s, %(title)s)") % values,
        [
            _("The Region has published a story of this report: elected officials and the other clusters read it."),
            _("If something in it is no longer right, or somebody no longer agrees to be named, tell the Region."),
        ],
        _button(notice),
    )


@letter("story-withdrawn")
def withdrawn(notice: Notice) -> Letter:
    values = _words(notice) | {"reason": notice.data["reason"]}
    return Letter(
        _("A story is no longer published (%(cluster)s, %(title)s)") % values,
        [
            _("The Region has withdrawn a story of this report: only your cluster and the Region read it now."),
            _("The reason given: %(reason)s") % values,
        ],
        _button(notice),
    )


def _words(notice: Notice) -> dict[str, str]:
    if notice.report is None:
        raise ValueError(f"the message {notice.name} is about a report")
    return words(notice.report)


def _button(notice: Notice) -> tuple[str, str]:
    return _("See the story"), absolute(reverse("story-detail", args=[notice.data["story"]]))
