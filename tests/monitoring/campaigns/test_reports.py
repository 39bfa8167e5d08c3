"""The home of a cluster's people: what is due first, everything below, nothing of anybody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster, Succession
from tests import builders
from tests.cast import Cast
from tests.monitoring.campaigns.desk import Desk
from tests.monitoring.campaigns.pages import browser_of, open_page, queries_of, text_of
from tests.spreadsheets import day_of, rows_of


def past(desk: Desk, period: Quarter, state: str = State.ACCEPTED, cluster: Cluster | None = None) -> Report:
    campaign = desk.campaign_for(
        period,
        opens_on=period.last_day,
        due_on=period.last_day + timedelta(days=16),
        closes_on=period.last_day + timedelta(days=30),
    )
    reason = "Being merged." if state == State.NOT_DUE else ""
    return builders.make_report(
        campaign=campaign, cluster=cluster or desk.cast.cluster, state=state, not_due_reason=reason
    )


def test_what_is_due_comes_first_with_its_deadline_in_words(desk: Desk) -> None:
    desk.draft()
    later = desk.campaign_for(Quarter(2026, 4), due_on=date(2026, 11, 2), closes_on=date(2026, 11, 30))
    builders.make_report(campaign=later, cluster=desk.cast.cluster)
    due = text_of(open_page(desk.cast.manager, "report-list")).split("All reports")[0]
    assert "To send by Thursday 22 October 2026: in 10 days." in due
    assert due.index("22 October 2026") < due.index("2 November 2026")
    assert "With you: being filled in" in due
    assert "With you: to start" in due


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 10, 13), "To send by tomorrow, Tuesday 13 October 2026."),
        (date(2026, 10, 12), "To send today, Monday 12 October 2026."),
        (date(2026, 10, 9), "It was due on Friday 9 October 2026, 3 days ago. It can still be sent until"),
        (date(2026, 10, 11), "It was due on Sunday 11 October 2026, 1 day ago."),
    ],
)
def test_a_deadline_is_said_in_words(desk: Desk, due_on: date, words: str) -> None:
    desk.campaign.due_on = due_on
    desk.campaign.save()
    desk.draft()
    assert words in text_of(open_page(desk.cast.manager, "report-list"))


def test_a_complete_draft_not_sent_is_named(desk: Desk) -> None:
    desk.draft(actions=7)
    assert "Everything is filled in, nothing is sent yet." in text_of(open_page(desk.cast.manager, "report-list"))


def test_an_incomplete_draft_is_not_called_complete(desk: Desk) -> None:
    desk.draft()
    assert "Everything is filled in" not in text_of(open_page(desk.cast.manager, "report-list"))


def test_what_is_with_the_region_says_until_when(desk: Desk) -> None:
    desk.sent()
    words = text_of(open_page(desk.cast.manager, "report-list"))
    assert "Nothing is waiting for you." in words
    assert "Sent, review by 26 October 2026" in words


def test_what_closed_unsent_is_no_longer_due_but_never_vanishes(desk: Desk) -> None:
    past(desk, Quarter(2025, 3), State.DRAFT)
    words = text_of(open_page(desk.cast.manager, "report-list"))
    assert "Nothing is waiting for you." in words
    assert "Not received, closed on 30 October 2025" in words


def test_what_was_returned_after_closing_is_due(desk: Desk) -> None:
    past(desk, Quarter(2025, 3), State.RETURNED)
    words = text_of(open_page(desk.cast.manager, "report-list"))
    assert "Corrections are awaited, although the campaign is closed." in words.split("All reports")[0]


def test_a_report_that_opens_later_says_when(desk: Desk) -> None:
    desk.campaign.opens_on = date(2026, 10, 15)
    desk.campaign.save()
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    words = text_of(open_page(desk.cast.manager, "report-list"))
    assert "It can be filled in from Thursday 15 October 2026." in words


def test_before_the_first_campaign_the_page_says_what_will_happen(cast: Cast) -> None:
    words = text_of(open_page(cast.manager, "report-list"))
    assert "No report has been asked of your cluster yet." in words
    assert "All reports" not in words


def test_nothing_of_others_is_listed(desk: Desk) -> None:
    desk.sent(desk.cast.other_cluster, desk.cast.other_manager)
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    unopened = desk.campaign_for(Quarter(2026, 4), opened=False)
    builders.make_report(campaign=unopened, cluster=desk.cast.cluster)
    assert "No report has been asked" in text_of(open_page(desk.cast.manager, "report-list"))


def test_a_successor_lists_what_its_predecessors_sent_without_owing_it(desk: Desk) -> None:
    Succession.objects.create(predecessor=desk.cast.other_cluster, successor=desk.cast.cluster, on=date(2026, 1, 1))
    past(desk, Quarter(2025, 3), cluster=desk.cast.other_cluster)
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.other_cluster)
    words = text_of(open_page(desk.cast.manager, "report-list"))
    assert "Nothing is waiting for you." in words
    assert "Lyonbiopôle With the cluster: not started" in words
    assert "Lyonbiopôle Accepted" in words


def test_filters_stand_in_the_address(desk: Desk) -> None:
    past(desk, Quarter(2024, 3))
    past(desk, Quarter(2025, 3))
    past(desk, Quarter(2025, 2), State.NOT_DUE)

    def rows(**query: str) -> int:
        return open_page(desk.cast.manager, "report-list", **query).content.decode().count('role="rowheader"')

    assert (rows(), rows(year="2025"), rows(year="2025", standing="accepted"), rows(standing="not-due")) == (3, 2, 1, 1)
    assert (rows(q="3RD QUARTER"), rows(q="quarter 2025"), rows(q="minalogic"), rows(q="tides")) == (2, 2, 3, 0)
    assert rows(year="2019") == 3  # a year that was never asked filters nothing and is said
    assert rows(standing="with-you") == 0
    assert "No report matches these filters." in text_of(
        open_page(desk.cast.manager, "report-list", standing="with-you")
    )


def test_a_cluster_is_chosen_where_there_are_several(desk: Desk) -> None:
    builders.give_mandate(person=desk.cast.manager, role="manager", cluster=desk.cast.other_cluster)
    past(desk, Quarter(2025, 3))
    past(desk, Quarter(2025, 2), cluster=desk.cast.other_cluster)
    words = text_of(open_page(desk.cast.manager, "report-list", cluster="lyonbiopole"))
    assert "2nd quarter" in words
    assert "3rd quarter" not in words


def test_rows_are_paged_and_sorted_by_the_address(desk: Desk) -> None:
    for year in range(2018, 2026):
        for quarter in Quarter.quarters_of(year):
            past(desk, quarter)
    first = text_of(open_page(desk.cast.manager, "report-list"))
    assert "Lines 1 to 25 of 32" in first
    last = text_of(open_page(desk.cast.manager, "report-list", sort="due", page="2"))
    assert "4th quarter 2025" in last
    assert "1st quarter 2018" not in last


def test_the_list_is_downloaded_as_it_is_filtered(desk: Desk) -> None:
    desk.accepted()
    past(desk, Quarter(2025, 3))
    response = open_page(desk.cast.manager, "report-export", year="2026")
    rows = rows_of(response.content)
    heads = dict(zip(rows[0], rows[1], strict=True))
    assert len(rows) == 2
    assert heads["Standing"] == "Accepted"
    assert heads["On time"] == "on time"
    assert day_of(heads["Sent"]) == date(2026, 10, 12)


def test_the_number_of_queries_does_not_grow(desk: Desk) -> None:
    desk.draft(actions=7)
    past(desk, Quarter(2025, 1))
    few = queries_of(desk.cast.manager, "report-list")
    for year in range(2020, 2025):
        for quarter in Quarter.quarters_of(year):
            past(desk, quarter)
    assert queries_of(desk.cast.manager, "report-list") == few <= 20


def test_ten_drafts_of_ten_clusters_cost_no_more_than_one(cast: Cast) -> None:
    """With the real questions and stories: what is complete is read for all drafts at once."""
    topic = builders.make_topic(region=cast.region)
    indicators = [builders.make_indicator(topic=topic, is_by_domain=split) for split in (True, False)]
    campaign = builders.make_campaign(region=cast.region, indicators=indicators)
    year = campaign.period.year

    def draft(cluster: Cluster) -> None:
        report = builders.make_draft(campaign=campaign, cluster=cluster, by=cast.manager, values={indicators[1]: 3})
        revision = report.revisions.get()
        builders.make_answer(
            revision=revision, indicator=indicators[0], value=4, by=cast.manager, domain=cluster.main_domain
        )
        builders.make_story(revision=revision, by=cast.manager, domain=cluster.main_domain)

    draft(cast.cluster)
    few = queries_of(cast.manager, "report-list", year=year)
    for _ in range(9):
        cluster = builders.make_cluster(region=cast.region)
        builders.give_mandate(person=cast.manager, role="manager", cluster=cluster)
        draft(cluster)
    words = text_of(open_page(cast.manager, "report-list"))
    assert words.count("Everything is filled in, nothing is sent yet.") == 10
    # One more, of choosing a cluster where there are several.
    assert queries_of(cast.manager, "report-list", year=year) <= few + 1 <= 21


@pytest.mark.parametrize("name", ["report-list", "report-export"])
@pytest.mark.parametrize("role", ["officer", "evaluator", "elected", "administrator", "facilitator", "nobody"])
def test_those_without_a_cluster_have_no_reports_of_their_own(cast: Cast, name: str, role: str) -> None:
    assert open_page(cast.people[role], name).status_code == 403


def test_reading_writes_nothing(desk: Desk) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    client = browser_of(desk.cast.manager)
    for _ in range(2):
        client.get(f"/reports/{report.uuid}/")
        client.get(f"/reports/{report.uuid}/check/")
        client.get(f"/reports/{report.uuid}/preview/")
    report.refresh_from_db()
    assert (report.state, report.version, report.revisions.count()) == (State.TO_DO, 0, 0)
