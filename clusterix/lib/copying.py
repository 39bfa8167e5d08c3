"""Rows written from rows, in one statement and without passing through Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router


def insert_from(model: type[models.Model], fields: Sequence[str], rows: models.QuerySet[Any, Any]) -> int:
    """`INSERT … SELECT`: `rows` is a `values_list` whose columns are, in order, those of `fields`. Returns how many."""
    using = router.db_for_write(model)
    connection = connections[using]
    quote = connection.ops.quote_name
    column_of = {field.name: str(field.column) for field in model._meta.concrete_fields}
    columns = ", ".join(quote(column_of[name]) for name in fields)
    select, parameters = rows.order_by().query.get_compiler(using).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {select}", parameters)
        return int(cursor.rowcount)
