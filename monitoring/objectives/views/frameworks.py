"""What a region asks, framework by framework: lists, and the frame of topics."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook, shown
from monitoring.objectives.catalogue import frameworks_for, with_campaigns
from monitoring.objectives.filters import IndicatorFilter
from monitoring.objectives.forms.indicators import FrameworkForm, TopicForm
from monitoring.objectives.models import Framework, Indicator, Topic
from monitoring.objectives.tables import IndicatorTable
from monitoring.people.access import held_by
from monitoring.people.requests import SignedInRequest, posted
from monitoring.people.roles import REGION_READERS, Role
from monitoring.territory.models import Region

for_designers = held_by(Role.OFFICER, Role.EVALUATOR, Role.ADMINISTRATOR)


def framework_or_404(request: SignedInRequest, pk: int) -> Framework:
    return get_object_or_404(frameworks_for(request.user).select_related("region"), pk=pk)


@require_safe
@for_designers
def framework_list(request: SignedInRequest) -> HttpResponse:
    frameworks = frameworks_for(request.user).select_related("region")
    counted = frameworks.annotate(indicators=Count("topics__indicators", distinct=True))
    return render(request, "monitoring/objectives/frameworks.html", {"frameworks": counted})


@require_safe
@for_designers
def framework_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_or_404(request, pk)
    filtered = _filtered(request, framework)
    table = IndicatorTable(filtered.qs, order_by="topic")
    shown(table, request)
    context = {"framework": framework, "filter": filtered, "table": table, "topics": list(framework.topics.all())}
    return render(request, "monitoring/objectives/framework.html", context)


@require_safe
@for_designers
def framework_export(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_or_404(request, pk)
    table = IndicatorTable(_filtered(request, framework).qs, order_by="topic")
    return as_workbook(table, request, About(title=str(framework.name)))


def _filtered(request: SignedInRequest, framework: Framework) -> IndicatorFilter:
    indicators = Indicator.objects.filter(topic__framework=framework).select_related("topic")
    return IndicatorFilter(request.GET, queryset=with_campaigns(indicators), framework=framework)


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def framework_new(request: SignedInRequest) -> HttpResponse:
    region = get_object_or_404(Region, pk=min(request.user.region_ids(REGION_READERS)))
    return _edit_framework(request, Framework(region=region), _("New framework"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def framework_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_or_404(request, pk)
    return _edit_framework(request, framework, str(framework.name))


def _edit_framework(request: SignedInRequest, framework: Framework, heading: str) -> HttpResponse:
    form = FrameworkForm(posted(request), instance=framework)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("The framework is saved."))
        return redirect("framework-detail", saved.pk)
    context = {"form": form, "heading": heading, "framework": framework if framework.pk else None}
    return render(request, "monitoring/objectives/framework_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def topic_new(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_or_404(request, pk)
    topic = Topic(framework=framework, position=framework.topics.count() + 1)
    return _edit_topic(request, topic, _("New topic"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_designers
def topic_edit(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    topic = get_object_or_404(framework_or_404(request, pk).topics.select_related("framework"), code=code)
    return _edit_topic(request, topic, str(topic.name))


def _edit_topic(request: SignedInRequest, topic: Topic, heading: str) -> HttpResponse:
    form = TopicForm(posted(request), instance=topic)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The topic is saved."))
        return redirect("framework-detail", topic.framework_id)
    context = {"form": form, "heading": heading, "framework": topic.framework}
    return render(request, "monitoring/objectives/framework_form.html", context)
