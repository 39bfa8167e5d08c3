"""Fill other regions, to measure what a large database does to the pages of one."""

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from monitoring.scale import CLUSTERS_IN_A_REGION, grow


def count(text: str) -> int:
    """A whole number above zero."""
    if not text.isdecimal() or int(text) == 0:
        raise ArgumentTypeError(f"a whole number above zero is needed, not “{text}”")
    return int(text)


class Command(BaseCommand):
    help = (
        f"Fill invented regions scale-1, scale-2… of at most {CLUSTERS_IN_A_REGION} clusters each with accepted "
        "figures, for measurements. Other regions stay as they are. A region of such a code is left as it is. "
        "Not for a database in use: what is added is not taken away again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clusters", type=count, required=True, metavar="N", help="how many, over all regions")
        parser.add_argument(
            "--members",
            type=count,
            default=200,
            metavar="M",
            help="of each cluster in each year (200 unless given)",
        )
        parser.add_argument("--years", type=count, required=True, metavar="Y", help="of completed quarters and lists")
        parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        added = asdict(grow(options["clusters"], options["years"], today, options["members"]))
        if options["json"]:
            status = "created" if added["regions"] else "unchanged"
            self.stdout.write(json.dumps({"status": status, "added": added}))
            return
        for name, number in added.items():
            self.stdout.write(f"{name:<10} {number:>12,} added")
