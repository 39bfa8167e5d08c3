import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation
from pytest_django import Settings

pytest_plugins = ["tests.cast", "tests.browser", "tests.demonstration", "tests.visitor"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# What a marked test needs, and whether this machine has it.
NEEDS = {"browser": CHROMIUM, "libreoffice": shutil.which("soffice")}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name, found in NEEDS.items():
            if not found and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"{name} is not on this machine"))


def pytest_configure(config: pytest.Config) -> None:
    """Tests reach nothing but this machine: what would call out fails and says whom it called."""
    connect = socket.socket.connect

    def connect_to_this_machine(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            raise RuntimeError(f"A test tried to reach {address[0]}: tests stay on this machine.")
        connect(self, address)

    socket.socket.connect = connect_to_this_machine  # type: ignore[assignment, method-assign]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With CLUSTERIX_TEST_ALL=1 a test left out is a failure."""
    if os.environ.get("CLUSTERIX_TEST_ALL") == "1" and left_out(session.config) and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(config: pytest.Config) -> None:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    reporter.write_line(f"Left out: {', '.join(left_out(config)) or 'nothing'}.")


def left_out(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    reasons = [report.longrepr[2].removeprefix("Skipped: ") for report in reporter.stats.get("skipped", [])]
    return [f"{reasons.count(reason)} tests ({reason})" for reason in sorted(set(reasons))]


@pytest.fixture(autouse=True)
def nothing_of_another_test(settings: Settings, tmp_path: Path) -> None:
    """No test finds another's files, its counts of failed sign-ins, nor the language of the last page it asked for."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    translation.deactivate()
