"""Imports of past files: for the administrators of their region, and for nobody else."""

from typing import Any

from monitoring.imports.models import Mapping
from monitoring.people.roles import Role
from monitoring.territory.models import Region
from monitoring.uploads.models import Doubt, Upload
from tests.access.harness import Row, Status, everyone, nothing
from tests.builders import make_person
from tests.cast import Cast

OPTIONS: dict[str, Any] = {
    "step": "check",
    "form": "clusters",
    "sheets": [
        {"name": "Liste", "rows": 2, "is_hidden": False, "form": "clusters", "header": [1], "score": 90, "top": []}
    ],
    "sheet": "Liste",
    "header": [1],
    "headings": ["Nom"],
    "samples": [["Minalogic"]],
    "suggested": [{"field": "name", "reason": "", "refusal": ""}],
    "columns": {"0": "name"},
    "found_words": {},
    "words": {},
}


def made(cast: Cast, *, region: Region | None = None, state: str = "examined", step: str = "check") -> dict[str, Any]:
    region = region or cast.region
    person = cast.administrator
    if region != cast.region:
        person = make_person(role=Role.ADMINISTRATOR, region=region)
    upload = Upload.objects.create(
        purpose="legacy-clusters",
        region=region,
        file="uploads/none.xlsx",
        file_name="anciens.xlsx",
        digest="0" * 64,
        size=1,
        options=OPTIONS | {"step": step},
        state=state,
        sent_by=person,
        counts={"rejected": 1},
        applied_at="2026-01-01T00:00Z" if state == "applied" else None,
        applied_by=person if state == "applied" else None,
    )
    return {"uuid": upload.uuid}


def waiting(cast: Cast) -> dict[str, Any]:
    return made(cast)


def written(cast: Cast) -> dict[str, Any]:
    return made(cast, state="applied")


def moving(cast: Cast) -> dict[str, Any]:
    return made(cast, state="reading")


def foreign(cast: Cast) -> dict[str, Any]:
    return made(cast, region=cast.other_region)


def in_doubt(cast: Cast, region: Region | None = None) -> dict[str, Any]:
    found = made(cast, region=region)
    upload = Upload.objects.get(uuid=found["uuid"])
    return {**found, "pk": Doubt.objects.create(upload=upload, number=2, label="New").pk}


def foreign_in_doubt(cast: Cast) -> dict[str, Any]:
    return in_doubt(cast, cast.other_region)


def another(_cast: Cast) -> dict[str, Any]:
    return {"choice": "another"}


def a_way(cast: Cast) -> dict[str, Any]:
    return {"pk": Mapping.objects.create(region=cast.region, name="A", target="clusters", saved_by=cast.officer).pk}


def a_foreign_way(cast: Cast) -> dict[str, Any]:
    way = Mapping.objects.create(region=cast.other_region, name="A", target="clusters", saved_by=cast.partner)
    return {"pk": way.pk}


def administrators(status: Status) -> dict[str, Status]:
    return everyone(403, administrator=status)


def template(cast: Cast) -> dict[str, Any]:
    return {"key": "clusters"}


STEPS = ("import-sheet", "import-columns", "import-values", "import-check")
ROWS_TAB = {"tab": "rejected"}

ROWS = [
    Row("import-list", expect=administrators(200)),
    Row("import-list-file", expect=administrators(200)),
    Row("import-new", expect=administrators(200)),
    Row("import-new", nothing, "nothing sent", method="POST", expect=administrators(422)),
    Row("import-template", template, expect=administrators(200)),
    Row("import-template", lambda cast: {"key": "weather"}, "unknown", expect=administrators(404)),
    Row("import-detail", waiting, "own", expect=administrators(302)),
    Row("import-detail", written, "own, written", expect=administrators(200)),
    Row("import-detail", moving, "own, being read", expect=administrators(200)),
    Row("import-detail", foreign, "foreign", expect=administrators(404)),
    Row("import-progress", moving, "own", expect=administrators(200)),
    Row("import-progress", foreign, "foreign", expect=administrators(404)),
    *(Row(name, waiting, "own", expect=administrators(200)) for name in STEPS),
    *(Row(name, written, "own, written", expect=administrators(302)) for name in STEPS),
    *(Row(name, foreign, "foreign", expect=administrators(404)) for name in STEPS),
    Row("import-rows", waiting, "own", query=ROWS_TAB, expect=administrators(200)),
    Row("import-rows", foreign, "foreign", query=ROWS_TAB, expect=administrators(404)),
    Row("import-apply", waiting, "own, not confirmed", method="POST", expect=administrators(422)),
    Row("import-apply", foreign, "foreign", method="POST", expect=administrators(404)),
    Row("import-doubt", in_doubt, "own", method="POST", data=another, expect=administrators(302)),
    Row("import-doubt", foreign_in_doubt, "foreign", method="POST", data=another, expect=administrators(404)),
    Row("import-undo", written, "own", expect=administrators(200)),
    Row("import-undo", written, "own, confirmed", method="POST", expect=administrators(302)),
    Row("import-undo", waiting, "own, not written", method="POST", expect=administrators(422)),
    Row("import-undo", foreign, "foreign", method="POST", expect=administrators(404)),
    Row("import-discard", waiting, "own", method="POST", expect=administrators(302)),
    Row("import-discard", foreign, "foreign", method="POST", expect=administrators(404)),
    Row("import-restart", waiting, "own", method="POST", expect=administrators(302)),
    Row("import-restart", foreign, "foreign", method="POST", expect=administrators(404)),
    Row("import-file", foreign, "foreign", expect=administrators(404)),
    Row("import-annotated", foreign, "foreign", expect=administrators(404)),
    Row("mapping-list", expect=administrators(200)),
    Row("mapping-list-file", expect=administrators(200)),
    Row("mapping-forget", a_way, "own", method="POST", expect=administrators(302)),
    Row("mapping-forget", a_foreign_way, "foreign", method="POST", expect=administrators(404)),
]
