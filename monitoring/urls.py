"""Gathers the addresses of the slices."""

from django.urls import include, path

urlpatterns = [
    path("", include("monitoring.people.urls")),
    path("", include("monitoring.campaigns.urls")),
    path("", include("monitoring.members.figures.urls")),
    path("", include("monitoring.objectives.urls")),
    path("", include("monitoring.members.urls")),
    path("", include("monitoring.clusters.urls")),
    path("", include("monitoring.organisations.urls")),
    path("", include("monitoring.imports.sirene.urls")),
    path("", include("monitoring.dashboard.urls")),
    path("", include("monitoring.stories.urls")),
    path("", include("monitoring.imports.urls")),
]
