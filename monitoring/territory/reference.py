"""The territory as shipped: regions, départements, excellence domains and themes, from `fixtures/reference`."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from monitoring.territory.models import Departement, Domain, Region, Theme

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The lines of one shipped table."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def install_territory() -> None:
    """Create what is missing, leave alone what is there: safe to run again."""
    Region.objects.bulk_create([Region(**row) for row in rows_of("regions")], ignore_conflicts=True)
    regions = {region.code: region for region in Region.objects.all()}
    Departement.objects.bulk_create(
        [
            Departement(code=row["code"], name=row["name"], region=regions.get(row["region"]))
            for row in rows_of("departements")
        ],
        ignore_conflicts=True,
    )
    Domain.objects.bulk_create([Domain(**_term(row, regions)) for row in rows_of("domains")], ignore_conflicts=True)
    Theme.objects.bulk_create([Theme(**_term(row, regions)) for row in rows_of("themes")], ignore_conflicts=True)


def _term(row: dict[str, str], regions: dict[str, Region]) -> dict[str, Any]:
    return row | {"region": regions[row["region"]]}
