"""The demonstration on a server of its own, beside the tests' database: filled once a session, for those who look."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tools.screenshots import free_port, wait_for


@dataclass(frozen=True)
class Demonstration:
    url: str
    # The address of each role.
    logins: dict[str, str]
    password: str

    def sign_in(self, context: BrowserContext, role: str) -> None:
        """By the sign-in page, as anybody does."""
        page = context.new_page()
        page.goto(f"{self.url}/accounts/login/")
        page.fill("input[name=login]", self.logins[role])
        page.fill("input[name=password]", self.password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/login" not in address)
        page.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    folder, port = tmp_path_factory.mktemp("demonstration"), free_port()
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings_served",
        "DATABASE_URL": f"sqlite:///{folder}/demonstration.sqlite3",
        "MEDIA_ROOT": f"{folder}/media",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }

    def manage(*arguments: str) -> list[str]:
        return [sys.executable, "manage.py", *arguments]

    subprocess.run(manage("migrate", "--verbosity", "0"), check=True, env=environ)
    told = json.loads(subprocess.run(manage("demo", "--json"), check=True, env=environ, stdout=subprocess.PIPE).stdout)
    serve = manage("runserver", f"127.0.0.1:{port}", "--noreload", "--nostatic")
    with Path(folder, "log").open("w") as log, subprocess.Popen(serve, env=environ, stdout=log, stderr=log) as server:
        site = f"http://127.0.0.1:{port}"
        wait_for(f"{site}/healthz")
        logins = {login["role"]: login["email"] for login in told["logins"]}
        yield Demonstration(site, logins, told["password"])
        server.terminate()
