"""The gate: what a received file is, by its content, before anything reads it. Cheap and bounded, in any process.

An archive is judged by its list of parts and by the beginning of each, never unpacked; what only reading shows is
found in the child process (`child`).
"""

from __future__ import annotations

import mmap
import re
import struct
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from clusterix.lib.workbooks.reading.bounds import STANDARD, Format, Limits, Unreadable
from clusterix.lib.workbooks.reading.formats.parts import UNPACKING
from clusterix.lib.workbooks.reading.refusals import FileRefused, refused

__all__ = ["FileRefused", "inspect"]

ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Other things people send by mistake, told apart from text.
BINARY_MAGICS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"PK")
END_OF_ARCHIVE, LONGEST_END = b"PK\x05\x06", 22 + 65_535
LONGEST_LIST = 4 * 1024**2
HEAD = 64 * 1024
MOST_DENSE, DENSE_FROM = 200, 20 * 1024**2
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MACRO_PARTS = re.compile(r"vbaproject|vbadata|/macrosheets/|^basic/|^scripts/|/activex/", re.IGNORECASE)


def inspect(path: Path, name: str, *, any_file: bool = False, limits: Limits = STANDARD) -> Format:
    """What the file is. Raises FileRefused with a sentence for what is not read.

    Without `any_file`, .xlsx alone; with it also .xls, .ods and tables in text form.
    """
    try:
        return _inspected(path, any_file, limits)
    except Unreadable as error:
        raise refused(error) from error


def _inspected(path: Path, any_file: bool, limits: Limits) -> Format:
    size = path.stat().st_size
    if not size:
        raise Unreadable("empty")
    if size > limits.size:
        raise Unreadable("too_large", found=-(-size // 1024**2), most=limits.size // 1024**2)
    with path.open("rb") as file:
        head = file.read(HEAD)
        if head.startswith(ZIP_MAGIC):
            kind = _inspect_archive(file, limits)
        elif head.startswith(OLE_MAGIC):
            kind = _inspect_ole(file)
        elif head.startswith(BINARY_MAGICS):
            raise Unreadable("not_a_table" if any_file else "not_xlsx")
        else:
            kind = Format.CSV
    if kind != Format.XLSX and not any_file:
        raise Unreadable("not_xlsx")
    if kind == Format.CSV:
        _refuse_no_text(head)
    return kind


def _refuse_no_text(head: bytes) -> None:
    """Text has line ends and hardly any control character; markup is no table, whatever its name."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1:64:2].count(0) > 20 or head[0:64:2].count(0) > 20:
        return
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:100].lower()
    controls = sum(head.count(sign) for sign in range(1, 32) if sign not in b"\t\n\r\x0b\x0c\x1a")
    if start.startswith(b"<"):
        raise Unreadable("web_page")
    if start.startswith(b"{\\rtf") or controls > len(head) // 100:
        raise Unreadable("not_a_table")


# --- OLE: .xls and what is protected by a password -------------------------------------------------------------------


def _inspect_ole(file: BinaryIO) -> Format:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:

        def has(name: str) -> bool:
            return content.find(name.encode("utf-16-le")) >= 0

        if has("EncryptedPackage"):
            raise Unreadable("encrypted")
        if has("_VBA_PROJECT"):
            raise Unreadable("macros")
        if not (has("Workbook") or has("Book")):
            raise Unreadable("other_office_file" if has("WordDocument") or has("PowerPoint") else "not_a_table")
    return Format.XLS


# --- Archives: .xlsx and .ods ----------------------------------------------------------------------------------------


def _inspect_archive(file: BinaryIO, limits: Limits) -> Format:
    _refuse_long_list(file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_parts(parts, limits)
            _refuse_overlaps(file, parts, archive.start_dir)
            kind = _kind(archive)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_document_type(archive, part)
    except UNPACKING as error:
        raise Unreadable("damaged") from error
    return kind


def _refuse_long_list(file: BinaryIO, limits: Limits) -> None:
    """The list of parts is read whole by whoever opens the archive: how long it is comes first."""
    size = file.seek(0, 2)
    file.seek(max(0, size - LONGEST_END))
    tail = file.read()
    found = tail.rfind(END_OF_ARCHIVE)
    if found < 0 or len(tail) - found < 22:
        raise Unreadable("damaged")
    count, length = struct.unpack("<HI", tail[found + 10 : found + 16])
    if found >= 20 and tail[found - 20 :].startswith(b"PK\x06\x07"):
        file.seek(min(size, struct.unpack("<Q", tail[found - 12 : found - 4])[0]))
        large = file.read(56)
        if len(large) < 56 or not large.startswith(b"PK\x06\x06"):
            raise Unreadable("damaged")
        count, length = struct.unpack("<QQ", large[32:48])
    if count > limits.parts or length > LONGEST_LIST:
        raise Unreadable("too_many_parts", most=limits.parts)
    file.seek(0)


def _refuse_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [part.filename.casefold() for part in parts]
    if len(parts) > limits.parts:
        raise Unreadable("too_many_parts", most=limits.parts)
    if len(set(names)) < len(names):
        raise Unreadable("repeated_part")
    if any(_leads_outside(name) for name in names):
        raise Unreadable("unsafe_part_name")
    if any(MACRO_PARTS.search(name) for name in names):
        raise Unreadable("macros")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted")
    _refuse_bombs(parts, limits)


def _refuse_bombs(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked:
        raise Unreadable("unpacked_too_large", found=unpacked // 1024**2, most=limits.unpacked // 1024**2)
    if any(p.file_size > DENSE_FROM and p.file_size > MOST_DENSE * max(p.compress_size, 1) for p in parts):
        raise Unreadable("too_dense")


def _leads_outside(name: str) -> bool:
    path = PurePosixPath(name)
    return "\\" in name or ":" in name or path.is_absolute() or ".." in path.parts


def _refuse_overlaps(file: BinaryIO, parts: list[zipfile.ZipInfo], end: int) -> None:
    """Each part lies before the next, and says of itself what the list says of it."""
    ordered = sorted(parts, key=lambda part: part.header_offset)
    for part, following in zip(ordered, [*(p.header_offset for p in ordered[1:]), end], strict=True):
        file.seek(part.header_offset)
        header = file.read(30)
        if len(header) < 30 or not header.startswith(ZIP_MAGIC):
            raise Unreadable("damaged")
        flags, packed, unpacked, name, extra = struct.unpack("<6xH10xIIHH", header)
        if part.header_offset + 30 + name + extra + part.compress_size > following:
            raise Unreadable("overlapping_parts")
        told = {packed, unpacked} - {0xFFFFFFFF}
        if not flags & 8 and not told <= {part.compress_size, part.file_size}:
            raise Unreadable("false_sizes")
        # Nothing packs tighter than 1 to 1032.
        if part.file_size > part.compress_size * 1032 + 1032:
            raise Unreadable("false_sizes")


def _kind(archive: zipfile.ZipFile) -> Format:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return _kind_of_package(_start_of(archive, archive.getinfo("[Content_Types].xml")), names)
    if "mimetype" in names and "content.xml" in names:
        if _start_of(archive, archive.getinfo("mimetype")).strip() not in {ODS_TYPE, ODS_TYPE + b"-template"}:
            raise Unreadable("other_office_file")
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in _start_of(archive, archive.getinfo(manifest)):
            raise Unreadable("encrypted")
        return Format.ODS
    raise Unreadable("not_a_table")


def _kind_of_package(types: bytes, names: set[str]) -> Format:
    if b"macroEnabled" in types or b"vbaProject" in types or b"ms-excel.intlmacrosheet" in types:
        raise Unreadable("macros")
    if b"sheet.binary" in types or "xl/workbook.bin" in names:
        raise Unreadable("binary_workbook")
    if b"spreadsheetml" not in types:
        is_office = b"wordprocessingml" in types or b"presentationml" in types
        raise Unreadable("other_office_file" if is_office else "not_a_table")
    return Format.XLSX


def _start_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as file:
        return file.read(HEAD)


def _refuse_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A document type stands before the first element, which every part of an honest workbook begins with."""
    start = _start_of(archive, part)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:64]:
        raise Unreadable("damaged")
    upper = start.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise Unreadable("document_type")
    if part.file_size > HEAD and not re.search(rb"<[A-Za-z_]", start):
        raise Unreadable("document_type")
