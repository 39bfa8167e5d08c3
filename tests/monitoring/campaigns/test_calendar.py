"""A calendar program reads due dates from a secret address, and nothing else."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from monitoring.campaigns.calendar import SIGNER, address_of
from monitoring.campaigns.models import CalendarFeed, Campaign
from monitoring.people.models import Mandate, Person
from tests import builders
from tests.monitoring.campaigns.desk import Desk, client_of


def address(person: Person) -> str:
    client_of(person).post(reverse("calendar-settings"))
    return address_of(CalendarFeed.objects.get(person=person))


def events(url: str) -> list[tuple[date, str]]:
    response = Client().get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    return [(event.decoded("dtstart"), str(event["summary"])) for event in calendar.walk("VEVENT")]


@pytest.fixture
def speaking_english(desk: Desk) -> None:
    Person.objects.update(language="en")


@pytest.mark.usefixtures("speaking_english")
def test_a_manager_sees_the_due_dates_of_own_clusters_alone(desk: Desk) -> None:
    for cluster in (desk.cast.cluster, desk.cast.other_cluster):
        builders.make_report(campaign=desk.campaign, cluster=cluster)
    assert events(address(desk.cast.manager)) == [
        (date(2026, 10, 22), "To send: Counting, 3rd quarter 2026, Minalogic")
    ]


@pytest.mark.usefixtures("speaking_english")
def test_a_moved_date_and_a_report_that_was_sent_show_at_the_next_reading(desk: Desk) -> None:
    url = address(desk.cast.manager)
    desk.sent()
    Campaign.objects.filter(pk=desk.campaign.pk).update(due_on=date(2026, 10, 28))
    assert events(url) == [(date(2026, 10, 28), "Sent: Counting, 3rd quarter 2026, Minalogic")]


@pytest.mark.usefixtures("speaking_english")
def test_an_officer_sees_the_dates_of_the_regions_campaigns(desk: Desk) -> None:
    builders.make_campaign(region=desk.cast.other_region, kind="counting")
    found = events(address(desk.cast.officer))
    assert [sentence.split(":")[0] for _day, sentence in found] == ["Opens", "Due", "Closes"]


def test_no_person_is_named_in_it(desk: Desk) -> None:
    desk.sent()
    for person in (desk.cast.manager, desk.cast.officer):
        content = Client().get(address(person)).content.decode()
        for word in ("Exemple", "example.org", "Camille"):
            assert word not in content


def test_a_new_address_replaces_the_former_one_and_a_revoked_one_is_gone(desk: Desk) -> None:
    former = address(desk.cast.manager)
    current = address(desk.cast.manager)
    assert Client().get(former).status_code == 404
    assert Client().get(current).status_code == 200
    client_of(desk.cast.manager).post(reverse("calendar-settings"), {"revoke": "on"})
    assert Client().get(current).status_code == 404


def test_an_address_made_up_or_changed_is_not_found(desk: Desk) -> None:
    secret = CalendarFeed.objects.create(person=desk.cast.manager).secret.hex
    for token in (secret, f"{secret}.signature", SIGNER.sign("not-a-secret"), SIGNER.sign("0" * 32)):
        assert Client().get(reverse("calendar-feed", args=[token])).status_code == 404


def test_a_mandate_that_ended_empties_the_calendar_and_a_person_who_left_has_none(desk: Desk) -> None:
    builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    url = address(desk.cast.manager)
    Mandate.objects.filter(person=desk.cast.manager).update(ends_on=date(2026, 10, 1))
    assert events(url) == []
    Person.objects.filter(pk=desk.cast.manager.pk).update(is_active=False)
    assert Client().get(url).status_code == 404


def test_a_campaign_that_is_not_open_is_not_in_a_managers_calendar(desk: Desk) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    Campaign.objects.filter(pk=report.campaign_id).update(opened_at=None)
    assert events(address(desk.cast.manager)) == []
