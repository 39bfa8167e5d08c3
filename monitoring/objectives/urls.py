from django.urls import path

from monitoring.objectives.views import sections, values

urlpatterns = [
    path("reports/<uuid:uuid>/sections/<slug:topic>/", sections.report_section, name="report-section"),
    path("reports/<uuid:uuid>/values/", values.value_save, name="value-save"),
]
