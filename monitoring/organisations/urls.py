from django.urls import path

from monitoring.organisations.views import organisations, pairs

urlpatterns = [
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/list.xlsx", organisations.organisation_list_file, name="organisation-list-file"),
    path("organisations/pairs/", pairs.organisation_pairs, name="organisation-pairs"),
    path("organisations/pairs/list.xlsx", pairs.organisation_pairs_file, name="organisation-pairs-file"),
    path("organisations/pairs/find/", pairs.organisation_pairs_find, name="organisation-pairs-find"),
    path("organisations/pairs/<int:pk>/", pairs.organisation_pair_decide, name="organisation-pair-decide"),
    path("organisations/mergers/<int:pk>/part/", pairs.organisation_part, name="organisation-part"),
    path("organisations/<uuid:uuid>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/<uuid:uuid>/edit/", organisations.organisation_edit, name="organisation-edit"),
    path("organisations/<uuid:uuid>/merge/", pairs.organisation_merge, name="organisation-merge"),
]
