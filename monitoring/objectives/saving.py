"""Saving answers: one value is one conditional update, so that nothing anybody wrote is lost without a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from monitoring.campaigns.models import Revision
from monitoring.objectives.models import Answer
from monitoring.objectives.queries import Question
from monitoring.objectives.values import Content, content_of
from monitoring.people.models import Person


class Conflict(Exception):
    """Somebody saved another value, `answer`, since this person last saw it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer))
        self.answer = answer


def write(revision: Revision, question: Question, content: Content, *, version: int, person: Person) -> Answer | None:
    """Save one value if nobody saved another one since `version` (0: there was none); None when there is nothing to.

    Inside a transaction that holds the revision (campaigns.filling). Raises Conflict, having changed nothing. Saving
    the same thing twice saves it once.
    """
    line = {"revision": revision, "indicator": question.indicator, "domain": question.domain}
    values = {
        "status": content.status,
        "number": content.number,
        "text": content.text,
        "explanation": content.explanation,
        "edited_by": person,
        "edited_at": timezone.now(),
    }
    is_open = Revision.objects.open().filter(pk=revision.pk)
    same_version = Answer.objects.filter(
        revision__in=is_open, indicator=question.indicator, domain=question.domain, version=version
    )
    if version and same_version.update(version=F("version") + 1, **values):
        return Answer.objects.get(**line)
    current = Answer.objects.filter(**line).select_related("edited_by").first()
    if current is None:
        return _first(line, values, content)
    if content_of(current) == content:
        return current
    # Nobody's value is lost by writing over an emptied one.
    if not version and content_of(current).is_blank:
        return write(revision, question, content, version=current.version, person=person)
    raise Conflict(current)


def _first(line: Mapping[str, Any], values: Mapping[str, Any], content: Content) -> Answer | None:
    if content.is_blank:
        return None
    try:
        with transaction.atomic():
            return Answer.objects.create(**line, **values)
    except IntegrityError as error:
        # The other of two first savings won.
        current = Answer.objects.filter(**line).select_related("edited_by").first()
        if current is None:
            raise
        raise Conflict(current) from error
