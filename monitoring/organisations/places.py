"""Where an organisation is: commune, postal code, département and country, each told from the others."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusterix.lib.workbooks.specification.sheets import Choice
from monitoring.organisations.identifiers import HOME, SEPARATORS

INSEE = re.compile(r"(?:\d\d|2[AB])\d{3}")
POSTAL = re.compile(r"\d{5}")
CEDEX = re.compile(r"\s*\bcedex\b.*", re.IGNORECASE)
# Corsica's postal codes begin with 20 in both its départements.
CORSICA, CORSICA_NORTH = "20", "20200"
OVERSEAS = ("97", "98")
# Saint-Barthélemy and Saint-Martin share Guadeloupe's postal codes but for these.
POSTAL_APART = {"97133": "977", "97150": "978"}
MONACO = "980"
# Where a party to the ISO list is no country (the Union, the euro zone, tests, unknown), or no code of the list.
NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


def insee_complaint(code: str) -> str:
    """Why this is no INSEE code of a commune: two digits (or 2A, 2B) of the département, three of the commune."""
    if not INSEE.fullmatch(code):
        return _("The INSEE code of a commune has five characters, such as 38185 or 2A004; it is not the postal code.")
    if code.endswith("000"):
        return _("%(code)s is a postal code: the INSEE code of a commune is another number.") % {"code": code}
    return ""


def postal_complaint(country: str, code: str) -> str:
    """Why this is no postal code of France; those of other countries are kept as they are."""
    if country not in ("", HOME) or POSTAL.fullmatch(code):
        return ""
    bare = SEPARATORS.sub("", CEDEX.sub("", code))
    if POSTAL.fullmatch(bare):
        return _("A postal code is its five digits alone: write %(code)s.") % {"code": bare}
    if re.fullmatch(r"\d{4}", bare):
        return _("A French postal code has five digits: it may have lost its first zero, write 0%(code)s.") % {
            "code": bare
        }
    return _("A French postal code has five digits, such as 38000.")


@lru_cache(maxsize=20_000)  # A long list has many members in few places.
def departement_of(*, insee_code: str = "", postal_code: str = "", country: str = HOME) -> str:
    """The département's INSEE code (01, 2A, 971), from the commune where it is known; empty where nothing tells."""
    if country not in ("", HOME):
        return ""
    if INSEE.fullmatch(insee_code):
        return insee_code[:3] if insee_code.startswith(OVERSEAS) else insee_code[:2]
    if not POSTAL.fullmatch(postal_code):
        return ""
    if postal_code.startswith(CORSICA):
        return "2A" if postal_code < CORSICA_NORTH else "2B"
    if postal_code.startswith(OVERSEAS):
        code = POSTAL_APART.get(postal_code, postal_code[:3])
        return "" if code == MONACO else code
    return "" if postal_code.startswith("00") else postal_code[:2]


@cache
def _names(language: str) -> dict[str, str]:
    """Countries by their ISO 3166 code of two letters."""
    names = Locale.parse(language, sep="-").territories
    return {code: name for code, name in names.items() if re.fullmatch(r"[A-Z]{2}", code) and code not in NO_COUNTRIES}


def country_name(code: str) -> str:
    """In the reader's language; the code itself where it is none."""
    return _names(get_language() or "en").get(code, code)


def _in_both_languages(code: str) -> Choice:
    return Choice(code, lazy_country_name(code), (_names("fr")[code], _names("en")[code], code))


lazy_country_name = lazy(country_name, str)
# For drop-downs and for files of other makers: the code, and its names in both languages.
COUNTRIES = tuple(_in_both_languages(code) for code in sorted(_names("fr")))
