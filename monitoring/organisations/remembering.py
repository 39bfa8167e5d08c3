"""What clusters last declared of organisations, written as their lists are accepted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connections, router, transaction

from clusterix.lib.copying import staged
from monitoring.organisations.identity import Declared
from monitoring.organisations.models import Organisation
from monitoring.organisations.registering import column_of
from monitoring.territory.models import Departement

# What clusters declare of an organisation, beside what it is known by. A place is taken whole or not at all.
FACTS = ("category", "other_kind", "siret", "naf", "naf_version", "headcount_band")
PLACE = ("postal_code", "town", "insee_code", "departement")
GOES_WITH = {"other_kind": "category", "naf_version": "naf"}


@transaction.atomic
def remember(declared: Iterable[tuple[int, Declared]]) -> None:
    """Writes what clusters last declared of organisations (their keys), as lists are accepted.

    What a list leaves empty stays as another one declared it. Of one that was merged, the survivor is told.
    """
    last = dict(declared)
    if not last:
        return
    departements = set(Departement.objects.values_list("pk", flat=True))
    fields = ("id", *FACTS, *PLACE)
    rows = ((pk, *_facts(one, departements)) for pk, one in last.items())
    connection = connections[router.db_for_write(Organisation)]
    table = connection.ops.quote_name(Organisation._meta.db_table)
    with staged(Organisation, fields, rows) as beside, connection.cursor() as cursor:
        cursor.execute(_update(table, beside))


def _facts(one: Declared, departements: set[str]) -> tuple[Any, ...]:
    facts = tuple(getattr(one, name) for name in FACTS)
    return (
        *facts,
        one.postal_code,
        one.town,
        one.insee_code,
        one.departement if one.departement in departements else None,
    )


def _update(table: str, beside: str) -> str:
    """One statement for both databases; organisations of which nothing changes are left alone."""
    is_placed = "(said.postal_code <> '' OR said.town <> '' OR said.insee_code <> '')"
    values = {}
    for name in FACTS:
        leader = GOES_WITH.get(name, name)
        values[name] = f"CASE WHEN said.{leader} <> '' THEN said.{name} ELSE {table}.{name} END"
    for name in PLACE:
        column = column_of(name)
        values[column] = f"CASE WHEN {is_placed} THEN said.{column} ELSE {table}.{column} END"
    sets = ", ".join(f"{column} = {value}" for column, value in values.items())
    differs = " OR ".join(f"{table}.{column} IS DISTINCT FROM {value}" for column, value in values.items())
    return (
        f"UPDATE {table} SET {sets} FROM ("  # noqa: S608 - names of columns
        f"SELECT COALESCE(was.merged_into_id, was.id) AS survivor, asked.* FROM {beside} asked "
        f"JOIN {table} was ON was.id = asked.id) said "
        f"WHERE {table}.id = said.survivor AND ({differs})"
    )
