from django.urls import path

from monitoring.people.views import invitations, mandates, parked, people, profile, see_as, team

urlpatterns = [
    path("people/", people.person_list, name="person-list"),
    path("people/export/", people.person_export, name="person-export"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/edit/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/close/", people.person_close, name="person-close"),
    path("people/<int:pk>/erase/", people.person_erase, name="person-erase"),
    path("people/<int:pk>/mandates/new/", mandates.mandate_new, name="mandate-new"),
    path("people/mandates/<int:pk>/edit/", mandates.mandate_edit, name="mandate-edit"),
    path("people/mandates/<int:pk>/end/", mandates.mandate_end, name="mandate-end"),
    path("people/mandates/<int:pk>/portfolio/", mandates.mandate_portfolio, name="mandate-portfolio"),
    path("people/invitations/", invitations.invitation_list, name="invitation-list"),
    path("people/invitations/export/", invitations.invitation_export, name="invitation-export"),
    path("people/invitations/new/", invitations.invitation_new, name="invitation-new"),
    path("people/invitations/<int:pk>/send/", invitations.invitation_send_again, name="invitation-send-again"),
    path("people/invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"),
    path("invitations/<uuid:token>/", invitations.invitation, name="invitation"),
    path("team/", team.team, name="team"),
    path("team/invite/", team.team_invite, name="team-invite"),
    path("profile/", profile.profile, name="profile"),
    path("profile/data/", profile.profile_data, name="profile-data"),
    path("profile/second-factor/", profile.second_factor, name="second-factor"),
    path("language/", profile.language, name="language"),
    path("see-as/", see_as.see_as_list, name="see-as-list"),
    path("see-as/export/", see_as.see_as_export, name="see-as-export"),
    path("see-as/<int:pk>/", see_as.see_as_start, name="see-as-start"),
    path("see-as/stop/", see_as.see_as_stop, name="see-as-stop"),
    path("parked/<int:pk>/", parked.parked, name="parked"),
    path("parked/<int:pk>/discard/", parked.parked_discard, name="parked-discard"),
]
