"""Due dates as a calendar that somebody's own calendar program reads: no person is named in it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from monitoring.campaigns.letters import absolute
from monitoring.campaigns.models import CalendarFeed, Campaign, Report
from monitoring.campaigns.queries.sending import Reports
from monitoring.people.models import Person
from monitoring.people.roles import CLUSTER_ROLES, REGION_READERS

SIGNER = signing.Signer(salt="monitoring.campaigns.calendar", sep=".")
# How far back a calendar goes.
PAST = timedelta(days=400)
HOURS_BETWEEN_READINGS = 12


def address_of(feed: CalendarFeed) -> str:
    return absolute(reverse("calendar-feed", args=[SIGNER.sign(feed.secret.hex)]))


def person_of(token: str) -> Person | None:
    """Whose calendar it is; None where the address was made up or revoked, or the person no longer signs in."""
    try:
        secret = UUID(SIGNER.unsign(token))
        feed = CalendarFeed.objects.select_related("person").get(secret=secret)
    except (signing.BadSignature, ValueError, CalendarFeed.DoesNotExist):
        return None
    person = feed.person
    return person if person.is_active and person.anonymised_at is None else None


def may_have_calendar(person: Person) -> bool:
    return person.has_role(*CLUSTER_ROLES, *REGION_READERS)


def calendar_of(person: Person) -> bytes:
    """The due dates of the person's own clusters; for those who read the region, the dates of its campaigns."""
    calendar = Calendar()
    calendar.add("prodid", "-//Clusterix//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Clusterix: due dates"))
    calendar.add("refresh-interval", timedelta(hours=HOURS_BETWEEN_READINGS), parameters={"VALUE": "DURATION"})
    for event in [*_of_clusters(person), *_of_regions(person)]:
        calendar.add_component(event)
    return calendar.to_ical()


def _of_clusters(person: Person) -> list[Event]:
    own = Report.objects.for_user(person).counted().filter(cluster__in=person.cluster_ids())
    reports: Reports = own.filter(campaign__opened_at__isnull=False).with_dates()
    reports = reports.filter(due__gte=timezone.localdate() - PAST)
    events = []
    for report in reports.select_related("campaign", "cluster").order_by("due", "cluster__name"):
        values = {"cluster": report.cluster.name, "title": report.title}
        summary = (
            _("To send: %(title)s, %(cluster)s") if report.is_with_cluster else _("Sent: %(title)s, %(cluster)s")
        ) % values
        url = absolute(reverse("report-detail", args=[report.uuid]))
        events.append(_event(f"report-{report.uuid}", report.due, summary, url))
    return events


def _of_regions(person: Person) -> list[Event]:
    campaigns = Campaign.objects.filter(region__in=person.region_ids(REGION_READERS), is_legacy=False)
    events = []
    for campaign in campaigns.filter(closes_on__gte=timezone.localdate() - PAST).order_by("due_on", "pk"):
        url = absolute(reverse("campaign-detail", args=[campaign.pk]))
        for name, day, sentence in (
            ("opens", campaign.opens_on, _("Opens: %(title)s")),
            ("due", campaign.due_on, _("Due: %(title)s")),
            ("closes", campaign.closes_on, _("Closes: %(title)s")),
        ):
            events.append(_event(f"campaign-{campaign.pk}-{name}", day, sentence % {"title": campaign.title}, url))
    return events


def _event(uid: str, day: date, summary: str, url: str) -> Event:
    """A whole day that takes nobody's time."""
    event = Event()
    event.add("uid", f"{uid}@clusterix")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event
