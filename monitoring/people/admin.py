"""People in the technical administration: enough to let the first administrator of a region in, and to help.

Day-to-day work has its own pages under /people/, for administrators of a region. Accounts are made by invitation or by
`manage.py createsuperuser`, closed or erased there, and deleted nowhere.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from monitoring.people.models import Mandate, Person


class MandateInline(admin.TabularInline):
    model = Mandate
    fk_name = "person"
    extra = 0
    fields = ["role", "region", "cluster", "starts_on", "ends_on"]
    autocomplete_fields = ["region"]


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["last_name", "first_name", "email", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "mandates__role"]
    search_fields = ["last_name", "first_name", "email"]
    fields = ["email", "first_name", "last_name", "language", "is_active", "is_staff", "is_superuser", "last_login"]
    # An address is moved on /people/ or by its owner, which also confirms it.
    readonly_fields = ["email", "last_login"]
    inlines = [MandateInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
