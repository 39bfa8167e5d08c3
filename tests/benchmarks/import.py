"""A members list of 4,000 and of 40,000 lines, from the file to the database, beside what could be used instead.

make bench NAME=import

Whole way: gate, reading in the child process, checks, matching, difference, writing with its record. Beside it:
django-import-export's stock resource (organisation and line, row by row, on fewer lines), COPY of ready values
(executemany on SQLite), and reading the file alone. Each on PostgreSQL and on SQLite.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterix.settings")
    import django

    django.setup()

import tablib
from django.db import connection
from django.utils import timezone, translation
from import_export import fields, resources, widgets

from clusterix.lib.copying import insert_rows
from clusterix.lib.periods import Year
from clusterix.lib.workbooks.reading.opening import open_file
from clusterix.lib.workbooks.specification.sheets import Book
from clusterix.lib.workbooks.writing.template import write_template
from monitoring.campaigns.importing import file_of, passport_of
from monitoring.campaigns.models import Report, Revision
from monitoring.members.importer import VERSION
from monitoring.members.models import MemberLine
from monitoring.members.sheet import MEMBERS
from monitoring.organisations.models import Organisation
from monitoring.organisations.naming import name_key
from monitoring.uploads.direct import Outcome, write_at_once
from tests import builders
from tests.benchmarks.measuring import scratch_database

SIZES = (4_000, 40_000)
STOCK_LINES = 2_000
DATABASES = ("postgresql", "sqlite")


def lines(count: int) -> Iterator[dict[str, Any]]:
    """Invented members: half with a SIREN, each with what a careful cluster fills in."""
    towns = (("38000", "Grenoble"), ("69003", "Lyon"), ("42000", "Saint-Étienne"), ("63000", "Clermont-Ferrand"))
    categories = ("TPE", "PME", "PME", "ETI", "GE", "ORG_RECHERCHE", "PUBLIC")
    for number in range(count):
        postal_code, town = towns[number % len(towns)]
        yield {
            "name": name_of(number),
            "country": "FR",
            "siren": siren(number) if number % 2 else "",
            "category": categories[number % len(categories)],
            "naf": "62.01Z",
            "headcount_band": ("", "01", "11", "21")[number % 4],
            "postal_code": postal_code,
            "town": town,
            "joined_year": 2005 + number % 20,
            "takes_part_in_governance": number % 10 == 0,
            "college": "Membre actif",
        }


SYLLABLES = ("ba", "co", "di", "fu", "gra", "hel", "ix", "jo", "kal", "lum", "mer", "nov", "oli", "que", "sol", "tec")


def name_of(number: int) -> str:
    """Names as unlike each other as those of real lists, none twice: an invented word, and one that counts."""
    order = random.Random(number)
    counting, rest = "", number
    for _syllable in range(4):
        rest, place = divmod(rest, len(SYLLABLES))
        counting += SYLLABLES[place]
    words = ("".join(order.choices(SYLLABLES, k=3)).title(), counting.title())
    return " ".join([*words, ("SAS", "SARL", "Systèmes", "Énergie", "Labs")[number % 5]])


def siren(number: int) -> str:
    """One that its key makes valid."""
    digits = f"{80_000_000 + number:08d}"
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def measured(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


class Scene:
    """One region whose cluster is asked for its members; laid down anew for each measurement."""

    def __init__(self) -> None:
        self.region = builders.make_region()
        self.officer = builders.make_person(role="administrator", region=self.region)

    def report(self) -> Report:
        MemberLine.objects.all().delete()
        Organisation.objects.all().delete()
        cluster = builders.make_cluster(region=self.region)
        year = Year(2026)
        campaign = self.region.campaigns.filter(kind="members", period=year).first()
        campaign = campaign or builders.make_campaign(region=self.region, kind="members", period=year)
        return builders.make_report(campaign=campaign, cluster=cluster)


def workbook(report: Report, count: int, folder: Path) -> Path:
    path = folder / f"{report.cluster.code}-{count}.xlsx"
    with path.open("wb") as file, translation.override("fr"):
        book = Book("Members", (MEMBERS,), passport_of(report, VERSION), rows={MEMBERS.key: lines(count)})
        write_template(file, book)
    return path


def whole_way(report: Report, path: Path, person: Any) -> Outcome:
    outcome = write_at_once(file_of(report), path, person, skip_rejected=False, absent="keep")
    assert outcome.status == "ok", (outcome.refusals, outcome.problems[:3])
    return outcome


def reading_alone(path: Path) -> int:
    with open_file(path, path.name) as reading:
        return sum(1 for _row in reading.rows(reading.sheets[0].name))


def copy_alone(scene: Scene, count: int) -> None:
    """Ready values into the two tables: the fastest there is, checking nothing and matching nothing."""
    revision = builders.make_revision(report=scene.report(), by=scene.officer)
    now = timezone.now()
    rows = [(uuid4(), line) for line in lines(count)]
    plain = {
        field.name: field.get_default()
        for field in Organisation._meta.concrete_fields
        if not field.null and not field.primary_key
    }
    plain |= {"created_at": now}
    names = ("uuid", "name", "name_key", *(name for name in plain if name not in ("uuid", "name", "name_key")))
    insert_rows(
        Organisation,
        names,
        ((uuid, line["name"], line["name"].lower(), *(plain[name] for name in names[3:])) for uuid, line in rows),
    )
    keys = dict(Organisation.objects.values_list("uuid", "pk"))
    said = tuple(lines(1).__next__())
    empty = ("siret", "rna", "rnsr", "foreign_identifier", "other_kind", "naf_version", "insee_code")
    members = (
        (revision.pk, uuid, keys[uuid], *(line[name] for name in said), *("" for _ in empty), 1, scene.officer.pk, now)
        for uuid, line in rows
    )
    columns = ("revision", "uuid", "organisation", *said, *empty, "version", "edited_by", "edited_at")
    insert_rows(MemberLine, columns, members)


class OrganisationByName(widgets.ForeignKeyWidget):
    """The organisation of that name, made where there is none: what a stock resource does for it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Organisation:
        found, _is_new = Organisation.objects.get_or_create(name=value, defaults={"name_key": name_key(value)})
        return found


class StockResource(resources.ModelResource):
    organisation = fields.Field("organisation", "organisation", OrganisationByName(Organisation, "name"))

    class Meta:
        model = MemberLine
        import_id_fields = ("revision", "name")
        fields = ("revision", "organisation", "edited_by", *lines(1).__next__())


def stock(scene: Scene, count: int) -> None:
    revision = builders.make_revision(report=scene.report(), by=scene.officer)
    data = tablib.Dataset(headers=["revision", "edited_by", "organisation", *lines(1).__next__()])
    for line in lines(count):
        data.append([revision.pk, scene.officer.pk, line["name"], *line.values()])
    result = StockResource().import_data(data, raise_errors=True, use_transactions=True)
    assert result.totals["new"] == count


def measure_here() -> dict[str, Any]:
    """Everything on the database of this process."""
    found: dict[str, Any] = {"database": connection.vendor}
    with scratch_database(), tempfile.TemporaryDirectory() as name:
        scene, folder = Scene(), Path(name)
        found["stock"] = round(STOCK_LINES / measured(lambda: stock(scene, STOCK_LINES)))
        for size in SIZES:
            report = scene.report()
            path = workbook(report, size, folder)
            speed: dict[str, int] = {"reading": round(size / measured(lambda: reading_alone(path)))}  # noqa: B023
            speed["new"] = round(size / measured(lambda: whole_way(report, path, scene.officer)))  # noqa: B023
            speed["again"] = round(size / measured(lambda: whole_way(report, path, scene.officer)))  # noqa: B023
            assert Revision.objects.get(report=report).member_lines.count() == size
            speed["copy"] = round(size / measured(lambda: copy_alone(scene, size)))  # noqa: B023
            found[str(size)] = speed
    return found


def measure_on(database: str) -> dict[str, Any]:
    """In a process of its own, on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3", "DEBUG": "false"}
        command = [sys.executable, "-m", "tests.benchmarks.import", "--here"]
        if database == "postgresql":
            environment.pop("DATABASE_URL")
            command = [sys.executable, "-m", "tools.postgres", *command]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    if "--here" in sys.argv:
        print(json.dumps(measure_here()))
        return
    found = {database: measure_on(database) for database in DATABASES}
    heads = ("whole way", "again", "COPY", "reading", "stock")
    print(f"{'lines a second':14} {'lines':>7}", *(head.rjust(10) for head in heads))
    for database, speeds in found.items():
        for size in SIZES:
            speed = speeds[str(size)]
            words = (speed["new"], speed["again"], speed["copy"], speed["reading"])
            print(
                f"{database:14} {size:7,} {words[0]:10,} {words[1]:8,} {words[2]:8,} {words[3]:8,} {speeds['stock']:7,}"
            )
    print(f"Stock on {STOCK_LINES:,} lines; whole way: all lines new; again: the same file once more, nothing changes.")
    largest = found["postgresql"][str(SIZES[-1])]
    ratios = {
        "ratio_to_stock": round(largest["new"] / found["postgresql"]["stock"], 1),
        "ratio_to_copy": round(largest["new"] / largest["copy"], 2),
    }
    print(json.dumps({**ratios, "lines_a_second": largest["new"], "databases": found}))


if __name__ == "__main__":
    main()
