from django.urls import path, re_path

from monitoring.members.figures import views

FILE = r"(?P<extension>xlsx|csv)$"

urlpatterns = [
    path("members/", views.member_figures, name="member-figures"),
    path("members/turnover/", views.member_turnover, name="member-turnover"),
    re_path(rf"^members/turnover\.{FILE}", views.member_turnover_file, name="member-turnover-file"),
    path("members/overlaps/", views.member_overlaps, name="member-overlaps"),
    re_path(rf"^members/overlaps\.{FILE}", views.member_overlaps_file, name="member-overlaps-file"),
    path("members/panels/<slug:key>/", views.member_panel, name="member-panel"),
    re_path(rf"^members/panels/(?P<key>[-\w]+)\.{FILE}", views.member_panel_file, name="member-panel-file"),
]
