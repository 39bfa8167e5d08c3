"""A request whose author is known: every view is closed to visitors unless it says otherwise."""

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from monitoring.people.models import Person


class SignedInRequest(HttpRequest):
    user: Person
    # While an administrator looks as somebody else, `see_as` is that person (and `user`), `administrator` who looks.
    administrator: Person | None
    see_as: Person | None


def own_address(request: HttpRequest, address: str) -> str:
    """Where a form asks to go on, if that is a page of this site; else nothing."""
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_own else ""


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, if only nothing; None while the form is only shown."""
    return request.POST if request.method == "POST" else None
