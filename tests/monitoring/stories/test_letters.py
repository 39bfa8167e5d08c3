"""The cluster's managers are told when a story of theirs is published or withdrawn."""

from __future__ import annotations

import pytest
from django.core import mail

from monitoring.campaigns.models import Notice, Revision
from monitoring.stories.publishing import erase_person, publish, withdraw
from tests import builders
from tests.cast import Cast
from tests.monitoring.campaigns.post import to, work

pytestmark = pytest.mark.django_db


def test_publishing_and_withdrawing_are_told_once_each(cast: Cast, accepted: Revision) -> None:
    story = builders.make_story(revision=accepted, by=cast.manager, domain=cast.domain).story
    publish(story, cast.officer, without_picture=True)
    publish(story, cast.officer, without_picture=True)
    told = to(work())
    assert set(told) == {cast.manager.email}
    assert "is published" in told[cast.manager.email].subject
    assert f"/stories/{story.uuid}/" in str(told[cast.manager.email].body)
    withdraw(story, cast.officer, "A partner asked for it.")
    assert "A partner asked for it." in str(to(work())[cast.manager.email].body)


def test_what_is_told_names_nobody_who_may_be_erased(cast: Cast, accepted: Revision) -> None:
    version = builders.make_story(revision=accepted, by=cast.manager, title="Ada Exemple visits us", domain=cast.domain)
    person = version.people.create(name="Ada Exemple", has_consent=True)
    publish(version.story, cast.officer, without_picture=True)
    erase_person(version.story, person.uuid, cast.officer)
    work()
    assert len(mail.outbox) == 2
    assert not [message for message in mail.outbox if "Ada" in f"{message.subject}{message.body}"]
    assert "Ada" not in str(list(Notice.objects.values_list("data", flat=True)))
