"""The list in Chromium: a line opened, saved and closed in its place, with the keyboard alone; no barrier anywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from monitoring.people.models import Person
from tests import builders
from tests.browser import barriers
from tests.cast import Cast
from tests.monitoring.members.conftest import Roll, lay_down

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Person], None]
WIDTHS = {"desktop": 1280, "phone": 390}


@pytest.fixture
def open_list(cast: Cast, page: Page, sign_in: SignIn) -> Roll:
    cast.manager.language = "en"
    cast.manager.save(update_fields=["language"])
    roll = lay_down(cast)
    roll.start()
    sign_in(cast.manager)
    return roll


def go(page: Page, roll: Roll, name: str, *args: object) -> None:
    origin = page.url.split("/reports")[0] if "/reports" in page.url else ""
    page.goto(f"{origin}{reverse(name, args=[roll.report.uuid, *args])}")


def test_a_line_is_changed_in_its_place_with_the_keyboard_alone(open_list: Roll, page: Page) -> None:
    go(page, open_list, "member-grid")
    page.get_by_role("link", name="Edit Alpha").focus()
    page.keyboard.press("Enter")
    town = page.get_by_role("textbox", name="Town")
    expect(town).to_have_value("Grenoble")
    town.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Voiron")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved at")
    expect(page.get_by_role("row", name="Alpha")).to_contain_text("Voiron")
    assert open_list.line("Alpha").town == "Voiron"
    expect(page.get_by_role("link", name="Edit Alpha")).to_be_focused()


def test_a_refused_line_stays_open_with_what_was_typed(open_list: Roll, page: Page) -> None:
    go(page, open_list, "member-grid")
    page.get_by_role("link", name="Edit Alpha").click()
    page.get_by_role("textbox", name="SIREN").fill("12")
    page.get_by_role("textbox", name="Town").fill("Voiron")
    page.get_by_role("button", name="Save this member").click()
    expect(page.get_by_role("alert").first).to_contain_text("This could not be saved yet")
    expect(page.get_by_role("textbox", name="Town")).to_have_value("Voiron")
    page.get_by_role("link", name="Close without saving").click()
    expect(page.get_by_role("row", name="Alpha")).to_contain_text("Grenoble")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_page_of_the_list_has_a_barrier(open_list: Roll, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    row = builders.make_waiting_row(report=open_list.report, by=open_list.cast.manager, found={"name": "Delta"})
    builders.make_organisation(name="Delta")
    line = open_list.line("Alpha").uuid
    found = {}
    for name, args in [
        ("member-grid", ()),
        ("member-new", ()),
        ("member-edit", (line,)),
        ("member-leave", (line,)),
        ("member-delete", (line,)),
        ("member-waiting", ()),
        ("member-mend", (row.pk,)),
    ]:
        go(page, open_list, name, *args)
        found[name] = barriers(page)
    go(page, open_list, "member-grid")
    page.get_by_role("link", name="Edit Alpha").click()
    expect(page.get_by_role("textbox", name="Town")).to_be_visible()
    found["open line"] = barriers(page)
    assert {name: some for name, some in found.items() if some} == {}
