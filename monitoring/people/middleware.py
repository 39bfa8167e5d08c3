"""What every request passes: sign-in, the person's language, a visit as somebody else, the second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from monitoring.people.models import ParkedPost, SeeAsVisit
from monitoring.people.parking import SENT_AGAIN_FIELD, park
from monitoring.people.requests import SignedInRequest

Next = Callable[[HttpRequest], HttpResponseBase]


def is_background(request: HttpRequest) -> bool:
    """Whether a script of ours asks, rather than somebody who follows a link or presses a button."""
    return (
        request.headers.get("HX-Request") == "true"
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or request.headers.get("Sec-Fetch-Mode") in {"cors", "same-origin"}
    )


def page_of(request: HttpRequest) -> str:
    """Where somebody comes back to: the address asked for or, from a script or a form, the page it stands on."""
    if request.method in {"GET", "HEAD"} and not is_background(request):
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class SignInRequired(LoginRequiredMiddleware):
    """Every view asks for sign-in unless marked `login_not_required`; what was typed meanwhile is kept, and offered
    again after it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        parked = park(request)
        target = reverse("parked", args=[parked.pk]) if parked else page_of(request)
        sign_in = f"{reverse('account_login')}?{urlencode({'next': target})}"
        if not is_background(request):
            if parked:
                messages.warning(request, _signed_out(parked))
            return redirect(sign_in)
        return JsonResponse({"detail": _signed_out(parked), "kept": bool(parked), "sign_in": sign_in}, status=401)


def _signed_out(parked: ParkedPost | None) -> str:
    if parked:
        return _("You were signed out. What you typed is kept for an hour: sign in, and it is offered to you again.")
    return _("You were signed out. Sign in to go on.")


def speak_their_language(get_response: Next) -> Next:
    """The language a person chose; else the one found in the cookie or asked for by the browser."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return middleware


class SeeAs:
    """While an administrator looks as somebody else, `request.user` is that person and `request.administrator` is who
    looks. Nothing can be written, and what is that person's alone (account, profile) stays closed."""

    SESSION_KEY = "see_as"
    # By the beginnings of their URL names.
    OWN_PAGES = (
        "account_",
        "mfa_",
        "usersessions_",
        "socialaccount_",
        "openid_connect_",
        "profile",
        "parked",
        "see-as",
        "calendar",
    )

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.SESSION_KEY in request.session:
            self.enter(cast(SignedInRequest, request))
        return self.get_response(request)

    def enter(self, request: SignedInRequest) -> None:
        visits = SeeAsVisit.objects.select_related("person").filter(administrator=request.user.pk)
        visit = visits.filter(pk=request.session[self.SESSION_KEY]).first()
        if request.method == "POST" and request.path in {reverse("see-as-stop"), reverse("account_logout")}:
            # Whoever stops or signs out does so under their own name.
            if visit:
                visit.stop()
            return
        if visit and visit.is_running and visit.person.can_be_seen_by(request.user):
            request.administrator = request.user
            request.user = request.see_as = visit.person
            return
        del request.session[self.SESSION_KEY]
        if visit:
            visit.stop()
            messages.info(request, _("Your visit as %(person)s is over.") % {"person": visit.person})

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if not getattr(request, "see_as", None):
            return None
        match = request.resolver_match
        own = match is not None and (match.app_names == ["admin"] or (match.url_name or "").startswith(self.OWN_PAGES))
        if own or request.method not in {"GET", "HEAD"}:
            return render(request, "monitoring/people/see_as_refused.html", {"is_own_page": own}, status=403)
        return None


class SecondFactorRequired:
    """Officers and administrators set a second factor before anything else (REQUIRE_SECOND_FACTOR)."""

    OPEN = ("account_", "mfa_", "second-factor", "language", "healthz", "readyz")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name.startswith(self.OPEN) or not request.user.is_authenticated or getattr(request, "see_as", None):
            return None
        if not request.user.owes_second_factor():
            return None
        parked = park(request)
        target = reverse("parked", args=[parked.pk]) if parked else page_of(request)
        address = f"{reverse('second-factor')}?{urlencode({'next': target})}"
        if is_background(request):
            return JsonResponse({"detail": _("Set your second factor to go on."), "sign_in": address}, status=401)
        return HttpResponseRedirect(address)


def send_parked_once(get_response: Next) -> Next:
    """An entry kept past a session's end is sent again by its author's button: once, and kept while it is refused."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        number = request.POST.get(SENT_AGAIN_FIELD, "") if request.method == "POST" else ""
        parked = ParkedPost.objects.for_user(request.user).filter(pk=number).first() if number.isdecimal() else None
        if parked is None:
            return get_response(request)
        if not parked.claim():
            return redirect("parked", parked.pk)
        response = get_response(request)
        if response.status_code >= 400:
            parked.release()
        return response

    return middleware
