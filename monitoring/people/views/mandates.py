"""Giving, changing and ending mandates."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from monitoring.people.access import held_by
from monitoring.people.forms.mandates import EndMandateForm, MandateDatesForm, MandateForm, PortfolioForm
from monitoring.people.models import Mandate
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import Role
from monitoring.people.views.people import person_or_404


def mandate_or_404(request: SignedInRequest, pk: int) -> Mandate:
    """A mandate this person grants and ends."""
    mandates = Mandate.objects.for_user(request.user).select_related("person", "region", "cluster")
    return get_object_or_404(mandates, pk=pk)


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR)
def mandate_new(request: SignedInRequest, pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    if person.anonymised_at:
        raise PermissionDenied(_("This person's data were erased. There is nothing left to change."))
    form = MandateForm(posted(request), person=person, administrator=request.user)
    if request.method == "POST" and form.is_valid():
        mandate = form.save()
        messages.success(request, _("%(person)s is now: %(mandate)s.") % {"person": person, "mandate": mandate})
        return redirect("person-detail", person.pk)
    context = {"form": form, "person": person}
    return render(request, "monitoring/people/mandate_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR)
def mandate_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = mandate_or_404(request, pk)
    form = MandateDatesForm(posted(request), mandate=mandate)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The dates were changed: %(mandate)s.") % {"mandate": mandate})
        return redirect("person-detail", mandate.person_id)
    context = {"form": form, "mandate": mandate}
    return render(request, "monitoring/people/mandate_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR, Role.MANAGER)
def mandate_end(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = mandate_or_404(request, pk)
    if mandate.is_over:
        messages.info(request, _("This mandate had ended already: %(mandate)s.") % {"mandate": mandate})
        return redirect(_afterwards(request), *_whose(request, mandate))
    form = EndMandateForm(posted(request), mandate=mandate)
    if request.method == "POST" and form.is_valid():
        form.save()
        sentence = _("The mandate ends: %(person)s, %(mandate)s.")
        messages.success(request, sentence % {"person": mandate.person, "mandate": mandate})
        return redirect(_afterwards(request), *_whose(request, mandate))
    context = {"form": form, "mandate": mandate, "is_administrator": request.user.has_role(Role.ADMINISTRATOR)}
    return render(request, "monitoring/people/mandate_end.html", context, status=422 if form.errors else 200)


def _afterwards(request: SignedInRequest) -> str:
    return "person-detail" if request.user.has_role(Role.ADMINISTRATOR) else "team"


def _whose(request: SignedInRequest, mandate: Mandate) -> list[int]:
    return [mandate.person_id] if request.user.has_role(Role.ADMINISTRATOR) else []


@require_http_methods(["GET", "POST"])
@held_by(Role.ADMINISTRATOR)
def mandate_portfolio(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = mandate_or_404(request, pk)
    if mandate.role != Role.OFFICER:
        raise PermissionDenied(_("Only officers have a portfolio of domains and clusters."))
    form = PortfolioForm(posted(request), mandate=mandate)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The portfolio of %(person)s was changed.") % {"person": mandate.person})
        return redirect("person-detail", mandate.person_id)
    context = {"form": form, "mandate": mandate}
    return render(request, "monitoring/people/mandate_portfolio.html", context, status=422 if form.errors else 200)
