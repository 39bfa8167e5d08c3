"""Settings read from the environment, and refused with a sentence when they cannot be meant."""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ON, OFF = {"on", "true", "yes", "1"}, {"off", "false", "no", "0"}


class Environment(environ.Env):
    """django-environ takes `DEBUG=ture` for off and an unknown database for none: here such errors stop the start."""

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.str(name, default="on" if default else "off").strip().lower()
        if value not in ON | OFF:
            raise ImproperlyConfigured(f"{name} must be on or off, not “{value}”.")
        return value in ON

    def number(self, name: str, *, default: int, between: tuple[int, int]) -> int:
        value = self.str(name, default=str(default)).strip()
        low, high = between
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not “{value}”.")
        return int(value)

    def names(self, name: str, *, default: list[str]) -> list[str]:
        return [value.strip() for value in self.list(name, default=default) if value.strip()]

    def secret(self, name: str) -> str:
        value: str = self.str(name, default="")
        if len(value) < 50:
            raise ImproperlyConfigured(
                f"{name} must be a random text of at least 50 characters, the same from one start to the next."
            )
        return value

    def hosts(self, name: str, *, default: list[str]) -> list[str]:
        hosts = self.names(name, default=default)
        if not hosts or "*" in hosts:
            raise ImproperlyConfigured(f"{name} must list the host names Clusterix answers to, split by commas, not *.")
        return hosts

    def address(self, name: str, *, default: str, schemes: set[str]) -> str:
        """A URL with one of the schemes Clusterix is tested with. It may hold a password, so it is not repeated."""
        value: str = self.str(name, default=default)
        if urlsplit(value).scheme not in schemes:
            raise ImproperlyConfigured(f"{name} must start with one of: {', '.join(sorted(schemes))} (then “:”).")
        return value

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        address = self.address(name, default=default, schemes={"postgres", "postgresql", "sqlite"})
        return {**self.db_url_config(address), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}

    def shared_cache(self, name: str, *, default: str) -> dict[str, Any]:
        address = self.address(name, default=default, schemes={"dbcache", "filecache", "locmemcache"})
        return dict(self.cache_url_config(address))

    def mail(self, name: str, *, default: str) -> dict[str, Any]:
        schemes = {"smtp", "smtp+tls", "smtp+ssl", "filemail", "consolemail"}
        return dict(self.email_url_config(self.address(name, default=default, schemes=schemes)))

    def identity_provider(self) -> dict[str, Any] | None:
        """One OpenID Connect provider in allauth's words (the defaults are ProConnect's), or none."""
        server, client, secret = (
            self.str(f"OIDC_{part}", default="") for part in ("SERVER_URL", "CLIENT_ID", "CLIENT_SECRET")
        )
        if not (server or client or secret):
            return None
        if not (server.startswith("https://") and client and secret):
            raise ImproperlyConfigured(
                "OIDC_SERVER_URL (with https://), OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: give all or none."
            )
        return {
            "provider_id": "oidc",
            "name": self.str("OIDC_NAME", default="ProConnect"),
            "client_id": client,
            "secret": secret,
            "settings": {
                "server_url": server,
                "scope": self.str("OIDC_SCOPE", default="openid given_name usual_name email uid siret").split(),
                "auth_params": {"acr_values": self.str("OIDC_ACR_VALUES", default="eidas1")},
            },
        }
