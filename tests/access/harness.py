"""The access table: every address of the project, every method it takes, every role, and what each is answered.

Each room keeps its rows in `tests/access/table_<room>.py`, as a list named ROWS:

    from tests.access.harness import LOGIN, Row, everyone

    def own_report(cast):                       # builds what the address names and returns its arguments
        return {"uuid": make_report(…).uuid}

    ROWS = [
        Row("report-list", expect=everyone(403, manager=200, delegate=200)),
        Row("report-detail", own_report, "own", expect=everyone(404, manager=200, delegate=200, officer=200)),
        Row("report-move", own_report, "own, send", method="POST", data={"version": 1}, expect=everyone(404, …)),
    ]

- `everyone(default, **roles)` gives each role its status; the visitor (`anonymous`) is sent to sign in (LOGIN) unless
  named. A role is a name of the cast (tests/cast.py) or `anonymous`.
- The second argument builds objects and returns the address's arguments; without it there are none. The third says in
  words which object it is: own, foreign, closed… Give a foreign object its own row, always.
- `data` (a dict, or a function of the cast) is what is posted. `query` is appended to the address.
- Each role meets the same objects in its own savepoint, so a POST that succeeds for one does not change the next.
- A route without row fails `test_every_route_has_a_row`, named as in `url_name`; one without name by its pattern.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import FileResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import access
from tests.cast import Cast

ROLES = (
    "anonymous",
    "nobody",
    "manager",
    "delegate",
    "other_manager",
    "officer",
    "evaluator",
    "elected",
    "administrator",
    "facilitator",
    "partner",
)
# Sent to the sign-in page, which is not the same as being sent on after success.
LOGIN = "sign-in"
Status = int | str


def everyone(default: Status, **roles: Status) -> dict[str, Status]:
    """What each role is answered: `default` unless named, and the visitor is sent to sign in unless named."""
    unknown = set(roles) - set(ROLES)
    assert not unknown, f"No such role: {sorted(unknown)}"
    return dict.fromkeys(ROLES, default) | {"anonymous": LOGIN} | roles


def nothing(cast: Cast) -> dict[str, Any]:
    """An address without arguments."""
    return {}


@dataclass(frozen=True)
class Row:
    url_name: str
    build: Callable[[Cast], dict[str, Any]] = nothing
    which: str = ""
    expect: dict[str, Status] = field(kw_only=True)
    method: str = field(default="GET", kw_only=True)
    data: dict[str, Any] | Callable[[Cast], dict[str, Any]] = field(default_factory=dict, kw_only=True)
    query: dict[str, Any] = field(default_factory=dict, kw_only=True)
    # A public view that sends visitors to sign in by itself, not because it is closed.
    public: bool = field(default=False, kw_only=True)

    def __str__(self) -> str:
        return "-".join(filter(None, [self.method, self.url_name, self.which.replace(" ", "_")]))

    def address(self, cast: Cast) -> str:
        query = f"?{urlencode(self.query)}" if self.query else ""
        return reverse(self.url_name, kwargs=self.build(cast)) + query


class RollBack(Exception):
    pass


def answered(*, address: str, method: str, data: dict[str, Any], role: str, cast: Cast) -> Status:
    """The status one role gets for one request; whatever it changed is rolled back."""
    client = Client(raise_request_exception=True)
    status: Status = 0
    try:
        with transaction.atomic():
            if role != "anonymous":
                client.force_login(cast.people[role])
            response = client.generic(method, address) if not data else client.post(address, data)
            if isinstance(response, FileResponse):
                list(response.streaming_content)  # A file is closed at its end.
            to_sign_in = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
            status = LOGIN if to_sign_in else response.status_code
            raise RollBack
    except RollBack:
        return status


def all_rows() -> list[Row]:
    names = sorted(module.name for module in pkgutil.iter_modules(access.__path__))
    return [row for name in names if name.startswith("table_") for row in import_module(f"tests.access.{name}").ROWS]


def routes(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """(name, pattern) of every route of the project; where a route has no name, its pattern stands for it."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else pattern), pattern
        else:
            yield from routes(entry, pattern, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
