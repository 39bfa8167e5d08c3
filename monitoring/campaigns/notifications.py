"""Messages about reports, written and sent in the background, each in its reader's language."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from monitoring.campaigns.models import Report, ReportEvent
from monitoring.people.models import Person
from monitoring.people.roles import Role


@task()
def mail_event(event_id: int) -> None:
    """Tell the cluster's manager and delegates of one move, unless it was undone meanwhile."""
    event = ReportEvent.objects.select_related("report__campaign", "report__cluster", "actor").get(pk=event_id)
    if event.undone_at is not None:
        return
    for person in managers_of(event.report):
        with translation.override(person.language or "fr"):
            context = {"event": event, "report": event.report, "person": person}
            name = f"monitoring/campaigns/mail/{event.transition}"
            subject = render_to_string(f"{name}.subject.txt", context).strip()
            send_mail(subject, render_to_string(f"{name}.txt", context), None, [person.email])


def managers_of(report: Report) -> list[Person]:
    """Those who answer for the cluster today."""
    return list(
        Person.objects.filter(
            is_active=True,
            pk__in=report.cluster.mandates.current().filter(role=Role.MANAGER).values("person"),
        )
    )
