"""Reference data written by the Region in both of its languages."""

from typing import Any

from django.utils.translation import get_language


class Translated:
    """Attribute that reads `<name>_fr` or `<name>_en`, whichever language is active.

    French is the Region's own language, so it also stands in for a missing English text.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        french = getattr(instance, f"{self.name}_fr")
        if (get_language() or "").startswith("fr"):
            return french
        return getattr(instance, f"{self.name}_en") or french
