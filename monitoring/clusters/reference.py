"""The clusters of Auvergne-Rhône-Alpes in 2019, with what they came from; what nobody confirmed says so."""

from datetime import date

from monitoring.clusters.models import Cluster, Following, Label, Succession
from monitoring.territory.models import Departement, Domain, Region
from monitoring.territory.reference import rows_of

# The region of today was born on this day, and follows its clusters since.
REGION_BORN = date(2016, 1, 1)
# Clusters that a second region follows too.
ALSO_FOLLOWED = {"nuclear-valley": "bourgogne-franche-comte"}


def install_clusters(region: Region) -> None:
    """Create what is missing of the shipped clusters, followings, successions and labels."""
    domains = {domain.code: domain for domain in Domain.objects.filter(region=region)}
    for row in rows_of("clusters"):
        _install_cluster(row, region, domains)
    clusters = {cluster.code: cluster for cluster in Cluster.objects.all()}
    for row in rows_of("successions"):
        Succession.objects.get_or_create(
            predecessor=clusters[row["predecessor"]],
            successor=clusters[row["successor"]],
            defaults={"kind": row["kind"], "on": date.fromisoformat(row["on"]), "note": row["note"]},
        )
    for row in rows_of("labels"):
        Label.objects.get_or_create(
            cluster=clusters[row["cluster"]],
            scheme=row["scheme"],
            detail=row["detail"],
            defaults={
                "awarded_on": _day(row["awarded_on"]),
                "valid_until": _day(row["valid_until"]),
                "is_verified": row["is_verified"] == "oui",
                "source": row["source"],
            },
        )
    for code, other in ALSO_FOLLOWED.items():
        Following.objects.get_or_create(
            region=Region.objects.get(code=other), cluster=clusters[code], starts_on=REGION_BORN
        )


def _install_cluster(row: dict[str, str], region: Region, domains: dict[str, Domain]) -> None:
    cluster, is_new = Cluster.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "full_name": row["full_name"],
            "kind": row["kind"],
            "main_domain": domains[row["main_domain"]],
            "town": row["town"],
            "departement": Departement.objects.filter(code=row["departement"]).first(),
            "website": row["website"],
            "unverified": row["unverified"].split(),
        },
    )
    if is_new:
        cluster.other_domains.set([domains[code] for code in row["other_domains"].split()])
        Following.objects.create(
            region=region, cluster=cluster, starts_on=REGION_BORN, ends_on=_day(row["followed_until"])
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
