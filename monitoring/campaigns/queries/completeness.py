"""How complete and how timely campaigns are, each report due counted once, received or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.campaigns.models import Campaign, Report
from monitoring.campaigns.queries.sending import NOT_RECEIVED, with_sending
from monitoring.campaigns.states import State


@dataclass(frozen=True, slots=True)
class Completeness:
    """Of the reports due, how many were sent at least once, how many of them on time, and where they are now."""

    due: int = 0
    sent: int = 0
    on_time: int = 0
    to_review: int = 0
    accepted: int = 0
    late: int = 0
    not_due: int = 0

    @property
    def sentence(self) -> str:
        """“19 of 22 sent, 17 on time”."""
        if not self.due:
            return _("No report is due.")
        return _("%(sent)s of %(due)s sent, %(on_time)s on time") % {
            "sent": self.sent,
            "due": self.due,
            "on_time": self.on_time,
        }

    @property
    def late_sentence(self) -> str:
        if not self.late:
            return ""
        return ngettext("%(count)s not received and late", "%(count)s not received and late", self.late) % {
            "count": self.late
        }

    @property
    def missing(self) -> int:
        return self.due - self.sent


def completeness_of(campaigns: Iterable[Campaign], today: date | None = None) -> dict[int, Completeness]:
    """By campaign id, in one query; a campaign without reports is not named."""
    today = today or timezone.localdate()
    rows = (
        with_sending(Report.objects.filter(campaign__in=[campaign.pk for campaign in campaigns], is_rehearsal=False))
        .order_by()
        .values("campaign")
        .annotate(
            count_due=Count("pk", filter=~Q(state=State.NOT_DUE)),
            count_sent=Count("pk", filter=~NOT_RECEIVED & ~Q(state=State.NOT_DUE)),
            count_on_time=Count("pk", filter=~Q(state=State.NOT_DUE) & Q(first_sent_at__date__lte=F("due"))),
            count_to_review=Count("pk", filter=Q(state=State.SUBMITTED)),
            count_accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
            count_late=Count("pk", filter=NOT_RECEIVED & Q(due__lt=today)),
            count_not_due=Count("pk", filter=Q(state=State.NOT_DUE)),
        )
    )
    names = [field.name for field in fields(Completeness)]
    return {row["campaign"]: Completeness(*(row[f"count_{name}"] for name in names)) for row in rows}
