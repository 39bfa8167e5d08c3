"""Inviting, and answering an invitation."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring.people.access import held_by
from monitoring.people.filters import InvitationFilter
from monitoring.people.forms.invitations import InvitationForm, NewAccountForm, account_exists, send_again
from monitoring.people.forms.targets import administered_targets
from monitoring.people.models import Invitation, Person
from monitoring.people.models.invitations import InvitationClosed
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import Role
from monitoring.people.tables import InvitationTable
from monitoring.people.views.lists import list_file, list_page


def filtered_invitations(request: SignedInRequest) -> InvitationFilter:
    invitations = Invitation.objects.for_user(request.user).select_related("region", "cluster", "invited_by")
    return InvitationFilter(request.GET, queryset=invitations)


@require_safe
@held_by(Role.ADMINISTRATOR)
def invitation_list(request: SignedInRequest) -> HttpResponse:
    invitations = filtered_invitations(request)
    table = InvitationTable(invitations.qs, order_by="-invited_at")
    return list_page(request, "monitoring/people/invitation_list.html", invitations, table)


@require_safe
@held_by(Role.ADMINISTRATOR)
def invitation_export(request: SignedInRequest) -> FileResponse:
    invitations = filtered_invitations(request)
    table = InvitationTable(invitations.qs, order_by="-invited_at")
    return list_file(request, _("invitations"), _("Invitations"), invitations, table)


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR)
def invitation_new(request: SignedInRequest) -> HttpResponse:
    form = InvitationForm(
        posted(request), inviter=request.user, targets=administered_targets(request.user), roles=list(Role)
    )
    if request.method == "POST" and form.is_valid():
        invitation = form.save()
        messages.success(request, invited(invitation))
        return redirect("invitation-list")
    return render(request, "monitoring/people/invitation_new.html", {"form": form}, status=422 if form.errors else 200)


def invited(invitation: Invitation) -> str:
    return _("A message is on its way to %(email)s; the invitation is valid for 7 days.") % {"email": invitation.email}


def invitation_or_404(request: SignedInRequest, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.for_user(request.user), pk=pk)


@require_POST
@held_by(Role.ADMINISTRATOR, Role.MANAGER)
def invitation_send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = invitation_or_404(request, pk)
    if send_again(invitation):
        messages.success(request, invited(invitation))
    else:
        messages.info(request, already_closed(invitation))
    return redirect(_list_of(request))


@require_POST
@held_by(Role.ADMINISTRATOR, Role.MANAGER)
def invitation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = invitation_or_404(request, pk)
    if invitation.withdraw():
        messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    else:
        messages.info(request, already_closed(invitation))
    return redirect(_list_of(request))


def already_closed(invitation: Invitation) -> str:
    invitation.refresh_from_db()
    return _("Nothing was done: this invitation is %(state)s.") % {"state": invitation.state.label}


def _list_of(request: SignedInRequest) -> str:
    return "invitation-list" if request.user.has_role(Role.ADMINISTRATOR) else "team"


# --- Answering -------------------------------------------------------------------------------------------------------


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: UUID) -> HttpResponse:
    """The address in the message. Opening it shows what is offered; its button accepts, and only then signs in."""
    offered = get_object_or_404(Invitation.objects.select_related("region", "cluster", "invited_by"), token=token)
    if offered.state != Invitation.State.PENDING:
        return closed_page(request, offered)
    if request.user.is_authenticated:
        return answer_signed_in(request, request.user, offered)
    if account_exists(offered):
        return render(request, "monitoring/people/invitation_sign_in.html", {"invitation": offered})
    return answer_as_new(request, offered)


def answer_as_new(request: HttpRequest, offered: Invitation) -> HttpResponse:
    """Makes an account for whoever holds the message, and signs them in."""
    form = NewAccountForm(posted(request), invitation=offered)
    if request.method == "POST" and form.is_valid():
        try:
            person = form.save()
        except InvitationClosed:
            return closed_page(request, offered)
        login(request, person)
        record_authentication(request, person, method="code", email=person.email)
        return welcome(request, offered)
    context = {"invitation": offered, "form": form}
    return render(request, "monitoring/people/invitation.html", context, status=422 if form.errors else 200)


def answer_signed_in(request: HttpRequest, person: Person, offered: Invitation) -> HttpResponse:
    """Adds the mandate to the account it was sent to, and to no other."""
    if person.email != offered.email or getattr(request, "see_as", None):
        context = {"invitation": offered}
        return render(request, "monitoring/people/invitation_for_another.html", context, status=403)
    if request.method != "POST":
        return render(request, "monitoring/people/invitation.html", {"invitation": offered, "form": None})
    try:
        offered.accept(person)
    except InvitationClosed:
        return closed_page(request, offered)
    return welcome(request, offered)


def welcome(request: HttpRequest, offered: Invitation) -> HttpResponse:
    messages.success(request, _("Welcome. You are now: %(mandate)s.") % {"mandate": offered})
    return redirect("/")


def closed_page(request: HttpRequest, offered: Invitation) -> HttpResponse:
    """Used, withdrawn or left too long: which, and what to do. Whoever pressed twice is shown in."""
    offered.refresh_from_db()
    if request.user.is_authenticated and offered.accepted_by == request.user:
        return redirect("/")
    return render(request, "monitoring/people/invitation_closed.html", {"invitation": offered}, status=410)
