"""Sign-in with ProConnect or another OpenID Connect provider: what allauth's own class leaves out.

ProConnect wants a `nonce` with each request and a `state` of 32 characters or more, and signs what it says of a person.
"""

from __future__ import annotations

import json
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string
from requests import Response

NONCE = "oidc_nonce"
RANDOM_LENGTH = 43


class IdentityProvider(OpenIDConnectProvider):
    # Where its addresses are.
    package = "allauth.socialaccount.providers.openid_connect"

    def redirect(
        self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = request.session[NONCE] = get_random_string(RANDOM_LENGTH)
        params = kwargs.pop("auth_params", None) or self.app.settings.get("auth_params", {})
        return super().redirect(request, process, next_url, data, auth_params={**params, "nonce": nonce}, **kwargs)

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        """Refuses an answer that was not made for this very request."""
        expected = request.session.pop(NONCE, "")
        given = response.get("id_token", {}).get("nonce", "")
        if not expected or not constant_time_compare(expected, given):
            raise OAuth2Error("The provider's answer carries another nonce than the request.")
        return super().sociallogin_from_response(request, response)


def read_signed_answer(response: Response, **_: Any) -> Response:
    """Turns a signed answer into the plain one allauth reads. It comes straight from the provider over TLS, which
    OpenID Connect (Core 1.0, 3.1.3.7) takes in place of checking the signature."""
    if response.headers.get("Content-Type", "").startswith("application/jwt"):
        claims = jwt.decode(response.content, options={"verify_signature": False})
        response._content = json.dumps(claims).encode()
        response.headers["Content-Type"] = "application/json"
    return response
