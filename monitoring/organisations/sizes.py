"""The size an enterprise is declared to have, and the one Sirene gives it: kept apart, compared in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from monitoring.organisations.headcount import MICRO_BANDS
from monitoring.organisations.models import Category, Organisation, SireneSize

# Sirene's "PME", or nothing, says nothing of associations, universities and public bodies.
COMPANY_SIZES = frozenset({Category.MICRO, Category.SME, Category.MID_CAP, Category.LARGE})


def size_in_sirene(organisation: Organisation) -> str:
    """The category that Sirene's size and headcount come to; empty where it gives none, or for no company.

    Sirene knows no micro-enterprise: it is an SME of fewer than ten people.
    """
    if organisation.category and organisation.category not in COMPANY_SIZES:
        return ""
    if organisation.sirene_size == SireneSize.SME and organisation.sirene_headcount_band in MICRO_BANDS:
        return Category.MICRO
    return organisation.sirene_size


def gap_in_words(organisation: Organisation) -> str:
    """What is declared and what Sirene says instead; empty where they agree, or where one of them says nothing."""
    found = size_in_sirene(organisation)
    if not found or not organisation.category or found == organisation.category:
        return ""
    if organisation.category == Category.SME and found == Category.MICRO:
        return ""
    if organisation.category == Category.MICRO and found == Category.SME and not organisation.sirene_headcount_band:
        return ""
    return _("Declared as %(declared)s; Sirene says %(found)s.") % {
        "declared": Category(organisation.category).label,
        "found": Category(found).label,
    }
