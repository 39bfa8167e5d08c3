"""What an old list of clusters can hold: its columns, with the headings and words that real ones wear."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from clusterix.lib.workbooks.specification.sheets import Choice, Field, FieldType, Sheet
from monitoring.clusters.models import Cluster
from monitoring.territory.models import Domain, Region, RegionalTerm

KINDS = (
    Choice(
        Cluster.Kind.COMPETITIVENESS,
        Cluster.Kind.COMPETITIVENESS.label,
        ("pôle de compétitivité", "pôle", "pole de competitivite", "PDC", "national", "competitiveness cluster"),
    ),
    Choice(
        Cluster.Kind.REGIONAL,
        Cluster.Kind.REGIONAL.label,
        ("cluster régional", "cluster", "grappe", "grappe d'entreprises", "régional", "regional cluster"),
    ),
)


WHO = (
    Field(
        "name",
        gettext_lazy("Name"),
        help=gettext_lazy("The short name people know it by."),
        example="Minalogic",
        synonyms=(
            "nom",
            "nom du cluster",
            "nom du pôle",
            "cluster",
            "pôle",
            "structure",
            "dénomination",
            "name",
        ),
        is_required=True,
        most=100,
        width=30,
    ),
    Field(
        "code",
        gettext_lazy("Code"),
        help=gettext_lazy("Small letters, digits and dashes; made from the name where it is empty."),
        synonyms=("code", "identifiant", "id", "sigle", "code cluster", "slug"),
        most=50,
    ),
    Field(
        "full_name",
        gettext_lazy("Full name"),
        synonyms=("nom complet", "nom long", "intitulé", "intitulé complet", "full name", "long name"),
        most=200,
        width=40,
    ),
    Field(
        "kind",
        gettext_lazy("Kind"),
        FieldType.CHOICE,
        synonyms=("type", "statut", "nature", "label", "catégorie", "kind", "type de cluster", "type de pôle"),
        choices=KINDS,
        width=24,
    ),
)
MORE = (
    Field(
        "other_domains",
        gettext_lazy("Other domains"),
        help=gettext_lazy("Several are parted by a semicolon."),
        synonyms=("autres domaines", "domaines secondaires", "other domains", "secondary domains"),
        width=28,
    ),
    Field(
        "themes",
        gettext_lazy("Cross-domain themes"),
        help=gettext_lazy("Several are parted by a semicolon."),
        synonyms=("thèmes", "thématiques", "thèmes transversaux", "themes"),
    ),
    Field(
        "town",
        gettext_lazy("Town"),
        synonyms=("ville", "commune", "siège", "localisation", "town", "city"),
        most=100,
    ),
    Field(
        "departement",
        gettext_lazy("Département"),
        help=gettext_lazy("Its number or its name."),
        synonyms=("département", "dept", "dép", "n° département", "département du siège", "department"),
    ),
    Field(
        "website",
        gettext_lazy("Website"),
        synonyms=("site", "site internet", "site web", "url", "web", "website"),
        most=200,
        width=30,
    ),
)
WHEN = (
    Field(
        "starts_on",
        gettext_lazy("Followed from"),
        FieldType.RAW,
        help=gettext_lazy("A day, or a year."),
        synonyms=(
            "suivi depuis",
            "depuis",
            "date de création",
            "création",
            "labellisé en",
            "année de labellisation",
            "since",
        ),
    ),
    Field(
        "ends_on",
        gettext_lazy("Followed until"),
        FieldType.RAW,
        help=gettext_lazy("A day, or a year; empty for a cluster that is still followed."),
        synonyms=("suivi jusqu'au", "jusqu'au", "fin", "date de fin", "fin de suivi", "until"),
    ),
)


def cluster_sheet(region: Region) -> Sheet:
    domain = Field(
        "main_domain",
        gettext_lazy("Main domain"),
        FieldType.CHOICE,
        help=gettext_lazy("The one domain whose totals the cluster's figures enter."),
        synonyms=("domaine", "domaine principal", "domaine d'excellence", "secteur", "filière", "sector"),
        choices=tuple(_choice(domain) for domain in Domain.objects.filter(region=region)),
        width=28,
    )
    return Sheet("clusters", gettext_lazy("Clusters"), (*WHO, domain, *MORE, *WHEN), spare_rows=100)


def _choice(term: RegionalTerm) -> Choice:
    return Choice(term.code, term.name, (term.name_fr, term.name_en))
