"""What a child process does with a received picture: recognise, decode, turn, shrink, re-encode. Knows no Django.

Decoders are where hostile files strike, and a small file can ask for gigabytes: `clusterix.lib.pictures` runs this
module in a process of its own, under limits of memory and time, without the settings' secrets.
It reads the file on standard input and writes one line of JSON, then the bytes of both renderings.
"""

import io
import json
import resource
import struct
import sys
import zlib
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageCms, ImageOps

MOST_PIXELS = 40_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 1600, 640
QUALITY = 82  # of WebP; above, files grow faster than anyone sees

MOST_MEMORY = 1024**3  # bytes of address space
MOST_SECONDS = 20  # of processor

Reason = Literal["empty", "drawing", "telephone", "other", "damaged", "animated", "pixels"]
# What decoders raise for broken files, found by trying: none of it tells the person anything.
BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, AttributeError, OverflowError,
    struct.error, zlib.error, ImageCms.PyCMSError,
)  # fmt: skip
DEEP_GREY = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N", "F"})


class Refused(Exception):
    """The picture is not taken; `reason` is a key of the sentences in `clusterix.lib.pictures`."""

    def __init__(self, reason: Reason, pixels: int = 0) -> None:
        self.reason: Reason = reason
        self.pixels = pixels
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Rendering:
    """A picture as it is kept: WebP without any metadata, and its size in pixels."""

    content: bytes
    width: int
    height: int


def clean(content: bytes) -> tuple[Rendering, Rendering]:
    """The picture at most 1600 pixels long, and its thumbnail at most 640; raises Refused for all else."""
    _refuse_other_formats(content)
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            _refuse_by_header(image)
            # A large JPEG is decoded at a half, a quarter or an eighth, whichever still exceeds what is kept.
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            still = _upright(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise Refused("pixels") from error
    except BROKEN as error:
        raise Refused("damaged") from error
    return _rendered(still, LONGEST_SIDE), _rendered(still, THUMBNAIL_SIDE)


def _refuse_other_formats(content: bytes) -> None:
    """By what the file holds, whatever its name says."""
    start = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content:
        raise Refused("empty")
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"%pdf", b"%!ps")):
        raise Refused("drawing")
    if content[4:8] == b"ftyp":
        raise Refused("telephone")
    is_known = content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    )
    if not is_known:
        raise Refused("other")


def _refuse_by_header(image: Image.Image) -> None:
    """Before anything is decoded: how many pixels, how many frames."""
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise Refused("pixels", pixels)
    # Telephones add a second, smaller frame to a JPEG (MPO): the first one is the picture.
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise Refused("animated")


def _upright(image: Image.Image) -> Image.Image:
    """The picture as it was meant to be seen, small enough, in sRGB, on white: a new one, with pixels only."""
    profile = image.info.get("icc_profile")
    # Palettes and see-through colours do not survive shrinking as such: they become plain channels first.
    plain = image.convert("RGBA") if image.has_transparency_data else image
    if plain.mode in DEEP_GREY:
        plain = plain.point(lambda value: value * (1 / 256)).convert("L")
    elif plain.mode in ("1", "P"):
        plain = plain.convert("RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    turned = _in_srgb(ImageOps.exif_transpose(plain), profile)
    ground = Image.new("RGB", turned.size, "white")
    ground.paste(turned.convert("RGB"), mask=turned.getchannel("A") if turned.mode == "RGBA" else None)
    return ground


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Cameras' wider colours brought into those of screens, which would else look dull without their profile."""
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        brought = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (OSError, ImageCms.PyCMSError):
        return image
    return brought or image


def _rendered(picture: Image.Image, longest: int) -> Rendering:
    sized = picture.copy()
    sized.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    sized.save(file, "WEBP", quality=QUALITY, method=4)
    return Rendering(file.getvalue(), sized.width, sized.height)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    output = sys.stdout.buffer
    try:
        renderings = clean(sys.stdin.buffer.read())
    except Refused as refused:
        output.write(json.dumps({"refused": refused.reason, "pixels": refused.pixels}).encode())
        return
    sizes = [(len(rendering.content), rendering.width, rendering.height) for rendering in renderings]
    output.write(json.dumps({"sizes": sizes}).encode() + b"\n")
    for rendering in renderings:
        output.write(rendering.content)


if __name__ == "__main__":
    main()
