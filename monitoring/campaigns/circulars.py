"""What the Region writes to all at once: a date that moves, and reminders."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.days import format_day
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.letters import Item, Letter, absolute, letter, title_of, words
from monitoring.campaigns.models import Notice, Report
from monitoring.campaigns.models.reports import ReportQuerySet


@letter("dates-moved")
def dates_moved(notice: Notice) -> Letter:
    campaign = notice.campaign
    if campaign is None:
        raise ValueError("the message dates-moved is about a campaign")
    values = {
        "title": title_of(campaign),
        "former": format_day(date.fromisoformat(str(notice.data["due"]))),
        "due": format_day(campaign.due_on),
        "closes": format_day(campaign.closes_on),
    }
    return Letter(
        _("New dates, due on %(due)s: %(title)s") % values,
        [
            _("The Region has moved the dates of “%(title)s”.") % values,
            _("It was due on %(former)s; it is now due on %(due)s and closes on %(closes)s.") % values,
            _("What you have filled in is kept, and reminders follow the new date."),
        ],
        (_("Open my reports"), absolute(reverse("report-list"))),
        _own_reports(notice, campaign.reports.counted().with_cluster()),
    )


def _own_reports(notice: Notice, reports: ReportQuerySet) -> list[Item]:
    own = reports.filter(cluster__in=notice.person.cluster_ids()).select_related("cluster", "campaign")
    return [
        Item(
            report.cluster.name,
            _("Due on %(day)s") % {"day": format_day(report.due_on)},
            absolute(reverse("report-detail", args=[report.uuid])),
        )
        for report in own
    ]


@letter("reminder")
def reminder(notice: Notice) -> Letter:
    """Says how long is left, and what is left: a report that is complete only waits to be sent."""
    report = notice.report
    if report is None:
        raise ValueError("a reminder is about a report")
    days, is_complete = int(str(notice.data["days"])), bool(notice.data.get("is_complete"))
    return Letter(_subject(report, days), [_when(report, days), *_what_is_left(report, is_complete)], _button(report))


def _subject(report: Report, days: int) -> str:
    values = words(report)
    if days > 0:
        return _("Late: %(title)s of %(cluster)s") % values
    return ngettext(
        "In %(days)s day: %(title)s of %(cluster)s", "In %(days)s days: %(title)s of %(cluster)s", -days
    ) % (values | {"days": -days})


def _when(report: Report, days: int) -> str:
    values = words(report) | {"closes": format_day(report.closes_on)}
    if days > 0:
        return _("“%(title)s” of %(cluster)s was due on %(due)s. It can still be sent until %(closes)s.") % values
    return _("“%(title)s” of %(cluster)s is due on %(due)s.") % values


def _what_is_left(report: Report, is_complete: bool) -> list[str]:
    revision = report.open_revision()
    if revision is None:
        return [_("Nothing has been filled in yet. A report takes about a quarter of an hour, in one go or several.")]
    if is_complete:
        return [
            _("Everything is filled in, but the report is not sent: the Region has not received it."),
            _("Check it once more and press “Send to the Region”."),
        ]
    missing = len(kind_of(report.campaign).missing(revision))
    return [
        ngettext("%(count)s thing is still to be filled in.", "%(count)s things are still to be filled in.", missing)
        % {"count": missing}
        if missing
        else _("Everything is filled in: check it and send it."),
        _("What is written so far is kept."),
    ]


def _button(report: Report) -> tuple[str, str]:
    return _("Go on with the report"), absolute(reverse("report-detail", args=[report.uuid]))
