"""Numbers that organisations are known by, and what is wrong with one: a sentence, empty when all is well.

French ones are checked by python-stdnum, which knows the rule of La Poste's establishments. A foreign one is checked
where its country's register has a check digit; any other is kept as it was typed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from stdnum import get_cc_module
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siret as stdnum_siret

HOME = "FR"
SIREN_DIGITS, SIRET_DIGITS = 9, 14
# Associations overseas and in Corsica have letters after the W.
RNA = re.compile(r"W[0-9A-Z]{9}")
# Year of creation, order, letter.
RNSR = re.compile(r"[0-9]{9}[A-Z]")
# 3,01523E+13: how a spreadsheet shows a number too long for it.
SHORTENED = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s\u00a0\u202f.'’‘´`_-]+")
# What a country's register and its tax office number organisations by, as python-stdnum names it.
FOREIGN_NUMBERS = ("vat", "nif", "cif", "nie", "uid", "businessid")
# Where every number has the same shape, a wrong check digit is a mistake even without the country before it.
ONE_SHAPE = frozenset({"ES"})


# What a digit adds to the sum of Luhn, by the code of its character: itself, or the digits of its double.
PLAIN = [max(code - 48, 0) for code in range(58)]
DOUBLED = [sum(divmod(2 * digit, 10)) for digit in PLAIN]


def checks(number: str) -> bool:
    """Whether digits are in order by Luhn's formula: in a quarter of the time python-stdnum takes, for long lists."""
    codes = number.encode()
    return (sum([PLAIN[code] for code in codes[::-2]]) + sum([DOUBLED[code] for code in codes[-2::-2]])) % 10 == 0


def bare(text: str) -> str:
    """The digits and letters alone, as registers write them: "224 900 019 000 15'" is 22490001900015."""
    if not text or text.isdecimal() or (text.isalnum() and text.isupper()):
        return text
    return SEPARATORS.sub("", text).upper()


def siren_complaint(text: str) -> str:
    """Why this is no SIREN: nine digits, the last of which checks the others."""
    number = text if text.isdecimal() else bare(text)
    if len(number) == SIREN_DIGITS and number.isdecimal() and number.isascii():
        return "" if checks(number) else _wrong_digit(_("SIREN"), number)
    if len(number) == SIRET_DIGITS and number.isdecimal():
        return _("14 digits where 9 are due: this is a SIRET; its SIREN is %(siren)s.") % {"siren": number[:9]}
    return _shape_complaint(text, number, SIREN_DIGITS, _("SIREN"))


def siret_complaint(text: str) -> str:
    """Why this is no SIRET: a SIREN, then five digits that number the establishment."""
    number = text if text.isdecimal() else bare(text)
    if len(number) != SIRET_DIGITS or not number.isdecimal() or not number.isascii():
        if len(number) == SIREN_DIGITS and number.isdecimal():
            return _("9 digits where 14 are due: this is a SIREN, which has its own column.")
        return _shape_complaint(text, number, SIRET_DIGITS, _("SIRET"))
    if (checks(number) and checks(number[:SIREN_DIGITS])) or stdnum_siret.is_valid(number):
        return ""
    if number.endswith("00000"):
        return _(
            "The spreadsheet kept the first digits of this SIRET and replaced the others by zeros (%(number)s), "
            "the SIREN's among them: write it again as text, from the source."
        ) % {"number": number}
    if not checks(number[:SIREN_DIGITS]):
        return _("The first nine digits, %(siren)s, are no SIREN: one of them is wrong.") % {"siren": number[:9]}
    return _wrong_digit(_("SIRET"), number)


def rna_complaint(text: str) -> str:
    """Why this is no number of the national register of associations."""
    if RNA.fullmatch(bare(text)):
        return ""
    return _("An RNA number is a W followed by nine digits or letters, such as W381000001.")


def rnsr_complaint(text: str) -> str:
    """Why this is no number of the national register of research structures."""
    if RNSR.fullmatch(bare(text)):
        return ""
    return _("An RNSR number has nine digits and a letter, such as 199512345A.")


def foreign_complaint(country: str, text: str) -> str:
    """Why a number is none of this country (ISO 3166, two letters), as far as its check digit tells."""
    if not country or country == HOME:
        return _("A French organisation has no foreign identifier: write its SIREN, or the country it is in.")
    number = bare(text)
    if not (number.startswith(country) or country in ONE_SHAPE):
        return ""
    has_wrong_digit = False
    for module in _registers(country):
        try:
            module.validate(number)
        except InvalidChecksum:
            has_wrong_digit = True
        except ValidationError:
            continue
        else:
            return ""
    if has_wrong_digit:
        return _("%(number)s is no number of this country (%(country)s): one of its characters is wrong.") % {
            "number": number,
            "country": country,
        }
    return ""


def siren_of(siren: str, siret: str) -> str:
    """The SIREN as given, or that of the SIRET; neither is checked here."""
    return bare(siren) or bare(siret)[:SIREN_DIGITS]


@cache
def _registers(country: str) -> tuple[Any, ...]:
    found = (get_cc_module(country.lower(), name) for name in FOREIGN_NUMBERS)
    return tuple(dict.fromkeys(module for module in found if module is not None))


def _wrong_digit(name: str, number: str) -> str:
    return _("%(number)s is no %(name)s: one of its digits is wrong, or two are exchanged.") % {
        "number": number,
        "name": name,
    }


def _shape_complaint(text: str, number: str, due: int, name: str) -> str:
    """What happened to a number that has not the digits it should have."""
    words = {"name": name, "due": due, "number": number, "found": len(number)}
    if SHORTENED.search(text):
        return _("The spreadsheet shortened this %(name)s (%(number)s) and lost its last digits: write it as text.") % (
            words | {"number": text.strip()}
        )
    if not (number.isdecimal() and number.isascii()):
        return _("A %(name)s has %(due)s digits and nothing else.") % words
    zeros = "0" * (due - len(number))
    if 0 < len(zeros) < 4 and checks(zeros + number):
        return _("It may have lost its first zeros: write %(number)s.") % {"number": zeros + number}
    return (
        ngettext("%(found)s digit where %(due)s are due.", "%(found)s digits where %(due)s are due.", len(number))
        % words
    )
