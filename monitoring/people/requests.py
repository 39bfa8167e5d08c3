"""A request whose author is known: every view is closed to visitors unless it says otherwise."""

from django.http import HttpRequest

from monitoring.people.models import Person


class SignedInRequest(HttpRequest):
    user: Person
