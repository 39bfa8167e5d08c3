"""Somebody at a browser without scripts: opens pages, follows links, fills forms in and presses their buttons.

Requests pass by every middleware, with their tokens, as in production; a page that fails raises here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import Tag
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from webtest import AppError, TestApp, TestResponse
from webtest.forms import Form

from monitoring.people.models import Person


class Visitor:
    def __init__(self, person: Person | None = None, language: str = "en") -> None:
        environ = {
            "HTTP_HOST": "testserver",
            "HTTP_ORIGIN": "http://testserver",
            "HTTP_ACCEPT_LANGUAGE": language,
            "REMOTE_ADDR": "127.0.0.1",
        }
        self.app = TestApp(get_wsgi_application(), extra_environ=environ)
        self.page: TestResponse | None = None
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: Person) -> None:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.app.set_cookie(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)

    # --- Going somewhere ----------------------------------------------------------------------------------------------

    def open(self, name: str, *args: Any, status: int = 200, query: str = "") -> Visitor:
        """A page by the name of its address; following where it leads must end in `status`."""
        return self.open_address(reverse(name, args=args) + query, status=status)

    def open_address(self, address: str, status: int = 200) -> Visitor:
        return self._arrive(self.app.get(address, status="*"), status)

    def follow(self, words: str, status: int = 200) -> Visitor:
        """The first link of the page that is called this, else one that has this in its name."""
        links = [link for link in self.soup.find_all("a", href=True) if words in name_of(link)]
        links.sort(key=lambda link: name_of(link) != words)
        assert links, f"No link “{words}” among {[name_of(link) for link in self.soup.find_all('a')]}"
        return self._arrive(self.html_page.goto(str(links[0]["href"]), status="*"), status)

    def press(self, words: str, fields: dict[str, str] | None = None, *, nth: int = 0, status: int = 200) -> Visitor:
        """Fill in the form of the nth button called this (else with this in its name), and press it."""
        button = self.buttons(words)[nth]
        form = self.form_of(button)
        for field, value in (fields or {}).items():
            form[field] = value
        name = button.get("name")
        sent = form.submit(name, value=button.get("value"), status="*") if name else form.submit(status="*")
        return self._arrive(sent, status)

    def post(self, name: str, *args: Any, data: dict[str, Any], status: int | str = "*") -> TestResponse:
        """What no page offers: sent all the same, with the token of the page one is on."""
        token = self.soup.find("input", attrs={"name": "csrfmiddlewaretoken"})
        assert isinstance(token, Tag), "Open a page with a form first: it holds the token."
        sent = {"csrfmiddlewaretoken": str(token["value"])} | data
        return self.app.post(reverse(name, args=args), sent, status=status)

    def _arrive(self, response: TestResponse, status: int) -> Visitor:
        while 300 <= response.status_int < 400:
            response = response.follow(status="*")
        self.page = response
        if response.status_int != status:
            said = self.words if "html" in response.content_type else response.content_type
            raise AppError(f"{response.request.method} {response.request.path}: {response.status}\n{said}")
        return self

    # --- Reading ------------------------------------------------------------------------------------------------------

    @property
    def html_page(self) -> TestResponse:
        assert self.page is not None, "Open a page first."
        return self.page

    @property
    def soup(self) -> Any:
        return self.html_page.html

    @property
    def main(self) -> Tag:
        found = self.soup.find("main") or self.soup
        assert isinstance(found, Tag)
        return found

    @property
    def address(self) -> str:
        return str(self.html_page.request.path)

    @property
    def title(self) -> str:
        return text_of(self.soup.find("title"))

    @property
    def words(self) -> str:
        """Everything the page says, without its frame."""
        return text_of(self.main)

    def says(self, words: str) -> bool:
        return words in self.words

    def table(self, selector: str) -> list[dict[str, str]]:
        """The rows of the table within what this selects, by the words of its column headings."""
        table = self.soup.select_one(f"{selector} table") or self.soup.select_one(selector)
        assert isinstance(table, Tag), f"No table in {selector}"
        heads = [text_of(head) for head in table.select("thead th")]
        return [
            dict(zip(heads, (text_of(cell) for cell in row.find_all(["th", "td"])), strict=False))
            for row in table.select("tbody tr")
        ]

    def value_of(self, name: str) -> str:
        """What stands in a field of the page."""
        for form in self.forms():
            if name in form.fields:
                return str(form[name].value)
        raise AssertionError(f"No field “{name}” on {self.address}")

    def has_field(self, name: str) -> bool:
        return any(name in form.fields for form in self.forms())

    # --- Forms --------------------------------------------------------------------------------------------------------

    def forms(self) -> Iterator[Form]:
        count = len(self.soup.find_all("form"))
        return (self.html_page.forms[index] for index in range(count))

    def buttons(self, words: str) -> list[Tag]:
        found = [button for button in self.soup.find_all("button") if words in name_of(button)]
        found.sort(key=lambda button: name_of(button) != words)
        assert found, f"No button “{words}” among {[name_of(button) for button in self.soup.find_all('button')]}"
        return found

    def has_button(self, words: str) -> bool:
        return any(words in name_of(button) for button in self.soup.find_all("button"))

    def last_button(self) -> str:
        """The name of the page's last button in a bar: where its form leads on."""
        return name_of(self.soup.select("section button[type=submit]")[-1])

    def has_link(self, words: str) -> bool:
        return any(words in name_of(link) for link in self.soup.find_all("a", href=True))

    def form_of(self, button: Tag) -> Form:
        named = button.get("form")
        home = self.soup.find("form", id=named) if named else button.find_parent("form")
        index = next(number for number, form in enumerate(self.soup.find_all("form")) if form is home)
        return self.html_page.forms[index]


def text_of(element: Any) -> str:
    """The words of an element, with ordinary spaces."""
    words = " ".join(element.get_text(" ").split()) if element is not None else ""
    return re.sub(r" (?=[.,])", "", words)


def name_of(element: Tag) -> str:
    """What a link or a button is called."""
    return str(element.get("aria-label") or text_of(element))


@pytest.fixture
def visit(settings: Settings) -> Iterator[Callable[..., Visitor]]:
    """`visit(person)` is that person at a browser; without a person, a visitor."""
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True
    # A request closes its connection to the database: here it is the test's own, and holds its transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Visitor
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
