"""A region with some clusters, and a short way to accept members lists in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from clusterix.lib.columns import Cell
from clusterix.lib.panels import Panel
from monitoring.campaigns.models import Revision
from monitoring.clusters.models import Cluster, Succession
from monitoring.members.figures.answers import every_panel
from monitoring.members.figures.lists import Lists, read_lists
from monitoring.members.figures.looking import Looking, looking
from monitoring.organisations.models import Organisation
from monitoring.people.models import Person
from monitoring.people.roles import Role
from monitoring.territory.models import Departement, Domain, Region
from tests import builders

Said = dict[str, Any]


@dataclass
class Book:
    region: Region
    officer: Person
    domains: dict[str, Domain] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def cluster(self, name: str, domain: str = "Health") -> Cluster:
        if domain not in self.domains:
            self.domains[domain] = builders.make_domain(region=self.region, code=domain.lower(), name_en=domain)
        if name not in self.clusters:
            self.clusters[name] = builders.make_cluster(
                region=self.region, domain=self.domains[domain], code=name.lower(), name=name
            )
        return self.clusters[name]

    def organisation(self, name: str, **fields: Any) -> Organisation:
        if name not in self.organisations:
            self.organisations[name] = builders.make_organisation(name=name, **fields)
        return self.organisations[name]

    def accept(self, cluster: str, year: int, *members: str, accepted: Any = True, **said: Said) -> Revision:
        """The list of a cluster: its members by name, with what their lines say beside their organisation."""
        rows = [(self.organisation(name), said.get(name, {})) for name in dict.fromkeys([*members, *said])]
        return builders.make_members_list(
            region=self.region,
            cluster=self.cluster(cluster),
            year=year,
            members=rows,
            officer=self.officer,
            accepted=accepted,
        )

    def merge(self, predecessor: str, successor: str, on: date, kind: str = Succession.Kind.MERGER) -> None:
        Succession.objects.create(
            predecessor=self.cluster(predecessor), successor=self.cluster(successor), kind=kind, on=on
        )

    @property
    def lists(self) -> Lists:
        return read_lists(self.region)

    def looking(self, person: Person | None = None, **query: str | int) -> Looking:
        seen = looking(person or self.officer, {name: str(value) for name, value in query.items()})
        assert seen is not None
        return seen

    def panels(self, person: Person | None = None, **query: str | int) -> dict[str, Panel]:
        return every_panel(self.looking(person, **query))

    def reader(self, role: str = Role.ELECTED) -> Person:
        return builders.make_person(role=role, region=self.region, language="en")

    def manager(self, *clusters: str) -> Person:
        person = builders.make_person(language="en")
        for name in clusters:
            builders.give_mandate(person=person, role=Role.MANAGER, cluster=self.cluster(name))
        return person


@pytest.fixture
def book(db: None) -> Book:
    region = builders.make_region(code="aura", name="Auvergne-Rhône-Alpes")
    for code, name in (("38", "Isère"), ("69", "Rhône"), ("74", "Haute-Savoie")):
        Departement.objects.create(code=code, name=name, region=region)
    Departement.objects.create(code="75", name="Paris")
    return Book(region=region, officer=builders.make_person(role=Role.OFFICER, region=region, language="en"))


def rows_of(panel: Panel) -> list[tuple[Cell, ...]]:
    """Its cells, the shares left out."""
    columns = [column.key for column in panel.table.columns if column.kind != "share"]
    return [tuple(row[key] for key in columns) for row in panel.table.rows]
