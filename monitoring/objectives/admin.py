"""The framework in the technical administration: to look at; the Region designs it on its own pages."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from monitoring.objectives.models import Framework, Indicator, Target, Topic


class ToLookAt(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Framework)
class FrameworkAdmin(ToLookAt):
    list_display = ("code", "region", "frequency", "starts_on", "ends_on")


@admin.register(Topic)
class TopicAdmin(ToLookAt):
    list_display = ("code", "framework", "position")
    list_select_related = ("framework",)


@admin.register(Indicator)
class IndicatorAdmin(ToLookAt):
    list_display = ("code", "topic", "value_type", "published_at", "ends_on")
    list_select_related = ("topic",)
    search_fields = ("code", "label_fr", "label_en")


@admin.register(Target)
class TargetAdmin(ToLookAt):
    list_display = ("cluster", "indicator", "year", "value", "set_by", "agreed_at", "replaced_at")
    list_select_related = ("cluster", "indicator", "set_by")
    list_filter = ("year",)
