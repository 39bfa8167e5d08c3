"""The columns of a Sirene extract that are read: stock of legal units, stock of establishments, or an export of the
directory of enterprises; each under the names those files give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from clusterix.lib.workbooks.specification.sheets import Choice, Field, FieldType, Rule, Sheet
from monitoring.organisations.activities import NafVersion, normalised_naf
from monitoring.organisations.headcount import HeadcountBand
from monitoring.organisations.identifiers import siren_complaint
from monitoring.organisations.models import Organisation, SireneSize

# What an organisation may keep from every one who reads Sirene, and that is therefore not kept here.
WITHHELD = ("sirene_name", "sirene_insee_code")
MASKED = "[ND]"
YES = frozenset({"true", "vrai", "oui", "1"})

# Columns that help to read a row, then the facts, named as the organisation bears them.
EXTRACT = Sheet(
    key="sirene",
    title=gettext_lazy("Sirene"),
    fields=(
        Field(
            "siren",
            gettext_lazy("SIREN"),
            FieldType.IDENTIFIER,
            synonyms=("siren",),
            is_required=True,
            rules=(Rule("siren", siren_complaint),),
        ),
        Field("is_head", gettext_lazy("Head office"), synonyms=("etablissementSiege", "est_siege"), is_hidden=True),
        Field(
            "naf_2025",
            gettext_lazy("NAF 2025"),
            synonyms=("activitePrincipaleNAF25UniteLegale", "activite_principale_naf25"),
            is_hidden=True,
        ),
        Field(
            "sirene_name",
            gettext_lazy("Name"),
            synonyms=("denominationUniteLegale", "nom_raison_sociale", "nom_complet", "Dénomination"),
            most=200,
        ),
        Field(
            "sirene_size",
            gettext_lazy("Size"),
            FieldType.CHOICE,
            synonyms=("categorieEntreprise", "categorie_entreprise", "Catégorie d'entreprise"),
            choices=tuple(Choice(size.value, size.label, (size.value,)) for size in SireneSize),
        ),
        Field(
            "sirene_headcount_band",
            gettext_lazy("Headcount"),
            FieldType.CHOICE,
            synonyms=("trancheEffectifsUniteLegale", "tranche_effectif_salarie"),
            choices=tuple(Choice(band.value, band.label, (band.value,)) for band in HeadcountBand),
        ),
        Field(
            "sirene_naf",
            gettext_lazy("Activity"),
            synonyms=("activitePrincipaleUniteLegale", "activite_principale", "siege.activite_principale"),
            most=10,
        ),
        Field(
            "sirene_legal_form",
            gettext_lazy("Legal form"),
            FieldType.IDENTIFIER,
            synonyms=("categorieJuridiqueUniteLegale", "nature_juridique"),
            most=4,
        ),
        Field(
            "sirene_insee_code",
            gettext_lazy("INSEE code of the commune"),
            FieldType.IDENTIFIER,
            synonyms=("codeCommuneEtablissement", "siege.commune", "siege_commune", "commune"),
            most=5,
        ),
        Field(
            "sirene_is_active",
            gettext_lazy("Active"),
            synonyms=("etatAdministratifUniteLegale", "etat_administratif"),
            most=10,
        ),
        Field(
            "sirene_diffusion",
            gettext_lazy("Diffusion"),
            FieldType.CHOICE,
            synonyms=(
                "statutDiffusionUniteLegale",
                "statutDiffusionEtablissement",
                "statut_diffusion",
                "statut_diffusion_unite_legale",
            ),
            choices=tuple(Choice(value.value, value.label, (value.value,)) for value in Organisation.Diffusion),
        ),
    ),
)


def facts_of(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a checked row says of a legal unit; None for an establishment that is not its head office.

    Of one that asked to be withheld, name and place are emptied, also where an earlier extract gave them.
    """
    if values.get("is_head") and str(values["is_head"]).lower() not in YES:
        return None
    facts = dict(_said(values))
    if facts.get("sirene_diffusion") in (Organisation.Diffusion.PARTIAL, Organisation.Diffusion.NONE):
        facts |= dict.fromkeys(WITHHELD, "")
    return facts


def _said(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for field in EXTRACT.fields:
        value = values.get(field.key)
        if not field.key.startswith("sirene_") or value in (None, ""):
            continue
        if field.key == "sirene_is_active":
            yield field.key, str(value).upper() == "A"
        elif field.key == "sirene_naf":
            code, version = normalised_naf(str(value))
            yield field.key, code
            yield "sirene_naf_version", version
        else:
            yield field.key, "" if value == MASKED else value
    if not values.get("sirene_naf") and values.get("naf_2025"):
        yield "sirene_naf", normalised_naf(str(values["naf_2025"]))[0]
        yield "sirene_naf_version", NafVersion.NAF_2025.value
