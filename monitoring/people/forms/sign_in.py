"""The forms of sign-in, as allauth checks them and as we word them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Any] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
    "name": _("Name of the key"),
    "passwordless": _("Sign in with this key alone, without password"),
}
HELP: dict[str, Any] = {
    "password": "",
    "oldpassword": "",
    "passwordless": _("It then asks for your fingerprint, your face or its own code."),
    "name": _("So that you know it again: my telephone, the blue key."),
}


class Plain:
    """Labels of ours above each field, and no text inside it that vanishes when one types."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label = LABELS[name]
            if name in HELP:
                field.help_text = HELP[name]
        if "password1" in self.fields:
            self.fields["password1"].help_text = lazystr(" ".join(password_validators_help_texts()[:1]))
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class LoginForm(Plain, account.LoginForm):
    pass


class RequestLoginCodeForm(Plain, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(Plain, account.ConfirmLoginCodeForm):
    pass


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    pass


class ConfirmPasswordResetCodeForm(Plain, account.ConfirmPasswordResetCodeForm):
    pass


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    pass


class SetPasswordForm(Plain, account.SetPasswordForm):
    pass


class AddEmailForm(Plain, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")


class ConfirmEmailVerificationCodeForm(Plain, account.ConfirmEmailVerificationCodeForm):
    pass


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    pass


class AuthenticateForm(Plain, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(Plain, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    pass


class AddWebAuthnForm(Plain, webauthn.AddWebAuthnForm):
    pass


class EditWebAuthnForm(Plain, webauthn.EditWebAuthnForm):
    pass
