"""Searching lists as people type: every word somewhere, whatever the case and the accents.

Neither database does so by itself in the same way: PostgreSQL's `unaccent` is an extension that may be missing, SQLite
folds the case of ASCII alone. The transform below gives both the same plain text to compare.
"""

from __future__ import annotations

import unicodedata
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Q, TextField, Transform
from django.db.models.sql.compiler import SQLCompiler

# The letters of European names that stand for one plain letter, for PostgreSQL's `translate`.
ACCENTED = "àáâãäåāăąçćčďđèéêëēęěìíîïīłľñńňòóôõöøōőŕřśšşťţùúûüūůűýÿžźż’"
TWO_LETTERS = (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae"), ("ß", "ss"))


def plain(text: str) -> str:
    """The text without accents and capitals, as lists are searched."""
    folded = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(_letter(char) for char in unicodedata.normalize("NFD", folded) if not unicodedata.combining(char))


def _letter(char: str) -> str:
    return {"ø": "o", "ł": "l", "đ": "d"}.get(char, char)


class Plain(Transform):
    """`name__plain__contains`: what `plain` makes of the text, computed by the database."""

    lookup_name = "plain"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        text, parameters = compiler.compile(self.lhs)
        parted = f"lower({text})"
        for letter, letters in TWO_LETTERS:
            parted = f"replace({parted}, '{letter}', '{letters}')"
        # A database in the C locale lowers ASCII alone.
        accented = ACCENTED + ACCENTED.upper()
        return f"translate({parted}, %s, %s)", [*parameters, accented, "".join(map(plain, accented))]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        connection.ensure_connection()
        connection.connection.create_function("clusterix_plain", 1, _plain_or_null, deterministic=True)
        text, parameters = compiler.compile(self.lhs)
        return f"clusterix_plain({text})", tuple(parameters)


def _plain_or_null(text: str | None) -> str | None:
    return None if text is None else plain(text)


CharField.register_lookup(Plain)
TextField.register_lookup(Plain)


def containing(text: str, *fields: str) -> Q:
    """Every word of the text stands in one of the fields."""
    words = plain(text.replace("\x00", "")).split()
    return reduce(and_, (_in_one_of(word, fields) for word in words), Q())


def _in_one_of(word: str, fields: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{field}__plain__contains": word}) for field in fields))
