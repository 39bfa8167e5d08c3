"""Campaigns: prepared, rehearsed, opened once, moved, and always listing what is due."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusterix.lib.periods import Quarter, Year
from monitoring.campaigns.conducting import add_cluster, open_campaign, open_those_of_the_day
from monitoring.campaigns.forms.campaigns import proposed_dates, proposed_period
from monitoring.campaigns.models import Campaign, Notice, Report
from monitoring.campaigns.moves import Refused
from monitoring.campaigns.queries.completeness import completeness_of
from monitoring.clusters.models import Following
from tests import builders
from tests.monitoring.campaigns.desk import Desk, client_of, fresh, opened


@pytest.fixture
def officer(desk: Desk) -> Client:
    return client_of(desk.cast.officer)


def prepared(desk: Desk, **fields: object) -> Campaign:
    return desk.campaign_for(Quarter(2026, 4), opened=False, **fields)


def typed(desk: Desk, **fields: object) -> dict[str, object]:
    return {
        "region": desk.cast.region.pk,
        "kind": "counting",
        "period": "2026-Q4",
        "opens_on": "2027-01-01",
        "due_on": "2027-01-18",
        "closes_on": "2027-02-01",
        "review_days": "14",
        "guidance_fr": "Comptez une seule fois.",
        "guidance_en": "Count once.",
    } | fields


def text_of(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query, follow=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# --- Preparing --------------------------------------------------------------------------------------------------------


def test_dates_are_proposed_on_working_days_after_the_period() -> None:
    dates = proposed_dates(Quarter(2026, 3), date(2026, 9, 20))
    assert list(dates.values()) == [date(2026, 10, 1), date(2026, 10, 16), date(2026, 10, 30)]
    assert all(
        day.weekday() < 5
        for quarter in Quarter.quarters_of(2027)
        for day in proposed_dates(quarter, date(2027, 1, 1)).values()
    )


def test_dates_of_a_period_long_past_are_proposed_from_today() -> None:
    assert min(proposed_dates(Year(2024), date(2026, 10, 12)).values()) >= date(2026, 10, 12)


def test_the_period_proposed_is_the_next_one_without_a_campaign(desk: Desk) -> None:
    assert proposed_period(desk.cast.region, "counting", date(2026, 10, 12)) == Quarter(2026, 4)
    Campaign.objects.all().delete()
    assert proposed_period(desk.cast.region, "counting", date(2026, 10, 12)) == Quarter(2026, 3)


def test_a_campaign_is_prepared_with_what_its_kind_asks(desk: Desk, officer: Client) -> None:
    response = officer.post(reverse("campaign-new"), typed(desk))
    campaign = Campaign.objects.get(period="2026-Q4")
    assert response["Location"] == reverse("campaign-detail", args=[campaign.pk])
    assert desk.kind.prepared == [campaign]
    assert (campaign.created_by, campaign.is_opened) == (desk.cast.officer, False)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_on": "2026-12-31"}, "It is due before it opens"),
        ({"closes_on": "2027-01-02"}, "It closes before it is due"),
        ({"period": "2026-Q3"}, "There is a campaign of this kind for this period already."),
        ({"period": "2026"}, "This kind of report does not describe such a period."),
        ({"opens_on": "2025-01-01", "due_on": "2025-01-02", "closes_on": "2025-01-03"}, "This day has passed"),
        ({"review_days": "-1"}, "0"),
        ({"guidance_fr": "NUL\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_meant_is_refused_and_what_was_typed_is_kept(
    desk: Desk, officer: Client, wrong: dict[str, str], sentence: str
) -> None:
    response = officer.post(reverse("campaign-new"), typed(desk, **wrong))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Count once." in response.content.decode()
    assert Campaign.objects.count() == 1


def test_asking_for_the_dates_of_another_period_keeps_what_was_typed(desk: Desk, officer: Client) -> None:
    response = officer.post(reverse("campaign-new"), typed(desk, propose="on", period="2027-Q1"))
    content = response.content.decode()
    assert response.status_code == 200
    assert "2027-04-01" in content
    assert "Count once." in content
    assert Campaign.objects.count() == 1


def test_a_region_of_somebody_else_cannot_be_asked(desk: Desk, officer: Client) -> None:
    response = officer.post(reverse("campaign-new"), typed(desk, region=desk.cast.other_region.pk))
    assert response.status_code == 422


# --- Opening ----------------------------------------------------------------------------------------------------------


def test_opening_asks_every_cluster_followed_that_day_and_tells_their_people_once(desk: Desk, officer: Client) -> None:
    campaign = prepared(desk)
    Following.objects.filter(cluster=desk.cast.other_cluster).update(ends_on=campaign.opens_on - timedelta(days=1))
    officer.post(reverse("campaign-open", args=[campaign.pk]))
    officer.post(reverse("campaign-open", args=[campaign.pk]))
    assert open_campaign(campaign) == 0
    assert [report.cluster for report in campaign.reports.all()] == [desk.cast.cluster]
    told = Notice.objects.filter(name="campaign-opened", campaign=campaign).values_list("person", flat=True)
    assert sorted(told) == sorted([desk.cast.manager.pk, desk.cast.delegate.pk])


def test_what_stands_in_the_way_is_said_and_nothing_is_opened(desk: Desk, officer: Client) -> None:
    campaign = prepared(desk)
    desk.kind.reasons_against_opening = ["It asks nothing yet."]
    assert "It asks nothing yet." in text_of(officer, "campaign-detail", campaign.pk)
    response = officer.post(reverse("campaign-open", args=[campaign.pk]))
    assert response.status_code == 422
    assert "It asks nothing yet." in response.content.decode()
    campaign.refresh_from_db()
    assert (campaign.is_opened, campaign.reports.count(), Notice.objects.count()) == (False, 0, 0)


def test_opening_before_its_day_makes_today_the_opening_day(desk: Desk) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    campaign = prepared(desk, opens_on=tomorrow)
    open_campaign(campaign)
    campaign.refresh_from_db()
    assert campaign.opens_on == timezone.localdate()


def test_campaigns_open_by_themselves_on_their_day_and_not_before(desk: Desk) -> None:
    today = timezone.localdate()
    due = prepared(desk, opens_on=today)
    later = builders.make_campaign(
        region=desk.cast.other_region, kind="counting", opened=False, opens_on=today + timedelta(days=1)
    )
    assert open_those_of_the_day(today) == ([due], [])
    later.refresh_from_db()
    assert not later.is_opened


def test_a_campaign_that_cannot_open_by_itself_is_named_with_why(desk: Desk) -> None:
    campaign = prepared(desk, opens_on=timezone.localdate())
    desk.kind.reasons_against_opening = ["It asks nothing yet."]
    assert open_those_of_the_day(timezone.localdate()) == ([], [(campaign, ("It asks nothing yet.",))])


def test_clusters_of_which_nobody_would_be_told_are_named(desk: Desk, officer: Client) -> None:
    campaign = prepared(desk)
    builders.make_cluster(region=desk.cast.region, name="Axelera")
    text = text_of(officer, "campaign-open", campaign.pk)
    assert "Without a manager: nobody is told" in text
    assert "Axelera" in text


def test_a_cluster_followed_later_is_asked_with_a_reason(desk: Desk, officer: Client) -> None:
    cluster = builders.make_cluster(region=desk.cast.region, name="Axelera")
    manager = builders.make_person(role="manager", cluster=cluster)
    data = {"cluster": cluster.pk, "reason": "Followed since October."}
    officer.post(reverse("campaign-add-cluster", args=[desk.campaign.pk]), data)
    event = desk.campaign.reports.get(cluster=cluster).events.get()
    assert (event.transition, event.reason, event.actor) == ("add", "Followed since October.", desk.cast.officer)
    assert Notice.objects.get(name="campaign-opened").person == manager
    with pytest.raises(Refused):
        add_cluster(desk.campaign, cluster, desk.cast.officer, "Again.")


# --- Rehearsing -------------------------------------------------------------------------------------------------------


def test_a_rehearsal_is_filled_sent_and_returned_and_vanishes_at_the_opening(desk: Desk, officer: Client) -> None:
    campaign = prepared(desk)
    officer.post(reverse("campaign-rehearse", args=[campaign.pk]), {"cluster": desk.cast.cluster.pk})
    rehearsal = campaign.reports.get()
    assert client_of(desk.cast.manager).get(reverse("report-detail", args=[rehearsal.uuid])).status_code == 404
    rehearsal = desk.move(rehearsal, desk.cast.officer, "start")
    desk.kind.values[opened(rehearsal).pk] = {"actions": 1}
    rehearsal = desk.move(rehearsal, desk.cast.officer, "send")
    desk.move(rehearsal, desk.cast.officer, "return", reason="As a trial.")
    assert "This is a rehearsal" in text_of(officer, "review-report", rehearsal.uuid)
    assert completeness_of([campaign]) == {}
    assert not Notice.objects.exists()
    open_campaign(campaign)
    assert not Report.objects.filter(pk=rehearsal.pk).exists()


def test_a_campaign_prepared_by_mistake_is_removed_with_its_rehearsals(desk: Desk, officer: Client) -> None:
    campaign = prepared(desk)
    builders.make_report(campaign=campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    assert "nobody was told of it" in text_of(officer, "campaign-remove", campaign.pk)
    assert Campaign.objects.filter(pk=campaign.pk).exists()
    assert officer.post(reverse("campaign-remove", args=[campaign.pk])).status_code == 302
    assert not Campaign.objects.filter(pk=campaign.pk).exists()


def test_a_campaign_that_was_opened_stays(desk: Desk, officer: Client) -> None:
    response = officer.post(reverse("campaign-remove", args=[desk.campaign.pk]), follow=True)
    assert "This campaign was opened: its reports stay." in response.content.decode()
    assert Campaign.objects.filter(pk=desk.campaign.pk).exists()


def test_a_rehearsal_is_removed_by_a_button_and_a_real_report_is_not(desk: Desk, officer: Client) -> None:
    campaign = prepared(desk)
    rehearsal = builders.make_report(campaign=campaign, cluster=desk.cast.cluster, is_rehearsal=True)
    officer.post(reverse("rehearsal-remove", args=[campaign.pk, rehearsal.uuid]))
    assert not campaign.reports.exists()
    real = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    assert officer.post(reverse("rehearsal-remove", args=[desk.campaign.pk, real.uuid])).status_code == 404


def test_an_open_campaign_is_no_longer_rehearsed(desk: Desk, officer: Client) -> None:
    officer.post(reverse("campaign-rehearse", args=[desk.campaign.pk]), {"cluster": desk.cast.cluster.pk})
    assert not desk.campaign.reports.exists()


# --- Moving dates -----------------------------------------------------------------------------------------------------


def edit(client: Client, campaign: Campaign, **fields: str) -> Any:
    page = client.get(reverse("campaign-edit", args=[campaign.pk]))
    shown = {name: field.value() or "" for name, field in ((f.name, f) for f in page.context["form"])}
    return client.post(reverse("campaign-edit", args=[campaign.pk]), shown | fields)


def test_a_moved_date_reaches_started_reports_and_those_it_affects_are_told(desk: Desk, officer: Client) -> None:
    started = desk.draft(actions=7)
    desk.accepted(cluster=desk.cast.other_cluster, by=desk.cast.other_manager)
    Notice.objects.all().delete()
    edit(officer, desk.campaign, due_on="2026-10-29")
    assert fresh(started).due_on == date(2026, 10, 29)
    told = Notice.objects.filter(name="dates-moved").values_list("person", flat=True)
    assert sorted(told) == sorted([desk.cast.manager.pk, desk.cast.delegate.pk])


def test_a_cluster_with_a_later_date_of_its_own_is_not_told(desk: Desk, officer: Client) -> None:
    report = desk.draft(actions=7)
    Report.objects.filter(pk=report.pk).update(extended_until=date(2026, 12, 1), extension_reason="Illness")
    edit(officer, desk.campaign, due_on="2026-10-29")
    assert not Notice.objects.filter(name="dates-moved").exists()


def test_changing_words_alone_tells_nobody(desk: Desk, officer: Client) -> None:
    desk.draft(actions=7)
    edit(officer, desk.campaign, guidance_fr="Comptez une fois.")
    desk.campaign.refresh_from_db()
    assert desk.campaign.guidance_fr == "Comptez une fois."
    assert not Notice.objects.filter(name="dates-moved").exists()


def test_a_running_campaign_keeps_its_opening_day_and_its_dates_do_not_move_into_the_past(
    desk: Desk, officer: Client
) -> None:
    response = edit(officer, desk.campaign, opens_on="2026-12-01", due_on="2026-10-11")
    assert response.status_code == 422
    desk.campaign.refresh_from_db()
    assert desk.campaign.opens_on == date(2026, 10, 2)


def test_a_change_made_meanwhile_is_not_overwritten_unread(desk: Desk, officer: Client) -> None:
    page = officer.get(reverse("campaign-edit", args=[desk.campaign.pk]))
    shown = {field.name: field.value() or "" for field in page.context["form"]}
    edit(client_of(desk.cast.other_officer), desk.campaign, due_on="2026-10-29")
    address = reverse("campaign-edit", args=[desk.campaign.pk])
    response = officer.post(address, shown | {"due_on": "2026-10-25", "guidance_en": "Typed."})
    assert response.status_code == 422
    assert "Typed." in response.content.decode()
    desk.campaign.refresh_from_db()
    assert desk.campaign.due_on == date(2026, 10, 29)
    again = {field.name: field.value() or "" for field in response.context["form"]}
    assert officer.post(address, again).status_code == 302
