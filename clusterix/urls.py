from allauth.socialaccount.views import login_error
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from clusterix import health, pages

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accessibilite", pages.accessibility, name="accessibility"),
    path("mentions-legales", pages.legal_notice, name="legal-notice"),
    path("donnees-personnelles", pages.personal_data, name="personal-data"),
    # Shown to whom the identity provider has just refused, so to a visitor.
    path("accounts/3rdparty/login/error/", login_not_required(login_error), name="socialaccount_login_error"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("monitoring.urls")),
]
