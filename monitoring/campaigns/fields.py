"""A period of time as a column: the year or quarter a report describes."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from clusterix.lib.periods import Period, parse_period

if TYPE_CHECKING:
    Text = models.CharField[Period | str, Period]
else:
    Text = models.CharField


class PeriodField(Text):
    """Stores `2026` or `2026-Q3`, gives `Year` or `Quarter`; within one kind, text order is time order."""

    if TYPE_CHECKING:
        # How django-stubs learns what an attribute takes and gives.
        _pyi_private_set_type: Period | str  # type: ignore[assignment]
        _pyi_private_get_type: Period  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 7
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_: Any) -> Period | None:
        return None if value is None else parse_period(value)

    def to_python(self, value: Any) -> Period | None:
        if value is None or not isinstance(value, str):
            return value
        try:
            return parse_period(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def run_validators(self, value: Any) -> None:
        """They count the characters that are stored."""
        super().run_validators(self.get_prep_value(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**kwargs)
