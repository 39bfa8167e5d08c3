"""Sign-in, people, mandates, invitations, visits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from monitoring.people.models import Invitation, Mandate, ParkedPost
from monitoring.people.roles import Role
from tests.access.harness import Row, everyone
from tests.cast import Cast

Arguments = dict[str, Any]

ADMINISTRATOR = everyone(403, administrator=200)
FOREIGN = everyone(403, administrator=404)
MANAGERS = everyone(403, manager=200, other_manager=200)
EACH = everyone(200)
OPEN = everyone(200, anonymous=200)
# allauth sends those who are signed in already to their first page.
FOR_VISITORS = everyone(302, anonymous=200)
NOT_IN_PROGRESS = everyone(302, anonymous="sign-in")


def someone(cast: Cast) -> Arguments:
    return {"pk": cast.manager.pk}


def foreigner(cast: Cast) -> Arguments:
    return {"pk": cast.partner.pk}


def without_mandate(cast: Cast) -> Arguments:
    return {"pk": cast.nobody.pk}


def oneself(cast: Cast) -> Arguments:
    return {"pk": cast.administrator.pk}


def mandate_of(name: str) -> Any:
    def build(cast: Cast) -> Arguments:
        return {"pk": Mandate.objects.get(person=cast.people[name]).pk}

    return build


def invitation(cast: Cast, **fields: Any) -> Invitation:
    offer = {"role": Role.DELEGATE, "cluster": cast.cluster, "invited_by": cast.manager, "email": "new@example.org"}
    return Invitation.objects.create(**offer | fields)


def delegate_invited(cast: Cast) -> Arguments:
    return {"pk": invitation(cast).pk}


def officer_invited(cast: Cast) -> Arguments:
    return {"pk": invitation(cast, role=Role.OFFICER, cluster=None, region=cast.region).pk}


def officer_invited_elsewhere(cast: Cast) -> Arguments:
    return {"pk": invitation(cast, role=Role.OFFICER, cluster=None, region=cast.other_region).pk}


def token(cast: Cast) -> Arguments:
    return {"token": invitation(cast).token}


def expired_token(cast: Cast) -> Arguments:
    return {"token": invitation(cast, expires_at=timezone.now() - timedelta(minutes=1)).token}


def token_for_evaluator(cast: Cast) -> Arguments:
    return {"token": invitation(cast, email=cast.evaluator.email).token}


def nobodys_key(cast: Cast) -> Arguments:
    return {"pk": 1}


def unknown_provider(cast: Cast) -> Arguments:
    return {"provider_id": "none"}


def parked_by_manager(cast: Cast) -> Arguments:
    return {"pk": ParkedPost.objects.create(author=cast.manager, path="/profile/", fields=[["first_name", "M"]]).pk}


PEOPLE = [
    Row("person-list", expect=ADMINISTRATOR),
    Row("person-export", expect=ADMINISTRATOR),
    Row("person-detail", someone, "own", expect=ADMINISTRATOR),
    Row("person-detail", foreigner, "foreign", expect=FOREIGN),
    Row("person-detail", without_mandate, "without mandate", expect=FOREIGN),
    Row("person-detail", oneself, "oneself", expect=ADMINISTRATOR),
    Row("person-edit", someone, "own", expect=ADMINISTRATOR),
    Row("person-edit", foreigner, "foreign", expect=FOREIGN),
    Row("person-edit", oneself, "oneself", expect=everyone(403)),
    Row("person-close", someone, "own", expect=ADMINISTRATOR),
    Row("person-close", someone, "own", method="POST", expect=everyone(403, administrator=302)),
    Row("person-close", foreigner, "foreign", method="POST", expect=FOREIGN),
    Row("person-close", oneself, "oneself", method="POST", expect=everyone(403)),
    Row("person-erase", someone, "own", expect=ADMINISTRATOR),
    Row("person-erase", someone, "own, unconfirmed", method="POST", expect=everyone(403, administrator=422)),
    Row(
        "person-erase",
        someone,
        "own, confirmed",
        method="POST",
        data={"understood": "on"},
        expect=everyone(403, administrator=302),
    ),
    Row("person-erase", foreigner, "foreign", method="POST", data={"understood": "on"}, expect=FOREIGN),
    Row("person-erase", oneself, "oneself", method="POST", data={"understood": "on"}, expect=everyone(403)),
]

MANDATES = [
    Row("mandate-new", someone, "own", expect=ADMINISTRATOR),
    Row("mandate-new", someone, "own, empty", method="POST", expect=everyone(403, administrator=422)),
    Row("mandate-new", foreigner, "foreign", method="POST", expect=FOREIGN),
    Row("mandate-edit", mandate_of("manager"), "own", expect=ADMINISTRATOR),
    Row("mandate-edit", mandate_of("partner"), "foreign", expect=FOREIGN),
    Row(
        "mandate-end",
        mandate_of("delegate"),
        "delegate",
        expect=everyone(403, administrator=200, manager=200, other_manager=404),
    ),
    Row(
        "mandate-end",
        mandate_of("delegate"),
        "delegate",
        method="POST",
        data={"when": "now"},
        expect=everyone(403, administrator=302, manager=302, other_manager=404),
    ),
    Row(
        "mandate-end",
        mandate_of("manager"),
        "manager",
        method="POST",
        data={"when": "now"},
        expect=everyone(403, administrator=302, manager=404, other_manager=404),
    ),
    Row(
        "mandate-end",
        mandate_of("administrator"),
        "last administrator",
        method="POST",
        data={"when": "now"},
        expect=everyone(403, administrator=422, manager=404, other_manager=404),
    ),
    Row(
        "mandate-end",
        mandate_of("partner"),
        "foreign",
        method="POST",
        data={"when": "now"},
        expect=everyone(403, administrator=404, manager=404, other_manager=404),
    ),
    Row("mandate-portfolio", mandate_of("officer"), "officer", expect=ADMINISTRATOR),
    Row("mandate-portfolio", mandate_of("officer"), "officer", method="POST", expect=everyone(403, administrator=302)),
    Row("mandate-portfolio", mandate_of("manager"), "manager", expect=everyone(403)),
    Row("mandate-portfolio", mandate_of("partner"), "foreign", expect=FOREIGN),
]

OWN_DELEGATE = everyone(403, administrator=302, manager=302, other_manager=404)
INVITATIONS = [
    Row("invitation-list", expect=ADMINISTRATOR),
    Row("invitation-export", expect=ADMINISTRATOR),
    Row("invitation-new", expect=ADMINISTRATOR),
    Row("invitation-new", which="empty", method="POST", expect=everyone(403, administrator=422)),
    Row("team", expect=MANAGERS),
    Row("team-invite", expect=MANAGERS),
    Row(
        "team-invite",
        which="foreign cluster",
        method="POST",
        data=lambda cast: {
            "email": "n@example.org",
            "language": "fr",
            "role": "delegate",
            "target": f"cluster:{cast.foreign_cluster.pk}",
        },
        expect=everyone(403, manager=422, other_manager=422),
    ),
]
for name in ("invitation-send-again", "invitation-withdraw"):
    INVITATIONS += [
        Row(name, delegate_invited, "delegate", method="POST", expect=OWN_DELEGATE),
        Row(name, delegate_invited, "delegate", expect=everyone(405)),
        Row(
            name,
            officer_invited,
            "officer",
            method="POST",
            expect=everyone(403, administrator=302, manager=404, other_manager=404),
        ),
        Row(
            name,
            officer_invited_elsewhere,
            "foreign",
            method="POST",
            expect=everyone(403, administrator=404, manager=404, other_manager=404),
        ),
    ]

ANSWERS = [
    Row("invitation", token, "for a new address", expect=everyone(403, anonymous=200)),
    Row("invitation", token, "for a new address, empty", method="POST", expect=everyone(403, anonymous=422)),
    Row("invitation", expired_token, "expired", expect=everyone(410, anonymous=410)),
    Row("invitation", token_for_evaluator, "for an account", expect=everyone(403, anonymous=200, evaluator=200)),
    Row(
        "invitation",
        token_for_evaluator,
        "for an account",
        method="POST",
        expect=everyone(403, anonymous=200, evaluator=302),
    ),
]

ONESELF = [
    Row("profile", expect=EACH),
    Row("profile", which="empty", method="POST", expect=everyone(422)),
    Row("profile-data", expect=EACH),
    Row("second-factor", expect=everyone(302)),
    Row("language", method="POST", data={"language": "en"}, expect=everyone(302, anonymous=302)),
    Row("parked", parked_by_manager, "the manager's", expect=everyone(404, manager=200)),
    Row("parked-discard", parked_by_manager, "the manager's", method="POST", expect=everyone(404, manager=302)),
]

SEE_AS = [
    Row("see-as-list", expect=ADMINISTRATOR),
    Row("see-as-export", expect=ADMINISTRATOR),
    Row("see-as-start", someone, "own", expect=ADMINISTRATOR),
    Row("see-as-start", someone, "own, without reason", method="POST", expect=everyone(403, administrator=422)),
    Row(
        "see-as-start",
        someone,
        "own, with a reason",
        method="POST",
        data={"reason": "They called."},
        expect=everyone(403, administrator=302),
    ),
    Row("see-as-start", foreigner, "foreign", method="POST", data={"reason": "Curious."}, expect=FOREIGN),
    Row("see-as-start", oneself, "oneself", method="POST", data={"reason": "Curious."}, expect=everyone(403)),
    Row("see-as-stop", method="POST", expect=everyone(302)),
    Row("see-as-stop", expect=everyone(405)),
]

SIGN_IN = [
    Row("account_login", expect=FOR_VISITORS),
    Row("account_logout", expect=everyone(200, anonymous=302)),
    Row("account_signup", expect=FOR_VISITORS),
    Row("account_inactive", expect=OPEN),
    Row("account_reauthenticate", expect=EACH),
    Row("account_email", expect=EACH),
    Row("account_email_verification_sent", expect=NOT_IN_PROGRESS),
    Row("account_change_password", expect=EACH),
    Row("account_set_password", expect=everyone(302)),
    Row("account_reset_password", expect=OPEN),
    Row("account_confirm_password_reset_code", expect=everyone("sign-in")),
    Row("account_complete_password_reset", expect=everyone(302, anonymous=302)),
    Row("account_password_reset_completed", expect=OPEN),
    Row("account_request_login_code", expect=FOR_VISITORS),
    Row("account_confirm_login_code", expect=everyone(302, anonymous="sign-in")),
    Row("mfa_index", expect=EACH),
    Row("mfa_authenticate", expect=everyone(302, anonymous="sign-in")),
    Row("mfa_reauthenticate", expect=everyone(302)),
    Row("mfa_activate_totp", expect=everyone(302)),
    Row("mfa_deactivate_totp", expect=everyone(404)),
    Row("mfa_view_recovery_codes", expect=everyone(404)),
    Row("mfa_generate_recovery_codes", expect=everyone(302)),
    Row("mfa_download_recovery_codes", expect=everyone(404)),
    Row("mfa_list_webauthn", expect=EACH),
    Row("mfa_add_webauthn", expect=everyone(302)),
    Row("mfa_reauthenticate_webauthn", expect=everyone(302)),
    Row("mfa_login_webauthn", expect=everyone(302), public=True),
    Row("mfa_remove_webauthn", nobodys_key, "nobody's", expect=everyone(302)),
    Row("mfa_edit_webauthn", nobodys_key, "nobody's", expect=everyone(302)),
    Row("usersessions_list", expect=EACH),
    Row("socialaccount_login_cancelled", expect=OPEN),
    Row("socialaccount_login_error", expect=everyone(401, anonymous=401)),
    Row("socialaccount_signup", expect=everyone("sign-in")),
    Row("socialaccount_connections", expect=EACH),
    Row("openid_connect_login", unknown_provider, "unknown", expect=everyone(404, anonymous=404)),
    Row("openid_connect_callback", unknown_provider, "unknown", expect=everyone(404, anonymous=404)),
]

ROWS = [*PEOPLE, *MANDATES, *INVITATIONS, *ANSWERS, *ONESELF, *SEE_AS, *SIGN_IN]
