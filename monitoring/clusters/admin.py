"""Clusters in the technical administration: lists in and out by files, as the reference tables beside them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from monitoring.clusters.models import Cluster, Succession
from monitoring.territory.admin import ReferenceAdmin
from monitoring.territory.models import Departement, Domain


class DomainWidget(ForeignKeyWidget):
    """A domain by its region's code and its own, such as `aura:digital`: two regions may use the same word."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Domain | None:
        region, _mark, code = str(value or "").partition(":")
        return Domain.objects.get(region__code=region, code=code) if value else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value.region.code}:{value.code}" if value else ""


class ClusterResource(ModelResource):
    main_domain = Field("main_domain", "main_domain", DomainWidget(Domain))
    departement = Field("departement", "departement", ForeignKeyWidget(Departement, "code"))

    class Meta:
        model = Cluster
        import_id_fields = ["code"]
        fields = ["code", "name", "full_name", "kind", "main_domain", "town", "departement", "website"]
        skip_unchanged = True


class SuccessionResource(ModelResource):
    predecessor = Field("predecessor", "predecessor", ForeignKeyWidget(Cluster, "code"))
    successor = Field("successor", "successor", ForeignKeyWidget(Cluster, "code"))

    class Meta:
        model = Succession
        import_id_fields = ["predecessor", "successor"]
        fields = ["predecessor", "successor", "kind", "on", "note"]
        skip_unchanged = True


@admin.register(Cluster)
class ClusterAdmin(ReferenceAdmin):
    resource_classes = [ClusterResource]
    list_display = ["name", "code", "kind", "main_domain", "town"]
    list_filter = ["kind", "main_domain"]
    list_select_related = ["main_domain"]
    search_fields = ["name", "code", "full_name", "town"]


@admin.register(Succession)
class SuccessionAdmin(ReferenceAdmin):
    resource_classes = [SuccessionResource]
    list_display = ["predecessor", "successor", "kind", "on"]
    list_select_related = ["predecessor", "successor"]
    search_fields = ["predecessor__name", "successor__name"]
