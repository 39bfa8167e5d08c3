"""How complete and how timely campaigns are: every report due is listed, received or not."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Notice, Report
from monitoring.campaigns.queries.completeness import Completeness, completeness_of
from monitoring.campaigns.states import State
from tests import builders
from tests.monitoring.campaigns.counting_kind import CountingKind
from tests.monitoring.campaigns.desk import Desk, client_of, fresh, opened
from tests.spreadsheets import rows_of


@pytest.fixture
def officer(desk: Desk) -> Client:
    return client_of(desk.cast.officer)


def text_of(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_completeness_counts_each_report_due_once(desk: Desk, clock: time_machine.Traveller) -> None:
    clusters = [builders.make_cluster(region=desk.cast.region) for _ in range(6)]
    on_time, late, returned, _draft, not_due, _nothing = (
        builders.make_report(campaign=desk.campaign, cluster=cluster) for cluster in clusters
    )
    desk.move(not_due, desk.cast.officer, "mark-not-due", reason="Merged.")
    for report in (on_time, returned):
        _send(desk, report)
    clock.shift(timedelta(days=12))
    _send(desk, late)
    desk.move(fresh(returned), desk.cast.officer, "return", reason="Count again.")
    assert completeness_of([desk.campaign]) == {
        desk.campaign.pk: Completeness(due=5, sent=3, on_time=2, to_review=2, accepted=0, late=2, not_due=1)
    }


def _send(desk: Desk, report: Report) -> None:
    report = desk.move(report, desk.cast.officer, "start")
    desk.kind.values[opened(report).pk] = {"actions": 1}
    desk.move(report, desk.cast.officer, "send")


def test_a_correction_sent_late_leaves_the_first_filing_on_time(desk: Desk, clock: time_machine.Traveller) -> None:
    report = desk.sent()
    clock.shift(timedelta(days=30))
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    desk.move(report, desk.cast.manager, "send")
    assert completeness_of([desk.campaign])[desk.campaign.pk].on_time == 1


def test_a_later_date_makes_a_late_filing_timely(desk: Desk, officer: Client, clock: time_machine.Traveller) -> None:
    report = desk.draft(actions=7)
    data = {"until": "2026-11-10", "reason": "The treasurer is ill."}
    officer.post(reverse("report-extend", args=[report.uuid]), data)
    clock.shift(timedelta(days=25))
    desk.move(fresh(report), desk.cast.manager, "send")
    assert completeness_of([desk.campaign])[desk.campaign.pk].on_time == 1
    assert Notice.objects.filter(name="extended").count() == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"until": "2026-10-20", "reason": "x"}, "give a later day"),
        ({"until": "2026-10-01", "reason": "x"}, "This day has passed."),
        ({"until": "soon", "reason": "The treasurer is ill."}, "The treasurer is ill."),
        ({"until": "2026-11-10", "reason": " "}, "2026-11-10"),
    ],
)
def test_a_later_date_that_grants_nothing_or_has_no_reason_is_refused(
    desk: Desk, officer: Client, data: dict[str, str], sentence: str
) -> None:
    report = desk.draft(actions=7)
    response = officer.post(reverse("report-extend", args=[report.uuid]), data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert fresh(report).extended_until is None


def test_a_later_date_is_not_granted_once_the_report_is_sent(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    data = {"until": "2026-11-10", "reason": "Too late."}
    assert officer.post(reverse("report-extend", args=[report.uuid]), data).status_code == 422


def test_campaign_lists_every_report_due_received_or_not_by_name(desk: Desk, officer: Client) -> None:
    desk.sent()
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.other_cluster)
    response = officer.get(reverse("campaign-detail", args=[desk.campaign.pk]))
    assert [one.report.cluster.name for one in response.context["expected"]] == ["Lyonbiopôle", "Minalogic"]
    assert "1 of 2 sent, 1 on time." in " ".join(response.content.decode().split())


def test_campaign_as_a_file_holds_what_is_not_received_too(desk: Desk, officer: Client) -> None:
    desk.sent()
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.other_cluster)
    rows = rows_of(officer.get(reverse("campaign-file", args=[desk.campaign.pk])).content)
    assert [row[0] for row in rows[1:]] == ["Lyonbiopôle", "Minalogic"]


def test_list_is_filtered_by_kind_year_and_standing(desk: Desk, officer: Client, fake_kind: CountingKind) -> None:
    desk.campaign_for(Quarter(2026, 4), opened=False)
    builders.make_campaign(region=desk.cast.region, kind="fake", period=Quarter(2025, 4))

    def titles(**query: str) -> list[str]:
        response = officer.get(reverse("campaign-list"), query)
        return [str(row.record.period) for row in response.context["table"].paginated_rows]

    assert titles() == ["2026-Q4", "2026-Q3", "2025-Q4"]
    assert titles(kind="fake") == titles(year="2025") == ["2025-Q4"]
    assert titles(phase="prepared") == ["2026-Q4"]
    assert titles(sort="period") == ["2025-Q4", "2026-Q3", "2026-Q4"]
    assert "No campaign matches these filters." in text_of(officer, "campaign-list", phase="legacy")


def test_list_as_a_file_says_how_complete_each_campaign_is(desk: Desk, officer: Client) -> None:
    desk.sent()
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.other_cluster)
    (_heads, row) = rows_of(officer.get(reverse("campaign-list-file")).content)
    assert row[0] == "Counting, 3rd quarter 2026"
    assert row[-4:] == ["2", "1", "1", "0"]


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_cost_the_same_with_ten_times_the_reports_and_campaigns(desk: Desk, officer: Client) -> None:
    desk.sent()
    addresses = [
        reverse("campaign-list"),
        *(reverse(name, args=[desk.campaign.pk]) for name in ("campaign-detail", "campaign-reminders")),
    ]
    few = {address: queries(officer, address) for address in addresses}
    for year in range(2000, 2010):
        desk.campaign_for(Quarter(year, 1))
        cluster = builders.make_cluster(region=desk.cast.region)
        builders.make_person(role="manager", cluster=cluster)
        desk.draft(cluster=cluster, by=desk.cast.officer, actions=1)
        desk.sent(cluster=builders.make_cluster(region=desk.cast.region), by=desk.cast.officer)
    many = {address: queries(officer, address) for address in addresses}
    assert max(few.values()) <= 20
    # Nobody had to act before: what can be reminded now is read once, however many they are.
    assert {address: many[address] - few[address] for address in addresses[:2]} == dict.fromkeys(addresses[:2], 0)
    desk.draft(cluster=builders.make_cluster(region=desk.cast.region), by=desk.cast.officer, actions=1)
    assert queries(officer, addresses[2]) == many[addresses[2]]


def test_not_due_and_due_again_by_the_pages_buttons(desk: Desk, officer: Client) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    assert "Reason" in text_of(officer, "review-decide", report.uuid, "mark-not-due")
    report = desk.move(report, desk.cast.officer, "mark-not-due", reason="Merged in September.")
    text = text_of(officer, "campaign-detail", desk.campaign.pk)
    assert "1 marked as not due is listed and not counted." in text
    assert "Mark as due again" in text
    assert desk.move(report, desk.cast.officer, "mark-due").state == State.TO_DO
