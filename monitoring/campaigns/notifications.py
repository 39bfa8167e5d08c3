"""Messages about reports and campaigns: who is told, and how what was written down is sent."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from monitoring.campaigns import circulars  # noqa: F401 - its letters register themselves
from monitoring.campaigns.letters import letter_of
from monitoring.campaigns.models import Campaign, Notice, RemarkReply, Report, ReportEvent
from monitoring.people.models import Mandate, Person, PortfolioEntry
from monitoring.people.roles import CLUSTER_ROLES, Role

# A button pressed twice within this time tells once.
ONCE = timedelta(hours=1)

logger = logging.getLogger(__name__)


# --- Who -------------------------------------------------------------------------------------------------------------


def holders(mandates: Any) -> list[Person]:
    """The people who hold these mandates today and may sign in, each once."""
    current = mandates.current().values("person")
    return list(Person.objects.filter(is_active=True, anonymised_at__isnull=True, pk__in=current))


def cluster_people(report: Report) -> list[Person]:
    """The managers and delegates of the cluster."""
    return holders(Mandate.objects.filter(cluster=report.cluster_id, role__in=CLUSTER_ROLES))


def managers_of(report: Report) -> list[Person]:
    """Those who answer for the cluster today."""
    return holders(Mandate.objects.filter(cluster=report.cluster_id, role=Role.MANAGER))


def officers_of(report: Report) -> list[Person]:
    """The officers who look after the cluster or its main domain; when there is none, every officer of the region."""
    officers = Mandate.objects.filter(region=report.campaign.region_id, role=Role.OFFICER)
    covered = PortfolioEntry.objects.filter(Q(cluster=report.cluster_id) | Q(domain=report.cluster.main_domain_id))
    return holders(officers.filter(pk__in=covered.values("mandate"))) or holders(officers)


# --- What they are told ----------------------------------------------------------------------------------------------


def tell(
    name: str,
    people: Iterable[Person],
    *,
    report: Report | None = None,
    campaign: Campaign | None = None,
    event: ReportEvent | None = None,
    due_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write one message to each person and queue its sending, both part of the caller's transaction."""
    written = Notice.objects.bulk_create(
        Notice(
            name=name,
            person=person,
            report=report or (event.report if event else None),
            campaign=campaign,
            event=event,
            due_at=due_at or timezone.now(),
            data=data or {},
        )
        for person in people
    )
    for notice in written:
        _queue(notice)


def campaign_opened(campaign: Campaign) -> None:
    """Each manager and delegate is told once, however many of their clusters are asked."""
    asked = campaign.reports.counted().values("cluster")
    mandates = Mandate.objects.filter(cluster__in=asked, role__in=CLUSTER_ROLES)
    tell("campaign-opened", holders(mandates), campaign=campaign)


def extended(report: Report) -> None:
    """The cluster was granted a later date."""
    if not report.is_rehearsal:
        until = report.extended_until.isoformat() if report.extended_until else ""
        tell("extended", cluster_people(report), report=report, data={"until": until})


def remark_answered(reply: RemarkReply) -> None:
    """Who wrote the remark is told of the answer; those who look after the cluster, if that person left."""
    report, author = reply.remark.report, reply.remark.author
    if report.is_rehearsal or reply.author == author:
        return
    people = holders(author.mandates.filter(region=report.campaign.region_id)) or officers_of(report)
    tell("answered", people, report=report, data={"reply": reply.pk, "by": str(reply.author)})


def ready_to_send(report: Report, by: Person) -> list[Person]:
    """A delegate tells the managers that the report only waits for them; returns who is told."""
    managers, revision = managers_of(report), report.open_revision()
    just_told = Notice.objects.filter(report=report, name="ready", written_at__gte=timezone.now() - ONCE)
    already = set(just_told.values_list("person", flat=True))
    if not report.is_rehearsal and revision:
        told = [person for person in managers if person.pk not in already]
        tell("ready", told, report=report, data={"by": str(by)})
    return managers


# --- Sending ---------------------------------------------------------------------------------------------------------


def _queue(notice: Notice) -> None:
    is_later = notice.due_at > timezone.now()
    (deliver.using(run_after=notice.due_at) if is_later else deliver).enqueue(notice_id=notice.pk)


def queue_overdue() -> int:
    """Queue again what should have left long ago: the job of a killed worker is found here. How many there were."""
    overdue = list(Notice.objects.overdue(timezone.now()))
    for notice in overdue:
        _queue(notice)
    return len(overdue)


@task()
def deliver(notice_id: int) -> None:
    """Send one message once. A mail server that refuses or is away is tried again later, for four days."""
    notice = Notice.objects.claim(notice_id)
    if notice is None:
        return
    if not notice.person.is_active or notice.person.anonymised_at:
        notice.mark_withdrawn(_("The person no longer signs in."))
        return
    try:
        _send(notice)
    except (SMTPException, OSError) as error:
        again_at = notice.mark_failed(error)
        logger.warning("Message %s was not sent: %s", notice.pk, error)
        if again_at:
            deliver.using(run_after=again_at).enqueue(notice_id=notice.pk)
    else:
        notice.mark_sent()


def _send(notice: Notice) -> None:
    with translation.override(notice.person.language or settings.LANGUAGE_CODE):
        letter = letter_of(notice)
        context = {"letter": letter, "person": notice.person, "site_url": settings.SITE_URL}
        message = EmailMultiAlternatives(
            " ".join(f"Clusterix: {letter.subject}".split()),
            render_to_string("monitoring/campaigns/mail/letter.txt", context),
            to=[notice.person.email],
            headers={"Message-ID": f"<{notice.uuid}@{_domain()}>", "Auto-Submitted": "auto-generated"},
            attachments=letter.attachments,
        )
        message.attach_alternative(render_to_string("monitoring/campaigns/mail/letter.html", context), "text/html")
    message.send()


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or str(urlsplit(settings.SITE_URL).hostname)
