"""When reports were sent, and until when they or their review are awaited: annotations for lists of any length."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncDate
from django.db.models.sql.compiler import SQLCompiler

from monitoring.campaigns.models import Remark, Revision
from monitoring.campaigns.models.reports import ReportQuerySet
from monitoring.campaigns.states import FIRST_FILING, State

# Annotated reports: what is added is said by each function.
Reports = QuerySet[Any]

SEALED = Revision.objects.filter(report=OuterRef("pk"), sealed_at__isnull=False)
NOT_RECEIVED = Q(state__in=FIRST_FILING)


def with_sending(reports: ReportQuerySet) -> Reports:
    """`due`, `closing`, `first_sent_at` (which tells whether it was on time) and `sent_at`, of the newest filing."""
    return reports.with_dates().annotate(
        first_sent_at=Subquery(SEALED.order_by("number").values("sealed_at")[:1]),
        sent_at=Subquery(SEALED.order_by("-number").values("sealed_at")[:1]),
    )


class DaysAfter(Func):
    """A day, so many days later: calendar days, whatever the clocks do in between."""

    output_field = DateField()
    template = "(%(expressions)s)"
    arg_joiner = " + "

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        (day, of_day), (days, of_days) = map(compiler.compile, self.get_source_expressions())
        return f"date({day}, ({days}) || ' days')", (*of_day, *of_days)


def with_deadline(reports: ReportQuerySet) -> Reports:
    """`deadline`: the day by which the Region answers what was sent, the due date of what was not."""
    answer = DaysAfter(TruncDate("sent_at"), F("campaign__review_days"))
    return with_sending(reports).annotate(
        deadline=Case(When(state=State.SUBMITTED, then=answer), default=F("due"), output_field=DateField())
    )


def with_flags(reports: Reports) -> Reports:
    """`is_flagged`: a value of the newest filing is worth a look; `has_remarks`: one is unsent or unsettled."""
    flagged = Revision.objects.filter(pk=OuterRef("newest")).exclude(flagged_keys=[])
    remarks = Remark.objects.filter(report=OuterRef("pk"))
    return reports.annotate(newest=Subquery(SEALED.order_by("-number").values("pk")[:1])).annotate(
        is_flagged=Exists(flagged), has_remarks=Exists(remarks.private() | remarks.open())
    )
