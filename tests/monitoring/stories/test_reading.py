"""The list of stories, its file, and coverage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Revision
from monitoring.stories.coverage import coverage
from monitoring.stories.models import StoryVersion
from monitoring.stories.reporting import changes_of_stories, hint_of_stories, review_rows_of_stories
from tests import builders
from tests.cast import Cast
from tests.monitoring.stories.conftest import text
from tests.monitoring.stories.test_publishing import next_revision

pytestmark = pytest.mark.django_db
LIST = "/stories/"


def tell(cast: Cast, revision: Revision, **fields: object) -> StoryVersion:
    told = {"by": cast.officer, "domain": cast.domain, "published": True} | fields
    return builders.make_story(revision=revision, **told)  # type: ignore[arg-type]


def other_revision(cast: Cast, period: Quarter = Quarter(2025, 4)) -> Revision:
    campaign = builders.make_campaign(region=cast.region, period=period)
    report = builders.make_accepted(
        campaign=campaign, cluster=cast.other_cluster, by=cast.other_manager, officer=cast.officer, values={}
    )
    revision = report.accepted_revision()
    assert revision
    return revision


def test_it_is_found_by_words_domain_cluster_year_and_picture(cast: Cast, client: Client, accepted: Revision) -> None:
    bench = tell(cast, accepted, title="A bench called Ariane")
    bench.other_domains.add(cast.other_domain)
    builders.make_story_picture(version=bench, by=cast.manager)
    tell(cast, other_revision(cast), title="A bandage", domain=cast.other_domain)
    client.force_login(cast.elected)

    def found(query: str) -> list[str]:
        page = text(client.get(f"{LIST}?{query}"))
        return [title for title in ("A bench called Ariane", "A bandage") if title in page]

    assert found("") == ["A bench called Ariane", "A bandage"]
    assert found("q=ariane bench") == ["A bench called Ariane"]
    assert found("q=lyonbiop") == ["A bandage"]
    assert found("domain=health") == ["A bench called Ariane", "A bandage"]
    assert found("domain=digital") == ["A bench called Ariane"]
    assert found("cluster=lyonbiopole") == ["A bandage"]
    assert found("year=2025") == ["A bandage"]
    assert found("picture=on") == ["A bench called Ariane"]
    assert found("year=1999") == []
    assert found("q=nothing like it") == []


def test_the_elected_find_nothing_that_waits_whatever_they_ask(cast: Cast, client: Client, accepted: Revision) -> None:
    tell(cast, accepted, title="Not for you yet", published=False)
    for role, shown in (("elected", False), ("other_manager", False), ("officer", True), ("manager", True)):
        client.force_login(cast.people[role])
        assert ("Not for you yet" in text(client.get(f"{LIST}?standing=waiting"))) is shown, role


def test_another_region_reads_other_stories(cast: Cast, client: Client, accepted: Revision) -> None:
    tell(cast, accepted, title="Of our region")
    client.force_login(cast.partner)
    assert "Of our region" not in text(client.get(LIST))


def test_the_file_holds_the_list_and_nobodys_name(cast: Cast, client: Client, accepted: Revision) -> None:
    version = tell(cast, accepted, title="=A bench")
    builders.make_story_person(version=version, name="Claude Exemple")
    builders.make_story_picture(version=version, by=cast.manager, credit="Photo: Camille")
    tell(cast, accepted, title="Waiting", published=False)
    client.force_login(cast.elected)
    response = client.get(reverse("story-export"))
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        everything = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "=A bench" in everything
    assert "Waiting" not in everything
    assert sheet.count("<row ") == 2
    assert "Claude" not in everything
    assert "Camille" not in everything


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as queries:
        yield queries


@pytest.mark.parametrize("role", ["elected", "officer", "manager"])
def test_ten_times_the_stories_take_as_many_queries(cast: Cast, client: Client, accepted: Revision, role: str) -> None:
    client.force_login(cast.people[role])
    addresses = [LIST, reverse("story-export"), reverse("story-coverage")]
    version = tell(cast, accepted)
    builders.make_story_person(version=version)
    addresses.append(reverse("story-detail", args=[version.story.uuid]))
    builders.make_story_picture(version=version, by=cast.manager)
    numbers = []
    # The first request of a session renews it.
    client.get(LIST)
    for more in (1, 10):
        for _ in range(more):
            builders.make_story_person(version=tell(cast, accepted))
            builders.make_story_person(version=version)
        for address in addresses:
            with counted() as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
    assert numbers[: len(addresses)] == numbers[len(addresses) :]
    assert max(numbers) <= 20, numbers


def test_coverage_counts_published_stories_by_main_domain(cast: Cast, accepted: Revision) -> None:
    tell(cast, accepted)
    tell(cast, accepted)
    tell(cast, accepted)
    tell(cast, accepted, domain=cast.other_domain, published=False)
    tell(cast, other_revision(cast), domain=cast.other_domain)
    found = coverage(cast.region, 2026)
    assert [(each.domain.code, each.told) for each in found.domains] == [("digital", 3), ("health", 0)]
    # A third story of one domain does not stand for another's.
    assert (found.counted, found.hoped) == (2, 4)
    assert "Santé" in found.still_hoped_for or "Health" in found.still_hoped_for
    assert coverage(cast.region, 2025).counted == 1


def test_the_task_list_says_in_words_whether_one_is_hoped_for(cast: Cast, accepted: Revision) -> None:
    report = accepted.report
    hoped = hint_of_stories(report, 0)
    tell(cast, accepted)
    tell(cast, accepted)
    assert hint_of_stories(report, 0) != hoped
    assert "2" in hint_of_stories(report, 2)


def test_carrying_over_takes_text_domains_people_and_picture(cast: Cast, accepted: Revision) -> None:
    version = tell(cast, accepted)
    version.other_domains.add(cast.other_domain)
    person = builders.make_story_person(version=version)
    picture = builders.make_story_picture(version=version, by=cast.manager)
    copy = next_revision(cast, version).story_versions.get()
    assert (copy.title, copy.story, copy.version) == (version.title, version.story, version.version)
    assert list(copy.other_domains.all()) == [cast.other_domain]
    assert copy.people.get().uuid == person.uuid
    assert copy.picture.image.name == picture.image.name
    assert changes_of_stories(accepted, copy.revision) == []


def test_a_changed_consent_is_a_difference(cast: Cast, accepted: Revision) -> None:
    version = tell(cast, accepted)
    builders.make_story_person(version=version, has_consent=False)
    copy = next_revision(cast, version).story_versions.get()
    copy.people.update(has_consent=True)
    change = changes_of_stories(accepted, copy.revision)[0]
    assert change.key == f"story:{version.story.uuid}"
    assert change.before != change.after


def test_reviewers_read_the_whole_story(cast: Cast, accepted: Revision, client: Client) -> None:
    version = tell(cast, accepted)
    builders.make_story_person(version=version, name="Claude Exemple")
    [row] = review_rows_of_stories(accepted)
    assert row.content == version
    assert "Claude Exemple" in render_to_string(row.template, {"content": row.content})
