"""Ways to read a file, kept under a name: proposed again for files with the same headings, or written as JSON."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clusterix.lib.workbooks.specification.cells import address
from clusterix.lib.workbooks.specification.sheets import Sheet
from clusterix.lib.workbooks.specification.words import normalised
from monitoring.imports.giving import from_map
from monitoring.imports.models import Mapping
from monitoring.people.models import Person
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload

# Of the headings kept with a way to read, so many must be there for it to be proposed.
SHARE_KNOWN = 0.8


def proposed_for(
    upload: Upload, form: Sheet, headings: Sequence[str], told: Sequence[Mapped[str, Any]]
) -> dict[str, Any]:
    """The columns, words and values of the way kept for such headings; nothing where there is none."""
    known = [normalised(heading) for heading in headings]
    best = _best(upload, known)
    if best is None:
        return {}
    fields = {field.key for field in form.fields}
    columns = {
        str(index): best.columns[heading]
        for index, heading in enumerate(known)
        if best.columns.get(heading) in fields and not told[index]["refusal"]
    }
    held = set(columns.values())
    values = {field: value for field, value in best.values.items() if field in fields - held}
    return {"columns": columns, "words": best.words, "values": values, "mapping": {"pk": best.pk, "name": best.name}}


def _best(upload: Upload, headings: list[str]) -> Mapping | None:
    """The one whose headings are the most alike; the latest of several."""
    present = {heading for heading in headings if heading}
    best, share = None, SHARE_KNOWN
    target = upload.purpose.removeprefix("legacy-")
    for mapping in Mapping.objects.filter(region=upload.region, target=target).order_by("-saved_at"):
        kept = {heading for heading in mapping.headings if heading}
        found = len(kept & present) / max(len(kept | present), 1)
        if found > share or (best is None and found >= share):
            best, share = mapping, found
    return best


def keep(upload: Upload, name: str, person: Person) -> Mapping:
    """Keep how this file is read under a name; a way of that name is replaced."""
    headings = [normalised(heading) for heading in upload.options["headings"]]
    columns = {
        headings[int(index)]: field
        for index, field in upload.options["columns"].items()
        if field and int(index) < len(headings)
    }
    mapping, _is_new = Mapping.objects.update_or_create(
        region=upload.region,
        target=upload.purpose.removeprefix("legacy-"),
        name=name,
        defaults={
            "headings": headings,
            "columns": columns,
            "words": upload.options.get("words", {}),
            "values": upload.options.get("values", {}),
            "saved_by": person,
            "saved_at": timezone.now(),
        },
    )
    return mapping


def as_json(upload: Upload) -> dict[str, Any]:
    """How this file is read, as `--mapping` takes it: columns by heading, by letter where a heading is not alone."""
    options = upload.options
    headings = options["headings"]
    return {
        "sheet": options["sheet"],
        "header": options["header"],
        "form": options["form"],
        "columns": {_named(index, headings): options["columns"].get(str(index)) for index in range(len(headings))},
        "words": options.get("words", {}),
        "values": options.get("values", {}),
    }


def from_json(given: Mapped[str, Any], headings: Sequence[str], form: Sheet) -> dict[str, Any]:
    """What such a writing says of columns, words and values. Raises Refusal for a heading or a field there is not."""
    places = {_named(index, headings): index for index in range(len(headings))}
    places |= {normalised(heading): index for index, heading in reversed(list(enumerate(headings))) if heading}
    places |= {_letter(index): index for index in range(len(headings))}
    fields = {field.key for field in form.fields}
    columns: dict[str, str] = {}
    for heading, field in dict(given.get("columns", {})).items():
        place = places.get(heading, places.get(normalised(str(heading))))
        if field is None:
            continue
        if place is None:
            raise Refusal(_("The file has no column “%(heading)s”.") % {"heading": heading}, code="bad_mapping")
        if field not in fields:
            raise Refusal(_("“%(field)s” is no field to fill.") % {"field": field}, code="bad_mapping")
        columns[str(place)] = str(field)
    values = from_map(dict(given.get("values", {})), form, columns.values())
    return {"columns": columns, "words": dict(given.get("words", {})), "values": values}


def _named(index: int, headings: Sequence[str]) -> str:
    heading = headings[index]
    return heading if heading and list(headings).count(heading) == 1 else _letter(index)


def _letter(index: int) -> str:
    return address(index, 0).removesuffix("0")
