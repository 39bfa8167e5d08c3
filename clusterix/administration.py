"""Django's own administration, for the few who run the machine: superusers, signed in as everybody else is."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class TechnicalAdministration(AdminSite):
    site_header = _("Clusterix, technical administration")
    site_title = _("Technical administration")
    index_title = _("Reference data and logs")
    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends to the sign-in everybody uses: Django's own page knows neither throttling nor the second factor."""
        sign_in = secure_admin_login(super().login)  # type: ignore[no-untyped-call]
        return sign_in(request, extra_context)
