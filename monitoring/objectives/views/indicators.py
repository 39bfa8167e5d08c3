"""One indicator: read, designed, published, ended, continued."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusterix.lib.periods import Quarter, Year
from monitoring.objectives.catalogue import indicators_for, is_used, standing_of, versions_of
from monitoring.objectives.forms.indicators import ContinueForm, EndForm, IndicatorForm
from monitoring.objectives.models import Framework, Indicator
from monitoring.objectives.views.frameworks import for_designers, framework_or_404
from monitoring.people.requests import SignedInRequest, posted


def indicator_or_404(request: SignedInRequest, code: str) -> Indicator:
    indicators = indicators_for(request.user).select_related("topic__framework", "part_of", "continues")
    return get_object_or_404(indicators, code=code)


@require_safe
@for_designers
def indicator_detail(request: SignedInRequest, code: str) -> HttpResponse:
    return _detail(request, indicator_or_404(request, code))


def _detail(
    request: SignedInRequest, indicator: Indicator, lacking: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    label, kind = standing_of(indicator)
    context = {
        "indicator": indicator,
        "framework": indicator.topic.framework,
        "standing": label,
        "standing_kind": kind,
        "versions": [(version, standing_of(version)[0]) for version in versions_of(indicator)],
        "lacking": lacking or {},
        "is_used": is_used(indicator),
        "campaigns": indicator.asked.count(),
    }
    return render(request, "monitoring/objectives/indicator.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def indicator_new(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_or_404(request, pk)
    indicator = Indicator(starts_on=framework.starts_on)
    return _edit(request, indicator, framework, initial={"topic": request.GET.get("topic", "")})


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def indicator_edit(request: SignedInRequest, code: str) -> HttpResponse:
    indicator = indicator_or_404(request, code)
    return _edit(request, indicator, indicator.topic.framework)


def _edit(
    request: SignedInRequest, indicator: Indicator, framework: Framework, initial: dict[str, str] | None = None
) -> HttpResponse:
    form = IndicatorForm(posted(request), instance=indicator, framework=framework, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("The indicator is saved."))
        return redirect("indicator-detail", saved.code)
    context = {"form": form, "framework": framework, "indicator": indicator if indicator.pk else None}
    return render(request, "monitoring/objectives/indicator_form.html", context)


@require_POST
@for_designers
def indicator_publish(request: SignedInRequest, code: str) -> HttpResponse:
    indicator = indicator_or_404(request, code)
    try:
        indicator.publish()
    except ValidationError as refusal:
        fields = {
            field.name: str(field.verbose_name)
            for field in Indicator._meta.fields
            if field.name in refusal.message_dict
        }
        return _detail(request, indicator, lacking=fields, status=422)
    messages.success(request, _("The indicator is published: campaigns to come ask it while it is in force."))
    return redirect("indicator-detail", code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def indicator_end(request: SignedInRequest, code: str) -> HttpResponse:
    indicator = indicator_or_404(request, code)
    form = EndForm(posted(request), instance=indicator)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The indicator ends on that day."))
        return redirect("indicator-detail", code)
    context = {"form": form, "indicator": indicator}
    return render(request, "monitoring/objectives/indicator_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def indicator_continue(request: SignedInRequest, code: str) -> HttpResponse:
    indicator = indicator_or_404(request, code)
    today = timezone.localdate()
    is_quarterly = indicator.topic.framework.frequency == Framework.Frequency.QUARTER
    period = Quarter.containing(today) if is_quarterly else Year.containing(today)
    form = ContinueForm(posted(request), indicator=indicator, initial={"starts_on": period.next().first_day})
    if request.method == "POST" and form.is_valid():
        new = form.save()
        messages.success(request, _("Here is the new indicator, as a draft: say what it means, then publish it."))
        return redirect("indicator-edit", new.code)
    context = {"form": form, "indicator": indicator}
    return render(request, "monitoring/objectives/indicator_continue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def indicator_delete(request: SignedInRequest, code: str) -> HttpResponse:
    """A draft nobody was asked can go; anything else ends, and stays readable."""
    indicator = indicator_or_404(request, code)
    framework = indicator.topic.framework_id
    if indicator.published_at is not None or indicator.asked.exists() or is_used(indicator):
        messages.error(request, _("Only a draft that was never asked can be deleted: end this indicator instead."))
        return redirect("indicator-detail", code)
    if request.method == "POST":
        indicator.delete()
        messages.success(request, _("The draft is deleted."))
        return redirect("framework-detail", framework)
    return render(request, "monitoring/objectives/indicator_delete.html", {"indicator": indicator})
