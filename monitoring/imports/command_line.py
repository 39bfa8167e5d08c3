"""An old file from the command line, by the same steps as the pages: what is proposed is taken, or what a map says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from clusterix.lib.workbooks.reading.opening import FileRefused, Reading, open_file
from monitoring.imports.findings import headed, look, outline
from monitoring.imports.giving import from_map
from monitoring.imports.mappings import as_json, from_json
from monitoring.imports.steps import Step
from monitoring.imports.targets.base import Target
from monitoring.people.models import Person
from monitoring.territory.models import Region
from monitoring.uploads import applying
from monitoring.uploads.direct import write_at_once
from monitoring.uploads.examination import Examination
from monitoring.uploads.examining import examine
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload, Verdict
from monitoring.uploads.receiving import digest_of, keep

# Bytes: above, rows are kept in the database between reading and writing.
SMALL = 4 * 1024**2


@dataclass
class Asked:
    """What the command was told."""

    path: Path
    target: Target
    region: Region
    person: Person
    sheet: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    cluster: str = ""
    period: str = ""


class Gaps(Refusal):
    """Something must be said that neither the file nor the command says; `mapping` is what was understood so far."""

    def __init__(self, sentence: str, mapping: dict[str, Any]) -> None:
        super().__init__(sentence, code="missing_columns")
        self.mapping = mapping


@dataclass
class Outcome:
    """What came of it: `status` is ok, partial (written without the rejected rows) or rejected."""

    status: str
    counts: dict[str, int]
    groups: list[dict[str, Any]]
    notes: list[str]
    mapping: dict[str, Any]
    import_id: str = ""


def check(asked: Asked) -> Outcome:
    """What the file would do; nothing is written. Raises Refusal or FileRefused."""
    upload = prepared(asked)
    examination = Examination(upload, asked.path)
    for _row in examination.rows():
        pass
    counts = dict(examination.counts)
    status = "rejected" if counts[Verdict.REJECTED] else "ok"
    return Outcome(status, counts, examination.groups(), examination.notes, as_json(upload))


def run(asked: Asked, *, skip_rejected: bool = False) -> Outcome:
    """Check the file and write it, all of it or nothing; its record can be taken back. Raises Refusal, FileRefused."""
    upload = prepared(asked)
    if asked.path.stat().st_size <= SMALL:
        return _run_at_once(upload, asked, skip_rejected=skip_rejected)
    with asked.path.open("rb") as opened:
        file = File(opened, name=asked.path.name)
        keep(file, upload, digest_of(file)).save()
    examine(upload, asks_registry=False)
    upload.refresh_from_db()
    if upload.state == Upload.State.REFUSED:
        raise Refusal(*upload.refusals, code=upload.refusal_code)
    outcome = Outcome("ok", upload.counts, upload.groups, upload.notes, as_json(upload), str(upload.uuid))
    rejected = upload.counts.get(Verdict.REJECTED, 0)
    if rejected and not skip_rejected:
        upload.rows.all().delete()
        upload.file.delete(save=False)
        upload.delete()
        outcome.status, outcome.import_id = "rejected", ""
        return outcome
    applying.apply(upload, asked.person, skip_rejected=skip_rejected, absent=applying.KEEP)
    outcome.status = "partial" if rejected else "ok"
    return outcome


def _run_at_once(upload: Upload, asked: Asked, *, skip_rejected: bool) -> Outcome:
    """A file that memory holds: its rows are written as they were read, without being kept in between."""
    done = write_at_once(upload, asked.path, asked.person, skip_rejected=skip_rejected, absent=applying.KEEP)
    others = [refusal for refusal in done.refusals if refusal[1] != "rejected_rows"]
    if others:
        raise Refusal(*(sentence for sentence, _code in others), code=others[0][1])
    import_id = str(upload.uuid) if done.is_written else ""
    return Outcome(done.status, done.counts, upload.groups, done.notes, as_json(upload), import_id)


def prepared(asked: Asked) -> Upload:
    """The file with every choice made: those of the command, of its map, else the proposed ones."""
    upload = Upload(
        purpose=asked.target.purpose, region=asked.region, sent_by=asked.person, file_name=asked.path.name, options={}
    )
    about = {"cluster": asked.cluster, "period": asked.period}
    with open_file(asked.path, asked.path.name, any_file=True, limits=asked.target.limits) as reading:
        upload.options = {**outline(reading, asked.target.sheets(asked.region)), **about}
        _choose_sheet(upload, asked, reading)
        upload.options |= headed(upload, asked.target.sheets(asked.region), reading)
        if asked.mapping.get("columns"):
            form = asked.target.sheet(upload)
            upload.options |= from_json(asked.mapping, upload.options["headings"], form)
        else:
            upload.options |= _said_without_columns(asked, upload)
        _refuse_gaps(upload, asked)
        upload.options["step"] = Step.VALUES
        upload.options |= look(upload, asked.target.sheets(asked.region), reading) or {}
    upload.options["step"] = Step.CHECK
    return upload


def _said_without_columns(asked: Asked, upload: Upload) -> dict[str, Any]:
    """Of a map that leaves the columns as they are proposed, the words and the values of every row."""
    said: dict[str, Any] = {}
    if words := asked.mapping.get("words"):
        said["words"] = dict(words)
    if values := asked.mapping.get("values"):
        said["values"] = from_map(values, asked.target.sheet(upload), upload.options["columns"].values())
    return said


def _choose_sheet(upload: Upload, asked: Asked, reading: Reading) -> None:
    """The sheet that was named, under the headings found in it, or those a map says."""
    wanted = asked.sheet or asked.mapping.get("sheet", "")
    if wanted:
        found = next((one for one in upload.options["sheets"] if one["name"] == wanted), None)
        if found is None:
            names = ", ".join(one.name for one in reading.sheets)
            sentence = _("The file has no sheet “%(name)s”; it has: %(names)s.")
            raise Refusal(sentence % {"name": wanted, "names": names}, code="no_sheet")
        upload.options |= {"sheet": wanted, "header": found["header"], "form": found["form"]}
    if asked.mapping.get("header"):
        upload.options["header"] = list(asked.mapping["header"])
    if not upload.options["header"]:
        raise Refusal(_("No row of headings was found: name it in a map."), code="no_header")


def _refuse_gaps(upload: Upload, asked: Asked) -> None:
    """What must be known and that neither a column nor the command says."""
    held = {one for one in upload.options["columns"].values() if one} | upload.options.get("values", {}).keys()
    form, target = asked.target.sheet(upload), asked.target
    missing = [str(one.label) for one in form.fields if one.is_required and one.key not in held]
    if target.asks_cluster and not asked.cluster and "cluster" not in held:
        missing.append("--cluster")
    if target.periods and not asked.period and not held & {"period", "year"}:
        missing.append("--period")
    if missing:
        raise Gaps(_("No column holds: %(fields)s.") % {"fields": ", ".join(missing)}, as_json(upload))


def undo(upload: Upload, person: Person) -> dict[str, str]:
    """Take an import back; gives, by line, why some were kept. Raises Refusal."""
    with transaction.atomic():
        applying.undo(upload, person)
    return dict(upload.changes.exclude(kept_because="").values_list("label", "kept_because"))


__all__ = ["Asked", "FileRefused", "Outcome", "check", "run", "undo"]
