"""An administrator looks at Clusterix as somebody else sees it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring.people.access import held_by
from monitoring.people.filters import VisitFilter
from monitoring.people.forms.people import SeeAsForm
from monitoring.people.middleware import SeeAs
from monitoring.people.models import Person, SeeAsVisit
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import Role
from monitoring.people.tables import VisitTable
from monitoring.people.views.lists import list_file, list_page
from monitoring.people.views.people import person_or_404


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR)
def see_as_start(request: SignedInRequest, pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    if not person.can_be_seen_by(request.user):
        raise PermissionDenied(
            _("You can look as people of your own regions and clusters who can sign in, but not as an administrator.")
        )
    form = SeeAsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            visit = SeeAsVisit.objects.create(
                administrator=request.user, person=person, reason=form.cleaned_data["reason"]
            )
        request.session[SeeAs.SESSION_KEY] = visit.pk
        return redirect("/")
    context = {"form": form, "person": person}
    return render(request, "monitoring/people/see_as_start.html", context, status=422 if form.errors else 200)


@require_POST
def see_as_stop(request: SignedInRequest) -> HttpResponse:
    """The visit itself is ended by the middleware, which knows both people."""
    number = request.session.pop(SeeAs.SESSION_KEY, None)
    visit = SeeAsVisit.objects.filter(pk=number, administrator=request.user).first()
    if visit is None:
        return redirect("/")
    messages.success(request, _("You are yourself again."))
    return redirect("person-detail", visit.person_id)


def filtered_visits(request: SignedInRequest) -> VisitFilter:
    people = Person.objects.for_user(request.user)
    visits = SeeAsVisit.objects.filter(person__in=people).select_related("administrator", "person")
    return VisitFilter(request.GET, queryset=visits)


@require_safe
@held_by(Role.ADMINISTRATOR)
def see_as_list(request: SignedInRequest) -> HttpResponse:
    visits = filtered_visits(request)
    table = VisitTable(visits.qs, order_by="-started_at")
    return list_page(request, "monitoring/people/see_as_list.html", visits, table)


@require_safe
@held_by(Role.ADMINISTRATOR)
def see_as_export(request: SignedInRequest) -> FileResponse:
    visits = filtered_visits(request)
    table = VisitTable(visits.qs, order_by="-started_at")
    return list_file(request, _("visits"), _("Visits as somebody else"), visits, table)
