"""Spoils good workbooks in a thousand ways: bytes, parts of the archive, XML. The same seed spoils in the same way."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from random import Random

from clusterix.lib.workbooks.reading.formats.parts import UNPACKING

TAG = re.compile(rb"<[^<>]+>")
ATTRIBUTE = re.compile(rb'([A-Za-z:]+)="([^"<]*)"')
TEXT = re.compile(rb">([^<>]+)<")
ODD_VALUES = [
    b"", b"-1", b"0", b"NaN", b"inf", b"1e999", b"99999999999999999999", b"4294967296", b"A0", b"XFD1048576",
    b"ZZZZZZ99999999", b"A1:XFD1048576", b"e", b"s", b"b", b"d", b"str", b"inlineStr", b"\xff\xfe", b"&lt;", b"&x;",
    b"&#0;", b"&#xFFFFFFFF;", b"x" * 70_000, b"1904-13-45", b"true", b"veryHidden", b"../../x", b"External", b"rId999",
    b"_x0000_", "é\u202e\U0001f600".encode(), b"\x00", b"'", b">",
]  # fmt: skip
INSERTED = [
    b"&x;", b"&#0;", b"<!DOCTYPE x>", b'<!DOCTYPE x [<!ENTITY y "z">]>', b"<!-- -->", b"<![CDATA[x]]>", b"<?x y?>",
    b"<", b">", b"\x00", b"\xff", b"<a>" * 5_000, b"<c><v>1</v></c>", b'<c r="A1" t="e"><v>#N/A</v></c>', b"<f>1+1</f>",
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', b"</sheetData>", b"<row/>", b"<is><t>x</t></is>",
    b"9" * 400, b"<x:c xmlns:x='y'/>",
]  # fmt: skip

Change = Callable[[Random, bytes], bytes]


def spoiled(good: bytes, random: Random) -> bytes:
    """One to three changes, of the file's bytes or of a part inside."""
    content = good
    for _time in range(random.choice([1, 1, 1, 2, 3])):
        if zipfile.is_zipfile(io.BytesIO(content)) and random.random() < 0.75:
            content = _spoil_archive(random, content)
        else:
            content = random.choice(OF_BYTES)(random, content)
    return content


# --- Bytes ------------------------------------------------------------------------------------------------------------


def flip(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _time in range(random.choice([1, 1, 4, 30])):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def cut(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def drop(random: Random, content: bytes) -> bytes:
    start = random.randrange(len(content) + 1)
    return content[:start] + content[start + random.choice([1, 2, 50, 5_000]) :]


def repeat(random: Random, content: bytes) -> bytes:
    start = random.randrange(len(content) + 1)
    return content[:start] + content[start : start + random.choice([1, 30, 3_000])] * 2 + content[start:]


def blank(random: Random, content: bytes) -> bytes:
    start = random.randrange(len(content) + 1)
    length = min(random.choice([1, 8, 300]), len(content) - start)
    return content[:start] + random.choice([b"\x00", b"\xff", b" "]) * length + content[start + length :]


OF_BYTES: list[Change] = [flip, flip, cut, drop, repeat, blank]


# --- XML --------------------------------------------------------------------------------------------------------------


def _replaced(random: Random, found: list[re.Match[bytes]], content: bytes, group: int, new: bytes) -> bytes:
    if not found:
        return content
    place = random.choice(found)
    return content[: place.start(group)] + new + content[place.end(group) :]


def change_attribute(random: Random, content: bytes) -> bytes:
    return _replaced(random, list(ATTRIBUTE.finditer(content)), content, 2, random.choice(ODD_VALUES))


def rename_attribute(random: Random, content: bytes) -> bytes:
    new = random.choice([b"r", b"t", b"s", b"x", b"xml:space", b"xmlns", b"r:id"])
    return _replaced(random, list(ATTRIBUTE.finditer(content)), content, 1, new)


def change_text(random: Random, content: bytes) -> bytes:
    return _replaced(random, list(TEXT.finditer(content)), content, 1, random.choice(ODD_VALUES))


def insert(random: Random, content: bytes) -> bytes:
    place = random.choice([tag.end() for tag in TAG.finditer(content)] or [0])
    return content[:place] + random.choice(INSERTED) + content[place:]


def swap_tags(random: Random, content: bytes) -> bytes:
    tags = list(TAG.finditer(content))
    if len(tags) < 2:
        return content
    first, second = sorted(random.sample(tags, 2), key=lambda tag: tag.start())
    between = content[first.end() : second.start()]
    return content[: first.start()] + second[0] + between + first[0] + content[second.end() :]


def drop_tag(random: Random, content: bytes) -> bytes:
    return _replaced(random, list(TAG.finditer(content)), content, 0, b"")


def prefix(random: Random, content: bytes) -> bytes:
    name = random.choice([b"c", b"row", b"v", b"sheetData", b"worksheet", b"t", b"sst", b"sheet"])
    return re.sub(rb"<(/?)%b\b" % name, rb"<\1x:%b" % name, content)


OF_XML: list[Change] = [
    change_attribute, change_attribute, change_attribute, rename_attribute, change_text, change_text, insert, insert,
    swap_tags, drop_tag, prefix, *OF_BYTES,
]  # fmt: skip


# --- Archives ---------------------------------------------------------------------------------------------------------


def _spoil_archive(random: Random, content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except UNPACKING:
        return flip(random, content)
    if not parts:
        return content
    name = random.choice([*parts, *[part for part in parts if "sheet" in part.lower() or part == "content.xml"] * 3])
    match random.randrange(12):
        case 0:
            del parts[name]
        case 1:
            other = random.choice(list(parts))
            parts[name], parts[other] = parts[other], parts[name]
        case 2:
            parts[random.choice(["xl/vbaProject.bin", "../x", name.upper(), "x" * 5_000, "xl/é.xml"])] = b"<x/>"
        case _:
            parts[name] = random.choice(OF_XML)(random, parts[name])
    return _packed(random, parts)


def _packed(random: Random, parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    kind = random.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2])
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
