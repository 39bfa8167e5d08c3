from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast

As = Callable[[str], Client]


@pytest.fixture
def as_(cast: Cast) -> As:
    """A browser signed in as somebody of the cast."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.people[name])
        return client

    return sign_in


@pytest.fixture
def jobs_at_once(settings: Settings) -> None:
    """What is put into the queue runs at once, so that its mail is there to be read."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
