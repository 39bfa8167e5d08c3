"""A request whose author is known: every view is closed to visitors unless it says otherwise."""

from django.http import HttpRequest, QueryDict

from monitoring.people.models import Person


class SignedInRequest(HttpRequest):
    user: Person
    # While an administrator looks as somebody else, `see_as` is that person (and `user`), `administrator` who looks.
    administrator: Person | None
    see_as: Person | None


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, if only nothing; None while the form is only shown."""
    return request.POST if request.method == "POST" else None
