"""Views for some roles alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import Role

View = Callable[..., HttpResponseBase]


def held_by(*roles: Role) -> Callable[[View], View]:
    """Opens a view to those who hold one of these roles today; the others are told which role it takes (403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_role(*roles):
                names = ", ".join(str(role.label) for role in roles)
                raise PermissionDenied(
                    _("This page is for people with one of these roles today: %(roles)s.") % {"roles": names}
                )
            return view(request, *args, **kwargs)

        return guarded

    return decorate
