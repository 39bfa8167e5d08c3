"""What was typed when a session had expired: read it, send it again, or throw it away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring.people.models import ParkedPost
from monitoring.people.parking import SENT_AGAIN_FIELD, park
from monitoring.people.requests import SignedInRequest


@require_safe
def parked(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(ParkedPost.objects.for_user(request.user), pk=pk)
    others = ParkedPost.objects.for_user(request.user).filter(sent_at__isnull=True).exclude(pk=pk)
    context = {"entry": entry, "others": others, "sent_again_field": SENT_AGAIN_FIELD}
    return render(request, "monitoring/people/parked.html", context)


@require_POST
def parked_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(ParkedPost.objects.for_user(request.user), pk=pk).delete()
    messages.success(request, _("The entry was thrown away."))
    return redirect("/")


@login_not_required
def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page left open since before its author signed in again carries a token that is out of date. What they typed is
    kept and offered to them once more; any other post without a valid token is refused."""
    entry = park(request) if comes_from_us(request) else None
    if entry is None:
        return render(request, "403_csrf.html", status=403)
    address = reverse("parked", args=[entry.pk])
    if request.user.is_authenticated and request.user.pk != entry.author_id:
        return render(request, "monitoring/people/parked_for_another.html", status=403)
    messages.warning(
        request, _("This page had been open since before you signed in again. Check what you typed, then send it.")
    )
    return redirect(address)


def comes_from_us(request: HttpRequest) -> bool:
    """Browsers say which site a form was sent from; another site's is none of ours, whatever it contains."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
