from django.urls import path

from monitoring.objectives.views import sections

urlpatterns = [
    path("reports/<uuid:uuid>/sections/<slug:topic>/", sections.report_section, name="report-section"),
]
