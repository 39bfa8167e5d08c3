"""Campaigns ask, reports answer, revisions remember. What is asked is a report kind's own business."""

from monitoring.campaigns.models.campaigns import Campaign
from monitoring.campaigns.models.notices import Notice
from monitoring.campaigns.models.remarks import OPEN, Remark, RemarkReply
from monitoring.campaigns.models.reminders import CalendarFeed, Reminder
from monitoring.campaigns.models.reports import Report
from monitoring.campaigns.models.revisions import UNDO_WINDOW, ReportEvent, Revision, ValueCheck

__all__ = [
    "OPEN",
    "UNDO_WINDOW",
    "CalendarFeed",
    "Campaign",
    "Notice",
    "Remark",
    "RemarkReply",
    "Reminder",
    "Report",
    "ReportEvent",
    "Revision",
    "ValueCheck",
]
