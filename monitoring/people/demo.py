"""The invented people of the demonstration, all at example.org, all with one password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from monitoring.clusters.models import Cluster
from monitoring.people.models import Mandate, Person, PortfolioEntry
from monitoring.people.roles import Role
from monitoring.territory.models import Domain, Region

DEMONSTRATION_PASSWORD = "Clusterix-demo-2019"
SINCE = date(2019, 1, 1)
# The cluster of the demonstration's manager and delegate.
SHOWN_CLUSTER = "minalogic"

FIRST_NAMES = [
    "Amina",
    "Basile",
    "Céline",
    "Driss",
    "Élodie",
    "Fabien",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Jules",
    "Karim",
    "Léa",
    "Maël",
    "Nadia",
    "Olivier",
    "Pauline",
    "Quentin",
    "Rose",
    "Samir",
    "Thaïs",
    "Ugo",
    "Violette",
    "William",
    "Xénia",
    "Yann",
    "Zoé",
]
LAST_NAMES = [
    "Aubier",
    "Bérard",
    "Chambon",
    "Delorme",
    "Essertel",
    "Favier",
    "Giraudon",
    "Hermet",
    "Issartel",
    "Jourdan",
    "Kessler",
    "Lachenal",
    "Montel",
    "Nicoud",
    "Orcière",
    "Perrachon",
    "Quinson",
    "Rambaud",
    "Sauvignet",
    "Tissot",
    "Urbain",
    "Vialatte",
    "Wagner",
    "Yvoire",
    "Zanetti",
    "Bonnefoy",
]
# Domains each of the eleven officers looks after; the first is the one who signs in as “officer”.
OFFICERS = (
    ("officer@example.org", "digital industry"),
    ("other-officer@example.org", "health"),
    ("officer-3@example.org", "industry"),
    ("officer-4@example.org", "construction"),
    ("officer-5@example.org", "agrifood"),
    ("officer-6@example.org", "energy"),
    ("officer-7@example.org", "mobility"),
    ("officer-8@example.org", "mountain"),
    ("officer-9@example.org", "construction"),
    ("officer-10@example.org", "agrifood"),
    ("officer-11@example.org", "energy mobility"),
)


@dataclass(frozen=True)
class Login:
    """What the demonstration's sign-in page offers: one person a role."""

    role: Role
    email: str


LOGINS = (
    Login(Role.MANAGER, "manager@example.org"),
    Login(Role.DELEGATE, "delegate@example.org"),
    Login(Role.OFFICER, "officer@example.org"),
    Login(Role.EVALUATOR, "evaluator@example.org"),
    Login(Role.ELECTED, "elected@example.org"),
    Login(Role.ADMINISTRATOR, "administrator@example.org"),
    Login(Role.FACILITATOR, "facilitator@example.org"),
)


def install_people(region: Region, clusters: list[Cluster]) -> None:
    """Create the region's eleven officers with their portfolios, one person a role, one manager a cluster."""
    names = _names()
    password = make_password(DEMONSTRATION_PASSWORD)
    holders: list[tuple[str, Role, Region | None, Cluster | None]] = [
        (email, Role.OFFICER, region, None) for email, _domains in OFFICERS
    ]
    holders += [
        (f"{role}@example.org", role, region, None)
        for role in (Role.EVALUATOR, Role.ELECTED, Role.ADMINISTRATOR, Role.FACILITATOR)
    ]
    holders += [(manager_email(cluster), Role.MANAGER, None, cluster) for cluster in clusters]
    holders += [
        ("delegate@example.org", Role.DELEGATE, None, cluster) for cluster in clusters if cluster.code == SHOWN_CLUSTER
    ]
    people = {}
    for email, *_rest in holders:
        first_name, last_name = next(names)
        people[email] = Person(
            email=email, first_name=first_name, last_name=last_name, language=Person.Language.FRENCH, password=password
        )
    Person.objects.bulk_create(people.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=email, verified=True, primary=True) for email, person in people.items()
    )
    Mandate.objects.bulk_create(
        Mandate(person=people[email], role=role, region=of_region, cluster=of_cluster, starts_on=SINCE)
        for email, role, of_region, of_cluster in holders
    )
    _install_portfolios(region)


def manager_email(cluster: Cluster) -> str:
    return "manager@example.org" if cluster.code == SHOWN_CLUSTER else f"manager-{cluster.code}@example.org"


def _install_portfolios(region: Region) -> None:
    mandates = {m.person.email: m for m in Mandate.objects.filter(region=region).select_related("person")}
    domains = {domain.code: domain for domain in Domain.objects.filter(region=region)}
    PortfolioEntry.objects.bulk_create(
        PortfolioEntry(mandate=mandates[email], domain=domains[code])
        for email, codes in OFFICERS
        for code in codes.split()
    )


def _names() -> Iterator[tuple[str, str]]:
    """Invented names, each once, always in the same order."""
    for turn, number in product(range(len(LAST_NAMES)), range(len(FIRST_NAMES))):
        yield FIRST_NAMES[number], LAST_NAMES[(number + turn) % len(LAST_NAMES)]
