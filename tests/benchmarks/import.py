"""A members list of 4,000 and of 40,000 lines, from the file to the database, beside what could be used instead.

make bench NAME=import

Whole way: gate, reading in the child process, checks, matching, difference, writing with its record. Beside it:
django-import-export's stock resource (organisation and line, row by row, on fewer lines), COPY of ready values
(executemany on SQLite), reading the file alone, and openpyxl reading it. Each on PostgreSQL and on SQLite, in one run:
what the machine does besides slows all of them, so that ratios tell more than lines a second. Memory: by how much the
process that serves pages grows while it takes the file in, and the one in the background while it reads and writes it
(that of the process that reads cells: make bench NAME=reading).
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

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone, translation

from clusterix.lib.copying import insert_rows
from clusterix.lib.periods import Year
from clusterix.lib.workbooks.specification.sheets import Book
from clusterix.lib.workbooks.writing.template import write_template
from monitoring.campaigns.importing import file_of, passport_of
from monitoring.campaigns.models import Report, Revision
from monitoring.members.importer import VERSION
from monitoring.members.models import MemberLine
from monitoring.members.sheet import MEMBERS
from monitoring.organisations.models import Organisation
from monitoring.uploads.applying import apply
from monitoring.uploads.direct import Outcome, write_at_once
from monitoring.uploads.examining import examine
from monitoring.uploads.models import Upload
from monitoring.uploads.receiving import receive
from tests import builders
from tests.benchmarks.measuring import growth_of, scratch_database
from tests.benchmarks.reading import read_alone, read_with_openpyxl
from tests.benchmarks.stock import stock_import

SIZES = (4_000, 40_000)
STOCK_LINES = 4_000
DATABASES = ("postgresql", "sqlite")
SPEEDS = ("new", "again", "COPY", "reading", "openpyxl")
MEMORY = ("page grows by", "background grows by")


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


def seconds_of(work: Callable[[], object]) -> float:
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


# What the two tables are given, in the order of the values.
EMPTY = ("siret", "rna", "rnsr", "foreign_identifier", "other_kind", "naf_version", "insee_code")
MEMBER_LINE = (
    *("revision", "uuid", "organisation", *lines(1).__next__(), *EMPTY),
    *("version", "edited_by", "edited_at"),
)
DEFAULTS = {
    field.name: field.get_default()
    for field in Organisation._meta.concrete_fields
    if not field.null and not field.primary_key and field.name not in ("uuid", "name", "name_key")
}
ORGANISATION = ("uuid", "name", "name_key", *DEFAULTS)


def ready_rows(scene: Scene, count: int) -> tuple[list[list[Any]], list[list[Any]]]:
    """Of organisations and of lines, whole; the lines' organisation is still to be filled in."""
    revision = builders.make_revision(report=scene.report(), by=scene.officer)
    now = timezone.now()
    said = [(uuid4(), list(line.values())) for line in lines(count)]
    organisations = [[uuid, values[0], values[0].lower(), *DEFAULTS.values()] for uuid, values in said]
    rest = ["" for _ in EMPTY] + [1, scene.officer.pk, now]
    return organisations, [[revision.pk, uuid, None, *values, *rest] for uuid, values in said]


def copy_alone(organisations: list[list[Any]], members: list[list[Any]]) -> None:
    """Ready values into the two tables: the fastest there is, checking nothing and matching nothing."""
    with transaction.atomic():
        insert_rows(Organisation, ORGANISATION, organisations)
        keys = dict(Organisation.objects.values_list("uuid", "pk"))
        for line in members:
            line[2] = keys[line[1]]
        insert_rows(MemberLine, MEMBER_LINE, members)


def memory_of(scene: Scene, path: Path, report: Report) -> dict[str, int]:
    """In MB: what each process grows by on the way through the pages, and the most a reading process held."""
    facts: dict[str, Any] = {"purpose": "members", "subject": str(report.uuid), "person": scene.officer}

    def take_in() -> None:
        with path.open("rb") as file:
            receive(File(file, path.name), region=scene.region, cluster=report.cluster, **facts)

    def read_and_write() -> None:
        upload = Upload.objects.get(subject=report.uuid)
        examine(upload)
        upload.refresh_from_db()
        apply(upload, scene.officer)

    return dict(zip(MEMORY, (growth_of(take_in), growth_of(read_and_write)), strict=True))


def measure_here() -> dict[str, Any]:
    """Everything on the database of this process."""
    found: dict[str, Any] = {"database": connection.vendor}
    with scratch_database(), tempfile.TemporaryDirectory() as name:
        scene, folder = Scene(), Path(name)
        for size in SIZES:
            report = scene.report()
            path = workbook(report, size, folder)
            measured = memory_of(scene, path, report)
            report = scene.report()
            path = workbook(report, size, folder)
            rows = None

            def speed_of(work: Callable[[], object], count: int = size) -> int:
                return round(count / seconds_of(work))

            measured["reading"] = speed_of(lambda: read_alone(path))  # noqa: B023
            measured["openpyxl"] = speed_of(lambda: read_with_openpyxl(path))  # noqa: B023
            measured["new"] = speed_of(lambda: whole_way(report, path, scene.officer))  # noqa: B023
            measured["again"] = speed_of(lambda: whole_way(report, path, scene.officer))  # noqa: B023
            assert Revision.objects.get(report=report).member_lines.count() == size
            rows = ready_rows(scene, size)
            measured["COPY"] = speed_of(lambda: copy_alone(*rows))  # noqa: B023
            found[str(size)] = measured
        revision = builders.make_revision(report=scene.report(), by=scene.officer)
        found["stock"] = round(STOCK_LINES / seconds_of(stock_import(revision, scene.officer, lines(STOCK_LINES))))
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
    print(f"{'lines a second':14} {'lines':>7}", *(head.rjust(9) for head in [*SPEEDS, "stock"]))
    for database, speeds in found.items():
        for size in SIZES:
            speed = [*(speeds[str(size)][name] for name in SPEEDS), speeds["stock"]]
            print(f"{database:14} {size:7,}", *(f"{one:9,}" for one in speed))
    print(f"Stock on {STOCK_LINES:,} lines; new: all lines are; again: the same file once more, nothing changes.\n")
    print(f"{'memory, in MB':14} {'lines':>7}", *(head.rjust(20) for head in MEMORY))
    for database, speeds in found.items():
        for size in SIZES:
            print(f"{database:14} {size:7,}", *(f"{speeds[str(size)][name]:20,}" for name in MEMORY))
    largest = found["postgresql"][str(SIZES[-1])]
    ratios = {
        "ratio_to_stock": round(largest["new"] / found["postgresql"]["stock"], 1),
        "ratio_to_copy": round(largest["new"] / largest["COPY"], 2),
    }
    print(json.dumps({**ratios, "lines_a_second": largest["new"], "databases": found}))


if __name__ == "__main__":
    main()
