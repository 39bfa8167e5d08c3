"""The administrator's screens for people."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.people.access import held_by
from monitoring.people.filters import PeopleFilter
from monitoring.people.forms.people import ErasureForm, PersonForm
from monitoring.people.forms.targets import administered_targets
from monitoring.people.journal import journal_of
from monitoring.people.models import Invitation, Mandate, Person
from monitoring.people.queries import people_for
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import Role
from monitoring.people.tables import PeopleTable, standing
from monitoring.people.views.lists import list_file, list_page


def person_or_404(request: SignedInRequest, pk: int) -> Person:
    """Somebody this administrator looks after."""
    return get_object_or_404(people_for(request.user), pk=pk)


def own_person_or_refuse(request: SignedInRequest, pk: int) -> Person:
    """Somebody about whose account this administrator alone decides, and who is somebody else."""
    person = person_or_404(request, pk)
    if person == request.user:
        raise PermissionDenied(_("This is your own account: ask another administrator, or see your profile."))
    if person.anonymised_at:
        raise PermissionDenied(_("This person's data were erased. There is nothing left to change."))
    if not person.is_left_to(request.user):
        raise PermissionDenied(
            _(
                "This person also works for a region that is not yours, or runs the machine: you look after their "
                "mandates in your region, not after their account."
            )
        )
    return person


def filtered_people(request: SignedInRequest) -> PeopleFilter:
    return PeopleFilter(
        request.GET,
        queryset=people_for(request.user),
        administrator=request.user,
        targets=administered_targets(request.user),
    )


@require_safe
@held_by(Role.ADMINISTRATOR)
def person_list(request: SignedInRequest) -> HttpResponse:
    people = filtered_people(request)
    waiting = Invitation.objects.for_user(request.user).pending().count()
    return list_page(
        request,
        "monitoring/people/person_list.html",
        people,
        PeopleTable(people.qs, order_by="name"),
        waiting=waiting,
    )


@require_safe
@held_by(Role.ADMINISTRATOR)
def person_export(request: SignedInRequest) -> FileResponse:
    people = filtered_people(request)
    return list_file(
        request, _("people"), _("People and their mandates"), people, PeopleTable(people.qs, order_by="name")
    )


@require_safe
@held_by(Role.ADMINISTRATOR)
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    mandates = (
        Mandate.objects.for_user(request.user)
        .filter(person=person)
        .select_related("region", "cluster", "granted_by")
        .prefetch_related("portfolio__domain", "portfolio__cluster")
        .order_by("-starts_on", "role")
    )
    label, kind = standing(person)
    context = {
        "person": person,
        "mandates": mandates,
        "standing": {"label": label, "kind": kind},
        "events": journal_of(person, reader=request.user),
        "is_own": person == request.user,
        "is_left_to_user": person.is_left_to(request.user),
        "can_be_seen": person.can_be_seen_by(request.user),
    }
    return render(request, "monitoring/people/person_detail.html", context)


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR)
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    person = own_person_or_refuse(request, pk)
    form = PersonForm(posted(request), instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The account of %(person)s was changed.") % {"person": person})
        return redirect("person-detail", pk)
    context = {"form": form, "person": people_for(request.user).get(pk=pk)}
    return render(request, "monitoring/people/person_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR)
def person_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Closes the account, or opens it again: mandates stay as they are, signing in is refused."""
    person = own_person_or_refuse(request, pk)
    if request.method != "POST":
        return render(request, "monitoring/people/person_close.html", {"person": person})
    person.is_active = request.POST.get("open") == "yes"
    person.save(update_fields=["is_active"])
    sentence = _("%(person)s can sign in again.") if person.is_active else _("The account of %(person)s is closed.")
    messages.success(request, sentence % {"person": person})
    return redirect("person-detail", pk)


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR)
def person_erase(request: SignedInRequest, pk: int) -> HttpResponse:
    person = own_person_or_refuse(request, pk)
    form = ErasureForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid():
        name = str(person)
        form.save()
        messages.success(request, _("The personal data of %(person)s were erased.") % {"person": name})
        return redirect("person-detail", pk)
    context = {"form": form, "person": person}
    return render(request, "monitoring/people/person_erase.html", context, status=422 if form.errors else 200)
