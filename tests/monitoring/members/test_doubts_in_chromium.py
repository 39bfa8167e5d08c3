"""Doubts in Chromium: no barrier at any width, and a word said by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from monitoring.people.models import Person
from tests import builders
from tests.browser import barriers
from tests.cast import Cast
from tests.monitoring.members.conftest import lay_down
from tests.monitoring.members.test_doubts import NAMES, both, doubt_of
from tests.monitoring.members.test_file import examined

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_doubt_is_decided_on_without_a_mouse_and_without_a_barrier(
    cast: Cast, page: Page, sign_in: Callable[[Person], None]
) -> None:
    known = builders.make_organisation(name="Capteurs du Gresivaudan Industrie", siren="552100554", town="Meylan")
    upload = examined(lay_down(cast), both)
    sign_in(cast.manager)
    page.goto(f"{reverse('upload-detail', args=[upload.uuid])}?tab=doubts")
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert barriers(page) == []
    page.locator(f"button[value='{known.pk}']").press("Enter")
    page.wait_for_url("**#doubt-*")
    assert page.locator(f"#doubt-{doubt_of(upload, NAMES[0]).pk}").is_visible()
    assert doubt_of(upload, NAMES[0]).organisation == known
    assert barriers(page) == []
