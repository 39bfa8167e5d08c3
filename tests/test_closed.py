"""What keeps the house closed, whatever the slices do."""

import socket
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast


def test_the_administration_has_no_sign_in_of_its_own(client: Client, cast: Cast) -> None:
    response = client.post("/admin/login/", {"username": cast.administrator.email, "password": "guess"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_a_session_ends_two_hours_after_its_last_request(client: Client, cast: Cast) -> None:
    page = "/accounts/email/"
    with time_machine.travel("2026-11-22 08:00 +0100", tick=False) as clock:
        client.force_login(cast.manager)
        for _ in range(3):
            clock.shift(timedelta(minutes=110))
            assert client.get(page).status_code == 200
        clock.shift(timedelta(minutes=121))
        assert client.get(page).status_code == 302


def test_reading_pages_seldom_writes_the_session(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    client.get("/accounts/email/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/accounts/email/")
    assert not [query for query in queries if not query["sql"].startswith("SELECT")]


def test_tests_reach_nothing_but_this_machine() -> None:
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"), socket.socket() as elsewhere:
        elsewhere.connect(("192.0.2.1", 80))
