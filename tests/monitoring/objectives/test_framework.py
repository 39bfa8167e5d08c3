"""Designing what is asked: indicators are drafted, published, ended, continued; a campaign's list is chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from monitoring.campaigns.models import Campaign
from monitoring.objectives.catalogue import versions_of
from monitoring.objectives.framework import install_framework
from monitoring.objectives.models import Answer, Asked, Indicator
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def officer(cast: Cast, client: Client) -> Client:
    client.cookies["django_language"] = "en"
    client.force_login(cast.officer)
    return client


def page(response: Any) -> str:
    return " ".join(response.content.decode().split())


def form_of(indicator: Indicator, **changes: Any) -> dict[str, Any]:
    """What the form of an indicator sends when only `changes` are made."""
    fields = model_to_dict(indicator, exclude=["continues", "choices"])
    data = {name: value for name, value in fields.items() if value not in (None, False, [])}
    return {name: str(value) for name, value in data.items()} | changes


# --- Publishing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("empty", ["definition_fr", "how_to_count_en", "example_fr"])
def test_an_indicator_is_not_published_without_definition_way_to_count_and_example(
    cast: Cast, client: Client, empty: str
) -> None:
    topic = builders.make_topic(region=cast.region)
    draft = builders.make_indicator(topic=topic, code="draft", published_at=None, **{empty: " "})
    with pytest.raises(ValidationError):
        draft.publish()
    response = client.post(reverse("indicator-publish", args=["draft"]))
    assert response.status_code == 422
    assert f'href="/objectives/indicators/draft/edit/#id_{empty}"' in page(response)
    draft.refresh_from_db()
    assert draft.published_at is None


def test_a_complete_draft_is_published(cast: Cast, client: Client) -> None:
    draft = builders.make_indicator(topic=builders.make_topic(region=cast.region), code="draft", published_at=None)
    client.post(reverse("indicator-publish", args=["draft"]))
    draft.refresh_from_db()
    assert draft.published_at


def test_publishing_a_continuation_ends_what_it_continues(cast: Cast) -> None:
    topic = builders.make_topic(region=cast.region)
    old = builders.make_indicator(topic=topic, code="old")
    new = builders.make_indicator(topic=topic, code="new", published_at=None, continues=old, starts_on=date(2027, 1, 1))
    new.publish()
    old.refresh_from_db()
    assert old.ends_on == date(2026, 12, 31)
    assert versions_of(old) == versions_of(new) == [old, new]


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_a_new_indicator_gets_its_code_from_its_label(cast: Cast, client: Client) -> None:
    topic = builders.make_topic(region=cast.region)
    data = {
        "topic": topic.pk,
        "label_fr": "Actions de prospection",
        "label_en": "Prospecting actions",
        "value_type": "whole",
        "aggregation": "sum",
        "position": "1",
        "starts_on": "2026-01-01",
        "refuse_min": "0",
    }
    client.post(reverse("indicator-new", args=[topic.framework_id]), data)
    made = Indicator.objects.get()
    assert (made.code, made.published_at) == ("prospecting-actions", None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Write the answers offered"), ("young Débuts", "is not understood"), ("a|b|c\na|d|e", "a code of its own")],
)
def test_a_choice_offers_answers_written_one_a_line(cast: Cast, client: Client, typed: str, sentence: str) -> None:
    indicator = builders.make_indicator(topic=builders.make_topic(region=cast.region), code="stage")
    data = form_of(indicator, value_type="choice", choices=typed)
    assert sentence in page(client.post(reverse("indicator-edit", args=["stage"]), data))
    client.post(reverse("indicator-edit", args=["stage"]), data | {"choices": "young | Débuts | Beginning"})
    indicator.refresh_from_db()
    assert indicator.choices == [{"code": "young", "fr": "Débuts", "en": "Beginning"}]


def test_what_an_answered_indicator_means_no_longer_changes(cast: Cast, client: Client, book: Book) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=3, by=cast.manager)
    data = form_of(book.joint, label_en="Something else", value_type="text", warn_ratio="4", example_en="Another one")
    assert client.post(reverse("indicator-edit", args=["joint"]), data).status_code == 302
    book.joint.refresh_from_db()
    assert (book.joint.label_en, book.joint.value_type) == ("Joint actions", "whole")
    assert book.joint.warn_ratio == 4
    assert book.joint.example_en == "Another one"
    assert "no longer change" in page(client.get(reverse("indicator-edit", args=["joint"])))


def test_a_published_indicator_stays_explained(cast: Cast, client: Client) -> None:
    indicator = builders.make_indicator(topic=builders.make_topic(region=cast.region), code="joint")
    response = client.post(reverse("indicator-edit", args=["joint"]), form_of(indicator, definition_en=""))
    assert "It is published: this stays written." in page(response)


def test_a_changed_meaning_is_a_new_draft_that_continues_the_old(cast: Cast, client: Client) -> None:
    indicator = builders.make_indicator(topic=builders.make_topic(region=cast.region), code="joint")
    indicator.domains.add(cast.domain)
    client.post(reverse("indicator-continue", args=["joint"]), {"starts_on": "2027-01-01"})
    new = Indicator.objects.get(code="joint-2")
    assert (new.continues, new.published_at, new.starts_on) == (indicator, None, date(2027, 1, 1))
    assert list(new.domains.all()) == [cast.domain]
    response = client.post(reverse("indicator-continue", args=["joint"]), {"starts_on": "2018-01-01"})
    assert "The new indicator comes after the present one." in page(response)


def test_an_indicator_ends_on_a_day_after_its_start(cast: Cast, client: Client) -> None:
    indicator = builders.make_indicator(topic=builders.make_topic(region=cast.region), code="joint")
    address = reverse("indicator-end", args=["joint"])
    assert "comes before the first one" in page(client.post(address, {"ends_on": "2018-01-01"}))
    client.post(address, {"ends_on": "2026-12-31"})
    indicator.refresh_from_db()
    assert indicator.ends_on == date(2026, 12, 31)


def test_only_a_draft_nobody_was_asked_is_deleted(cast: Cast, client: Client, book: Book) -> None:
    client.post(reverse("indicator-delete", args=["joint"]))
    assert Indicator.objects.filter(code="joint").exists()
    builders.make_indicator(topic=book.topic, code="draft", published_at=None)
    assert client.get(reverse("indicator-delete", args=["draft"])).status_code == 200
    client.post(reverse("indicator-delete", args=["draft"]))
    assert not Indicator.objects.filter(code="draft").exists()


def test_frameworks_and_topics_are_made_by_their_forms(cast: Cast, client: Client) -> None:
    data = {"name_fr": "Stratégie", "name_en": "Strategy", "code": "strategic", "frequency": "year"}
    response = client.post(reverse("framework-new"), data | {"starts_on": "2027-01-01"})
    framework = cast.region.frameworks.get()
    assert response["Location"] == reverse("framework-detail", args=[framework.pk])
    topic = {"name_fr": "Visibilité", "name_en": "Visibility", "code": "visibility", "position": "1"}
    client.post(reverse("topic-new", args=[framework.pk]), topic)
    assert framework.topics.get().code == "visibility"
    again = client.post(reverse("topic-new", args=[framework.pk]), topic)
    assert "Another topic of this framework has this code." in page(again)
    taken = client.post(reverse("topic-new", args=[framework.pk]), topic | {"code": "stories"})
    assert "already names a page" in page(taken)


def test_the_list_is_filtered_sorted_and_downloaded(cast: Cast, client: Client) -> None:
    framework = install_framework(cast.region)
    address = reverse("framework-detail", args=[framework.pk])
    assert "Members gained" in page(client.get(address, {"q": "members"}))
    assert "Prospecting actions" not in page(client.get(address, {"topic": "network"}))
    assert "No indicator here" in page(client.get(address, {"standing": "ended"}))
    assert "Joint projects" in page(client.get(address, {"sort": "-label"}))
    file = client.get(reverse("framework-export", args=[framework.pk]), {"q": "members"})
    assert file["Content-Type"].startswith("application/vnd.openxmlformats")


def test_the_list_takes_as_many_queries_with_ten_times_the_rows(cast: Cast, client: Client) -> None:
    framework = install_framework(cast.region)
    address = reverse("framework-detail", args=[framework.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        return len(counted)

    queries()
    few = queries()
    for _each in range(60):
        builders.make_indicator(topic=framework.topics.all()[0])
    assert queries() == few <= 20


# --- The guide --------------------------------------------------------------------------------------------------------


def test_the_guide_explains_every_indicator_in_force_to_those_concerned(cast: Cast, client: Client) -> None:
    framework = install_framework(cast.region)
    builders.make_indicator(topic=framework.topics.all()[0], label_en="A mere draft", published_at=None)
    for person in (cast.manager, cast.delegate, cast.officer, cast.elected):
        client.force_login(person)
        words = page(client.get(reverse("guide")))
        assert 'id="members-gained"' in words
        assert "Five new members, while two leave: 5." in words
        assert "A mere draft" not in words
    client.force_login(cast.partner)
    assert "Nothing is asked today" in page(client.get(reverse("guide")))


def test_the_guide_is_searched(cast: Cast, client: Client) -> None:
    install_framework(cast.region)
    assert "Members gained" not in page(client.get(reverse("guide"), {"q": "Cross-sector"}))
    assert "Nothing found" in page(client.get(reverse("guide"), {"q": "zebra"}))


# --- What a campaign asks ---------------------------------------------------------------------------------------------


def ask(client: Client, campaign: Campaign, *asked: Indicator, required: tuple[Indicator, ...] = ()) -> Any:
    data = {"asked": [one.pk for one in asked], "required": [one.pk for one in required]}
    return client.post(reverse("campaign-asked", args=[campaign.pk]), data)


def test_indicators_are_added_taken_out_and_made_optional(cast: Cast, client: Client, book: Book) -> None:
    extra = builders.make_indicator(topic=book.topic, code="extra")
    ask(client, book.campaign, book.joint, book.events, extra, required=(book.joint,))
    rows = Asked.objects.filter(campaign=book.campaign)
    assert {row.indicator.code: row.is_required for row in rows} == {"joint": True, "events": False, "extra": False}


def test_what_a_cluster_has_answered_stays_asked(cast: Cast, client: Client, book: Book) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=3, by=cast.manager)
    builders.make_answer(revision=book.revision, indicator=book.note, value=Answer.Status.EMPTY, by=cast.manager)
    response = ask(client, book.campaign, book.events)
    assert "“Joint actions” stays asked: 1 cluster has answered." in page(response)
    asked = Asked.objects.filter(campaign=book.campaign)
    assert {row.indicator.code: row.is_required for row in asked} == {"joint": False, "events": False}


def test_the_page_says_how_many_reports_are_reached(cast: Cast, client: Client, book: Book) -> None:
    words = page(client.get(reverse("campaign-asked", args=[book.campaign.pk])))
    assert "1 report is being filled in: what you add reaches it at once." in words
    assert "Save what is asked" in words
    client.force_login(cast.evaluator)
    assert "Save what is asked" not in page(client.get(reverse("campaign-asked", args=[book.campaign.pk])))


def test_a_campaign_lists_what_is_no_longer_in_force_but_asked(cast: Cast, client: Client, book: Book) -> None:
    Indicator.objects.filter(pk=book.joint.pk).update(ends_on=timezone.localdate().replace(year=2020))
    assert "Joint actions" in page(client.get(reverse("campaign-asked", args=[book.campaign.pk])))
