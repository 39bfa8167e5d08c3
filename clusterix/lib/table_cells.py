"""The cells of a whole list as a file holds them: what django-tables2 gives for each, prepared once a column.

`Table.as_values` looks each cell's way up anew; over 40,000 rows that takes longer than everything else. And it gives a
day as a text, where a file holds the day itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partialmethod
from inspect import getattr_static
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import Model
from django.utils.encoding import force_str
from django_tables2 import Column, DateColumn, DateTimeColumn, Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature

Reader = Callable[[BoundRow], Any]
DAYS = (DateColumn, DateTimeColumn)
# What a method that gives a cell may ask for, besides the cell's row.
KNOWN = frozenset({"value", "record", "column", "bound_column", "table"})


def rows_of(table: Table, names: list[str]) -> Iterator[list[Any]]:
    """The cells of these columns, row by row in the table's order; None where there is none."""
    readers: dict[type, list[Reader]] = {}
    for row in table.rows:
        kind = type(row.record)
        if kind not in readers:
            readers[kind] = [_reader(table.columns[name], kind, table) for name in names]
        yield [read(row) for read in readers[kind]]


def _reader(bound: BoundColumn, kind: type, table: Table) -> Reader:
    getter, said = _getter(bound, kind), _said(bound, table)
    if getter is None or said is None:
        name = bound.name
        return lambda row: row.get_cell_value(name)
    empty = (None, "") if isinstance(bound.column, DAYS) else bound.column.empty_values

    def read(row: BoundRow) -> Any:
        record = row.record
        try:
            value = getter(record)
        except (KeyError, AttributeError, ObjectDoesNotExist):
            return None
        return None if value in empty else said(value, record)

    return read


def _getter(bound: BoundColumn, kind: type) -> Callable[[Any], Any] | None:
    """How a record gives the column's value; None where django-tables2 had better be asked."""
    name = str(bound.accessor)
    if issubclass(kind, Mapping):
        return (lambda record: record[name]) if "__" not in name else None
    if "__" in name or "." in name or callable(getattr(kind, name, None)):
        return None
    if issubclass(kind, Model):
        return _of_model(kind, name)
    return lambda record: getattr(record, name)


def _of_model(kind: type[Model], name: str) -> Callable[[Any], Any] | None:
    """A field's value, in words where it is one of a list of choices."""
    try:
        field = kind._meta.get_field(name)
    except FieldDoesNotExist:
        return (lambda record: getattr(record, name)) if isinstance(getattr(kind, name, None), property) else None
    choices = getattr(field, "flatchoices", None)
    if not choices:
        return lambda record: getattr(record, name)
    if not isinstance(getattr_static(kind, f"get_{name}_display"), partialmethod):
        return None  # the model says it in words of its own
    # Asked of the model, each row would translate and hash every choice anew.
    words = {code: force_str(label, strings_only=True) for code, label in choices}
    return lambda record: words.get(getattr(record, name), getattr(record, name))


def _said(bound: BoundColumn, table: Table) -> Callable[[Any, Any], Any] | None:
    """What a file holds of a value; None where the row itself is needed for it."""
    method = bound.value
    if isinstance(bound.column, DAYS) and method == bound.column.value:
        return lambda value, _record: value
    if getattr(method, "__func__", None) is Column.value:
        method = bound.render
        if getattr(method, "__func__", None) is Column.render:
            return lambda value, _record: value
    wanted, takes_all = signature(method)
    if takes_all or not set(wanted) <= KNOWN:
        return None
    fixed = {"column": bound.column, "bound_column": bound, "table": table}
    fixed = {name: thing for name, thing in fixed.items() if name in wanted}
    if "value" in wanted and "record" in wanted:
        return lambda value, record: method(value=value, record=record, **fixed)
    if "record" in wanted:
        return lambda _value, record: method(record=record, **fixed)
    return lambda value, _record: method(value=value, **fixed) if "value" in wanted else method(**fixed)
