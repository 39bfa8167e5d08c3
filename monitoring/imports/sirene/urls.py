from django.urls import path

from monitoring.imports.sirene import views

urlpatterns = [
    path("organisations/sirene/", views.organisation_sirene, name="organisation-sirene"),
    path("organisations/sirene/<uuid:uuid>/", views.organisation_sirene_file, name="organisation-sirene-file"),
    path("organisations/sirene/<uuid:uuid>/rows.xlsx", views.organisation_sirene_rows, name="organisation-sirene-rows"),
]
