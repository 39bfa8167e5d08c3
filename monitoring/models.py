"""Gathers the models of every slice; each is written in its own folder."""

from monitoring.campaigns.models import (
    CalendarFeed,
    Campaign,
    Notice,
    Remark,
    RemarkReply,
    Reminder,
    Report,
    ReportEvent,
    Revision,
    ValueCheck,
)
from monitoring.clusters.models import Cluster, Following, Label, Succession
from monitoring.objectives.models import Answer, Asked, Framework, Indicator, Target, Topic
from monitoring.people.models import Invitation, Mandate, ParkedPost, Person, PortfolioEntry, SeeAsVisit
from monitoring.stories.models import Story, StoryEvent, StoryPerson, StoryPicture, StoryVersion
from monitoring.territory.models import Departement, Domain, Region, Theme

__all__ = [
    "Answer",
    "Asked",
    "CalendarFeed",
    "Campaign",
    "Cluster",
    "Departement",
    "Domain",
    "Following",
    "Framework",
    "Indicator",
    "Invitation",
    "Label",
    "Mandate",
    "Notice",
    "ParkedPost",
    "Person",
    "PortfolioEntry",
    "Region",
    "Remark",
    "RemarkReply",
    "Reminder",
    "Report",
    "ReportEvent",
    "Revision",
    "SeeAsVisit",
    "Story",
    "StoryEvent",
    "StoryPerson",
    "StoryPicture",
    "StoryVersion",
    "Succession",
    "Target",
    "Theme",
    "Topic",
    "ValueCheck",
]
