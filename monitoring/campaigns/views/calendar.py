"""The calendar of due dates: its secret address, and what it holds."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.campaigns.calendar import address_of, calendar_of, may_have_calendar, person_of
from monitoring.campaigns.models import CalendarFeed
from monitoring.people.requests import SignedInRequest


@login_not_required
@require_safe
@cache_control(private=True, max_age=3600)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Read by calendar programs, which cannot sign in: the address itself is the secret."""
    person = person_of(token)
    if person is None:
        raise Http404
    with translation.override(person.language or settings.LANGUAGE_CODE):
        content = calendar_of(person)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="clusterix.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_settings(request: SignedInRequest) -> HttpResponse:
    """Make the secret address, replace it, or take it back."""
    if not may_have_calendar(request.user):
        raise PermissionDenied
    if request.method == "POST":
        if "revoke" in request.POST:
            CalendarFeed.objects.filter(person=request.user).delete()
            messages.success(request, _("The address is revoked: calendars that read it no longer see anything."))
        else:
            CalendarFeed.objects.update_or_create(
                person=request.user, defaults={"secret": uuid4(), "created_at": timezone.now()}
            )
            messages.success(request, _("The address is made. Former ones no longer work."))
        return redirect("calendar-settings")
    feed = CalendarFeed.objects.filter(person=request.user).first()
    context = {"feed": feed, "address": address_of(feed) if feed else ""}
    return render(request, "monitoring/campaigns/calendar.html", context)
