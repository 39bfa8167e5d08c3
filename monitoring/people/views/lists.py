"""A list page and its Excel file: the same filter, the same table, the same order."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_tables2 import RequestConfig, Table

from clusterix.lib.downloads import excel_of
from clusterix.lib.exports import About
from monitoring.people.requests import SignedInRequest

ROWS_A_PAGE = 25


def list_page(
    request: SignedInRequest, template: str, filtered: FilterSet, table: Table, **context: object
) -> HttpResponse:
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    return render(request, template, {"filter": filtered, "table": table, **context})


def list_file(request: SignedInRequest, filename: str, title: str, filtered: FilterSet, table: Table) -> FileResponse:
    """The rows of every page; the second sheet says how they were filtered."""
    RequestConfig(request, paginate=False).configure(table)
    return excel_of(table, filename=filename, about=About(title=title, lines=tuple(criteria(filtered))))


def criteria(filtered: FilterSet) -> list[tuple[str, str]]:
    """The filters in use as name and value, as people read them."""
    lines = []
    for name, field in filtered.form.fields.items():
        value = filtered.form.cleaned_data.get(name) if filtered.form.is_valid() else None
        if value:
            shown = dict(getattr(field, "choices", ())).get(value, value)
            lines.append((_("Filter: %(name)s") % {"name": field.label}, str(shown)))
    return lines
