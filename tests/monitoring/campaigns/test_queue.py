"""The officer's home: nothing due vanishes from it, and what is accepted together can be taken back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Report, ReportEvent
from monitoring.campaigns.states import State
from monitoring.people.models import Mandate, Person, PortfolioEntry
from tests import builders
from tests.monitoring.campaigns.desk import Desk, client_of, fresh
from tests.spreadsheets import day_of, rows_of


@pytest.fixture
def officer(desk: Desk) -> Client:
    return client_of(desk.cast.officer)


def names(client: Client, **query: str) -> list[str]:
    """The clusters of the queue, from top to bottom."""
    response = client.get(reverse("review-queue"), query)
    assert response.status_code == 200
    return [row.record.cluster.name for row in response.context["table"].paginated_rows]


def looked_after(person: Person, **what: object) -> None:
    PortfolioEntry.objects.create(mandate=Mandate.objects.get(person=person), **what)


def test_queue_lists_every_due_report_received_or_not(desk: Desk, officer: Client) -> None:
    desk.sent()
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.other_cluster)
    third = builders.make_cluster(region=desk.cast.region, name="Axelera")
    report = builders.make_report(campaign=desk.campaign, cluster=third)
    desk.move(report, desk.cast.officer, "mark-not-due", reason="Merged.")
    assert sorted(names(officer)) == ["Lyonbiopôle", "Minalogic"]


def test_queue_is_ordered_by_the_day_somebody_has_to_have_acted(desk: Desk, officer: Client) -> None:
    desk.sent()  # on 12 October: the Region answers by 26 October
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.other_cluster)  # due on 22 October
    late = builders.make_cluster(region=desk.cast.region, name="Axelera")
    granted = builders.make_report(campaign=desk.campaign, cluster=late)
    Report.objects.filter(pk=granted.pk).update(extended_until=date(2026, 10, 30), extension_reason="Illness")
    assert names(officer) == ["Lyonbiopôle", "Minalogic", "Axelera"]
    assert names(officer, sort="-deadline") == ["Axelera", "Minalogic", "Lyonbiopôle"]


def test_late_report_stays_listed_after_the_campaign_closed(desk: Desk, clock: time_machine.Traveller) -> None:
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    clock.shift(timedelta(days=300))
    officer = client_of(desk.cast.officer)
    assert names(officer) == names(officer, standing="late") == ["Minalogic"]
    assert "Not received, late" in officer.get(reverse("review-queue")).content.decode()


def test_review_that_is_late_is_said(desk: Desk, clock: time_machine.Traveller) -> None:
    desk.sent()
    clock.shift(timedelta(days=16))
    officer = client_of(desk.cast.officer)
    assert names(officer, standing="late") == ["Minalogic"]
    assert "2 days late" in officer.get(reverse("review-queue")).content.decode()


def test_views_hold_what_their_name_says_and_count_it(desk: Desk, officer: Client) -> None:
    desk.accepted()
    desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager)
    third = builders.make_cluster(region=desk.cast.region, name="Axelera")
    desk.draft(cluster=third, by=desk.cast.officer)
    held = {
        tab["url"].split("standing=")[1]: tab["count"] for tab in officer.get(reverse("review-queue")).context["tabs"]
    }
    assert held == {
        "open": 2,
        "to-review": 1,
        "not-received": 1,
        "late": 0,
        "corrections": 0,
        "accepted": 1,
        "all": 3,
    }
    for standing, count in held.items():
        assert len(names(officer, standing=standing)) == count


def test_own_portfolio_comes_first_unless_asked_otherwise(desk: Desk, officer: Client) -> None:
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.other_cluster)
    desk.sent()
    assert names(officer) == ["Lyonbiopôle", "Minalogic"]
    looked_after(desk.cast.officer, cluster=desk.cast.cluster)
    assert names(officer) == ["Minalogic", "Lyonbiopôle"]
    assert names(officer, portfolio="only") == ["Minalogic"]
    assert names(officer, portfolio="mixed") == ["Lyonbiopôle", "Minalogic"]


def test_a_domain_in_a_portfolio_is_that_of_its_main_clusters(desk: Desk, officer: Client) -> None:
    desk.cast.other_cluster.other_domains.add(desk.cast.domain)
    for cluster in (desk.cast.cluster, desk.cast.other_cluster):
        builders.make_report(campaign=desk.campaign, cluster=cluster)
    looked_after(desk.cast.officer, domain=desk.cast.domain)
    assert names(officer, portfolio="only") == ["Minalogic"]


def test_queue_is_filtered_by_what_the_address_says(desk: Desk, officer: Client) -> None:
    desk.sent(actions=7)
    desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager, actions=700)
    former = desk.campaign_for(Quarter(2026, 2))
    builders.make_report(campaign=former, cluster=desk.cast.cluster)
    assert names(officer, flagged="on") == ["Lyonbiopôle"]
    assert names(officer, q="bio") == ["Lyonbiopôle"]
    assert names(officer, domain=str(desk.cast.domain.pk), campaign=str(desk.campaign.pk)) == ["Minalogic"]
    assert names(officer, cluster="lyonbiopole") == ["Lyonbiopôle"]
    assert names(officer, campaign=str(former.pk)) == ["Minalogic"]


@pytest.mark.parametrize(
    "query", [{"q": "x\x00"}, {"campaign": "no"}, {"standing": "burnt"}, {"sort": "password"}, {"page": "99"}]
)
def test_nonsense_in_the_address_does_no_harm(desk: Desk, officer: Client, query: dict[str, str]) -> None:
    desk.sent()
    assert names(officer, **query) == ["Minalogic"]


def test_rehearsals_and_other_regions_are_not_in_the_queue(desk: Desk, officer: Client) -> None:
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    foreign = builders.make_campaign(region=desk.cast.other_region, kind="counting")
    builders.make_report(campaign=foreign, cluster=desk.cast.cluster)
    assert names(officer) == []


def test_queue_says_how_many_values_are_worth_a_look(desk: Desk, officer: Client) -> None:
    desk.sent(actions=700, events=300, visits=2)
    assert "2 values" in officer.get(reverse("review-queue")).content.decode()


def test_queue_as_a_file_holds_every_row_with_real_dates(desk: Desk, officer: Client) -> None:
    desk.sent(actions=700)
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.other_cluster)
    response = officer.get(reverse("review-queue-file"), {"q": "i"})
    _heads, lyonbiopole, minalogic = rows_of(response.content)
    assert [lyonbiopole[0], minalogic[0]] == ["Lyonbiopôle", "Minalogic"]
    assert day_of(lyonbiopole[3]) == date(2026, 10, 22)
    assert minalogic[4] == "1"


def test_empty_queue_says_what_will_be_there(desk: Desk, officer: Client) -> None:
    assert "Nothing to review" in officer.get(reverse("review-queue")).content.decode()
    assert "No report matches" in officer.get(reverse("review-queue"), {"q": "zzz"}).content.decode()


def test_queue_costs_the_same_with_ten_times_the_reports(desk: Desk, officer: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(reverse("review-queue")).status_code == 200
        return len(captured)

    desk.sent()
    queries()
    few = queries()
    for _ in range(10):
        desk.sent(cluster=builders.make_cluster(region=desk.cast.region), by=desk.cast.officer)
    assert queries() == few <= 20


# --- Accepting together -----------------------------------------------------------------------------------------------


def offered(client: Client) -> list[str]:
    return [report.cluster.name for report in client.get(reverse("reports-accept")).context["reports"]]


def press(client: Client, *reports: Report, key: object = None) -> None:
    data = {"key": key or uuid4(), "report": [f"{report.uuid}:{report.version}" for report in reports]}
    response = client.post(reverse("reports-accept"), data)
    assert response.status_code == 302


def test_only_reports_with_nothing_worth_a_look_are_offered(desk: Desk, officer: Client) -> None:
    sent = [desk.sent(actions=7)]
    for name, person, values in (
        ("Flagged", desk.cast.other_officer, {"actions": 700}),
        ("Own filing", desk.cast.officer, {"actions": 7}),
        ("Remarked", desk.cast.other_officer, {"actions": 7}),
        ("Plain", desk.cast.other_officer, {"actions": 7}),
    ):
        sent.append(desk.sent(cluster=builders.make_cluster(region=desk.cast.region, name=name), by=person, **values))
    builders.make_remark(report=sent[3], by=desk.cast.other_officer)
    assert offered(officer) == ["Minalogic", "Plain"]
    assert "Accept the 2 reports" in officer.get(reverse("review-queue")).content.decode()


def test_reports_accepted_together_are_undone_together(desk: Desk, officer: Client) -> None:
    one = desk.sent()
    two = desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager)
    press(officer, one, two)
    assert set(Report.objects.values_list("state", flat=True)) == {State.ACCEPTED}
    batch = ReportEvent.objects.filter(transition="accept").values_list("batch", flat=True).distinct().get()
    assert b"Undo all 2" in officer.get(reverse("reports-accepted")).content
    officer.post(reverse("reports-accepted-undo", args=[batch]))
    assert set(Report.objects.values_list("state", flat=True)) == {State.SUBMITTED}


def test_one_of_several_is_undone_alone(desk: Desk, officer: Client) -> None:
    one = desk.sent()
    two = desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager)
    press(officer, one, two)
    desk.move(fresh(one), desk.cast.officer, "undo-accept")
    assert (fresh(one).state, fresh(two).state) == (State.SUBMITTED, State.ACCEPTED)


def test_together_cannot_be_undone_after_ten_minutes_nor_by_somebody_else(
    desk: Desk, officer: Client, clock: time_machine.Traveller
) -> None:
    report = desk.sent()
    press(officer, report)
    batch = report.events.get(transition="accept").batch
    client_of(desk.cast.other_officer).post(reverse("reports-accepted-undo", args=[batch]))
    clock.shift(timedelta(minutes=11))
    officer.post(reverse("reports-accepted-undo", args=[batch]))
    assert fresh(report).state == State.ACCEPTED


def test_a_report_moved_meanwhile_is_named_and_the_others_are_accepted(desk: Desk, officer: Client) -> None:
    stale, other = desk.sent(), desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager)
    desk.move(stale, desk.cast.other_officer, "return", reason="Count again.")
    press(officer, stale, other)
    assert (fresh(stale).state, fresh(other).state) == (State.RETURNED, State.ACCEPTED)
    page = officer.get(reverse("reports-accepted")).content.decode()
    assert "1 report is accepted." in page
    assert "Minalogic was left as it is. Other Officer Exemple has already acted" in page


def test_a_report_remarked_meanwhile_is_left_alone(desk: Desk, officer: Client) -> None:
    report = desk.sent()
    assert offered(officer) == ["Minalogic"]
    builders.make_remark(report=report, by=desk.cast.other_officer)
    press(officer, report)
    assert fresh(report).state == State.SUBMITTED


def test_a_double_press_accepts_once_and_says_so_calmly(desk: Desk, officer: Client) -> None:
    report, key = desk.sent(), uuid4()
    press(officer, report, key=key)
    press(officer, report, key=key)
    assert report.events.filter(transition="accept").count() == 1
    assert "left as it is" not in officer.get(reverse("reports-accepted")).content.decode()


def test_accepting_none_is_refused_with_a_sentence(desk: Desk, officer: Client) -> None:
    desk.sent()
    response = officer.post(reverse("reports-accept"), {"key": uuid4()})
    assert response.status_code == 422
    assert "Tick at least one report." in response.content.decode()


def test_foreign_reports_cannot_be_slipped_in(desk: Desk) -> None:
    report = desk.sent()
    press(client_of(desk.cast.partner), report)
    assert fresh(report).state == State.SUBMITTED


def test_next_report_follows_the_queue_as_it_was_left(desk: Desk, officer: Client) -> None:
    first = desk.sent()
    second = desk.sent(cluster=desk.cast.other_cluster, by=desk.cast.other_manager, actions=700)
    third = desk.sent(cluster=builders.make_cluster(region=desk.cast.region, name="Axelera"), by=desk.cast.officer)
    # All are to be answered on the same day: by name, Axelera, Lyonbiopôle, Minalogic.
    following = {
        third: second,
        second: first,
        first: third,
    }
    for report, expected in following.items():
        response = officer.get(reverse("review-next"), {"after": str(report.uuid)})
        assert response["Location"] == reverse("review-report", args=[expected.uuid])
    response = officer.get(reverse("review-next"), {"after": str(second.uuid), "queue": "flagged=on"})
    assert response["Location"] == reverse("review-queue") + "?flagged=on"
