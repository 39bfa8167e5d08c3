"""The list of clusters, and the pages on which a region keeps what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook, shown
from monitoring.clusters.filters import ClusterFilter
from monitoring.clusters.forms import ClusterForm, FollowingForm, LabelForm, NewClusterForm, SuccessionForm
from monitoring.clusters.journal import journal_of
from monitoring.clusters.models import Cluster, Following, Label, Succession
from monitoring.clusters.queries import listed_clusters, may_edit, regions_kept_by
from monitoring.clusters.tables import ClusterTable

if TYPE_CHECKING:
    from monitoring.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def cluster_list(request: SignedInRequest) -> HttpResponse:
    filtered = _filtered(request)
    table = ClusterTable(list(filtered.qs))
    shown(table, request)
    context = {"filter": filtered, "table": table, "can_add": bool(regions_kept_by(request.user))}
    return render(request, "monitoring/clusters/cluster_list.html", context)


@require_safe
def cluster_list_file(request: SignedInRequest) -> HttpResponse:
    return as_workbook(ClusterTable(list(_filtered(request).qs)), request, About(title=_("Clusters")))


def _filtered(request: SignedInRequest) -> ClusterFilter:
    """403 to those who know of no cluster by their role, such as a facilitator of exchanges."""
    clusters = listed_clusters(request.user)
    if not clusters.exists():
        raise PermissionDenied
    return ClusterFilter(request.GET, clusters)


@require_form
def cluster_new(request: SignedInRequest) -> HttpResponse:
    regions = regions_kept_by(request.user)
    if not regions:
        raise PermissionDenied
    form = NewClusterForm(request.POST or None, regions=regions)
    if form.is_valid():
        cluster = form.save()
        messages.success(request, _("%(cluster)s is added.") % {"cluster": cluster})
        return redirect("cluster-detail", code=cluster.code)
    return render(request, "monitoring/clusters/form.html", {"form": form, "heading": _("Add a cluster")})


@require_form
def cluster_edit(request: SignedInRequest, code: str) -> HttpResponse:
    cluster = _kept(request, code)
    form = ClusterForm(request.POST or None, instance=cluster, regions=regions_kept_by(request.user))
    return _form_page(request, _("Facts"), form, cluster)


@require_form
def following_edit(request: SignedInRequest, code: str, pk: int | None = None) -> HttpResponse:
    """A region keeps its own followings alone."""
    cluster, regions = _kept(request, code), regions_kept_by(request.user)
    own = Following.objects.filter(cluster=cluster, region__in=regions)
    following = get_object_or_404(own, pk=pk) if pk else Following(cluster=cluster)
    form = FollowingForm(request.POST or None, instance=following, regions=regions)
    return _form_page(request, _("Followed by the region"), form, cluster)


@require_form
def succession_new(request: SignedInRequest, code: str) -> HttpResponse:
    cluster = _kept(request, code)
    others = Cluster.objects.for_user(request.user)
    form = SuccessionForm(request.POST or None, cluster=cluster, others=others)
    return _form_page(request, _("Merger or takeover"), form, cluster)


@require_form
def succession_delete(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    cluster = _kept(request, code)
    successions = Succession.objects.filter(predecessor=cluster) | Succession.objects.filter(successor=cluster)
    return _delete_page(request, get_object_or_404(successions, pk=pk), cluster)


@require_form
def label_edit(request: SignedInRequest, code: str, pk: int | None = None) -> HttpResponse:
    cluster = _kept(request, code)
    label = get_object_or_404(Label, cluster=cluster, pk=pk) if pk else Label(cluster=cluster)
    return _form_page(request, _("Label"), LabelForm(request.POST or None, instance=label), cluster)


@require_form
def label_delete(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    cluster = _kept(request, code)
    return _delete_page(request, get_object_or_404(Label, cluster=cluster, pk=pk), cluster)


@require_safe
def cluster_history(request: SignedInRequest, code: str) -> HttpResponse:
    """Who changed what, for those who keep the facts."""
    cluster = _kept(request, code)
    return render(request, "monitoring/clusters/history.html", {"cluster": cluster, "events": journal_of(cluster)})


def _kept(request: SignedInRequest, code: str) -> Cluster:
    """404 where one may not know of the cluster, 403 where one may but does not keep its facts."""
    cluster = get_object_or_404(Cluster.objects.for_user(request.user), code=code)
    if not may_edit(request.user, cluster):
        raise PermissionDenied
    return cluster


def _form_page(request: SignedInRequest, heading: str, form: forms.ModelForm[Any], cluster: Cluster) -> HttpResponse:
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("cluster-detail", code=cluster.code)
    return render(request, "monitoring/clusters/form.html", {"form": form, "cluster": cluster, "heading": heading})


def _delete_page(request: SignedInRequest, thing: models.Model, cluster: Cluster) -> HttpResponse:
    """Asks first; what was taken out stays in the log."""
    if request.method == "POST":
        what = str(thing)
        thing.delete()
        messages.success(request, _("Taken out: %(what)s.") % {"what": what})
        return redirect("cluster-detail", code=cluster.code)
    return render(request, "monitoring/clusters/delete.html", {"thing": thing, "cluster": cluster})
