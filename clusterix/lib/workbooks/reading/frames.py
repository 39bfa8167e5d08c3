"""How the reading child and its caller part one answer from the next: a length in four bytes, then the answer."""

from __future__ import annotations

import struct
from typing import BinaryIO

HEAD = struct.Struct(">I")
LONGEST = 16 * 1024**2


def send(out: BinaryIO, content: bytes) -> None:
    out.write(HEAD.pack(len(content)))
    out.write(content)
    out.flush()
