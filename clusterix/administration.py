"""Django's own administration, for the few who run the machine: superusers, signed in as everybody else is."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

# Unused, set elsewhere, or secrets that are nobody's to read.
LEFT_OUT = {
    "account.emailaddress",
    "auth.group",
    "mfa.authenticator",
    "socialaccount.socialaccount",
    "socialaccount.socialapp",
    "socialaccount.socialtoken",
    "usersessions.usersession",
}


class TechnicalAdministration(AdminSite):
    site_header = _("Clusterix, technical administration")
    site_title = _("Technical administration")
    index_title = _("Reference data and logs")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        super().register([m for m in models if m._meta.label_lower not in LEFT_OUT], admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends to the sign-in everybody uses: Django's own page knows neither throttling nor the second factor."""
        sign_in = secure_admin_login(super().login)  # type: ignore[no-untyped-call]
        return sign_in(request, extra_context)
