"""Gathers what the technical administration shows; each is written in its slice."""

from monitoring.clusters import admin as clusters
from monitoring.objectives import admin as objectives
from monitoring.organisations import admin as organisations
from monitoring.people import admin as people
from monitoring.territory import admin as territory

__all__ = ["clusters", "objectives", "organisations", "people", "territory"]
