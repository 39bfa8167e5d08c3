"""Settings read from the environment and refused with a sentence when they cannot be meant."""

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

    def address(self, name: str, *, default: str, schemes: set[str]) -> str:
        """A URL with one of the schemes Clusterix is tested with. Its content may be secret, so it is not repeated."""
        value = self.str(name, default=default)
        if urlsplit(value).scheme not in schemes:
            raise ImproperlyConfigured(f"{name} must start with one of: {', '.join(sorted(schemes))} (then “:”).")
        return value
