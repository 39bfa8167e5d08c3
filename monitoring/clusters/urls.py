from django.urls import path

from monitoring.clusters import views

urlpatterns = [
    path("clusters/", views.cluster_list, name="cluster-list"),
    path("clusters/list.xlsx", views.cluster_list_file, name="cluster-list-file"),
    path("clusters/new/", views.cluster_new, name="cluster-new"),
    path("clusters/<slug:code>/edit/", views.cluster_edit, name="cluster-edit"),
    path("clusters/<slug:code>/history/", views.cluster_history, name="cluster-history"),
    path("clusters/<slug:code>/followings/new/", views.following_edit, name="following-new"),
    path("clusters/<slug:code>/followings/<int:pk>/", views.following_edit, name="following-edit"),
    path("clusters/<slug:code>/successions/new/", views.succession_new, name="succession-new"),
    path("clusters/<slug:code>/successions/<int:pk>/delete/", views.succession_delete, name="succession-delete"),
    path("clusters/<slug:code>/labels/new/", views.label_edit, name="label-new"),
    path("clusters/<slug:code>/labels/<int:pk>/", views.label_edit, name="label-edit"),
    path("clusters/<slug:code>/labels/<int:pk>/delete/", views.label_delete, name="label-delete"),
]
