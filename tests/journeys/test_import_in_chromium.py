"""The administrator's import of an old list: file, sheet, columns, words, check, written, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from monitoring.members.models import MemberLine
from monitoring.people.models import Person
from monitoring.uploads.applying import write
from monitoring.uploads.examining import examine
from monitoring.uploads.models import Upload
from tests.browser import barriers
from tests.cast import Cast
from tests.monitoring.imports.conftest import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEETS = (
    (("Synthèse",), ("voir la feuille suivante",)),
    (
        ("Adhérents du pôle, 2018", None, None, None),
        (),
        ("Raison sociale", "Catégorie", "Ville", "E-mail"),
        ("Alpha Capteurs", "PME", "Grenoble", "d@example.org"),
        ("Beta Logiciels", "SARL", "Lyon", "e@example.org"),
        ("Gamma Lasers", "ETI,   ETI", "Meylan", None),
    ),
)


def work(page: Page) -> None:
    """What the background worker does, while the page asks how far it is."""
    upload = Upload.objects.latest("pk")
    if upload.state == Upload.State.APPLYING:
        write(upload)
    else:
        examine(upload)
    DBTaskResult.objects.all().delete()


def clean(page: Page) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert barriers(page) == []


def test_an_old_list_is_imported_and_taken_back(
    page: Page, sign_in: Callable[[Person], None], cast: Cast, tmp_path: Path
) -> None:
    cast.administrator.language = "en"
    cast.administrator.save(update_fields=["language"])
    path = tmp_path / "adherents.xlsx"
    path.write_bytes(xlsx(*SHEETS, titles=("Synthèse", "Liste")))
    page.set_default_timeout(20_000)
    sign_in(cast.administrator)

    page.goto("/imports/")
    clean(page)
    page.get_by_role("link", name="Import a file").first.click()
    clean(page)
    page.get_by_label("Members of past years").check()
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("#progress")).to_be_visible()
    clean(page)
    work(page)

    page.wait_for_url("**/sheet/")
    expect(page.get_by_role("radio", name="Liste")).to_be_checked()
    clean(page)
    page.get_by_role("button", name="Go on to the columns").click()
    work(page)

    page.wait_for_url("**/columns/")
    clean(page)
    page.get_by_label("Cluster", exact=True).select_option("minalogic")
    page.get_by_label("Period", exact=True).fill("2018")
    page.get_by_role("button", name="Go on to the words").click()
    work(page)

    page.wait_for_url("**/values/")
    clean(page)
    page.get_by_label("SARL").select_option("TPE")
    page.get_by_label("Keep this way of reading as").fill("Lists of Minalogic")
    page.get_by_role("button", name="Check every row").click()
    work(page)

    page.wait_for_url("**/check/")
    expect(page.get_by_role("heading", name="3 rows would be written")).to_be_visible()
    clean(page)
    assert not MemberLine.objects.exists()
    page.get_by_role("button", name="Write these rows").click()
    work(page)

    expect(page.get_by_role("heading", name="The file is written")).to_be_visible()
    assert set(MemberLine.objects.values_list("name", "category")) == {
        ("Alpha Capteurs", "PME"),
        ("Beta Logiciels", "TPE"),
        ("Gamma Lasers", "ETI"),
    }
    clean(page)
    page.get_by_role("link", name="Take it back").click()
    clean(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="The import was taken back")).to_be_visible()
    clean(page)
    page.goto("/imports/ways/")
    expect(page.get_by_text("Lists of Minalogic").first).to_be_visible()
    clean(page)
