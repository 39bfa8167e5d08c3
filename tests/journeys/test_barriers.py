"""Nothing keeps anybody out: axe finds nothing on any page of any role, and no page is wider than a small telephone.

The pages are those a person reaches by following links through the demonstration. The access table says which ones
there are: what no link leads to today is built and looked at by itself, so that none is forgotten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from monitoring.people.models import Person
from tests.access.harness import ROLES, Row, all_rows
from tests.browser import axe, overflow, watch
from tests.cast import Cast
from tests.demonstration import Demonstration

pytestmark = pytest.mark.browser
WITH_A_LOGIN = ("manager", "delegate", "officer", "evaluator", "elected", "administrator", "facilitator")
# Answered with a file, or to a script.
NO_PAGE = re.compile(
    r"-(file|export|pack|pdf|feed|data|picture|files|workbook|annotated|rows|template|progress)$"
    r"|^(dashboard-panel|member-panel|healthz|readyz)$"
)
HREF = re.compile(r"<a\s[^>]*?\bhref=\"([^\"]*)\"")
# A first page of a kind may lead nowhere, such as a report nobody has begun: a few are opened, one is looked at.
MOST_ALIKE = 5
# What stands in the demonstration only for a while, or is reached by an e-mail.
NOT_SHOWN = {
    "account_inactive",
    "account_logout",
    "account_password_reset_completed",
    "account_reauthenticate",
    "account_reset_password",
    "campaign-add-cluster",
    "campaign-open",
    "campaign-rehearse",
    "campaign-remove",
    "import-check",
    "import-columns",
    "import-detail",
    "import-sheet",
    "import-undo",
    "import-values",
    "indicator-delete",
    "invitation",
    "label-delete",
    "label-edit",
    "member-delete",
    "member-mend",
    "member-waiting",
    "mfa_list_webauthn",
    "organisation-part",
    "parked",
    "remark-edit",
    "reports-accepted",
    "socialaccount_connections",
    "socialaccount_login_cancelled",
    "story-delete",
    "story-edit",
    "story-new",
    "story-picture-erase",
    "succession-delete",
    "upload-detail",
    "upload-undo",
}
# Open to somebody whose work does not lead there.
LISTS = {"member-edit", "member-grid", "member-leave", "member-new"}
OFF_THEIR_WAY = {("facilitator", "guide"), ("facilitator", "story-list")} | {
    (role, name) for role in ("officer", "evaluator", "administrator") for name in LISTS
}
# Kinds of pages looked at narrow and dark, by whoever comes first.
_seen: set[str] = set()


@pytest.mark.parametrize("role", WITH_A_LOGIN)
def test_no_page_of_this_role_has_a_barrier(browser: Browser, demonstration: Demonstration, role: str) -> None:
    # Colours change at once: axe would measure those they pass through.
    context = browser.new_context(base_url=demonstration.url, locale="fr-FR", reduced_motion="reduce")
    wrongs = watch(context, demonstration.url)
    demonstration.sign_in(context, role)
    page = context.new_page()
    found, reached, wanted = [], set(), pages_of(role)
    for name in walk(page):
        if name not in reached:
            reached.add(name)
            found += [f"{urlsplit(page.url).path} {barrier}" for barrier in look(page, name)]
        if wanted <= reached:
            break
    context.close()
    found += wrongs
    found += [f"{name}: no link leads there" for name in sorted(wanted - reached)]
    if found:
        pytest.fail("\n".join([f"{role}, {len(reached)} kinds of pages:", *found]), pytrace=False)


def rows_shown() -> list[Row]:
    """One for each page the demonstration does not show."""
    rows = {
        row.url_name: row for row in all_rows() if row.url_name in NOT_SHOWN and row.method == "GET" and reader(row)
    }
    return list(rows.values())


def reader(row: Row) -> str:
    """Who is answered with this page: the visitor, else the first role of the table."""
    return next((role for role in ROLES if row.expect[role] == 200), "")


@pytest.mark.parametrize("row", rows_shown(), ids=str)
def test_a_page_the_demonstration_does_not_show_has_no_barrier(
    page: Page, cast: Cast, sign_in: Callable[[Person], None], row: Row
) -> None:
    address, role = row.address(cast), reader(row)
    if role != "anonymous":
        sign_in(cast.people[role])
    page.emulate_media(reduced_motion="reduce")
    response = page.goto(address)
    assert response
    assert response.ok
    assert look(page, f"{row.url_name} of {role}") == []


def pages_of(role: str) -> set[str]:
    """The pages that the access table opens to this role, and that a link can lead to."""
    rows = [row for row in all_rows() if row.method == "GET" and row.expect[role] == 200]
    names = {row.url_name for row in rows if not NO_PAGE.search(row.url_name)}
    return {name for name in names - NOT_SHOWN if (role, name) not in OFF_THEIR_WAY}


def walk(page: Page) -> Iterator[str]:
    """Every kind of page that links lead to; yields the name of its address once the first of the kind is shown.

    Further pages of a kind are only read for where they lead, once no link to another kind is left.
    """
    waiting, known, alike = ["/"], {"/"}, Counter[str]()
    while waiting:
        new_kind = (place for place, address in enumerate(waiting) if not alike[name_of(address)])
        address = waiting.pop(next(new_kind, 0))
        name = name_of(address)
        if alike[name] >= (1 if "?" in address else MOST_ALIKE) or NO_PAGE.search(name):
            continue
        alike[name] += 1
        response = page.goto(address) if alike[name] == 1 else page.request.get(address)
        assert response, address
        assert response.ok, f"{address}: {response.status}"
        if alike[name] == 1:
            yield name
        new = [link for link in links_of(response.text(), response.url) if link not in known]
        known.update(new)
        # Filters and orders of a list lead to the same rows: they come after everything else.
        waiting += sorted(dict.fromkeys(new), key=lambda link: "?" in link)


def links_of(html: str, address: str) -> list[str]:
    """Those of a page at this address that stay here, as they stand in it before any script."""
    own = urljoin(address, "/")
    hrefs = [urldefrag(urljoin(address, unescape(href).strip())).url for href in HREF.findall(html)]
    return ["/" + href.removeprefix(own) for href in hrefs if href.startswith(own)]


def name_of(address: str) -> str:
    path = urlsplit(address).path
    try:
        return resolve(path).url_name or path
    except Resolver404:
        raise AssertionError(f"A link leads to {address}, where nothing is.") from None


def look(page: Page, name: str) -> list[str]:
    """At 1280 px; the first time a kind of page is met, also on a telephone and in the dark."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.querySelectorAll('details:not([data-menu])').forEach(details => (details.open = true))")
    found = axe(page)
    if name not in _seen:
        _seen.add(name)
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {barrier}" for barrier in axe(page, "color-contrast")]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 844})
        found += [f"390 px: {barrier}" for barrier in axe(page)]
        page.set_viewport_size({"width": 320, "height": 800})
        found += [f"320 px: {barrier}" for barrier in overflow(page)]
    return found
