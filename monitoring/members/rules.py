"""What the values of a line must satisfy together, each rule with the sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clusterix.lib.workbooks.specification.sheets import Values
from monitoring.organisations.identifiers import HOME, foreign_complaint
from monitoring.organisations.models import Category
from monitoring.organisations.places import postal_complaint

# What only registers of France give.
FRENCH_NUMBERS = ("siren", "siret", "rna", "rnsr")


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


def foreign_number(values: Values) -> str:
    number = _text(values, "foreign_identifier")
    return foreign_complaint(_text(values, "country") or HOME, number) if number else ""


def french_abroad(values: Values) -> str:
    if _is_french(values) or not any(_text(values, name) for name in FRENCH_NUMBERS):
        return ""
    return _("SIREN, SIRET, RNA and RNSR are numbers of France: write the country France, or the foreign identifier.")


def postal_code(values: Values) -> str:
    code = _text(values, "postal_code")
    return postal_complaint(_text(values, "country"), code) if code else ""


def _text(values: Values, key: str) -> str:
    return str(values.get(key) or "")


def _is_french(values: Values) -> bool:
    return _text(values, "country") in ("", HOME)
