"""django-import-export as its documentation shows it: a row at a time, its organisation found or made by its name.

Nothing slows it that it could do without: names are looked up by an index, lines by the one that keeps them unique,
and what is the same for every line is asked of no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import tablib
from django.db.models import QuerySet
from import_export import fields, resources, widgets

from monitoring.campaigns.models import Revision
from monitoring.members.models import MemberLine
from monitoring.members.sheet import LINE_FIELDS
from monitoring.organisations.models import Organisation
from monitoring.organisations.naming import name_key
from monitoring.people.models import Person


class OrganisationByName(widgets.ForeignKeyWidget):
    """The organisation of that name, made where there is none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Organisation:
        found, _is_new = Organisation.objects.get_or_create(name_key=name_key(value), defaults={"name": value})
        return found


class MemberLineResource(resources.ModelResource):
    organisation = fields.Field("organisation", "organisation", OrganisationByName(Organisation, "name_key"))

    class Meta:
        model = MemberLine
        import_id_fields = ("organisation",)
        fields = ("organisation", *LINE_FIELDS)

    def __init__(self, revision: Revision, person: Person) -> None:
        super().__init__()
        self.revision, self.person = revision, person

    def get_queryset(self) -> QuerySet[MemberLine]:
        return self.revision.member_lines.all()

    def init_instance(self, row: Any = None) -> MemberLine:
        return MemberLine(revision=self.revision, edited_by=self.person)


def stock_import(revision: Revision, person: Person, lines: Iterable[Mapping[str, Any]]) -> Callable[[], None]:
    """The import of these lines, all new, ready to be measured."""
    rows = list(lines)
    data = tablib.Dataset(headers=["organisation", *rows[0]])
    for line in rows:
        data.append([line["name"], *line.values()])

    def work() -> None:
        result = MemberLineResource(revision, person).import_data(data, raise_errors=True, use_transactions=True)
        assert result.totals["new"] == len(rows)

    return work
