"""Writing a story: drafts with any field empty, refusals that keep what was typed, two tabs, closed reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import perform
from monitoring.stories.models import Story, StoryPerson, StoryVersion
from tests import builders
from tests.cast import Cast
from tests.monitoring.stories.conftest import Page, edit_page, shown_fields, text

pytestmark = pytest.mark.django_db


def opened(report: Report, cast: Cast, **fields: Any) -> StoryVersion:
    revision = report.open_revision()
    assert revision
    return builders.make_story(revision=revision, by=cast.manager, domain=cast.domain, **fields)


def test_a_title_alone_is_a_story(new_page: Page, draft: Report) -> None:
    response = new_page.send(title="A shared test bench")
    version = StoryVersion.objects.get()
    assert response.status_code == 302
    assert (version.title, version.who_met, version.revision.report) == ("A shared test bench", "", draft)


def test_it_opens_on_the_clusters_own_domain(new_page: Page, cast: Cast) -> None:
    new_page.send(title="A shared test bench")
    assert StoryVersion.objects.get().main_domain == cast.domain


def test_opening_the_page_writes_nothing(new_page: Page) -> None:
    assert not Story.objects.exists()


def test_a_page_sent_empty_makes_no_story(new_page: Page) -> None:
    assert new_page.send().status_code == 200
    assert not Story.objects.exists()


def test_the_first_saving_sent_twice_makes_one_story(new_page: Page) -> None:
    new_page.send(title="A shared test bench")
    new_page.send(title="A shared test bench")
    assert Story.objects.count() == 1


def test_everything_is_saved(new_page: Page, cast: Cast) -> None:
    typed: dict[str, Any] = {
        "title": "A bench",
        "who_met": "Three firms",
        "what_they_did": "Built",
        "what_it_changes": "Faster",
        "partners": "A school",
        "main_domain": cast.other_domain.pk,
        "other_domains": [cast.domain.pk],
        "person-0-name": "Claude Exemple",
        "person-0-quote": "By chance.",
        "person-0-has_consent": "on",
    }
    new_page.send(typed=typed)
    version, person = StoryVersion.objects.get(), StoryPerson.objects.get()
    assert (version.who_met, version.partners, version.main_domain) == ("Three firms", "A school", cast.other_domain)
    assert list(version.other_domains.all()) == [cast.domain]
    assert (person.name, person.quote, person.has_consent) == ("Claude Exemple", "By chance.", True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("one line\n" * 10_000, "89,999 characters"), ("before\x00after", "(NUL)"), ("x" * 2001, "take 1 away")],
    ids=["ten thousand lines", "NUL", "one too many"],
)
def test_what_cannot_be_kept_is_refused_in_words_and_comes_back(
    new_page: Page, client: Client, typed: str, sentence: str
) -> None:
    client.cookies["django_language"] = "en"
    page = text(new_page.send(title="A bench", who_met=typed))
    assert sentence in page
    assert typed.strip()[:2000] in page
    # The rest is kept.
    assert StoryVersion.objects.get().title == "A bench"
    assert StoryVersion.objects.get().who_met == ""


def test_two_tabs_changing_different_fields_lose_nothing(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast)
    first, second = edit_page(client, version), edit_page(client, version)
    first.send(title="First tab")
    second.send(partners="Second tab")
    version.refresh_from_db()
    assert (version.title, version.partners) == ("First tab", "Second tab")


def test_two_tabs_changing_the_same_field_see_both_texts(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast)
    first, second = edit_page(client, version), edit_page(client, version)
    first.send(title="First tab")
    response = second.send(title="Second tab", partners="A school")
    version.refresh_from_db()
    assert version.title == "First tab"
    assert version.partners == "A school"
    assert "First tab" in text(response)
    assert 'value="Second tab"' in text(response)


def test_saving_again_after_seeing_both_puts_mine_in_its_place(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast)
    first, second = edit_page(client, version), edit_page(client, version)
    first.send(title="First tab")
    second.fields = shown_fields(text(second.send(title="Second tab")))
    assert second.send().status_code == 302
    version.refresh_from_db()
    assert version.title == "Second tab"


def test_two_tabs_changing_one_person_see_both(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast)
    person = builders.make_story_person(version=version)
    first, second = edit_page(client, version), edit_page(client, version)
    first.send(typed={"person-0-quote": "First"})
    response = second.send(typed={"person-0-quote": "Second"})
    person.refresh_from_db()
    assert person.quote == "First"
    assert "First" in text(response)
    assert "Second" in text(response)


def test_an_incomplete_sending_empties_nothing(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast, title="Kept", partners="Kept")
    client.post(edit_page(client, version).address, {"title": "Changed"})
    version.refresh_from_db()
    assert (version.title, version.partners) == ("Kept", "Kept")


def test_leaving_a_field_saves_it_and_tells_the_new_marks(new_page: Page) -> None:
    told = new_page.send(json=True, title="A bench").json()
    version = StoryVersion.objects.get()
    assert told["is_whole"]
    assert told["address"].endswith(f"/stories/{version.story.uuid}/")
    again = new_page.client.post(
        told["address"],
        new_page.fields | {f"was.{name}": mark for name, mark in told["marks"].items()} | {"title": "Two benches"},
        headers={"Accept": "application/json"},
    ).json()
    version.refresh_from_db()
    assert again["is_whole"]
    assert version.title == "Two benches"


def test_leaving_a_field_that_somebody_changed_says_so(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast)
    first, second = edit_page(client, version), edit_page(client, version)
    first.send(title="First tab")
    told = second.send(json=True, title="Second tab").json()
    assert not told["is_whole"]
    assert "title" in told["errors"]
    assert "title" not in told["marks"]


def test_a_sealed_revision_refuses_and_shows_what_was_typed(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast, title="As sent")
    page = edit_page(client, version)
    indicator = draft.campaign.asked.get().indicator
    builders.make_answer(revision=version.revision, indicator=indicator, value=3, by=cast.manager)
    perform(draft, cast.manager, "send")
    response = page.send(title="Too late")
    version.refresh_from_db()
    assert response.status_code == 409
    assert "Too late" in text(response)
    assert version.title == "As sent"


def test_a_closed_campaign_refuses(cast: Cast, new_page: Page, draft: Report) -> None:
    draft.campaign.closes_on -= timedelta(days=100)
    draft.campaign.due_on -= timedelta(days=100)
    draft.campaign.opens_on -= timedelta(days=100)
    draft.campaign.save()
    response = new_page.send(title="Too late")
    assert response.status_code == 409
    assert "Too late" in text(response)
    assert not Story.objects.exists()


def test_a_report_that_asks_for_no_story_has_none(cast: Cast, client: Client) -> None:
    topic = builders.make_topic(region=cast.region)
    campaign = builders.make_campaign(region=cast.region, indicators=[builders.make_indicator(topic=topic)])
    report = builders.make_draft(campaign=campaign, cluster=cast.cluster, by=cast.manager, values={})
    client.force_login(cast.manager)
    assert client.get(reverse("story-new", args=[report.uuid])).status_code == 404


def test_a_story_of_another_report_is_not_taken_over(cast: Cast, new_page: Page, accepted: object) -> None:
    other = builders.make_story(revision=accepted, by=cast.manager)  # type: ignore[arg-type]
    response = new_page.send(title="Mine", key=str(other.story.uuid))
    assert response.status_code == 404
    assert StoryVersion.objects.count() == 1


def test_deleting_takes_it_out_of_the_open_revision_alone(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast)
    indicator = draft.campaign.asked.get().indicator
    builders.make_answer(revision=version.revision, indicator=indicator, value=3, by=cast.manager)
    perform(draft, cast.manager, "send")
    draft.refresh_from_db()
    perform(draft, cast.officer, "return", reason="Please complete")
    draft.refresh_from_db()
    assert draft.state == State.RETURNED
    assert StoryVersion.objects.count() == 2
    address = reverse("story-delete", args=[draft.uuid, version.story.uuid])
    client.post(address, {"version": version.version})
    assert list(StoryVersion.objects.all()) == [version]


def test_deleting_what_somebody_changed_meanwhile_is_refused(cast: Cast, client: Client, draft: Report) -> None:
    client.force_login(cast.manager)
    version = opened(draft, cast)
    edit_page(client, version).send(title="Changed")
    address = reverse("story-delete", args=[draft.uuid, version.story.uuid])
    assert client.post(address, {"version": version.version}).status_code == 409
    assert StoryVersion.objects.exists()


def test_an_officer_writing_in_the_clusters_name_is_in_the_log(cast: Cast, client: Client, draft: Report) -> None:
    version = opened(draft, cast)
    client.force_login(cast.officer)
    edit_page(client, version).send(title="By the Region")
    assert draft.events.filter(transition="fill", is_in_name_of_cluster=True, actor=cast.officer).exists()
