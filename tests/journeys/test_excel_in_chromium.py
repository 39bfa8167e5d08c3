"""The second front door in Chromium: download, drop, confirm, send."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from clusterix.lib.workbooks.writing.template import HEADING_ROW
from monitoring.campaigns.models import Report
from monitoring.members.models import MemberLine
from monitoring.members.sheet import MEMBERS
from monitoring.people.models import Person
from tests.browser import barriers
from tests.cast import Cast
from tests.journeys.test_quarter_in_chromium import COUNT_CLICKS, clicks, press
from tests.monitoring.members.conftest import Roll, lay_down
from tests.monitoring.uploads.conftest import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COLUMNS = {field.key: number for number, field in enumerate(MEMBERS.fields, start=1)}


@pytest.fixture
def roll(cast: Cast) -> Roll:
    cast.manager.language = "en"
    cast.manager.save(update_fields=["language"])
    return lay_down(cast)


def filled(page: Page, folder: Path, **columns: str) -> Path:
    """The workbook, downloaded, with one line more."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download in Excel").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    made = load_workbook(path)
    for key, value in columns.items():
        made.worksheets[0].cell(HEADING_ROW + 5, COLUMNS[key]).value = value
    made.save(path)
    return path


def test_a_list_is_downloaded_dropped_confirmed_and_sent(
    roll: Roll, page: Page, context: BrowserContext, sign_in: Callable[[Person], None], tmp_path: Path
) -> None:
    context.add_init_script(COUNT_CLICKS)
    sign_in(roll.cast.manager)
    page.goto(f"/reports/{roll.report.uuid}/")
    path = filled(page, tmp_path, name="Delta", category="Small or medium-sized enterprise")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("heading", level=1)).to_contain_text("being read")
    assert barriers(page) == []
    work()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this file would change")
    assert barriers(page) == []
    press(page, "Confirm and write")
    expect(page.get_by_text("1 line added")).to_be_visible()
    press(page, "Send to the Region")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()

    # The drop is no press of a button.
    assert clicks(page) == 3
    assert Report.objects.get(pk=roll.report.pk).state == "submitted"
    assert MemberLine.objects.filter(revision__report=roll.report).count() == 4


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_stands_in_the_way_on_any_page_of_a_file(
    roll: Roll, page: Page, sign_in: Callable[[Person], None], tmp_path: Path, width: int
) -> None:
    sign_in(roll.cast.manager)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/reports/{roll.report.uuid}/file/")
    assert barriers(page) == []
    page.locator("input[type=file]").set_input_files(filled(page, tmp_path, name="Delta", category="dreams"))
    page.wait_for_url("**/uploads/**")
    work()
    expect(page.get_by_role("heading", name="1 row to mend")).to_be_visible()
    for tab in ("New", "Unchanged", "Rejected"):
        page.get_by_role("navigation", name="Rows of the file").get_by_role("link", name=tab).click()
        assert barriers(page) == []
    page.get_by_role("button", name="Confirm and write").click()
    page.get_by_label("Write the others without the rejected row").check()
    press(page, "Confirm and write")
    page.goto(f"/reports/{roll.report.uuid}/file/")
    page.get_by_role("link", name="minalogic-members-2026.xlsx").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this file changed")
    page.get_by_role("link", name="Take this file back").click()
    assert barriers(page) == []
    press(page, "Take it back")
    expect(page.get_by_text("Taken back by")).to_be_visible()


def test_without_javascript_the_file_is_sent_and_confirmed(
    roll: Roll, browser: object, live_server: object, context: BrowserContext, tmp_path: Path
) -> None:
    plain = context.browser.new_context(java_script_enabled=False, base_url=live_server.url)  # type: ignore[union-attr, attr-defined]
    page = plain.new_page()
    sign_in_to(plain, roll.cast.manager, live_server.url)  # type: ignore[attr-defined]
    page.goto(f"/reports/{roll.report.uuid}/file/")
    page.locator("input[type=file]").set_input_files(
        filled(page, tmp_path, name="Delta", category="Small or medium-sized enterprise")
    )
    press(page, "Send the file")
    work()
    page.get_by_role("link", name="See how far it is").click()
    press(page, "Confirm and write")
    expect(page.get_by_text("1 line added")).to_be_visible()
    plain.close()


def sign_in_to(context: BrowserContext, person: Person, url: str) -> None:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
