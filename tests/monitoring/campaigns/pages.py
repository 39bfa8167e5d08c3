"""Pages as a person reads them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monitoring.people.models import Person


def browser_of(person: Person, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(person)
    return client


def open_page(person: Person, name: str, *args: Any, **query: Any) -> Any:
    return browser_of(person).get(reverse(name, args=args), query)


def text_of(response: HttpResponse) -> str:
    """What is read inside `<main>`, tags left out and spaces as one."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main, response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def queries_of(person: Person, name: str, *args: Any, **query: Any) -> int:
    """How many it takes, once what is asked of every page is known."""
    client = browser_of(person)
    client.get(reverse(name, args=args), query)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return len(queries)
