"""Serves Clusterix with its background worker and stops both together: one machine, one command."""

import os
import signal
import subprocess
import sys

ADDRESS = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
WORKERS = ["--workers", str(os.cpu_count()), "--no-control-socket"]
COMMANDS = [
    [sys.executable, "-m", "gunicorn", "clusterix.wsgi", "--bind", ADDRESS, *WORKERS],
    [sys.executable, "manage.py", "db_worker"],
]


def serve() -> int:
    """Ends when asked to (0), or with the first of the two that ends by itself (1)."""
    asked_to_stop = False

    def stop(*_: object) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True
        for process in processes:
            process.terminate()

    processes = [subprocess.Popen(command) for command in COMMANDS]
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"Clusterix is on http://{ADDRESS} — Ctrl-C stops it.", flush=True)
    os.wait()
    ended_by_itself = not asked_to_stop
    stop()
    for process in processes:
        process.wait()
    return int(ended_by_itself)


if __name__ == "__main__":
    sys.exit(serve())
