"""The Region's remarks in a file: shown beside what they are about, answered there, and closed by the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.campaigns.forms.replies import ReplyForm
from monitoring.campaigns.models import Remark, RemarkReply, Report
from monitoring.campaigns.moves import Refused
from monitoring.people.models import Person


@dataclass(frozen=True)
class Thread:
    """What the Region asks about one line, as a cell shows it: `remarks` wait for an answer, `answers` were given."""

    words: str = ""
    remarks: tuple[int, ...] = ()
    answers: frozenset[str] = frozenset()


def threads_of(report: Report) -> dict[str, Thread]:
    """By stable key (empty: the whole report), everything the Region has sent about it; in two queries."""
    found: dict[str, list[Remark]] = defaultdict(list)
    for remark in report.remarks.sent().prefetch_related("replies").order_by("written_at", "pk"):
        found[remark.key].append(remark)
    return {key: _thread(remarks) for key, remarks in found.items()}


def _thread(remarks: list[Remark]) -> Thread:
    waiting = [remark for remark in remarks if remark.settled_at is None]
    lines = [line for remark in waiting for line in (remark.body, *map(_answered, remark.replies.all()))]
    answers = frozenset(reply.body for remark in remarks for reply in remark.replies.all())
    return Thread("\n".join(lines), tuple(remark.pk for remark in waiting), answers)


def _answered(reply: RemarkReply) -> str:
    return _("Answered: %(text)s") % {"text": reply.body}


@dataclass(frozen=True)
class Weighed:
    """What became of an answer in a file: kept as `body`, or left with a note, or refused with a complaint."""

    body: str = ""
    note: str = ""
    complaint: str = ""


def weigh(thread: Thread, shown: Collection[int], typed: str) -> Weighed:
    """`shown` are the remarks that the file showed beside the answer; given before, an answer is not given again."""
    body = typed.strip()
    if not body or any(_plain(body) == _plain(given) for given in thread.answers):
        return Weighed()
    if not set(shown) & set(thread.remarks):
        if shown:
            return Weighed(note=_("The Region has settled this remark meanwhile: it needs no answer."))
        return Weighed(complaint=_("There is no remark here to answer: write what you have to say as an explanation."))
    if complaint := complaint_of(body):
        return Weighed(complaint=complaint)
    return Weighed(body)


def shown_in(cell: object) -> tuple[str, tuple[int, ...]]:
    """What the hidden cell of a line remembers: the mark of what it held, and the remarks that stood beside it."""
    mark, _space, remarks = str(cell or "").partition(" ")
    return mark, tuple(int(each) for each in remarks.split(",") if each.isdecimal() and len(each) < 10)


def _plain(text: str) -> str:
    return " ".join(text.split())


def complaint_of(body: str) -> str:
    """Why this text is no answer to be kept; empty when it is one."""
    form = ReplyForm({"body": body})
    return "" if form.is_valid() else " ".join(str(error) for error in form.errors["body"])


def answer(report: Report, shown: Collection[int], body: str, person: Person) -> RemarkReply | None:
    """Answer the newest of the remarks `shown` that still waits, and close them all; None where none waits.

    Inside the transaction that holds the revision (campaigns.filling). The author of the remark is told.
    """
    waiting = list(report.remarks.open().filter(pk__in=shown).order_by("written_at", "pk"))
    if not waiting:
        return None
    form = ReplyForm({"body": body})
    if not form.is_valid():
        raise Refused(complaint_of(body))
    reply = form.answer(waiting[-1], person)
    closed = Remark.objects.filter(pk__in=[remark.pk for remark in waiting])
    closed.update(settled_at=timezone.now(), settled_by=person)
    return reply


def reopen(report: Report, closed: Collection[int], person: Person) -> None:
    """The remarks that this person's answer had closed wait again; the answer itself was read and stays."""
    report.remarks.filter(pk__in=closed, settled_by=person).update(settled_at=None, settled_by=None)
