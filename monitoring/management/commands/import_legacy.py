"""Import a file of past years: its sheet, columns and words are found, or said by a map; checked, then written."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterix.lib.periods import parse_period
from clusterix.lib.workbooks.reading.opening import FileRefused
from monitoring.clusters.models import Cluster, Following
from monitoring.imports.command_line import Asked, Gaps, Outcome, check, run
from monitoring.imports.targets import target_named, targets
from monitoring.people.models import Mandate, Person
from monitoring.people.roles import Role
from monitoring.territory.models import Region
from monitoring.uploads.importers import Refusal

REFUSED, MISUSED = 1, 2


class Command(BaseCommand):
    help = (
        "Check a file of past years, or write it: past periods become accepted reports. Without --mapping, what the "
        "headings and words seem to mean is used, and printed in the form that --mapping takes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=_file, metavar="FILE", help="an .xlsx, .xls, .ods or .csv file")
        parser.add_argument("--target", required=True, choices=sorted(one.key for one in targets()))
        parser.add_argument("--sheet", default="", metavar="S", help="the sheet to read, where not the likeliest one")
        parser.add_argument("--mapping", type=_mapping, default={}, metavar="MAP.json", help="columns and words")
        parser.add_argument("--cluster", default="", metavar="CODE", help="the cluster the whole file is about")
        parser.add_argument(
            "--period", type=_period, default=None, metavar="P", help="2018 or 2018-Q3, for the whole file"
        )
        parser.add_argument("--region", default="", metavar="CODE", help="where there are several")
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="the administrator who imports")
        parser.add_argument("--skip-rejected", action="store_true", help="write the other rows where some are rejected")
        does = parser.add_mutually_exclusive_group(required=True)
        does.add_argument("--check", action="store_true", help="write nothing; exit 1 where a row is rejected")
        does.add_argument("--apply", action="store_true", help="write it, all of it or nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = _asked(options)
        try:
            outcome = check(asked) if options["check"] else run(asked, skip_rejected=options["skip_rejected"])
        except (Refusal, FileRefused) as refusal:
            self._refuse(refusal, as_json=options["json"])
        self._print(outcome, as_json=options["json"], shows_mapping=not options["mapping"])
        if outcome.status == "rejected":
            sys.exit(REFUSED)

    def _refuse(self, refusal: Refusal | FileRefused, *, as_json: bool) -> None:
        sentences = [str(sentence) for sentence in refusal.args]
        mapping = refusal.mapping if isinstance(refusal, Gaps) else None
        if as_json:
            errors = [{"code": refusal.code, "message": sentence} for sentence in sentences]
            told = {"status": "rejected", "counts": {}, "errors": errors, "mapping": mapping}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            if mapping:
                self.stdout.write(json.dumps(mapping, ensure_ascii=False, indent=2))
            self.stderr.write("\n".join(sentences))
        sys.exit(REFUSED)

    def _print(self, outcome: Outcome, *, as_json: bool, shows_mapping: bool) -> None:
        if as_json:
            told = {
                "status": outcome.status,
                "counts": outcome.counts,
                "errors": outcome.groups,
                "notes": outcome.notes,
                "mapping": outcome.mapping,
                "import_id": outcome.import_id or None,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
            return
        if shows_mapping:
            self.stdout.write(json.dumps(outcome.mapping, ensure_ascii=False, indent=2))
        for note in outcome.notes:
            self.stdout.write(note)
        for name, count in outcome.counts.items():
            self.stdout.write(f"{name:<10} {count:>10,}")
        for group in outcome.groups:
            cells = ", ".join(group["cells"])
            self.stdout.write(f"{group['count']:>8,} × {group['column']}: {group['message']} ({cells})")
        if outcome.import_id:
            self.stdout.write(f"import {outcome.import_id}")


def _asked(options: dict[str, Any]) -> Asked:
    target = target_named(options["target"])
    if target is None:
        raise CommandError("There is no such target.", returncode=MISUSED)
    if options["cluster"] and not Cluster.objects.filter(code=options["cluster"]).exists():
        raise CommandError(f"There is no cluster “{options['cluster']}”.", returncode=MISUSED)
    region = _region(options["region"], options["cluster"])
    person = _administrator(region, options["email"])
    return Asked(
        path=options["file"],
        target=target,
        region=region,
        person=person,
        sheet=options["sheet"],
        mapping=options["mapping"],
        cluster=options["cluster"],
        period=options["period"] or "",
    )


def _region(code: str, cluster: str) -> Region:
    """The one that is named, that follows the cluster, or that has an administrator, where that is one alone."""
    regions = Region.objects.filter(code=code) if code else Region.objects.all()
    if not code and cluster:
        regions = regions.filter(pk__in=Following.objects.filter(cluster__code=cluster).values("region"))
    if len(regions) > 1:
        regions = regions.filter(pk__in=_mandates().values("region"))
    if len(regions) != 1:
        raise CommandError("Name the region with --region.", returncode=MISUSED)
    return regions[0]


def _administrator(region: Region, email: str) -> Person:
    people = Person.objects.filter(is_active=True, pk__in=_mandates().filter(region=region).values("person"))
    person = (people.filter(email=email) if email else people.order_by("pk")).first()
    if person is None:
        raise CommandError("Nobody administrates this region by that address today.", returncode=MISUSED)
    return person


def _mandates() -> Any:
    return Mandate.objects.current().filter(role=Role.ADMINISTRATOR)


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise ArgumentTypeError(f"there is no file “{text}”")
    return path


def _mapping(text: str) -> dict[str, Any]:
    try:
        given = json.loads(_file(text).read_text())
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not JSON: {error}") from error
    if not isinstance(given, dict):
        raise ArgumentTypeError(f"“{text}” holds no JSON object")
    return given


def _period(text: str) -> str:
    try:
        return str(parse_period(text))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
