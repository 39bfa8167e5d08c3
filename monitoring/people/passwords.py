"""What makes a password strong enough to stand alone (CNIL, délibération 2022-100: 80 bits of guessing)."""

import string

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from monitoring.people.models import Person

# Twelve characters of four kinds, fourteen of three, or seven words: the CNIL's own examples of 80 bits.
LENGTH_WITH_FOUR_KINDS = 12
LENGTH_WITH_THREE_KINDS = 14
WORDS = 7
LONGEST = 200  # argon2 would happily hash a megabyte


class StrongEnough:
    def validate(self, password: str, user: Person | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(_("This password is too long: at most %(most)s characters.") % {"most": LONGEST})
        kinds = kinds_of_characters(password)
        if len(password) >= LENGTH_WITH_FOUR_KINDS and kinds == 4:
            return
        if len(password) >= LENGTH_WITH_THREE_KINDS and kinds >= 3:
            return
        if len({word.lower() for word in password.split() if len(word) > 1}) >= WORDS:
            return
        raise ValidationError(_("This password is too easy to guess. %(rule)s") % {"rule": self.get_help_text()})

    def get_help_text(self) -> str:
        return _(
            "At least 12 characters with a small letter, a capital letter, a digit and another sign; "
            "or 14 characters with three of these; or a sentence of 7 different words."
        )


def kinds_of_characters(password: str) -> int:
    """How many kinds of characters stand in it: small letters, capitals, digits, anything else."""
    return sum(
        (
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c in string.digits for c in password),
            any(not c.isalnum() for c in password),
        )
    )
