from django.urls import path

from monitoring.members.views import adding, grid, leaving, lines, waiting

urlpatterns = [
    path("reports/<uuid:uuid>/members/", grid.member_grid, name="member-grid"),
    path("reports/<uuid:uuid>/members/export.xlsx", grid.member_export, name="member-export"),
    path("reports/<uuid:uuid>/members/new/", adding.member_new, name="member-new"),
    path("reports/<uuid:uuid>/members/waiting/", waiting.member_waiting, name="member-waiting"),
    path("reports/<uuid:uuid>/members/waiting/<int:pk>/", waiting.member_mend, name="member-mend"),
    path("reports/<uuid:uuid>/members/waiting/<int:pk>/aside/", waiting.member_aside, name="member-aside"),
    path("reports/<uuid:uuid>/members/<uuid:line>/", lines.member_edit, name="member-edit"),
    path("reports/<uuid:uuid>/members/<uuid:line>/leave/", leaving.member_leave, name="member-leave"),
    path("reports/<uuid:uuid>/members/<uuid:line>/restore/", leaving.member_restore, name="member-restore"),
    path("reports/<uuid:uuid>/members/<uuid:line>/delete/", leaving.member_delete, name="member-delete"),
]
