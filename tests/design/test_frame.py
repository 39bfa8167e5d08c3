"""The frame of every page: navigation, banners, what the law wants within reach."""

import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error

from monitoring.navigation import ENTRIES
from monitoring.people.roles import Role
from monitoring.territory.models import Region
from tests.cast import Cast


def test_navigation_names_real_roles_only() -> None:
    assert {role for entry in ENTRIES for role in entry.roles} <= set(Role)


def test_a_visitor_finds_the_legal_pages_and_no_navigation(client: Client, db: None) -> None:
    page = client.get("/accessibilite", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert 'id="site-nav"' not in page
    for address in ("/accessibilite", "/mentions-legales", "/donnees-personnelles"):
        assert f'href="{address}"' in page
    assert "Accessibility: not compliant" in page


def test_the_declaration_holds_what_its_template_wants(client: Client, db: None) -> None:
    page = client.get("/accessibilite", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    wanted = ["State of compliance", "Results of tests", "What is not accessible", "Made on", "Technologies"]
    wanted += ["Tested with", "Tools", "Pages checked", "Tell us", "Défenseur des droits", "action plan"]
    assert [words for words in wanted if words not in page] == []


@pytest.mark.parametrize("address", ["/mentions-legales", "/donnees-personnelles", "/accessibilite"])
def test_what_the_publisher_has_not_given_is_said(client: Client, db: None, address: str) -> None:
    assert "not given yet by the region" in client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_the_publisher_is_named_once_given(client: Client, db: None, settings: object) -> None:
    settings.PUBLISHER = dict.fromkeys(settings.PUBLISHER, "Région <Exemple>")  # type: ignore[attr-defined]
    page = client.get("/mentions-legales", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Région &lt;Exemple&gt;" in page
    assert "not given yet" not in page


def test_a_demonstration_says_so_on_every_page(client: Client, cast: Cast) -> None:
    assert "banner" not in client.get("/accessibilite").content.decode()
    Region.objects.filter(pk=cast.region.pk).update(is_demonstration=True)
    assert 'class="banner"' in client.get("/accessibilite").content.decode()
    client.force_login(cast.manager)
    assert 'class="banner"' in client.get("/accounts/email/").content.decode()


def test_the_language_is_chosen_by_a_post_and_kept(client: Client, db: None) -> None:
    client.post("/language/", {"language": "en", "next": "/accessibilite"})
    page = client.get("/accessibilite").content.decode()
    assert '<html lang="en">' in page
    assert re.search(r'lang="fr"[^>]*>\s*(<svg.*?</svg>)?\s*Français', page, re.DOTALL)


def test_a_person_sees_their_name_and_can_sign_out(client: Client, cast: Cast) -> None:
    client.force_login(cast.officer)
    page = client.get("/accounts/email/").content.decode()
    assert cast.officer.get_full_name() in page
    assert 'action="/accounts/logout/"' in page


@pytest.mark.parametrize("address", ["/no-such-page", "/reports/no-such-report/"])
def test_a_missing_page_says_what_to_do(client: Client, cast: Cast, address: str) -> None:
    client.force_login(cast.manager)
    response = client.get(address, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 404
    assert "Nothing at this address" in response.content.decode()


def test_a_failure_is_shown_even_without_database(rf: RequestFactory) -> None:
    """No `db`: the page of the last resort asks nothing of the database."""
    request = rf.get("/")
    for handler in (lambda: server_error(request), lambda: bad_request(request, Exception())):
        page = handler().content.decode()
        assert '<main class="site-main"' in page
        assert "popovertarget" not in page


def test_pages_load_nothing_from_elsewhere(client: Client, db: None) -> None:
    head = client.get("/accessibilite").content.decode().split("</head>")[0]
    assert all(address.startswith(settings.STATIC_URL) for address in re.findall(r'(?:src|href)="([^"]+)"', head))
