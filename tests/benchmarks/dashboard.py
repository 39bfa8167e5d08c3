"""A region of 22 clusters and its members, alone in the database and then among 1,500 clusters: what its pages take.

make bench NAME=dashboard
make bench NAME="dashboard --years 10"    ten years: 3 million memberships, half a million answers
"""

from __future__ import annotations

import json
import platform
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator
from time import perf_counter

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monitoring.campaigns.models import Report, Revision
from monitoring.clusters.models import Following
from monitoring.demo import install
from monitoring.members.models import MemberLine
from monitoring.objectives.models import Answer, Target
from monitoring.organisations.models import Organisation
from monitoring.people.demo import SHOWN_CLUSTER
from monitoring.scale import grow
from tests.benchmarks.measuring import Measure, measure, scratch_database, signed_in, together

# Both databases are asked in turns, so that whatever else the machine does weighs on both.
ROUNDS, REQUESTS = 7, 5
CLUSTERS, MEMBERS, YEARS = 1_500, 200, 2
MOST = 1.3
TABLES = {
    "followings": Following,
    "reports": Report,
    "revisions": Revision,
    "answers": Answer,
    "targets": Target,
    "memberships": MemberLine,
    "organisations": Organisation,
}
# Who reads what, and where.
PAGES = {
    "region": ("elected", reverse("dashboard")),
    "domain": ("elected", reverse("dashboard-domain", args=["digital"])),
    "cluster": ("officer", reverse("cluster-detail", args=[SHOWN_CLUSTER])),
    "cluster, its manager": ("manager", reverse("cluster-detail", args=[SHOWN_CLUSTER])),
    "members": ("officer", reverse("member-figures")),
    "members, elected": ("elected", reverse("member-figures")),
    "members, turnover": ("officer", reverse("member-turnover")),
    "members, overlaps": ("officer", reverse("member-overlaps")),
}


def rows() -> dict[str, int]:
    return {name: model._default_manager.count() for name, model in TABLES.items()}


def bench(years: int) -> None:
    today = timezone.localdate()
    region = install(today).region
    clients = {role: signed_in(f"{role}@example.org") for role, _address in PAGES.values()}
    own = Following.objects.on(today).filter(region=region).count()
    before = rows()
    connection.creation.clone_test_db("alone", verbosity=0, autoclobber=True)
    larger = connection.settings_dict["NAME"]
    smaller = connection.creation.get_test_db_clone_settings("alone")["NAME"]
    start = perf_counter()
    grow(CLUSTERS - own, years, today, MEMBERS)
    filled_in = perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # PostgreSQL does so by itself a little later; SQLite, where it is told to.
    after = rows()
    alone, among = measures(clients, smaller, larger)
    connection.creation.destroy_test_db(suffix="alone", verbosity=0)
    use(larger)
    print(f"A region of {own} clusters; {connection.vendor}, Python {platform.python_version()}")
    print(f"The larger database: {years} years of {MEMBERS} members a cluster, filled in {filled_in:.0f} s.\n")
    report(alone, among, {"22": before, "1500": after}, years)


def measures(clients: dict[str, Client], *names: str) -> Iterator[dict[str, Measure]]:
    """Of each of these databases, every page."""
    found: dict[str, dict[str, list[Measure]]] = {name: defaultdict(list) for name in names}
    for _round in range(ROUNDS):
        for page, (role, address) in PAGES.items():
            for name in names:
                use(name)
                found[name][page].append(measure(clients[role], address, REQUESTS))
    for of_database in found.values():
        yield {page: together(of_page) for page, of_page in of_database.items()}


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def report(alone: dict[str, Measure], among: dict[str, Measure], held: dict[str, dict[str, int]], years: int) -> None:
    """`ratio_1500_to_22`: of the page that fares worst, by the median request."""
    print(f"{'rows':<24}{'alone':>14}{f'of {CLUSTERS:,}':>14}")
    for name, count in held["22"].items():
        print(f"{name:<24}{count:>14,}{held['1500'][name]:>14,}")
    heading = f"ms, median of {ROUNDS * REQUESTS} / queries"
    print(f"\n{heading:<28}{'alone':>12}{f'of {CLUSTERS:,}':>12}{'ratio':>8}{'fastest':>9}")
    ratios = {page: among[page].milliseconds / alone[page].milliseconds for page in PAGES}
    fastest = {page: among[page].fastest / alone[page].fastest for page in PAGES}
    for page, ratio in ratios.items():
        mark = "  << slower" if ratio > MOST and fastest[page] > MOST else ""
        mark += "" if among[page].queries == alone[page].queries else "  << other queries"
        print(f"{page:<28}{alone[page]!s:>12}{among[page]!s:>12}{ratio:>8.2f}{fastest[page]:>9.2f}{mark}")
    found = {
        "ratio_1500_to_22": round(max(ratios.values()), 3),
        "ratio_of_the_fastest": round(max(fastest.values()), 3),
        "ratios": {page: round(ratio, 3) for page, ratio in ratios.items()},
        "ms_22": {page: each.milliseconds for page, each in alone.items()},
        "ms_1500": {page: each.milliseconds for page, each in among.items()},
        "queries_22": {page: each.queries for page, each in alone.items()},
        "queries_1500": {page: each.queries for page, each in among.items()},
        "rows_22": held["22"],
        "rows_1500": held["1500"],
        "years": years,
        "database": connection.vendor,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--years", type=int, default=YEARS)
    arguments = parser.parse_args()
    with scratch_database():
        bench(arguments.years)
