"""A manager's delegates: who fills in with them, whom they invited."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.people.access import held_by
from monitoring.people.forms.invitations import InvitationForm
from monitoring.people.forms.targets import managed_targets
from monitoring.people.models import Invitation, Mandate
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import Role
from monitoring.people.views.invitations import invited


@require_safe
@held_by(Role.MANAGER)
def team(request: SignedInRequest) -> HttpResponse:
    clusters = request.user.cluster_ids({Role.MANAGER})
    mandates = (
        Mandate.objects.filter(cluster__in=clusters)
        .select_related("person", "cluster")
        .order_by("cluster__name", "-role", "person__last_name", "person__first_name")
    )
    context = {
        "mandates": [mandate for mandate in mandates if not mandate.is_over],
        "former": [mandate for mandate in mandates if mandate.is_over],
        "invitations": Invitation.objects.for_user(request.user)
        .filter(cluster__in=clusters)
        .open()
        .select_related("cluster", "invited_by"),
        "several": len(clusters) > 1,
    }
    return render(request, "monitoring/people/team.html", context)


@require_http_methods(["GET", "POST"])
@held_by(Role.MANAGER)
def team_invite(request: SignedInRequest) -> HttpResponse:
    targets = managed_targets(request.user)
    form = InvitationForm(posted(request), inviter=request.user, targets=targets, roles=[Role.DELEGATE])
    if request.method == "POST" and form.is_valid():
        invitation = form.save()
        messages.success(request, invited(invitation))
        return redirect("team")
    context = {"form": form, "clusters": list(targets.values())}
    return render(request, "monitoring/people/team_invite.html", context, status=422 if form.errors else 200)
