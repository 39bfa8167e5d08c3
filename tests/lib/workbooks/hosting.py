"""Starts the reading child by a fork of a process that has read its modules already, so that thousands may be tried.

The same code runs as in `python -m clusterix.lib.workbooks.reading.child`, under the same limits; only its start is
shared.
"""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clusterix.lib.workbooks.reading import child
from clusterix.lib.workbooks.reading.formats import excel

START, WAIT = b"s", b"w"
NUMBER = struct.Struct(">q")


class HostedProcess:
    """What `opening` uses of subprocess.Popen."""

    host: socket.socket

    def __init__(self, command: list[str], **_options: Any) -> None:
        commands, self.stdin = _pipe("wb")
        answers_in, answers_out = os.pipe()
        self.stdout = os.fdopen(answers_in, "rb", buffering=0)
        socket.send_fds(self.host, [START], [commands, answers_out])
        (self.pid,) = NUMBER.unpack(self.host.recv(NUMBER.size))
        os.close(commands)
        os.close(answers_out)
        self.code: int | None = None

    def wait(self, _timeout: float | None = None) -> int:
        if self.code is None:
            self.host.send(WAIT + NUMBER.pack(self.pid))
            (self.code,) = NUMBER.unpack(self.host.recv(NUMBER.size))
        return self.code

    def communicate(self) -> None:
        self.stdin.close()
        self.stdout.close()
        self.wait()


def _pipe(mode: str) -> tuple[int, Any]:
    read, write = os.pipe()
    return read, os.fdopen(write, mode, buffering=0)


@contextmanager
def hosted() -> Iterator[type[HostedProcess]]:
    """A stand-in for subprocess.Popen, whose processes come from one host, ended at the end."""
    here, there = socket.socketpair()
    command = [sys.executable, "-m", "tests.lib.workbooks.hosting", str(there.fileno())]
    with subprocess.Popen(command, pass_fds=[there.fileno()]) as host, here:
        there.close()
        HostedProcess.host = here
        yield HostedProcess
        here.close()
        host.wait(10)


def serve(here: socket.socket) -> None:
    """Every other child reads its file in segments, however small it is."""
    at_once = excel.READ_AT_ONCE
    while True:
        said, files, _flags, _address = socket.recv_fds(here, 9, 2)
        if not said:
            return
        if said == START:
            excel.READ_AT_ONCE = 0 if excel.READ_AT_ONCE else at_once
            pid = os.fork()
            if not pid:
                _become_child(*files)
            for file in files:
                os.close(file)
            here.send(NUMBER.pack(pid))
        else:
            (pid,) = NUMBER.unpack(said[1:])
            _pid, status = os.waitpid(pid, 0)
            here.send(NUMBER.pack(os.waitstatus_to_exitcode(status)))


def _become_child(commands: int, answers: int) -> None:
    try:
        os.setsid()
        os.dup2(commands, 0)
        os.dup2(answers, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.closerange(3, 64)
        child.main()
        sys.stdout.flush()
    finally:
        os._exit(1 if sys.exc_info()[0] else 0)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
