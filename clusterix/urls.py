from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from clusterix import health, pages

# The administration's own sign-in page knows neither throttling nor the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign, no-untyped-call]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accessibilite", pages.accessibility, name="accessibility"),
    path("mentions-legales", pages.legal_notice, name="legal-notice"),
    path("donnees-personnelles", pages.personal_data, name="personal-data"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("monitoring.urls")),
]
