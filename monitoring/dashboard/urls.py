from django.urls import path, re_path

from monitoring.dashboard.views import clusters, figures

urlpatterns = [
    path("", figures.home, name="home"),
    path("dashboard/", figures.dashboard, name="dashboard"),
    path("dashboard/domains/<slug:code>/", figures.dashboard, name="dashboard-domain"),
    path("dashboard/pack.pdf", figures.dashboard_pack, name="dashboard-pack"),
    path("dashboard/panels/<slug:key>/", figures.dashboard_panel, name="dashboard-panel"),
    re_path(
        r"^dashboard/panels/(?P<key>[-\w]+)\.(?P<extension>xlsx|csv)$",
        figures.dashboard_panel_file,
        name="dashboard-panel-file",
    ),
    path("clusters/<slug:code>/", clusters.cluster_detail, name="cluster-detail"),
    re_path(
        r"^clusters/(?P<code>[-\w]+)/panels/(?P<key>[-\w]+)\.(?P<extension>xlsx|csv)$",
        clusters.cluster_panel_file,
        name="cluster-panel-file",
    ),
]
