"""What every measurement of pages does: a database of its own, somebody signed in, the time and queries of a page."""

from __future__ import annotations

import gc
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from django.conf import settings
from django.db import connection
from django.http import FileResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from monitoring.people.models import Person


@dataclass(frozen=True)
class Measure:
    """Of one page: the median server time of several requests, and the queries of one.

    On a machine that does something else meanwhile, `fastest` says what the page takes where it is least disturbed, and
    `processor` what this process alone took of the machine; a database server is not in it.
    """

    milliseconds: float
    fastest: float
    processor: float
    queries: int

    def __str__(self) -> str:
        return f"{self.milliseconds:.0f} / {self.queries}"


@contextmanager
def scratch_database() -> Iterator[None]:
    """An empty database and folder of files, removed at the end; those in use are never touched."""
    logging.disable(logging.WARNING)  # Pages closed to a role are no news.
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def status_of(client: Client, address: str) -> int:
    response = client.get(address)
    if isinstance(response, FileResponse):
        list(response.streaming_content)  # A file is closed at its end.
    return response.status_code


def measure(client: Client, address: str, times: int) -> Measure:
    """Everything between a request and its answer in this process, after one request that fills the caches."""
    status = status_of(client, address)
    assert status == 200, f"{address} answered {status}"
    with CaptureQueriesContext(connection) as queries:
        status_of(client, address)
        number = len(queries)  # The next request begins a new list.
    times_passed, times_taken = [], []
    for _ in range(times):
        start, start_here = perf_counter(), process_time()
        status_of(client, address)
        times_passed.append(perf_counter() - start)
        times_taken.append(process_time() - start_here)
    fastest = round(min(times_passed) * 1000, 1)
    return Measure(_milliseconds(times_passed), fastest, _milliseconds(times_taken), number)


def together(measures: Sequence[Measure]) -> Measure:
    """Of one page, measured several times."""
    return Measure(
        median(each.milliseconds for each in measures),
        min(each.fastest for each in measures),
        median(each.processor for each in measures),
        max(each.queries for each in measures),
    )


def growth_of(work: Callable[[], object]) -> int:
    """By how many MB this process grew at the most meanwhile; Linux counts it."""
    gc.collect()
    process = Path("/proc/self")
    (process / "clear_refs").write_text("5")  # The peak counts from here.
    before = _resident(process, "VmRSS")
    work()
    return (_resident(process, "VmHWM") - before) // 1024


def _resident(process: Path, name: str) -> int:
    found = next(line for line in (process / "status").read_text().splitlines() if line.startswith(name))
    return int(found.split()[1])  # In kB.


def _milliseconds(seconds: list[float]) -> float:
    return round(median(seconds) * 1000, 1)
