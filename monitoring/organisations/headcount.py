"""Sirene's bands of headcount, and the size that headcount and category together tell (décret 2008-1354, art. 3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HeadcountBand(models.TextChoices):
    """Codes of Sirene's “tranche d'effectifs”: there is no 13, 23, 33 or 43."""

    NO_EMPLOYER = "NN", _("no employer")
    NOBODY = "00", _("0 employees")
    FROM_1 = "01", _("1 or 2 employees")
    FROM_3 = "02", _("3 to 5 employees")
    FROM_6 = "03", _("6 to 9 employees")
    FROM_10 = "11", _("10 to 19 employees")
    FROM_20 = "12", _("20 to 49 employees")
    FROM_50 = "21", _("50 to 99 employees")
    FROM_100 = "22", _("100 to 199 employees")
    FROM_200 = "31", _("200 to 249 employees")
    FROM_250 = "32", _("250 to 499 employees")
    FROM_500 = "41", _("500 to 999 employees")
    FROM_1000 = "42", _("1,000 to 1,999 employees")
    FROM_2000 = "51", _("2,000 to 4,999 employees")
    FROM_5000 = "52", _("5,000 to 9,999 employees")
    FROM_10000 = "53", _("10,000 employees or more")


# Fewer than ten people: Sirene has no category for micro-enterprises, so that they are told by this.
MICRO_BANDS = frozenset({"NN", "00", "01", "02", "03"})
