"""The dashboard of a region of 22 clusters, alone in the database and then among 1,500 clusters.

make bench NAME=dashboard
"""

from __future__ import annotations

import json
import platform
from time import perf_counter

from django.db import connection
from django.utils import timezone

from monitoring.campaigns.models import Report, Revision
from monitoring.clusters.models import Following
from monitoring.demo import install
from monitoring.objectives.models import Answer, Target
from monitoring.scale import grow
from tests.benchmarks.measuring import Measure, measure, scratch_database, signed_in

ADDRESS = "/dashboard/"
REQUESTS = 31
CLUSTERS, YEARS = 1_500, 10
TABLES = {"followings": Following, "reports": Report, "revisions": Revision, "answers": Answer, "targets": Target}


def rows() -> dict[str, int]:
    return {name: model._default_manager.count() for name, model in TABLES.items()}


def bench() -> None:
    today = timezone.localdate()
    region = install(today).region
    client = signed_in("elected@example.org")
    own = Following.objects.on(today).filter(region=region).count()
    alone, before = measure(client, ADDRESS, REQUESTS), rows()
    start = perf_counter()
    grow(CLUSTERS - own, YEARS, today)
    filled_in = perf_counter() - start
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # As its own housekeeping does a little later.
    among, after = measure(client, ADDRESS, REQUESTS), rows()
    report(own, alone, among, before, after, filled_in)


def report(
    own: int, alone: Measure, among: Measure, before: dict[str, int], after: dict[str, int], filled_in: float
) -> None:
    database = f"{connection.vendor}, Python {platform.python_version()}"
    print(f"{ADDRESS} of a region of {own} clusters, read by an elected official; {database}")
    print(f"The larger database: {YEARS} years, filled in {filled_in:.0f} s. It holds no members yet.\n")
    print(f"{'':<24}{'alone':>14}{f'of {CLUSTERS:,}':>14}")
    for name, count in before.items():
        print(f"{name:<24}{count:>14,}{after[name]:>14,}")
    print(f"{'queries':<24}{alone.queries:>14}{among.queries:>14}")
    print(f"{f'ms, median of {REQUESTS}':<24}{alone.milliseconds:>14}{among.milliseconds:>14}")
    print(f"{'ms of processor':<24}{alone.processor:>14}{among.processor:>14}")
    print(
        json.dumps(
            {
                "ratio_1500_to_22": round(among.milliseconds / alone.milliseconds, 3),
                "ms_22": alone.milliseconds,
                "ms_1500": among.milliseconds,
                "processor_ratio_1500_to_22": round(among.processor / alone.processor, 3),
                "queries_22": alone.queries,
                "queries_1500": among.queries,
                "rows_22": before,
                "rows_1500": after,
                "years": YEARS,
                "database": connection.vendor,
            }
        )
    )


if __name__ == "__main__":
    with scratch_database():
        bench()
