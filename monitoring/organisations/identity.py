"""An organisation as somebody declares it, and as the registry knows it: what the two are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from monitoring.organisations.identifiers import HOME, bare, siren_of
from monitoring.organisations.places import departement_of


class Declared(NamedTuple):
    """An organisation as a cluster, a file or a person declares it; identifiers are bare, `departement` may be empty.

    `chosen` is the organisation (its primary key) that somebody picked among the doubtful ones.
    """

    name: str
    acronym: str = ""
    country: str = HOME
    siren: str = ""
    siret: str = ""
    rna: str = ""
    rnsr: str = ""
    foreign_identifier: str = ""
    category: str = ""
    other_kind: str = ""
    naf: str = ""
    naf_version: str = ""
    headcount_band: str = ""
    postal_code: str = ""
    town: str = ""
    insee_code: str = ""
    departement: str = ""
    chosen: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Declared:
        """From the values of a line by field; what it does not say is empty, what is another's business left out."""
        said = {key: str(values[key]) for key in cls._fields[:-1] if values.get(key)}
        for key in ("siren", "siret", "rna", "rnsr", "foreign_identifier"):
            if key in said:
                said[key] = bare(said[key])
        said["siren"] = siren_of(said.get("siren", ""), said.get("siret", ""))
        said["departement"] = said.get("departement") or departement_of(
            insee_code=said.get("insee_code", ""),
            postal_code=said.get("postal_code", ""),
            country=said.get("country", HOME),
        )
        return cls(**{"name": "", **said}, chosen=values.get("chosen"))

    def mark(self, key: str) -> str:
        """One text for all that says who it is; `key` is that of its name. Those with one mark are one organisation."""
        numbers = (self.siren, self.siret, self.rna, self.rnsr, self.foreign_identifier)
        return "|".join((key, self.country, *numbers, self.departement))

    @property
    def own_siren(self) -> str:
        """Empty for a laboratory: the SIREN it gives is that of a body it belongs to."""
        return "" if self.rnsr else self.siren


class Known(NamedTuple):
    """An organisation of the registry, with what it is compared by; `pk` is the survivor's where it was merged."""

    pk: int
    name: str
    key: str
    country: str = HOME
    siren: str = ""
    rna: str = ""
    rnsr: str = ""
    foreign_identifier: str = ""
    departement: str = ""
    town: str = ""


def known_of(declared: Declared, pk: int, key: str) -> Known:
    return Known(
        pk,
        declared.name,
        key,
        declared.country,
        declared.own_siren,
        declared.rna,
        declared.rnsr,
        declared.foreign_identifier,
        declared.departement,
        declared.town,
    )


def contradicts(one: Declared | Known, other: Known) -> bool:
    """Whether the two cannot be one: an identifier of both differs, or the country."""
    return (
        one.country != other.country
        or bool(one.rnsr and other.rnsr and one.rnsr != other.rnsr)
        or bool(not one.rnsr and one.siren and other.siren and one.siren != other.siren)
        or bool(one.rna and other.rna and one.rna != other.rna)
        or bool(
            one.foreign_identifier and other.foreign_identifier and one.foreign_identifier != other.foreign_identifier
        )
        or bool(one.rnsr and not other.rnsr and other.siren)
    )


def identifiers_of(one: Declared | Known) -> list[tuple[str, str]]:
    """In the order in which they tell who somebody is. Those of other countries are unique within theirs."""
    found = []
    if one.rnsr:
        found.append(("rnsr", one.rnsr))
    elif one.siren:
        found.append(("siren", one.siren))
    if one.rna:
        found.append(("rna", one.rna))
    if one.foreign_identifier:
        found.append((one.country, one.foreign_identifier))
    return found


def same_place(one: Declared | Known, other: Known) -> bool | None:
    """Whether both are in one département; None where one of the two does not say."""
    if not one.departement or not other.departement:
        return None
    return one.departement == other.departement
