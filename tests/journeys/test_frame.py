from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from monitoring.people.models import Person
from tests.browser import barriers
from tests.cast import Cast


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("address", ["/accounts/login/", "/accessibilite"])
def test_public_pages_have_no_barrier(page: Page, cast: Cast, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    response = page.goto(address)
    assert response
    assert response.ok
    assert barriers(page) == []


@pytest.mark.browser
def test_a_session_given_is_a_session_held(page: Page, cast: Cast, sign_in: Callable[[Person], None]) -> None:
    sign_in(cast.manager)
    page.goto("/accounts/email/")
    assert cast.manager.email in page.content()
