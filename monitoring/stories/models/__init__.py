"""Stories: what figures cannot say. Their text is sealed with its revision; publication stands outside revisions."""

from monitoring.stories.models.events import StoryEvent
from monitoring.stories.models.pictures import StoryPicture
from monitoring.stories.models.stories import STORIES_A_YEAR, Story, StoryPerson, StoryVersion

__all__ = ["STORIES_A_YEAR", "Story", "StoryEvent", "StoryPerson", "StoryPicture", "StoryVersion"]
