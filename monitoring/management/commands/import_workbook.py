"""A filled-in workbook checked or written from the command line, as its pages do."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterix.lib.workbooks.returning.annotating import annotate
from monitoring.campaigns.importing import file_of
from monitoring.campaigns.models import Report
from monitoring.management.reports import MISUSE, add_report, report_named
from monitoring.people.models import Mandate, Person
from monitoring.people.roles import Role
from monitoring.uploads.applying import KEEP, LEFT
from monitoring.uploads.direct import Outcome, check, said, write_at_once
from monitoring.uploads.importers import Refusal
from monitoring.uploads.returning import located

COUNTED = ("new", "changed", "unchanged", "absent", "rejected")
ERROR = ("sheet", "cell", "column", "found", "expected", "message", "code")
LINES_SHOWN = 50


class Command(BaseCommand):
    help = "Checks a filled-in workbook, or writes it into its report. It never sends the report."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--kind", required=True, help="members or objectives")
        add_report(parser)
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--check", action="store_true", help="say what would be done, and write nothing")
        way.add_argument("--apply", action="store_true", help="write, all or nothing")
        parser.add_argument("--skip-rejected", action="store_true", help="write the other lines; rejected ones wait")
        parser.add_argument("--absent", choices=[KEEP, LEFT], default=KEEP, help="lines the file does not hold (keep)")
        parser.add_argument(
            "--as", dest="email", metavar="EMAIL", help="in whose name (an administrator of the region)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--annotated", type=Path, metavar="OUT.xlsx", help="where to write the file with its errors"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.", returncode=MISUSE)
        outcome = _outcome(options)
        if options["annotated"] and outcome.problems:
            with options["annotated"].open("wb") as out:
                annotate(options["file"], located(outcome.problems), out)
        if options["json"]:
            self.stdout.write(json.dumps(_said(outcome), ensure_ascii=False))
        else:
            for line in _lines(outcome):
                self.stdout.write(line)
        if outcome.status == "rejected" or (options["check"] and outcome.counts["rejected"]):
            sys.exit(1)


def _outcome(options: dict[str, Any]) -> Outcome:
    try:
        report = report_named(options["kind"], options)
    except Refusal as refusal:
        return Outcome(refusals=said(refusal))
    if options["check"]:
        return check(file_of(report), options["file"])
    return write_at_once(
        file_of(report),
        options["file"],
        _person(report, options["email"]),
        skip_rejected=options["skip_rejected"],
        absent=options["absent"],
    )


def _person(report: Report, email: str | None) -> Person:
    people = Person.objects.filter(is_active=True)
    if email:
        person = people.filter(email__iexact=email).first()
        wanted = f"Nobody active has the address {email}."
    else:
        holders = Mandate.objects.current().filter(region=report.campaign.region, role=Role.ADMINISTRATOR)
        person = people.filter(pk__in=holders.values("person")).order_by("pk").first()
        wanted = "The region has no administrator: say in whose name with --as EMAIL."
    if person is None:
        raise CommandError(wanted, returncode=MISUSE)
    return person


def _said(outcome: Outcome) -> dict[str, Any]:
    refusals = [{**dict.fromkeys(ERROR, ""), "message": sentence, "code": code} for sentence, code in outcome.refusals]
    problems = [{**one, "column": one["heading"]} for one in outcome.problems]
    return {
        "status": outcome.status,
        "counts": {name: outcome.counts[name] for name in COUNTED},
        "errors": [*refusals, *({name: one[name] for name in ERROR} for one in problems)],
        "notes": outcome.notes,
        "import_id": str(outcome.upload.uuid) if outcome.upload else None,
    }


def _lines(outcome: Outcome) -> list[str]:
    counts = ", ".join(f"{outcome.counts[name]} {name}" for name in COUNTED)
    lines = [f"{outcome.status}: {counts}", *outcome.notes, *(sentence for sentence, _code in outcome.refusals)]
    lines += [
        f"{one['sheet']} {one['cell']} {one['heading']}: {one['message']}" for one in outcome.problems[:LINES_SHOWN]
    ]
    if len(outcome.problems) > LINES_SHOWN:
        lines.append(f"… and {len(outcome.problems) - LINES_SHOWN} more: see --json or --annotated.")
    if outcome.upload:
        lines.append(f"Written; the import is {outcome.upload.uuid}.")
    return lines
