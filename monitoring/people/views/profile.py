"""What people see and change about themselves."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from monitoring.people.forms.people import ProfileForm
from monitoring.people.models import SeeAsVisit
from monitoring.people.queries import own_data
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import CLUSTER_ROLES, REGION_READERS

AFTER_SECOND_FACTOR = "after_second_factor"


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(posted(request), instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile was saved."))
        return redirect("profile")
    if form.errors:
        request.user.refresh_from_db()
    context = {
        "form": form,
        "mandates": request.user.mandates.lasting()
        .select_related("region", "cluster")
        .prefetch_related("portfolio__domain", "portfolio__cluster"),
        "has_calendar": request.user.has_role(*CLUSTER_ROLES, *REGION_READERS),
        "factors": Authenticator.objects.filter(user=request.user, type__in=["totp", "webauthn"]).count(),
        "sessions": UserSession.objects.filter(user=request.user).count(),
        "visits": SeeAsVisit.objects.filter(person=request.user).select_related("administrator")[:10],
    }
    return render(request, "monitoring/people/profile.html", context, status=422 if form.errors else 200)


@require_safe
def profile_data(request: SignedInRequest) -> HttpResponse:
    """Everything kept about one's account, as a file other programs read."""
    filename = f"clusterix-{timezone.localdate():%Y-%m-%d}.json"
    return JsonResponse(
        own_data(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


@require_safe
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Where those who must set a second factor are led, and come by again once it is set."""
    target = request.GET.get("next") or request.session.get(AFTER_SECOND_FACTOR, "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    if not request.user.owes_second_factor():
        request.session.pop(AFTER_SECOND_FACTOR, None)
        return redirect(target)
    request.session[AFTER_SECOND_FACTOR] = target
    return render(request, "monitoring/people/second_factor.html")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Django's switch, which also keeps the choice with the person."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return set_language(request)
