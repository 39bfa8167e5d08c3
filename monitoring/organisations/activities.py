"""What an organisation does: NAF codes with the version they are of, their labels and their sections.

NAF rev. 2 is shipped whole (`fixtures/reference/naf_rev2.csv`). NAF 2025 takes its place on 1 January 2027; Sirene
gives both before. Its classes are those of NACE 2.1, which python-stdnum holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from django.db import models
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from stdnum.eu import nace

from clusterix.lib.translated import Translated
from monitoring.territory.reference import rows_of

SHAPE = re.compile(r"(\d\d)[\s.,-]?(\d\d)\s?([A-Za-z])")


class NafVersion(models.TextChoices):
    REV2 = "rev2", gettext_lazy("NAF rev. 2")
    NAF_2025 = "2025", gettext_lazy("NAF 2025")


NACE_REVISIONS = {NafVersion.REV2: "2.0", NafVersion.NAF_2025: "2.1"}


@dataclass(frozen=True)
class Section:
    """A broad sector, from A to U, as NAF rev. 2 cuts them: letters moved in 2025, divisions hardly did."""

    code: str
    name_en: str
    name_fr: str
    first_division: str
    last_division: str

    name = Translated("name")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@lru_cache(maxsize=2_000)
def normalised_naf(text: str) -> tuple[str, str]:
    """A code as it is stored (62.01Z) and the version it is of; both empty if it is no code of either.

    A code that both versions have is taken for one of rev. 2.
    """
    found = SHAPE.fullmatch(text.strip())
    if found is None:
        return "", ""
    code = f"{found[1]}.{found[2]}{found[3].upper()}"
    if code in naf_labels():
        return code, NafVersion.REV2
    if nace.is_valid(code[:5], revision="2.1"):
        return code, NafVersion.NAF_2025
    return "", ""


def naf_complaint(text: str) -> str:
    if normalised_naf(text)[0]:
        return ""
    if SHAPE.fullmatch(text.strip()):
        return _("%(code)s is in neither NAF rev. 2 nor NAF 2025.") % {"code": text.strip()}
    return _("A NAF code has four digits and a letter, such as 62.01Z.")


@cache
def naf_labels() -> dict[str, str]:
    """The sub-classes of NAF rev. 2 in French."""
    return {row["code"]: row["name_fr"] for row in rows_of("naf_rev2")}


def naf_label(code: str, version: str) -> str:
    """What the code stands for: the sub-class in French where it is shipped, else the European class in English."""
    if not code:
        return ""
    if version != NafVersion.NAF_2025 and (get_language() or "").startswith("fr"):
        return naf_labels().get(code, "")
    revision = NACE_REVISIONS.get(version, "2.0")  # type: ignore[call-overload]
    return str(nace.get_label(code[:5], revision=revision)) if nace.is_valid(code[:5], revision=revision) else ""


@cache
def sections() -> tuple[Section, ...]:
    return tuple(Section(**row) for row in rows_of("naf_sections"))


@cache
def _sections_by_division() -> dict[str, Section]:
    return {
        f"{division:02}": section
        for section in sections()
        for division in range(int(section.first_division), int(section.last_division) + 1)
    }


def section_of(code: str) -> Section | None:
    """The broad sector of a NAF code, whichever version it is of."""
    return _sections_by_division().get(code[:2])


@dataclass(frozen=True)
class Division:
    """A sector of two digits, finer than a section."""

    code: str
    name_en: str
    name_fr: str

    name = Translated("name")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@cache
def divisions() -> dict[str, Division]:
    """By code, as NAF rev. 2 names them; those of 2025 are the same but for a few."""
    return {row["code"]: Division(**row) for row in rows_of("naf_divisions")}


@cache
def legal_forms() -> dict[str, str]:
    """Sirene's “catégories juridiques”, in French."""
    return {row["code"]: row["name_fr"] for row in rows_of("legal_forms")}
