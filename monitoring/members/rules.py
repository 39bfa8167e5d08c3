"""What a line of a members list must satisfy, each rule with the sentence that says what to do."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from clusterix.lib.workbooks.sheets import Values
from monitoring.organisations.models import Category

HOME = "FR"


def country_code(country: str) -> str:
    if re.fullmatch(r"[A-Z]{2}", country):
        return ""
    return _("A country is written with its code of two letters: FR for France, DE for Germany, CH for Switzerland.")


def naf_code(code: str) -> str:
    if re.fullmatch(r"\d{2}\.?\d{2}[A-Z]", code):
        return ""
    return _("A NAF code has four digits and a letter, such as 62.01Z.")


def insee_code(code: str) -> str:
    if re.fullmatch(r"(\d{2}|2[AB])\d{3}", code):
        return ""
    return _("The INSEE code of a commune has five characters, such as 38185 or 2A004; it is not the postal code.")


def siret_of_siren(values: Values) -> str:
    siren, siret = _text(values, "siren"), _text(values, "siret")
    if not siren or not siret or siret.startswith(siren):
        return ""
    return _("The first nine digits of the SIRET are the SIREN: %(siret)s does not begin with %(siren)s.") % {
        "siret": siret,
        "siren": siren,
    }


def kind_of_other(values: Values) -> str:
    if not _text(values, "other_kind") or _text(values, "category") in ("", Category.OTHER):
        return ""
    return _("The kind of other organisation is given for the category “other organisation” alone: leave it empty.")


def foreign_at_home(values: Values) -> str:
    if not _text(values, "foreign_identifier") or not _is_french(values):
        return ""
    return _("A French organisation has no foreign identifier: write its SIREN, or the country it is in.")


def french_abroad(values: Values) -> str:
    if not _text(values, "siren") or _is_french(values):
        return ""
    return _("A SIREN is for organisations in France: write the country FR, or the foreign identifier instead.")


def postal_code(values: Values) -> str:
    code = _text(values, "postal_code")
    if not code or not _is_french(values) or re.fullmatch(r"\d{5}", code):
        return ""
    if re.fullmatch(r"\d{4}", code):
        return _("A French postal code has five digits: it may have lost its first zero, write 0%(code)s.") % {
            "code": code
        }
    return _("A French postal code has five digits, such as 38000.")


def _text(values: Values, key: str) -> str:
    return str(values.get(key) or "")


def _is_french(values: Values) -> bool:
    return _text(values, "country") in ("", HOME)
