"""The territory as shipped: regions, départements, excellence domains and themes, from `fixtures/reference`."""

import csv
from collections.abc import Iterator
from pathlib import Path

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
    domains, themes = (
        [row | {"region": regions[row["region"]]} for row in rows_of(name)] for name in ("domains", "themes")
    )
    Domain.objects.bulk_create([Domain(**row) for row in domains], ignore_conflicts=True)
    Theme.objects.bulk_create([Theme(**row) for row in themes], ignore_conflicts=True)
