import hashlib
import io
import random
import struct
import sys
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from PIL import Image, ImageCms, PngImagePlugin

from clusterix.lib import pictures
from clusterix.lib.picture_cleaning import Refused, clean
from clusterix.lib.pictures import CleanPicture, PictureRefused, clean_picture

Colour = tuple[int, int, int]
RED: Colour = (200, 20, 20)
BLUE: Colour = (20, 20, 200)
ORIENTATION, GPS, ARTIST = 0x0112, 0x8825, 0x013B


def photograph(width: int = 64, height: int = 48) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def with_metadata(**tags: int) -> bytes:
    exif = Image.Exif()
    exif[ARTIST] = "Camille Secret"
    exif[ORIENTATION] = tags.get("orientation", 1)
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (45.0, 11.0, 12.0)
    return encoded(photograph(), exif=exif, comment=b"Secret comment")


def decoded(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def is_like(picture: Image.Image, at: tuple[int, int], colour: Colour) -> bool:
    found = picture.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 40 for one, other in zip(found, colour, strict=True))


def cleaned(content: bytes) -> CleanPicture:
    return clean_picture(io.BytesIO(content))


def refusal(content: bytes) -> str:
    with override("en"), pytest.raises(PictureRefused) as refused:
        cleaned(content)
    return str(refused.value)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_webp_with_its_size_and_digest(kind: str) -> None:
    picture = cleaned(encoded(photograph(), kind))
    kept = decoded(picture.content)
    assert kept.format == "WEBP"
    assert kept.size == (picture.width, picture.height) == (64, 48)
    assert picture.digest == hashlib.sha256(picture.content).hexdigest()
    assert is_like(kept, (10, 10), RED)
    assert is_like(kept, (50, 10), BLUE)


def test_a_large_picture_is_brought_to_1600_pixels_and_its_thumbnail_to_640() -> None:
    picture = cleaned(encoded(photograph(4000, 3000)))
    assert (picture.width, picture.height) == (1600, 1200)
    assert decoded(picture.thumbnail.content).size == (640, 480)
    assert (picture.thumbnail.width, picture.thumbnail.height) == (640, 480)


def test_a_small_picture_is_not_blown_up() -> None:
    picture = cleaned(encoded(photograph(30, 20)))
    assert (picture.width, picture.height) == (30, 20)
    assert (picture.thumbnail.width, picture.thumbnail.height) == (30, 20)


def test_no_metadata_survives() -> None:
    original = with_metadata()
    assert b"Secret" in original
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Secret</x:xmpmeta>")
    for content in (original, encoded(photograph(), "PNG", pnginfo=info), encoded(photograph(), "WEBP", xmp=b"Secret")):
        picture = cleaned(content)
        for kept in (picture.content, picture.thumbnail.content):
            assert b"Secret" not in kept
            assert not decoded(kept).getexif()
            assert not {"exif", "xmp", "icc_profile", "comment"} & decoded(kept).info.keys()


def test_a_picture_taken_upside_down_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    see_through = encoded(photograph().convert("RGBA"), "PNG", exif=exif)
    for content in (with_metadata(orientation=6), see_through):
        picture = cleaned(content)
        assert (picture.width, picture.height) == (48, 64)
        assert is_like(decoded(picture.content), (24, 10), RED)
        assert is_like(decoded(picture.content), (24, 55), BLUE)


def test_what_is_transparent_becomes_white() -> None:
    see_through = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    with_palette = photograph(40, 40).quantize(2)
    for content in (
        encoded(see_through, "PNG"),
        encoded(see_through, "WEBP"),
        encoded(Image.new("LA", (40, 40), (0, 0)), "PNG"),
        encoded(with_palette, "PNG", transparency=with_palette.getpixel((1, 1))),
    ):
        assert is_like(decoded(cleaned(content).content), (5, 5), (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "CMYK"])
def test_other_colour_modes_are_taken(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    kept = decoded(cleaned(encoded(Image.new("RGB", (40, 40), "white").convert(mode), kind)).content)
    assert is_like(kept, (5, 5), (255, 255, 255))


def test_deep_grey_keeps_its_shade() -> None:
    kept = decoded(cleaned(encoded(Image.new("I;16", (40, 40), 128 * 256), "PNG")).content)
    assert is_like(kept, (5, 5), (128, 128, 128))


def test_a_broken_colour_profile_is_left_aside() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"not a profile", srgb[:200]):
        assert is_like(decoded(cleaned(encoded(photograph(), icc_profile=profile)).content), (10, 10), RED)


def test_an_upload_already_read_is_read_again() -> None:
    upload = SimpleUploadedFile("photo.exe", encoded(photograph()), "text/plain")
    upload.read()
    assert clean_picture(upload).width == 64


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "is a drawing or a document"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "is a drawing or a document"),
        (b"%PDF-1.7", "is a drawing or a document"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "Save it as JPEG"),
        (b"MZ\x90\x00 a program", "is not a picture"),
        (b"PK\x03\x04", "is not a picture"),
        (b"\x00" * 1000, "is not a picture"),
        (encoded(photograph(), "GIF"), "is not a picture"),
        (encoded(photograph(), "TIFF"), "is not a picture"),
        (encoded(photograph(), "BMP"), "is not a picture"),
        (b"\xff\xd8\xff\xe0 no picture", "damaged or incomplete"),
        (b"RIFF\x00\x00\x00\x00WEBP", "damaged or incomplete"),
        (encoded(photograph(400, 300))[:1500], "damaged or incomplete"),
        (encoded(photograph(400, 300), "PNG")[:300], "damaged or incomplete"),
        (encoded(photograph(400, 300), "WEBP")[:150], "damaged or incomplete"),
        (png_claiming(0, 0), "damaged or incomplete"),
        (png_claiming(9000, 9000), "81 million pixels, at most 40"),
        (png_claiming(2**31 - 1, 2**31 - 1), "too large"),
        (png_claiming(2000, 2000), "damaged or incomplete"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    frames = [photograph(), Image.new("RGB", (64, 48), BLUE)]
    assert "moves" in refusal(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))


def test_a_second_frame_from_a_telephone_is_left_aside() -> None:
    content = encoded(photograph(), "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8), BLUE)])
    assert is_like(decoded(cleaned(content).content), (10, 10), RED)


def test_a_file_too_heavy_is_refused_before_it_is_opened() -> None:
    assert "at most 10 MB" in refusal(encoded(photograph()) + b"\x00" * pictures.MOST_BYTES)


def test_a_child_that_dies_or_hangs_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_WAITING", 0.001)
    assert "damaged" in refusal(encoded(photograph()))
    monkeypatch.undo()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "damaged" in refusal(encoded(photograph()))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on broken metadata, which nobody keeps
def test_300_mutated_pictures_are_taken_or_refused_and_nothing_else() -> None:
    chance = random.Random(20260930)
    originals = [with_metadata(), encoded(photograph(), "PNG"), encoded(photograph(), "WEBP", lossless=True)]
    taken = refused = 0
    for number in range(300):
        content = bytearray(originals[number % 3])
        for _change in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.2:
            del content[chance.randrange(len(content)) :]
        try:
            full, _thumbnail = clean(bytes(content))
            decoded(full.content)
            taken += 1
        except Refused:
            refused += 1
    assert taken > 20
    assert refused > 20
