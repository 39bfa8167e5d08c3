"""Publishing, withdrawing, erasing; what elected officials see, and what they never do."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from monitoring.campaigns.effects import digest_of
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Revision
from monitoring.stories.carrying import carry_over_stories
from monitoring.stories.models import StoryEvent, StoryPerson, StoryPicture, StoryVersion
from tests import builders
from tests.cast import Cast
from tests.monitoring.stories.conftest import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast: Cast, accepted: Revision) -> StoryVersion:
    return builders.make_story(revision=accepted, by=cast.manager, domain=cast.domain, title="A shared bench")


def publish(client: Client, cast: Cast, version: StoryVersion, **data: str) -> None:
    client.force_login(cast.officer)
    client.post(reverse("story-publish", args=[version.story.uuid]), data)
    version.story.refresh_from_db()


def detail(client: Client, cast: Cast, version: StoryVersion, role: str = "elected") -> str | None:
    client.force_login(cast.people[role])
    response = client.get(reverse("story-detail", args=[version.story.uuid]))
    return text(response) if response.status_code == 200 else None


def test_an_officer_publishes_and_the_elected_read(cast: Cast, client: Client, version: StoryVersion) -> None:
    assert detail(client, cast, version) is None
    publish(client, cast, version)
    assert "A shared bench" in (detail(client, cast, version) or "")
    assert StoryEvent.objects.get().what == StoryEvent.What.PUBLISHED


def test_publishing_twice_is_publishing_once(cast: Cast, client: Client, version: StoryVersion) -> None:
    publish(client, cast, version)
    publish(client, cast, version)
    assert StoryEvent.objects.count() == 1


def test_a_report_not_accepted_keeps_its_story(cast: Cast, client: Client, version: StoryVersion) -> None:
    Revision.objects.filter(pk=version.revision_id).update(accepted_at=None, accepted_by=None)
    publish(client, cast, version)
    assert not version.story.is_published


def test_somebody_named_without_consent_keeps_the_story_back(cast: Cast, client: Client, version: StoryVersion) -> None:
    builders.make_story_person(version=version, name="Dominique Réservé", has_consent=False)
    publish(client, cast, version)
    assert not version.story.is_published
    assert "Dominique Réservé" in (detail(client, cast, version, "officer") or "")


def test_a_consent_that_is_missing_later_hides_the_story_again(
    cast: Cast, client: Client, version: StoryVersion
) -> None:
    publish(client, cast, version)
    builders.make_story_person(version=version, has_consent=False)
    assert detail(client, cast, version) is None


@pytest.mark.parametrize("lacking", [{"alt": ""}, {"credit": ""}, {"has_consent": False}], ids=str)
def test_a_picture_that_lacks_something_is_left_out_and_it_is_said(
    cast: Cast, client: Client, version: StoryVersion, lacking: dict[str, object]
) -> None:
    picture = builders.make_story_picture(version=version, by=cast.manager, **lacking)
    publish(client, cast, version)
    assert not version.story.is_published
    publish(client, cast, version, without_picture="on")
    assert version.story.is_published
    page = detail(client, cast, version)
    assert page is not None
    assert picture.digest not in page
    assert picture.digest not in text(client.get(reverse("story-list")))


def test_a_picture_agreed_to_later_needs_a_publication_of_its_own(
    cast: Cast, client: Client, version: StoryVersion
) -> None:
    picture = builders.make_story_picture(version=version, by=cast.manager, has_consent=False)
    publish(client, cast, version, without_picture="on")
    StoryPicture.objects.update(has_consent=True)
    assert picture.digest not in (detail(client, cast, version) or "")
    publish(client, cast, version)
    assert picture.digest in (detail(client, cast, version) or "")


def test_withdrawn_with_a_reason_it_is_read_no_more_and_can_come_back(
    cast: Cast, client: Client, version: StoryVersion
) -> None:
    publish(client, cast, version)
    address = reverse("story-withdraw", args=[version.story.uuid])
    assert client.post(address, {"reason": " "}).status_code == 200
    client.post(address, {"reason": "Asked for by a partner"})
    assert detail(client, cast, version) is None
    publish(client, cast, version)
    assert detail(client, cast, version) is not None
    log = list(StoryEvent.objects.order_by("pk").values_list("what", "reason"))
    assert log == [("published", ""), ("withdrawn", "Asked for by a partner"), ("published", "")]


def next_revision(cast: Cast, version: StoryVersion) -> Revision:
    revision = builders.make_revision(report=version.revision.report, by=cast.manager, number=2)
    carry_over_stories(version.revision, revision)
    return revision


def test_what_is_being_corrected_does_not_show_before_acceptance(
    cast: Cast, client: Client, version: StoryVersion
) -> None:
    builders.make_story_person(version=version, name="Claude Exemple")
    publish(client, cast, version)
    revision = next_revision(cast, version)
    StoryVersion.objects.filter(revision=revision).update(title="Being rewritten")
    StoryPerson.objects.filter(version__revision=revision).update(name="Somebody new")
    page = detail(client, cast, version) or ""
    assert "A shared bench" in page
    assert "Being rewritten" not in page
    assert "Somebody new" not in page


def test_erasing_a_person_empties_every_revision_and_leaves_digest_and_mark(
    cast: Cast, client: Client, version: StoryVersion
) -> None:
    person = builders.make_story_person(version=version, name="Claude Exemple", quote="We met by chance.")
    kind = kind_of(version.revision.report.campaign)
    before = digest_of(kind.content(version.revision))
    next_revision(cast, version)
    publish(client, cast, version)
    client.post(reverse("story-person-erase", args=[version.story.uuid, person.uuid]))
    rows = StoryPerson.objects.filter(uuid=person.uuid)
    assert {(row.name, row.function, row.quote, row.has_consent) for row in rows} == {("", "", "", False)}
    assert [row.erased_at is not None for row in rows] == [True, True]
    assert digest_of(kind.content(version.revision)) == before
    assert StoryEvent.objects.first().what == StoryEvent.What.PERSON_ERASED  # type: ignore[union-attr]
    page = detail(client, cast, version)
    assert page is not None
    assert "Claude" not in page
    assert "by chance" not in page


def test_a_text_that_names_the_erased_person_is_withdrawn(cast: Cast, client: Client, version: StoryVersion) -> None:
    StoryVersion.objects.update(who_met="Mme Exemple and a laboratory")
    person = builders.make_story_person(version=version, name="Claude Exemple")
    publish(client, cast, version)
    client.post(reverse("story-person-erase", args=[version.story.uuid, person.uuid]))
    assert detail(client, cast, version) is None


def test_erasing_a_picture_takes_it_and_its_files_from_every_revision(
    cast: Cast,
    client: Client,
    version: StoryVersion,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    picture = builders.make_story_picture(version=version, by=cast.manager)
    next_revision(cast, version)
    client.force_login(cast.officer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("story-picture-erase", args=[version.story.uuid]))
    assert not StoryPicture.objects.exists()
    assert not default_storage.exists(str(picture.image.name))
    assert not default_storage.exists(str(picture.thumbnail.name))


@pytest.mark.parametrize("role", ["elected", "other_manager"])
def test_others_see_no_log_no_names_and_no_acts(cast: Cast, client: Client, version: StoryVersion, role: str) -> None:
    builders.make_story_person(version=version, name="Claude Exemple", quote="")
    publish(client, cast, version)
    page = detail(client, cast, version, role) or ""
    assert "A shared bench" in page
    # Named without being quoted, and officers' names: nobody needs them here.
    for hidden in ("Claude Exemple", cast.officer.last_name + "</p>", "/withdraw/", "/erase/"):
        assert hidden not in page
