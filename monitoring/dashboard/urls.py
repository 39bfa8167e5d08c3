from django.urls import path, re_path

from monitoring.dashboard import views

urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/domains/<slug:code>/", views.dashboard, name="dashboard-domain"),
    path("dashboard/panels/<slug:key>/", views.dashboard_panel, name="dashboard-panel"),
    re_path(
        r"^dashboard/panels/(?P<key>[-\w]+)\.(?P<extension>xlsx|csv)$",
        views.dashboard_panel_file,
        name="dashboard-panel-file",
    ),
]
