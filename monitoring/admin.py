"""Gathers what the technical administration shows; each is written in its slice."""

from monitoring.people import admin as people
from monitoring.territory import admin as territory

__all__ = ["people", "territory"]
