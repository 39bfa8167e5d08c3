"""What the Region remarks on a member, where the member is edited."""

from __future__ import annotations

from monitoring.campaigns.forms.replies import ReplyForm
from monitoring.campaigns.kinds import Place
from monitoring.campaigns.models import Report
from monitoring.campaigns.moves import roles_of
from monitoring.campaigns.queries.tasklist import Thread
from monitoring.campaigns.transitions import FILLERS
from monitoring.members.addresses import line_url
from monitoring.members.kind import SECTION
from monitoring.members.models import MemberLine
from monitoring.people.models import Person


def threads_on(report: Report, line: MemberLine, person: Person) -> list[tuple[Thread, ReplyForm | None]]:
    """Every remark sent on this member, open ones first, with the form that answers it."""
    may_reply = bool(roles_of(person, report) & FILLERS)
    place = Place(line.name, SECTION, line_url(report, line))
    remarks = report.remarks.sent().filter(key=line.key).select_related("author", "settled_by")
    threads = [
        Thread(remark, place, may_reply and remark.settled_at is None)
        for remark in remarks.prefetch_related("replies__author")
    ]
    return [
        (thread, ReplyForm(prefix=f"remark-{thread.remark.pk}") if thread.may_reply else None)
        for thread in sorted(threads, key=lambda thread: not thread.is_open)
    ]
