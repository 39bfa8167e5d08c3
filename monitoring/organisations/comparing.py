"""What two organisations, or an organisation and Sirene, say of the same things: line by line, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from monitoring.organisations.activities import legal_forms, naf_label, section_of
from monitoring.organisations.headcount import HeadcountBand
from monitoring.organisations.models import Category, Organisation, OtherKind
from monitoring.organisations.naming import name_key
from monitoring.organisations.places import country_name
from monitoring.organisations.sizes import gap_in_words, size_in_sirene

# From this likeness on, in words.
SAME, NEARLY = 100, 95


@dataclass(frozen=True)
class Line:
    """One thing and what each of two sides says of it; an empty side says nothing."""

    label: str
    first: str
    second: str
    differs: bool = False


def likeness_in_words(score: int) -> str:
    if score >= SAME:
        return _("The same name")
    return _("Nearly the same name") if score >= NEARLY else _("Names that are alike")


def side_by_side(first: Organisation, second: Organisation) -> list[Line]:
    """What two organisations declare; where both say something and it differs, so does the line."""
    said = zip(_all_of(first), _all_of(second), strict=True)
    return [
        Line(label, one, other, bool(one and other and name_key(one) != name_key(other)))
        for (label, one), (_label, other) in said
        if one or other
    ]


def _all_of(organisation: Organisation) -> list[tuple[str, str]]:
    return [*facts_of(organisation), (_("Name in Sirene"), organisation.sirene_name)]


def facts_of(organisation: Organisation) -> list[tuple[str, str]]:
    """What an organisation is known by and what is declared of it, always in the same order."""
    return [
        (_("Name"), organisation.name),
        (_("Acronym"), organisation.acronym),
        (_("Country"), country_name(organisation.country)),
        (_("SIREN"), in_threes(organisation.siren)),
        (_("SIRET"), organisation.siret),
        (_("RNA number"), organisation.rna),
        (_("RNSR number"), organisation.rnsr),
        (_("Foreign identifier"), organisation.foreign_identifier),
        (_("Category"), category_in_words(organisation)),
        (_("Activity"), activity_in_words(organisation.naf, organisation.naf_version)),
        (_("Headcount"), headcount_in_words(organisation.headcount_band)),
        (_("Postal code"), organisation.postal_code),
        (_("Town"), organisation.town),
        (_("Département"), str(organisation.departement or "")),
    ]


def declared_and_sirene(organisation: Organisation) -> list[Line]:
    """What clusters declare and what Sirene says, side by side; nothing where no extract was read."""
    return list(_with_sirene(organisation)) if organisation.sirene_read_on else []


def _with_sirene(organisation: Organisation) -> Iterator[Line]:
    size, name = size_in_sirene(organisation), organisation.sirene_name
    withheld = _("Withheld") if is_withheld(organisation) else ""
    yield Line(
        _("Name"), organisation.name, name or withheld, bool(name) and name_key(name) != name_key(organisation.name)
    )
    yield Line(
        _("Category"),
        category_in_words(organisation),
        str(capfirst(Category(size).label)) if size else "",
        bool(gap_in_words(organisation)),
    )
    bands = organisation.headcount_band, organisation.sirene_headcount_band
    declared, found = map(headcount_in_words, bands)
    yield Line(_("Headcount"), declared, found, all(bands) and bands[0] != bands[1])
    codes = organisation.naf, organisation.sirene_naf
    yield Line(
        _("Activity"),
        activity_in_words(organisation.naf, organisation.naf_version),
        activity_in_words(organisation.sirene_naf, organisation.sirene_naf_version),
        all(codes) and codes[0] != codes[1] and organisation.naf_version == organisation.sirene_naf_version,
    )
    communes = organisation.insee_code, organisation.sirene_insee_code
    yield Line(
        _("INSEE code of the commune"),
        organisation.insee_code,
        organisation.sirene_insee_code or withheld,
        all(communes) and communes[0] != communes[1],
    )
    form = organisation.sirene_legal_form
    yield Line(_("Legal form"), "", legal_forms().get(form, form))
    yield Line(_("Standing"), "", {True: _("Active"), False: _("Closed"), None: ""}[organisation.sirene_is_active])


def is_withheld(organisation: Organisation) -> bool:
    """Whether the organisation asked Sirene to withhold its name and address, or more."""
    return organisation.sirene_diffusion in (Organisation.Diffusion.PARTIAL, Organisation.Diffusion.NONE)


def in_threes(siren: str) -> str:
    return " ".join(siren[place : place + 3] for place in range(0, len(siren), 3))


def category_in_words(organisation: Organisation) -> str:
    if organisation.other_kind:
        return str(capfirst(OtherKind(organisation.other_kind).label))
    return str(capfirst(Category(organisation.category).label)) if organisation.category else ""


def activity_in_words(code: str, version: str) -> str:
    label = naf_label(code, version)
    return f"{code} {label}" if label else code


def headcount_in_words(band: str) -> str:
    return str(capfirst(HeadcountBand(band).label)) if band in HeadcountBand.values else band


def sector_in_words(organisation: Organisation) -> str:
    section = section_of(organisation.naf)
    return str(section.name) if section else ""
