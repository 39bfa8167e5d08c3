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
from monitoring.imports.models import Mapping
from monitoring.members.models import MemberLine
from monitoring.objectives.models import Answer, Asked, Framework, Indicator, Target, Topic
from monitoring.organisations.models import Merge, Organisation, Pair
from monitoring.people.models import Invitation, Mandate, ParkedPost, Person, PortfolioEntry, SeeAsVisit
from monitoring.stories.models import Story, StoryEvent, StoryPerson, StoryPicture, StoryVersion
from monitoring.territory.models import Departement, Domain, Region, Theme
from monitoring.uploads.models import AppliedChange, StagedRow, Upload

__all__ = [
    "Answer",
    "AppliedChange",
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
    "Mapping",
    "MemberLine",
    "Merge",
    "Notice",
    "Organisation",
    "Pair",
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
    "StagedRow",
    "Story",
    "StoryEvent",
    "StoryPerson",
    "StoryPicture",
    "StoryVersion",
    "Succession",
    "Target",
    "Theme",
    "Topic",
    "Upload",
    "ValueCheck",
]
