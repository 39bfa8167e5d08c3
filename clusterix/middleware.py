from collections.abc import Callable
from time import time

from django.http import HttpRequest, HttpResponse

RENEW_AFTER = 5 * 60


def keep_session_alive(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Counts a session's idle time from its last request, within five minutes: reading pages stays free of writes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time() - request.session.get("renewed", 0) > RENEW_AFTER:
            request.session["renewed"] = int(time())
        return get_response(request)

    return middleware
