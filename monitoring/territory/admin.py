"""The territory in the technical administration: what a region is made of changes rarely, and by lists."""

from __future__ import annotations

from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from monitoring.territory.models import Departement, Domain, Region, Theme


class RegionResource(ModelResource):
    class Meta:
        model = Region
        import_id_fields = ["code"]
        fields = ["code", "name", "nuts", "insee"]
        skip_unchanged = True


class DepartementResource(ModelResource):
    region = Field("region", "region", ForeignKeyWidget(Region, "code"))

    class Meta:
        model = Departement
        import_id_fields = ["code"]
        fields = ["code", "name", "region"]
        skip_unchanged = True


class TermResource(ModelResource):
    """Domains and themes are known by their region's code and their own."""

    region = Field("region", "region", ForeignKeyWidget(Region, "code"))

    class Meta:
        import_id_fields = ["region", "code"]
        fields = ["region", "code", "name_en", "name_fr", "position"]
        skip_unchanged = True


class DomainResource(TermResource):
    class Meta(TermResource.Meta):
        model = Domain


class ThemeResource(TermResource):
    class Meta(TermResource.Meta):
        model = Theme


class ReferenceAdmin(ImportExportModelAdmin):
    """Reference rows are taken out only while nothing points at them: the database says so by itself."""

    show_change_form_export = False
    # One format, all columns: nothing to ask, and the page that asks breaks the security policy.
    skip_export_form = skip_export_form_from_action = True
    list_per_page = 50


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    resource_classes = [RegionResource]
    list_display = ["name", "code", "nuts", "insee"]
    search_fields = ["name", "code", "nuts"]


@admin.register(Departement)
class DepartementAdmin(ReferenceAdmin):
    resource_classes = [DepartementResource]
    list_display = ["code", "name", "region"]
    list_filter = ["region"]
    list_select_related = ["region"]
    search_fields = ["code", "name"]


class TermAdmin(ReferenceAdmin):
    list_display = ["name_fr", "name_en", "code", "region", "position"]
    list_filter = ["region"]
    list_select_related = ["region"]
    search_fields = ["code", "name_fr", "name_en"]


@admin.register(Domain)
class DomainAdmin(TermAdmin):
    resource_classes = [DomainResource]


@admin.register(Theme)
class ThemeAdmin(TermAdmin):
    resource_classes = [ThemeResource]
