"""The report on objectives as the engine knows it: what is missing, worth a look, carried over, sealed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from clusterix.lib.periods import Quarter, Year
from monitoring.campaigns.effects import digest_of
from monitoring.campaigns.kinds import Progress, kind_of
from monitoring.campaigns.models import Revision
from monitoring.campaigns.transitions import Refused, perform
from monitoring.clusters.models import Succession
from monitoring.objectives.comparisons import compare
from monitoring.objectives.framework import install_framework
from monitoring.objectives.kind import ObjectivesKind
from monitoring.objectives.models import Answer, Asked, Framework, Indicator
from monitoring.objectives.queries import filing_of
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book

pytestmark = pytest.mark.django_db
KIND = ObjectivesKind()


def fill(cast: Cast, book: Book, **values: Any) -> Revision:
    """Every required value, 3 unless said otherwise."""
    revision = book.revision
    for name in ("joint", "events", "abroad"):
        indicator = getattr(book, name)
        builders.make_answer(revision=revision, indicator=indicator, value=values.get(name, 3), by=cast.manager)
    for domain in (cast.domain, cast.other_domain):
        builders.make_answer(revision=revision, indicator=book.roadmap, value=3, by=cast.manager, domain=domain)
    return revision


def test_it_describes_quarters_and_years() -> None:
    assert KIND.title(Quarter(2026, 3)) == "Operational objectives, 3rd quarter 2026"
    assert KIND.title(Year(2026)) == "Strategic objectives, 2026"


# --- What a campaign asks ---------------------------------------------------------------------------------------------


def test_a_new_campaign_asks_what_is_in_force_in_its_period(cast: Cast) -> None:
    install_framework(cast.region)
    ended = Indicator.objects.get(code="members-gained")
    ended.ends_on = Quarter(2026, 2).last_day
    ended.save()
    draft = Indicator.objects.get(code="cross-sector-actions")
    draft.published_at = None
    draft.save()
    campaign = builders.make_campaign(region=cast.region, period=Quarter(2026, 3), opened=False)
    kind_of(campaign).prepare(campaign)
    asked = set(Asked.objects.filter(campaign=campaign).values_list("indicator__code", flat=True))
    assert asked == {
        "roadmap-contributions",
        "roadmap-highlights",
        "joint-actions",
        "collective-actions",
        "prospecting-actions",
        "communication-actions",
        "communication-international",
    }
    assert KIND.blockers(campaign) == []


def test_a_yearly_campaign_asks_yearly_frameworks_alone(cast: Cast) -> None:
    install_framework(cast.region)
    framework = Framework.objects.create(
        region=cast.region, code="strategic", name_en="S", name_fr="S", frequency="year", starts_on="2020-01-01"
    )
    topic = framework.topics.create(code="visibility", name_en="Visibility", name_fr="Visibilité")
    builders.make_indicator(topic=topic, code="visibility-index")
    campaign = builders.make_campaign(region=cast.region, period=Year(2026), opened=False)
    KIND.prepare(campaign)
    assert [row.indicator.code for row in Asked.objects.filter(campaign=campaign)] == ["visibility-index"]


def test_a_campaign_that_asks_nothing_cannot_open(cast: Cast) -> None:
    assert KIND.blockers(builders.make_campaign(region=cast.region, opened=False)) == [
        "This campaign asks no indicator yet: choose what it asks."
    ]


def test_an_indicator_of_some_domains_is_asked_of_their_clusters_alone(cast: Cast, book: Book) -> None:
    foreign = builders.make_domain(region=cast.region)
    for domain, is_asked in ((foreign, False), (cast.other_domain, True)):
        indicator = builders.make_indicator(topic=book.topic)
        indicator.domains.add(domain)
        Asked.objects.create(campaign=book.campaign, indicator=indicator)
        keys = [question.indicator for question in filing_of(book.report, None).questions]
        assert (indicator in keys) is is_asked


def test_an_indicator_by_domain_asks_one_value_for_each_domain_of_the_cluster(cast: Cast, book: Book) -> None:
    asked = [question.key for question in filing_of(book.report, None).questions if question.indicator == book.roadmap]
    assert asked == ["indicator:roadmap:digital", "indicator:roadmap:health"]


def test_a_value_given_for_a_domain_the_cluster_has_left_stays_in_sight(cast: Cast, book: Book) -> None:
    revision = fill(cast, book)
    cast.cluster.other_domains.clear()
    report = type(book.report).objects.get(pk=book.report.pk)
    keys = [row.key for row in KIND.review_rows(Revision.objects.get(pk=revision.pk))]
    assert "indicator:roadmap:health" in keys
    assert "indicator:roadmap:health" in [question.key for question in filing_of(report, revision).questions]


# --- What is missing --------------------------------------------------------------------------------------------------


def test_what_is_missing_is_named_with_the_field_that_mends_it(cast: Cast, book: Book) -> None:
    missing = KIND.missing(book.revision)
    assert [one.key for one in missing] == [
        "indicator:joint",
        "indicator:events",
        "indicator:abroad",
        "indicator:roadmap:digital",
        "indicator:roadmap:health",
    ]
    assert missing[0].url == f"/reports/{book.report.uuid}/sections/network/#indicator:joint"
    assert "“Joint actions” has no value yet" in missing[0].sentence


def test_not_available_is_an_answer(cast: Cast, book: Book) -> None:
    fill(cast, book, joint=Answer.Status.NOT_AVAILABLE)
    assert KIND.missing(book.revision) == []


def test_a_part_larger_than_its_whole_is_mended_before_sending(cast: Cast, book: Book) -> None:
    fill(cast, book, events=2, abroad=3)
    (missing,) = KIND.missing(book.revision)
    assert missing.key == "indicator:abroad"
    with pytest.raises(Refused, match="of which it is a part"):
        perform(book.report, cast.manager, "send")


def test_sections_say_how_far_they_have_come(cast: Cast, book: Book) -> None:
    (section,) = KIND.sections(book.report, None)
    assert (section.key, section.progress, section.done, section.total) == ("network", Progress.TO_DO, 0, 6)
    revision = fill(cast, book)
    (section,) = KIND.sections(book.report, revision)
    assert (section.progress, section.done, section.total) == (Progress.DONE, 5, 6)


# --- An indicator added while reports are under way -------------------------------------------------------------------


def test_an_addition_reaches_open_revisions_and_leaves_sent_ones_not_asked(cast: Cast, book: Book) -> None:
    revision = fill(cast, book)
    perform(book.report, cast.manager, "send")
    sealed = Revision.objects.get(pk=revision.pk)
    late = builders.make_indicator(topic=book.topic, code="late")
    Asked.objects.create(campaign=book.campaign, indicator=late)
    row = next(row for row in KIND.review_rows(sealed) if row.key == "indicator:late")
    assert (row.value, row.flags) == ("Not asked", ())
    assert digest_of(KIND.content(sealed)) == sealed.digest
    report = type(book.report).objects.get(pk=book.report.pk)
    perform(report, cast.officer, "return", reason="Please also fill the new one.")
    after = report.open_revision()
    assert after
    assert [one.key for one in KIND.missing(after)] == ["indicator:late"]


# --- Revisions --------------------------------------------------------------------------------------------------------


def test_the_next_revision_holds_the_same_content_in_one_statement_a_table(cast: Cast, book: Book) -> None:
    source = fill(cast, book, joint=14)
    story = builders.make_story(revision=source, by=cast.manager, domain=cast.domain)
    story.other_domains.add(cast.other_domain)
    Answer.objects.filter(indicator=book.joint).update(explanation="Industry week", version=4)
    source.sealed_at, source.sealed_by = timezone.now(), cast.manager
    source.save()
    target = builders.make_revision(report=book.report, by=cast.manager, number=2)
    with CaptureQueriesContext(connection) as counted:
        KIND.carry_over(source, target)
    inserts = [query for query in counted.captured_queries if query["sql"].startswith("INSERT")]
    assert len([query for query in inserts if "monitoring_answer" in query["sql"]]) == 1
    assert KIND.content(target) == KIND.content(source)
    assert KIND.differences(source, target) == []
    assert target.answers.get(indicator=book.joint).version == 4


def test_differences_say_before_and_after_in_words(cast: Cast, book: Book) -> None:
    before = fill(cast, book)
    before.sealed_at, before.sealed_by = timezone.now(), cast.manager
    before.save()
    after = builders.make_revision(report=book.report, by=cast.manager, number=2)
    KIND.carry_over(before, after)
    after.answers.filter(indicator=book.joint).update(number=8, explanation="Two were forgotten")
    after.answers.filter(indicator=book.events).delete()
    changes = {change.key: (change.before, change.after) for change in KIND.differences(before, after)}
    assert changes == {
        "indicator:joint": ("3", "8 (Two were forgotten)"),
        "indicator:events": ("3", "No value"),
    }


def test_the_digest_does_not_depend_on_language_order_or_empty_rows(cast: Cast, book: Book) -> None:
    revision = fill(cast, book)
    builders.make_answer(revision=revision, indicator=book.note, value=Answer.Status.EMPTY, by=cast.manager)
    before = digest_of(KIND.content(revision))
    with translation.override("fr"):
        assert digest_of(KIND.content(revision)) == before
    rows = list(revision.answers.all())
    revision.answers.all().delete()
    for answer in reversed([row for row in rows if row.status != Answer.Status.EMPTY]):
        answer.pk = None
        answer.save()
    assert digest_of(KIND.content(revision)) == before
    revision.answers.filter(indicator=book.joint).update(explanation="why")
    assert digest_of(KIND.content(revision)) != before


def test_content_holds_no_person(cast: Cast, book: Book) -> None:
    revision = fill(cast, book)
    assert cast.manager.last_name not in str(KIND.content(revision))
    assert cast.manager.email not in str(KIND.content(revision))


# --- Review -----------------------------------------------------------------------------------------------------------


def test_every_value_is_a_row_in_words_with_its_past_and_why_to_look(cast: Cast, book: Book) -> None:
    revision = fill(cast, book, joint=14)
    rows = {row.key: row for row in KIND.review_rows(revision)}
    joint = rows["indicator:joint"]
    assert (joint.label, joint.value, joint.previous, joint.year_before) == ("Joint actions", "14", "5", "No value")
    assert joint.flags == ("14 is nearly 3 times the Q2 value of 5.", "No reason was given.")
    assert rows["indicator:events"].flags == ()
    assert rows["indicator:roadmap:health"].label == "Roadmap – Health"
    Answer.objects.filter(indicator=book.joint).update(explanation="Industry week")
    joint = next(row for row in KIND.review_rows(revision) if row.key == "indicator:joint")
    assert joint.flags == ("14 is nearly 3 times the Q2 value of 5.",)
    assert joint.explanation == "Industry week"


def test_places_lead_to_the_field(cast: Cast, book: Book) -> None:
    places = KIND.places(book.report, None, ["indicator:joint", "indicator:gone"])
    assert {key: (place.label, place.section) for key, place in places.items()} == {
        "indicator:joint": ("Joint actions", "network")
    }


@pytest.mark.parametrize("name", ["review_rows", "missing", "content"])
def test_queries_do_not_grow_with_the_rows(cast: Cast, book: Book, name: str) -> None:
    revision = Revision.objects.select_related("report__campaign", "report__cluster__main_domain").get(
        pk=fill(cast, book).pk
    )

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            getattr(KIND, name)(revision)
        return len(counted)

    builders.make_story(revision=revision, by=cast.manager, domain=cast.domain)
    few = queries()
    for _each in range(30):
        indicator = builders.make_indicator(topic=book.topic)
        Asked.objects.create(campaign=book.campaign, indicator=indicator)
        builders.make_answer(revision=revision, indicator=indicator, value=3, by=cast.manager)
        builders.make_story(revision=revision, by=cast.manager, domain=cast.domain)
    assert queries() == few


# --- The past, with mergers -------------------------------------------------------------------------------------------


def test_the_past_adds_up_the_clusters_that_merged(cast: Cast, book: Book) -> None:
    Succession.objects.create(predecessor=cast.other_cluster, successor=cast.cluster, on=timezone.localdate())
    before = type(book.campaign).objects.get(period=Quarter(2026, 2))
    builders.make_accepted(
        campaign=before, cluster=cast.other_cluster, by=cast.other_manager, officer=cast.officer, values={book.joint: 7}
    )
    comparison = compare(filing_of(book.report, book.revision))["indicator:joint"]
    assert comparison.previous_words == "12"


def test_figures_not_accepted_are_no_past(cast: Cast, book: Book) -> None:
    Revision.objects.filter(accepted_at__isnull=False).update(accepted_at=None, accepted_by=None)
    comparison = compare(filing_of(book.report, book.revision))["indicator:joint"]
    assert comparison.previous is None
    assert comparison.previous_words == "No value"


def test_another_regions_figures_are_no_past(cast: Cast, book: Book) -> None:
    type(book.campaign).objects.filter(period=Quarter(2026, 2)).update(region=cast.other_region)
    assert compare(filing_of(book.report, book.revision))["indicator:joint"].previous is None


@pytest.mark.parametrize(("aggregation", "words"), [("sum", "8"), ("last", "3"), ("mean", "4")])
def test_the_year_so_far_is_put_together_as_the_indicator_says(
    cast: Cast, book: Book, aggregation: str, words: str
) -> None:
    Indicator.objects.filter(pk=book.joint.pk).update(aggregation=aggregation)
    comparison = compare(filing_of(book.report, fill(cast, book)))["indicator:joint"]
    assert comparison.so_far_words == words
    assert comparison.lacking_words == "without Q1 2026"


def test_the_shipped_framework_is_installed_once_and_kept_as_changed(cast: Cast) -> None:
    framework = install_framework(cast.region)
    Indicator.objects.filter(code="joint-actions").update(label_en="Our own words")
    assert install_framework(cast.region) == framework
    assert Indicator.objects.get(code="joint-actions").label_en == "Our own words"
    assert install_framework(cast.other_region) != framework
    explained = Indicator.objects.exclude(published_at__isnull=False, definition_fr__gt="", example_en__gt="")
    assert not explained.exists()
