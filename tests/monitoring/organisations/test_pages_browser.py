"""The registry in Chromium: no barrier on any of its pages, and a pair decided on by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from monitoring.organisations.merging import merge
from monitoring.organisations.models import Organisation, Pair
from monitoring.organisations.naming import name_key
from monitoring.people.models import Person
from monitoring.uploads.examining import examine
from monitoring.uploads.models import Upload
from monitoring.uploads.receiving import receive
from tests.browser import barriers
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1280, 390, 320)


def make(name: str, **facts: Any) -> Organisation:
    return Organisation.objects.create(name=name, name_key=name_key(name), **facts)


def an_extract(cast: Cast) -> Upload:
    """Compared with the registry, and waiting."""
    text = b"siren;categorieEntreprise;etatAdministratifUniteLegale\r\n732829320;GE;A\r\n542048574;PME;A\r\n"
    upload = receive(
        SimpleUploadedFile("sirene.csv", text),
        purpose="sirene",
        subject="",
        region=cast.region,
        cluster=None,
        person=cast.officer,
        options={"day": "2026-10-01"},
    )
    examine(upload)
    return upload


def test_no_page_of_the_registry_has_a_barrier(cast: Cast, page: Page, sign_in: Callable[[Person], None]) -> None:
    today = timezone.localdate()
    one = make("Mécanique Duvernay", category="PME", siren="732829320", sirene_size="ETI", sirene_read_on=today)
    other = make("Mécanique Duverney", category="TPE", siren="542048574", town="Cluses", sirene_is_active=False)
    merge(one, make("Duvernay"), cast.officer, "A former name.")
    Pair.objects.create(first=one, second=other, score=96)
    sign_in(cast.officer)
    compared = f"{reverse('organisation-merge', args=[one.uuid])}?other={other.uuid}"
    addresses = [
        reverse("organisation-list"),
        reverse("organisation-detail", args=[one.uuid]),
        reverse("organisation-edit", args=[one.uuid]),
        reverse("organisation-pairs"),
        f"{reverse('organisation-merge', args=[one.uuid])}?q=duverney",
        compared,
        reverse("organisation-sirene"),
    ]
    addresses.append(reverse("organisation-sirene-file", args=[an_extract(cast).uuid]))
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert barriers(page) == [], f"{address} at {width}"


def test_pair_is_decided_on_by_the_keyboard(cast: Cast, page: Page, sign_in: Callable[[Person], None]) -> None:
    one, other = make("Mécanique Duvernay", siren="732829320"), make("Mécanique Duverney")
    Pair.objects.create(first=one, second=other, score=96)
    sign_in(cast.officer)
    page.goto(reverse("organisation-pairs"))
    page.locator("input[type=radio]:checked").focus()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    other.refresh_from_db()
    assert other.merged_into == one
