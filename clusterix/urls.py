from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from clusterix import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("language/", set_language, name="set_language"),
    path("", include("monitoring.urls")),
]
