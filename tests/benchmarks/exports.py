"""The file of a members list of 40,000 lines, beside what django-import-export's stock resource makes of the same.

make bench NAME=exports
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import platform
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from import_export.resources import modelresource_factory

from clusterix.lib.copying import insert_rows
from clusterix.lib.exports import About
from clusterix.lib.listing import as_csv, as_workbook
from clusterix.lib.periods import Year
from monitoring.campaigns.models import Report, Revision
from monitoring.members.models import MemberLine
from monitoring.members.tables import MembersTable
from monitoring.members.writing import Declared, NewLine, write_lines
from monitoring.organisations.models import Category, Organisation
from tests import builders
from tests.benchmarks.measuring import scratch_database

LINES = 40_000
# Each way in a process of its own, so many times in turn: what one leaves in memory weighs on no other.
TIMES = 3
CATEGORIES = [category.value for category in Category]
TOWNS = (("38000", "Grenoble"), ("69003", "Lyon"), ("63000", "Clermont-Ferrand"), ("74000", "Annecy"))
# The columns of the list that are columns of the line; what else it shows is said from them.
STOCK = (
    "name",
    "category",
    "postal_code",
    "town",
    "insee_code",
    "joined_year",
    "takes_part_in_governance",
    "college",
    "left_on",
    "siren",
    "siret",
    "rna",
    "rnsr",
    "foreign_identifier",
    "country",
    "other_kind",
    "naf",
    "headcount_band",
)


@dataclass(frozen=True)
class Taken:
    """Seconds, those of them this process took of the processor, bytes of the file, and how it grew, in MB."""

    seconds: float
    processor: float
    size: int
    grown: float


def fill() -> Revision:
    """A list of a cluster, sent, of as many lines."""
    region = builders.make_region()
    cluster, person = builders.make_cluster(region=region), builders.make_person()
    campaign = builders.make_campaign(region=region, kind="members", period=Year(2026))
    revision = builders.make_revision(report=builders.make_report(campaign=campaign, cluster=cluster), by=person)
    names = [f"Entreprise numéro {number} de la région" for number in range(LINES)]
    insert_rows(Organisation, *_organisations(names))
    keys = dict(Organisation.objects.values_list("name", "pk"))
    declared = Declared()
    write_lines(revision, (_line(declared, n, name, keys[name]) for n, name in enumerate(names)), person)
    return revision


def _organisations(names: list[str]) -> tuple[list[str], Iterator[list[Any]]]:
    """Every column that has no default in the database, empty where nothing is known."""
    fields = [field for field in Organisation._meta.concrete_fields if not field.primary_key]
    now = timezone.now()

    def rows() -> Iterator[list[Any]]:
        for name in names:
            known = {"uuid": uuid4(), "name": name, "name_key": name.lower(), "country": "FR"}
            yield [known.get(field.name, _empty(field, now)) for field in fields]

    return [field.name for field in fields], rows()


def _empty(field: Any, now: Any) -> Any:
    if field.null:
        return None
    return now if field.get_internal_type() == "DateTimeField" else field.get_default()


def _line(declared: Declared, number: int, name: str, organisation: int) -> NewLine:
    postal_code, town = TOWNS[number % len(TOWNS)]
    values = {
        "name": name,
        "siren": f"{number:09}",
        "category": CATEGORIES[number % len(CATEGORIES)],
        "postal_code": postal_code,
        "town": town,
        "joined_year": 2005 + number % 20,
        "takes_part_in_governance": number % 9 == 0,
        "naf": "62.01Z",
        "headcount_band": "11",
    }
    return NewLine(organisation, declared.columns(values))


# --- The ways -----------------------------------------------------------------------------------------------------


def _table(revision: Revision) -> MembersTable:
    lines = MemberLine.objects.filter(revision=revision)
    report = Report.objects.select_related("campaign", "cluster").get(pk=revision.report_id)
    return MembersTable(lines, report=report, marks={}, is_writable=False)


def list_xlsx(revision: Revision) -> int:
    return len(as_workbook(_table(revision), RequestFactory().get("/"), About("Members")).content)


def list_csv(revision: Revision) -> int:
    return len(as_csv(_table(revision), RequestFactory().get("/"), "Members").content)


def _stock(revision: Revision) -> Any:
    resource_class = modelresource_factory(MemberLine, meta_options={"fields": STOCK})
    return resource_class().export(MemberLine.objects.filter(revision=revision))


def stock_xlsx(revision: Revision) -> int:
    return len(_stock(revision).export("xlsx"))


def stock_csv(revision: Revision) -> int:
    return len(_stock(revision).export("csv").encode())


WAYS: dict[str, Callable[[Revision], int]] = {
    "list, .xlsx": list_xlsx,
    "stock, .xlsx": stock_xlsx,
    "list, .csv": list_csv,
    "stock, .csv": stock_csv,
}


def alone(way: Callable[[Revision], int], revision: Revision) -> Taken:
    """In a process of its own, which has read everything it imports before the clock starts."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    connection.close()
    process = context.Process(target=_run, args=(way, revision, theirs))
    process.start()
    taken: Taken = ours.recv()
    process.join()
    return taken


def _run(way: Callable[[Revision], int], revision: Revision, answer: Connection) -> None:
    way(Revision(pk=0, report=revision.report))  # an empty list: what is made once is made
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, start_here = perf_counter(), process_time()
    size = way(revision)
    seconds, processor = perf_counter() - start, process_time() - start_here
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    answer.send(Taken(seconds, processor, size, grown))


def bench() -> None:
    revision = fill()
    taken: dict[str, list[Taken]] = {name: [] for name in WAYS}
    for _time in range(TIMES):
        for name, way in WAYS.items():
            taken[name].append(alone(way, revision))
    report({name: _middle(some) for name, some in taken.items()})


def _middle(some: list[Taken]) -> Taken:
    middle = {name: median(getattr(one, name) for one in some) for name in ("seconds", "processor", "grown")}
    return Taken(middle["seconds"], middle["processor"], some[0].size, round(middle["grown"], 1))


def report(taken: dict[str, Taken]) -> None:
    columns = len(_table(Revision(pk=0, report=Report.objects.get())).file_columns())
    database = f"{connection.vendor}, Python {platform.python_version()}"
    print(f"A members list of {LINES:,} lines; list: {columns} columns, stock: {len(STOCK)}; {database}")
    print(f"Median of {TIMES} runs, each in a process of its own.\n")
    print(f"{'':<16}{'seconds':>10}{'processor':>12}{'rows/s':>12}{'MB of file':>12}{'MB grown':>12}")
    for name, one in taken.items():
        times = f"{one.seconds:>10.2f}{one.processor:>12.2f}{LINES / one.seconds:>12,.0f}"
        print(f"{name:<16}{times}{one.size / 1e6:>12.1f}{one.grown:>12.1f}")
    rates = {name: round(LINES / one.seconds) for name, one in taken.items()}
    print(
        json.dumps(
            {
                "ratio_to_stock_xlsx": round(rates["list, .xlsx"] / rates["stock, .xlsx"], 2),
                "ratio_to_stock_csv": round(rates["list, .csv"] / rates["stock, .csv"], 2),
                "processor_ratio_to_stock_xlsx": _ratio(taken, "xlsx"),
                "processor_ratio_to_stock_csv": _ratio(taken, "csv"),
                "rows_per_second": rates,
                "mb_grown": {name: one.grown for name, one in taken.items()},
                "rows": LINES,
                "columns": columns,
                "columns_stock": len(STOCK),
                "database": connection.vendor,
            }
        )
    )


def _ratio(taken: dict[str, Taken], kind: str) -> float:
    return round(taken[f"stock, .{kind}"].processor / taken[f"list, .{kind}"].processor, 2)


if __name__ == "__main__":
    with scratch_database():
        bench()
