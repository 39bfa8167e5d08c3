"""The pre-filled workbook of a report, as its page gives it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clusterix.lib.workbooks.writing.template import write_template
from monitoring.campaigns.importing import file_of
from monitoring.management.reports import add_report, report_named
from monitoring.uploads.importers import Refusal, importer_for


class Command(BaseCommand):
    help = "Writes the pre-filled workbook of a report."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help="members or objectives")
        add_report(parser)
        parser.add_argument(
            "-o", "--output", required=True, type=Path, metavar="FILE", help="where to write it (.xlsx)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            upload = file_of(report_named(options["kind"], options))
        except Refusal as refusal:
            for sentence in refusal.args:
                self.stderr.write(str(sentence))
            sys.exit(1)
        with options["output"].open("wb") as file:
            write_template(file, importer_for(upload).book(upload))
        self.stdout.write(str(options["output"]))
