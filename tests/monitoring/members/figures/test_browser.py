"""The pages of figures of members in a browser: no barrier, on a desk and on a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from monitoring.people.models import Person
from monitoring.people.roles import Role
from tests.browser import barriers
from tests.monitoring.members.figures.conftest import Book

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ELECTED])
def test_the_pages_have_no_barrier(book: Book, page: Page, sign_in: Callable[[Person], None], role: Role) -> None:
    place = {"departement_id": "69", "naf": "62.01Z", "naf_version": "rev2", "joined_year": 2019}
    for year in (2025, 2026):
        book.accept("Alpha", year, f"Only in {year}", Acme=place, Bolt={"departement_id": "38"})
        book.accept("Beta", year, "Cell", Acme=place)
    sign_in(book.reader(role))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("/members/", "/members/turnover/", "/members/overlaps/"):
            page.goto(address)
            for more in page.locator("details.disclosure > summary").all():
                more.click()
            page.locator("[data-drawn]").first.wait_for()
            assert barriers(page) == [], f"{address} at {width} px"
