"""What each message says, in the language in use: one function a message, shown as text and as simple HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.days import format_day, format_moment
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Campaign, Notice, RemarkReply, Report, Revision
from monitoring.campaigns.receipts import receipt_of, receipt_pdf


@dataclass(frozen=True)
class Item:
    """A line of a list: what it is about, what is said of it, where to find it."""

    title: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Letter:
    """`subject` and every paragraph are whole sentences about this one case; `button` is a label and an address."""

    subject: str
    paragraphs: list[str]
    button: tuple[str, str]
    items: list[Item] = field(default_factory=list)
    attachments: list[tuple[str, bytes, str]] = field(default_factory=list)


Writer = Callable[[Notice], Letter]
_writers: dict[str, Writer] = {}


def letter(name: str) -> Callable[[Writer], Writer]:
    """Register the writer of a message."""

    def register(writer: Writer) -> Writer:
        _writers[name] = writer
        return writer

    return register


def letter_of(notice: Notice) -> Letter:
    return _writers[notice.name](notice)


def absolute(url: str) -> str:
    return f"{settings.SITE_URL}{url}" if url.startswith("/") else url


def words(report: Report) -> dict[str, str]:
    """What most sentences name: the cluster, the report, its dates."""
    return {
        "cluster": report.cluster.name,
        "title": title_of(report.campaign),
        "due": format_day(report.due_on),
    }


def title_of(campaign: Campaign) -> str:
    return kind_of(campaign).title(campaign.period)


def _report(notice: Notice) -> Report:
    if notice.report is None:
        raise ValueError(f"the message {notice.name} is about a report")
    return notice.report


def _of_event(notice: Notice) -> dict[str, str]:
    """The words of the report and of what happened to it."""
    if notice.event is None:
        raise ValueError(f"the message {notice.name} is about an event")
    event = notice.event
    return words(_report(notice)) | {
        "person": str(event.actor),
        "moment": format_moment(event.happened_at),
        "reason": event.reason,
    }


def _open_button(report: Report) -> tuple[str, str]:
    return _("Open the report"), absolute(reverse("report-detail", args=[report.uuid]))


def _revision(notice: Notice) -> Revision:
    if notice.event is None or notice.event.revision is None:
        raise ValueError(f"the message {notice.name} is about a revision")
    return notice.event.revision


@letter("sent")
def sent(notice: Notice) -> Letter:
    report, revision, values = _report(notice), _revision(notice), _of_event(notice)
    receipt = receipt_of(revision)
    values |= {"reference": receipt.reference, "digest": receipt.digest, "review": _review_by(report, revision)}
    return Letter(
        _("Receipt %(reference)s: %(cluster)s, %(title)s") % values,
        [
            _("%(person)s sent “%(title)s” of %(cluster)s to the Region on %(moment)s.") % values,
            _on_time(report, revision),
            _("The Region answers by %(review)s. You have nothing more to do until then.") % values,
            _("Reference: %(reference)s. Digest of the content (SHA-256): %(digest)s.") % values,
        ],
        (_("See the receipt"), absolute(reverse("report-receipt", args=[report.uuid, revision.number]))),
        attachments=[(receipt.file_name, receipt_pdf(receipt), "application/pdf")],
    )


def _on_time(report: Report, revision: Revision) -> str:
    if revision.number > 1:
        return _("It is a correction: revision %(number)s of the report.") % {"number": revision.number}
    values = words(report)
    if revision.is_on_time(report.due_on):
        return _("It was sent on time: it was due on %(due)s.") % values
    return _("It was sent late: it was due on %(due)s.") % values


def _review_by(report: Report, revision: Revision) -> str:
    return format_day(revision.review_by(report.campaign.review_days) or report.due_on)


@letter("sent-in-name")
def sent_in_name(notice: Notice) -> Letter:
    report, values = _report(notice), _of_event(notice)
    return Letter(
        _("The Region sent %(title)s in the name of %(cluster)s") % values,
        [
            _("%(person)s, of the Region, sent “%(title)s” in the name of %(cluster)s on %(moment)s.") % values,
            _("Another officer than the sender reviews it. The report’s page says that the Region sent it."),
            _("If something in it is not right, write to %(person)s: the report can be returned to you.") % values,
        ],
        _open_button(report),
    )


@letter("filled-in-name")
def filled_in_name(notice: Notice) -> Letter:
    report, values = _report(notice), _of_event(notice)
    return Letter(
        _("The Region is filling in %(title)s in the name of %(cluster)s") % values,
        [
            _("%(person)s, of the Region, began on %(moment)s to fill in “%(title)s” for %(cluster)s.") % values,
            _("You see every value as it is saved, and you can go on with the report yourself."),
        ],
        _open_button(report),
    )


@letter("arrived")
def arrived(notice: Notice) -> Letter:
    report, revision, values = _report(notice), _revision(notice), _of_event(notice)
    values |= {"review": _review_by(report, revision), "number": str(revision.number)}
    flags = len(revision.flagged_keys)
    return Letter(
        _("To review by %(review)s: %(cluster)s, %(title)s") % values
        if revision.number == 1
        else _("Corrected, to review by %(review)s: %(cluster)s, %(title)s") % values,
        [
            _("%(person)s sent “%(title)s” of %(cluster)s on %(moment)s (revision %(number)s).") % values,
            ngettext("%(count)s value is worth a look.", "%(count)s values are worth a look.", flags) % {"count": flags}
            if flags
            else _("No value calls for a closer look."),
        ],
        _open_button(report),
    )


@letter("returned")
def returned(notice: Notice) -> Letter:
    report, values = _report(notice), _of_event(notice)
    return Letter(
        _("To correct: %(title)s of %(cluster)s") % values,
        [
            _("%(person)s read “%(title)s” of %(cluster)s and returned it to you on %(moment)s.") % values,
            *([_("Message: %(reason)s") % values] if values["reason"] else []),
            _("What you sent is kept as it was. Correct what is named below, then send the report again."),
        ],
        _open_button(report),
        _remarks(notice, report),
    )


def _remarks(notice: Notice, report: Report) -> list[Item]:
    """Every remark that left with this event, with the place it is about."""
    event = notice.event
    remarks = list(report.remarks.filter(sent_at=event.happened_at)) if event else []
    places = kind_of(report.campaign).places(
        report, report.current_revision(), [remark.key for remark in remarks if remark.key]
    )
    items = []
    for remark in remarks:
        place = places.get(remark.key)
        url = place.url if place else reverse("report-detail", args=[report.uuid])
        items.append(Item(place.label if place else _("The whole report"), remark.body, absolute(url)))
    return items


@letter("cancel-return")
def return_cancelled(notice: Notice) -> Letter:
    report, values = _report(notice), _of_event(notice)
    return Letter(
        _("No correction needed for now: %(title)s of %(cluster)s") % values,
        [
            _("%(person)s took back the return of “%(title)s” of %(cluster)s on %(moment)s.") % values,
            _("The report is with the Region again, as you sent it. You have nothing to do."),
        ],
        _open_button(report),
    )


@letter("accepted")
def accepted(notice: Notice) -> Letter:
    report, values = _report(notice), _of_event(notice)
    return Letter(
        _("Accepted: %(title)s of %(cluster)s") % values,
        [
            _("%(person)s accepted “%(title)s” of %(cluster)s on %(moment)s.") % values,
            _("Its figures now count in the dashboard of the Region. Thank you."),
        ],
        _open_button(report),
        _remarks(notice, report),
    )


@letter("reopened")
def reopened(notice: Notice) -> Letter:
    report, values = _report(notice), _of_event(notice)
    return Letter(
        _("Reopened: %(title)s of %(cluster)s") % values,
        [
            _("%(person)s reopened “%(title)s” of %(cluster)s on %(moment)s, although it was accepted.") % values,
            _("Reason: %(reason)s") % values,
            _("Correct what the reason names, then send the report again."),
            _("Until the Region accepts it again, the figures accepted before stay in place."),
        ],
        _open_button(report),
    )


@letter("cancel-reopen")
def reopening_cancelled(notice: Notice) -> Letter:
    report, values = _report(notice), _of_event(notice)
    return Letter(
        _("Not reopened after all: %(title)s of %(cluster)s") % values,
        [
            _("%(person)s took back the reopening of “%(title)s” of %(cluster)s on %(moment)s.") % values,
            _("The accepted figures stand. What was changed meanwhile is kept in the history. You have nothing to do."),
        ],
        _open_button(report),
    )


@letter("ready")
def ready(notice: Notice) -> Letter:
    report = _report(notice)
    values = words(report) | {"person": str(notice.data["by"])}
    return Letter(
        _("Ready for you to send: %(title)s of %(cluster)s") % values,
        [
            _("%(person)s has filled in “%(title)s” of %(cluster)s and asks you to send it.") % values,
            _("Only a manager of the cluster can send it. It is due on %(due)s.") % values,
        ],
        (_("Check and send"), absolute(reverse("report-check", args=[report.uuid]))),
    )


@letter("answered")
def answered(notice: Notice) -> Letter:
    report = _report(notice)
    reply = RemarkReply.objects.select_related("remark").get(pk=notice.data["reply"])
    values = words(report) | {"person": str(notice.data["by"]), "answer": reply.body}
    return Letter(
        _("Answer of %(cluster)s to a remark: %(title)s") % values,
        [
            _("%(person)s, of %(cluster)s, answered a remark on “%(title)s”.") % values,
            _("Your remark: %(remark)s") % {"remark": reply.remark.body},
            _("The answer: %(answer)s") % values,
        ],
        _open_button(report),
    )


@letter("extended")
def extended(notice: Notice) -> Letter:
    report, values = _report(notice), words(_report(notice))
    values["until"] = format_day(date.fromisoformat(str(notice.data["until"])))
    return Letter(
        _("Until %(until)s: %(title)s of %(cluster)s") % values,
        [_("The Region gives %(cluster)s until %(until)s to send “%(title)s”.") % values],
        _open_button(report),
    )


@letter("campaign-opened")
def campaign_opened(notice: Notice) -> Letter:
    campaign = notice.campaign
    if campaign is None:
        raise ValueError("the message campaign-opened is about a campaign")
    reports = campaign.reports.counted().filter(cluster__in=notice.person.cluster_ids()).select_related("cluster")
    values = {
        "title": title_of(campaign),
        "due": format_day(campaign.due_on),
        "opens": format_day(campaign.opens_on),
    }
    return Letter(
        _("To send by %(due)s: %(title)s") % values,
        [
            _("The Region asks for “%(title)s”. You can fill it in from %(opens)s and send it until %(due)s.") % values,
            *([campaign.guidance] if campaign.guidance else []),
        ],
        (_("Open my reports"), absolute(reverse("report-list"))),
        [
            Item(report.cluster.name, values["title"], absolute(reverse("report-detail", args=[report.uuid])))
            for report in reports
        ],
    )
