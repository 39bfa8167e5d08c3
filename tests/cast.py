"""A fixed cast: the same people in every test, in one region with two clusters, and a partner region beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.people.roles import Role
from monitoring.territory.models import Domain, Region
from tests import builders


@dataclass
class Cast:
    region: Region
    other_region: Region
    domain: Domain
    other_domain: Domain
    cluster: Cluster
    other_cluster: Cluster
    foreign_cluster: Cluster
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError as error:
            raise AttributeError(name) from error


@pytest.fixture
def cast(db: None) -> Cast:
    """`administrator, officer, other_officer, evaluator, elected, facilitator` of the region; `manager, delegate` of
    the cluster, `other_manager` of another one, `partner` an officer of another region, `nobody` without mandate."""
    region = builders.make_region(code="aura", name="Auvergne-Rhône-Alpes", nuts="FRK")
    other_region = builders.make_region(code="bfc", name="Bourgogne-Franche-Comté", nuts="FRC")
    domain = builders.make_domain(region=region, code="digital", name_en="Digital", name_fr="Numérique")
    other_domain = builders.make_domain(region=region, code="health", name_en="Health", name_fr="Santé")
    cast = Cast(
        region=region,
        other_region=other_region,
        domain=domain,
        other_domain=other_domain,
        cluster=builders.make_cluster(region=region, domain=domain, code="minalogic", name="Minalogic"),
        other_cluster=builders.make_cluster(region=region, domain=other_domain, code="lyonbiopole", name="Lyonbiopôle"),
        foreign_cluster=builders.make_cluster(region=other_region, code="foreign", name="Foreign"),
    )
    roles = {
        "administrator": (Role.ADMINISTRATOR, region, None),
        "officer": (Role.OFFICER, region, None),
        "other_officer": (Role.OFFICER, region, None),
        "evaluator": (Role.EVALUATOR, region, None),
        "elected": (Role.ELECTED, region, None),
        "facilitator": (Role.FACILITATOR, region, None),
        "manager": (Role.MANAGER, None, cast.cluster),
        "delegate": (Role.DELEGATE, None, cast.cluster),
        "other_manager": (Role.MANAGER, None, cast.other_cluster),
        "partner": (Role.OFFICER, other_region, None),
        "nobody": (None, None, None),
    }
    for name, (role, of_region, of_cluster) in roles.items():
        cast.people[name] = builders.make_person(
            role=role,
            region=of_region,
            cluster=of_cluster,
            email=f"{name.replace('_', '-')}@example.org",
            first_name=name.replace("_", " ").title(),
            last_name="Exemple",
        )
    return cast
