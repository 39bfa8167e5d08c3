"""The picture of a story: cleaned, described, replaced, removed; its files last as long as a revision shows them."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from monitoring.campaigns.models import Report
from monitoring.stories.carrying import carry_over_stories
from monitoring.stories.models import StoryPicture, StoryVersion
from tests import builders
from tests.cast import Cast
from tests.monitoring.stories.conftest import Page, edit_page, text, upload

pytestmark = pytest.mark.django_db


def camera_photograph() -> bytes:
    """With the maker of the camera and the place it was taken at."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of Camille"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (45.0, 46.0, 12.0)
    return builders.photograph(exif=exif)


def test_place_and_camera_are_gone_from_what_is_kept(new_page: Page) -> None:
    content = camera_photograph()
    assert Image.open(io.BytesIO(content)).getexif()
    assert b"Camera of Camille" in content
    new_page.send(title="A bench", image=upload(content), alt="A bench", credit="Camille", has_consent="on")
    picture = StoryPicture.objects.get()
    assert picture.can_be_published
    for file in (picture.image, picture.thumbnail):
        with file.open() as opened:
            kept = opened.read()
        assert b"Camera of Camille" not in kept
        image = Image.open(io.BytesIO(kept))
        assert image.format == "WEBP"
        assert not image.getexif()


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 not a picture", b"", b"\x89PNG\r\n\x1a\nbroken"], ids=["a document", "nothing", "broken"]
)
def test_a_file_that_is_no_picture_gets_a_sentence_and_the_text_is_kept(new_page: Page, content: bytes) -> None:
    response = new_page.send(title="A bench", alt="What it shows", image=upload(content))
    assert response.status_code == 200
    assert 'id="id_image"' in text(response)
    assert "invalid-feedback" in text(response)
    assert "What it shows" in text(response)
    assert StoryVersion.objects.get().title == "A bench"
    assert not StoryPicture.objects.exists()


def test_describing_a_picture_that_is_not_there_is_said_and_kept_on_the_page(new_page: Page) -> None:
    response = new_page.send(title="A bench", alt="What it shows")
    assert "invalid-feedback" in text(response)
    assert "What it shows" in text(response)


@pytest.fixture
def pictured(cast: Cast, client: Client, draft: Report) -> StoryVersion:
    client.force_login(cast.manager)
    revision = draft.open_revision()
    assert revision
    version = builders.make_story(revision=revision, by=cast.manager, domain=cast.domain)
    builders.make_story_picture(version=version, by=cast.manager)
    return version


def test_replacing_deletes_the_former_files_and_asks_for_consent_again(
    pictured: StoryVersion, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    former = StoryPicture.objects.get()
    page = edit_page(client, pictured)
    with django_capture_on_commit_callbacks(execute=True):
        page.send(image=upload(builders.photograph(colour="#801650")))
        assert default_storage.exists(str(former.image.name))
    picture = StoryPicture.objects.get()
    assert picture.digest != former.digest
    assert (picture.alt, picture.has_consent) == (former.alt, False)
    assert default_storage.exists(str(picture.image.name))
    assert not default_storage.exists(str(former.image.name))
    assert not default_storage.exists(str(former.thumbnail.name))


def test_removing_keeps_the_files_a_sealed_revision_shows(
    pictured: StoryVersion,
    cast: Cast,
    client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    report, sealed = pictured.revision.report, pictured.revision
    sealed.sealed_at, sealed.sealed_by = sealed.opened_at, cast.manager
    sealed.save()
    carry_over_stories(sealed, builders.make_revision(report=report, by=cast.manager, number=2))
    with django_capture_on_commit_callbacks(execute=True):
        edit_page(client, pictured).send(removes_picture="on")
    picture = StoryPicture.objects.get()
    assert picture.version.revision == sealed
    assert default_storage.exists(str(picture.image.name))


def test_two_tabs_choosing_a_picture_keep_the_first(pictured: StoryVersion, client: Client) -> None:
    first, second = edit_page(client, pictured), edit_page(client, pictured)
    first.send(image=upload(builders.photograph(colour="#801650")))
    kept = StoryPicture.objects.get().digest
    response = second.send(image=upload(builders.photograph(colour="#12436d")))
    assert StoryPicture.objects.get().digest == kept
    assert "invalid-feedback" in text(response)


def test_a_picture_is_kept_by_the_readers_browser_alone(pictured: StoryVersion, client: Client) -> None:
    picture = StoryPicture.objects.get()
    address = reverse("story-picture", args=[pictured.story.uuid, picture.digest, "small"])
    response = client.get(address)
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"].startswith("private")
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get(address.replace("small", "huge")).status_code == 404
