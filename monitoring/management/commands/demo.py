"""Fill an empty database with the demonstration region, and print who can sign in."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from monitoring.demo import NotEmpty, install
from monitoring.people.demo import DEMONSTRATION_PASSWORD, LOGINS


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration region. A second run changes nothing and prints the logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="D", help="as if run on that day")
        parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demonstration = install(options["today"] or timezone.localdate())
        except NotEmpty:
            sentence = "The database is not empty and holds no demonstration: nothing was changed."
            if options["json"]:
                self.stdout.write(json.dumps({"status": "refused", "errors": [sentence]}))
                raise SystemExit(1) from None
            raise CommandError(sentence) from None
        logins = [{"role": str(login.role), "email": login.email} for login in LOGINS]
        if options["json"]:
            status = "created" if demonstration.is_new else "unchanged"
            self.stdout.write(json.dumps({"status": status, "password": DEMONSTRATION_PASSWORD, "logins": logins}))
            return
        self.stdout.write("The demonstration is ready." if demonstration.is_new else "The demonstration is there.")
        for login in logins:
            self.stdout.write(f"  {login['role']:<14} {login['email']}")
        self.stdout.write(f"  password       {DEMONSTRATION_PASSWORD}")
