"""The registry in the technical administration: to look, to export, to mend a fact.

Organisations are merged on their own pages, which keep the history; they come in with lists of members.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.resources import ModelResource

from monitoring.organisations.models import Merge, Organisation, Pair
from monitoring.organisations.naming import name_key


class OrganisationResource(ModelResource):
    merged_into = Field("merged_into__uuid", "merged_into")

    class Meta:
        model = Organisation
        exclude = ["id", "name_key", "cluster", "region"]


@admin.register(Organisation)
class OrganisationAdmin(ExportMixin, admin.ModelAdmin):
    resource_classes = [OrganisationResource]
    show_change_form_export = False
    # One format, all columns: nothing to ask, and the page that asks breaks the security policy.
    skip_export_form = skip_export_form_from_action = True
    list_display = ["name", "siren", "country", "category", "sirene_size", "town", "merged_into"]
    list_filter = ["category", "sirene_size", "is_invented"]
    list_select_related = ["merged_into"]
    list_per_page = 50
    search_fields = ["name", "name_key", "siren", "rna", "rnsr", "foreign_identifier"]
    readonly_fields = ["uuid", "merged_into", "created_at", "is_invented"]
    autocomplete_fields = ["departement"]
    raw_id_fields = ["cluster"]

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        obj.name_key = name_key(obj.name)
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class HistoryAdmin(admin.ModelAdmin):
    """What was decided, to be read."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Merge)
class MergeAdmin(HistoryAdmin):
    list_display = ["merged", "survivor", "merged_by", "merged_at", "undone_by", "undone_at"]
    list_select_related = ["merged", "survivor", "merged_by", "undone_by"]


@admin.register(Pair)
class PairAdmin(HistoryAdmin):
    list_display = ["first", "second", "score", "are_one", "decided_by", "decided_at"]
    list_filter = ["are_one"]
    list_select_related = ["first", "second", "decided_by"]
