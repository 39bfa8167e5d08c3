"""What a worker does with the jobs that are due, and what it sends."""

from __future__ import annotations

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django_tasks_db.models import DBTaskResult


def work() -> list[EmailMultiAlternatives]:
    """Runs every job that is due, those it queues included; gives what was sent meanwhile."""
    before = len(mail.outbox)
    while job := DBTaskResult.objects.ready().first():
        job.claim("tests")
        result = job.task_result
        job.set_successful(job.task.call(*result.args, **result.kwargs))
    return [message for message in mail.outbox[before:] if isinstance(message, EmailMultiAlternatives)]


def to(messages: list[EmailMultiAlternatives]) -> dict[str, EmailMultiAlternatives]:
    """By address; nobody is written to twice."""
    found = {message.to[0]: message for message in messages}
    assert len(found) == len(messages)
    return found
