"""Walks the access table (harness.py says how a row is written)."""

import pytest
from django.urls import reverse

from tests.access.harness import LOGIN, ROLES, Row, all_rows, answered, routes
from tests.cast import Cast

TABLE = all_rows()
# Django's administration, closed as a whole below, and allauth's old addresses, which lead to its new ones.
BY_PATTERN = ("admin/", "accounts/social/")


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_role_is_answered_as_the_table_says(row: Row, cast: Cast) -> None:
    address = row.address(cast)
    data = row.data(cast) if callable(row.data) else row.data
    found = {role: answered(address=address, method=row.method, data=data, role=role, cast=cast) for role in row.expect}
    assert found == row.expect, address


@pytest.mark.parametrize("row", [row for row in TABLE if row.expect["anonymous"] == LOGIN and not row.public], ids=str)
def test_a_visitor_is_sent_to_sign_in_whatever_the_method(row: Row, cast: Cast) -> None:
    address = row.address(cast)
    found = {
        method: answered(address=address, method=method, data={}, role="anonymous", cast=cast)
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
    }
    assert found == dict.fromkeys(found, LOGIN), address


def test_every_row_speaks_of_every_role() -> None:
    assert [str(row) for row in TABLE if set(row.expect) != set(ROLES)] == []


def test_every_route_has_a_row() -> None:
    known = {row.url_name for row in TABLE}
    missing = sorted({name for name, pattern in routes() if name not in known and not pattern.startswith(BY_PATTERN)})
    assert missing == [], "Give these routes rows in tests/access/table_<room>.py"


def test_every_row_has_a_route() -> None:
    assert {row.url_name for row in TABLE} - {name for name, _ in routes()} == set()


def test_technical_administration_is_closed_to_every_role(cast: Cast) -> None:
    pages = [
        reverse(name)
        for name, _ in routes()
        if name == "admin:index" or (name.startswith("admin:") and name.endswith(("_changelist", "_add")))
    ]
    assert len(pages) > 5
    open_to = {
        (role, page): status
        for role in ROLES
        for page in pages
        if (status := answered(address=page, method="GET", data={}, role=role, cast=cast)) not in {302, 403, 404, LOGIN}
    }
    assert open_to == {}
