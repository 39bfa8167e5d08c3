"""Received pictures, made safe to keep and to show: JPEG, PNG and WebP in, WebP without any metadata out.

What a picture is, is read from its content, never from its name. Where it was taken, with what and by whom (EXIF,
XMP, colour profiles) is gone (UX.md 15). Decoding happens in a child process: see `picture_cleaning`.
"""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from clusterix.lib.numbers import format_number
from clusterix.lib.picture_cleaning import MOST_PIXELS, Reason, Rendering

MOST_BYTES = 10 * 1024**2
MOST_WAITING = 40  # seconds, for a child that waits its turn on a busy machine
CONTENT_TYPE, SUFFIX = "image/webp", ".webp"


class PictureRefused(ValueError):
    """A file that is no picture to be kept; its message is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture ready to be kept. `digest` is the SHA-256 of `content`, in hexadecimal."""

    content: bytes
    width: int
    height: int
    digest: str
    thumbnail: Rendering


def clean_picture(file: IO[bytes] | File) -> CleanPicture:
    """The picture upright, at most 1600 pixels long, with a thumbnail of at most 640, as WebP without metadata.

    At most 10 MB and 40 megapixels. Raises PictureRefused, with what to do, for whatever is no such picture.
    """
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PictureRefused(
            _("This file is too heavy: a picture weighs at most %(most)s MB. Save a smaller copy and send that.")
            % {"most": MOST_BYTES // 1024**2}
        )
    full, thumbnail = _cleaned_by_child(content)
    return CleanPicture(full.content, full.width, full.height, hashlib.sha256(full.content).hexdigest(), thumbnail)


def _cleaned_by_child(content: bytes) -> tuple[Rendering, Rendering]:
    command = [sys.executable, "-m", "clusterix.lib.picture_cleaning"]
    # Of the environment, what finds libraries and nothing that is secret.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        child = subprocess.run(
            command, input=content, capture_output=True, timeout=MOST_WAITING, check=True,
            cwd=settings.BASE_DIR, env=environment,
        )  # fmt: skip
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise PictureRefused(_sentence("damaged")) from error
    head, _line_end, rest = child.stdout.partition(b"\n")
    answer = json.loads(head)
    if "refused" in answer:
        raise PictureRefused(_sentence(answer["refused"], answer["pixels"]))
    (length, width, height), (_length, thumbnail_width, thumbnail_height) = answer["sizes"]
    return (
        Rendering(rest[:length], width, height),
        Rendering(rest[length:], thumbnail_width, thumbnail_height),
    )


def _sentence(reason: Reason, pixels: int = 0) -> str:
    if reason == "pixels" and pixels:
        return _("This picture is too large: %(pixels)s million pixels, at most %(most)s. Send a smaller copy.") % {
            "pixels": format_number(pixels // 1_000_000),
            "most": MOST_PIXELS // 1_000_000,
        }
    return {
        "empty": _("This file is empty. Choose the picture again."),
        "drawing": _("This file is a drawing or a document, not a photograph. Send a JPEG, PNG or WebP picture."),
        "telephone": _(
            "This is a picture in a telephone’s own format (HEIC or AVIF) or a film. Save it as JPEG and send that."
        ),
        "other": _("This file is not a picture that can be shown here. Send a JPEG, PNG or WebP picture."),
        "damaged": _("This picture is damaged or incomplete. Send the original once more, or another one."),
        "animated": _("This picture moves. Send one that stands still."),
        "pixels": _("This picture is too large. Send a smaller copy."),
    }[reason]
