"""Django's own administration, for the few who run the machine: superusers, signed in as everybody else is."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class TechnicalAdministration(AdminSite):
    site_header = _("Clusterix, technical administration")
    site_title = _("Technical administration")
    index_title = _("Reference data and logs")
    # Signing in by password alone, as Django's own page does, would go around the second factor and the throttling.
    login = secure_admin_login(AdminSite.login)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser
