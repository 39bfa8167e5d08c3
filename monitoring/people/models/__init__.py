"""People, the mandates through which they hold a role, and their invitations."""

from monitoring.people.models.invitations import Invitation
from monitoring.people.models.mandates import Mandate, PortfolioEntry
from monitoring.people.models.people import Person
from monitoring.people.models.visits import ParkedPost, SeeAsVisit

__all__ = ["Invitation", "Mandate", "ParkedPost", "Person", "PortfolioEntry", "SeeAsVisit"]
