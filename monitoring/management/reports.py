"""What the commands about reports share: how a report is named on the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError, CommandParser

from clusterix.lib.periods import Period, parse_period
from monitoring.campaigns.importing import find_report
from monitoring.campaigns.kinds import kinds
from monitoring.campaigns.models import Report
from monitoring.clusters.models import Cluster

MISUSE = 2


def kinds_with_workbook() -> list[str]:
    return sorted(kind.key for kind in kinds() if kind.importer is not None)


def add_report(parser: CommandParser) -> None:
    """Cluster, period, and the region where several ask."""
    parser.add_argument("--cluster", required=True, metavar="CODE", help="code of the cluster, such as minalogic")
    parser.add_argument("--period", required=True, type=_period, metavar="P", help="such as 2026 or 2026-Q3")
    parser.add_argument("--region", default="", metavar="CODE", help="where several regions ask for the same report")


def report_named(kind: str, options: dict[str, Any]) -> Report:
    """Raises CommandError (misuse) for what exists nowhere, Refusal for what is not asked."""
    if kind not in kinds_with_workbook():
        known = ", ".join(kinds_with_workbook())
        raise CommandError(f"There is no workbook of the kind {kind}. Known: {known}.", returncode=MISUSE)
    if not Cluster.objects.filter(code=options["cluster"]).exists():
        raise CommandError(f"No cluster bears the code {options['cluster']}.", returncode=MISUSE)
    return find_report(kind, options["cluster"], options["period"], options["region"])


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no period: write 2026 or 2026-Q3") from error
