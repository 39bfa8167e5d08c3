"""Take back what a file changed; what was edited since is kept, and listed."""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from monitoring.imports.command_line import undo
from monitoring.people.models import Person
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload
from monitoring.uploads.wording import organisations_after


class Command(BaseCommand):
    help = "Take back what an import changed. Exit 1 where it is refused, with the reasons; 2 where there is none such."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", help="as import_legacy or import_workbook printed it")
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="who takes it back")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        upload = _upload(options["id"])
        person = Person.objects.filter(email=options["email"]).first() if options["email"] else upload.applied_by
        if person is None:
            raise CommandError("Say who takes it back with --as.", returncode=2)
        try:
            kept = undo(upload, person)
        except Refusal as refusal:
            sentences = [str(sentence) for sentence in refusal.args]
            if options["json"]:
                errors = [{"code": refusal.code, "message": sentence} for sentence in sentences]
                self.stdout.write(json.dumps({"status": "rejected", "errors": errors}, ensure_ascii=False))
            else:
                self.stderr.write("\n".join(sentences))
            sys.exit(1)
        if options["json"]:
            organisations = upload.options.get("organisations", {"removed": 0, "kept": 0})
            done = {"status": "partial" if kept else "ok", "kept": kept, "organisations": organisations}
            self.stdout.write(json.dumps(done, ensure_ascii=False))
            return
        self.stdout.write("Taken back.")
        for sentence in organisations_after(upload):
            self.stdout.write(sentence)
        for label, reason in kept.items():
            self.stdout.write(f"  kept: {label}: {reason}")


def _upload(text: str) -> Upload:
    wanted = Q(pk=int(text)) if text.isdecimal() else Q()
    if not wanted:
        try:
            wanted = Q(uuid=UUID(text))
        except ValueError as error:
            raise CommandError(f"“{text}” names no import.", returncode=2) from error
    upload = Upload.objects.filter(wanted).first()
    if upload is None:
        raise CommandError(f"There is no import “{text}”.", returncode=2)
    return upload
