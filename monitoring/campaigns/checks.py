"""What blocks a move: each check returns sentences for the person who would make it, none if nothing does."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clusterix.lib.days import format_day
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import UNDO_WINDOW, Report
from monitoring.campaigns.moves import Move


def campaign_not_running(move: Move) -> list[str]:
    return not_running(move.report)


def not_running(report: Report) -> list[str]:
    """Why nothing can be filled in or sent today."""
    if report.is_rehearsal:
        return []
    if not report.is_opened:
        return [_("The campaign is not open yet.")]
    if report.is_closed:
        return [
            _("The campaign closed on %(date)s. Ask the Region for a later date: what is written stays here.")
            % {"date": format_day(report.closes_on)}
        ]
    return []


def something_missing(move: Move) -> list[str]:
    if move.revision is None:
        return [_("Nothing has been filled in yet.")]
    return [missing.sentence for missing in kind_of(move.report.campaign).missing(move.revision)]


def own_filing(move: Move) -> list[str]:
    """Two people at least stand behind an accepted figure."""
    if move.revision and move.revision.sealed_by_id == move.actor.pk:
        return [_("You sent this report yourself: another officer accepts it.")]
    return []


def undecided_remarks(move: Move) -> list[str]:
    if move.remarks in {"send", "discard"} or not move.report.remarks.private().exists():
        return []
    return [_("Some remarks were not sent: say whether to send or to discard them.")]


def nothing_to_return(move: Move) -> list[str]:
    if move.reason or move.report.remarks.private().exists():
        return []
    return [_("Write at least one remark or a message: the cluster must know what to correct.")]


def already_corrected(move: Move) -> list[str]:
    before, after = move.report.sealed_revision(), move.revision
    if before and after and kind_of(move.report.campaign).differences(before, after):
        return [_("The cluster has already corrected values: the return can no longer be cancelled.")]
    return []


def not_my_fresh_acceptance(move: Move) -> list[str]:
    event = move.report.events.filter(transition="accept", undone_at__isnull=True).last()
    if event and event.actor_id == move.actor.pk and move.at - event.happened_at < UNDO_WINDOW:
        return []
    return [_("An acceptance can be undone by the same person within ten minutes. After that, reopen the report.")]
