"""What a file is, told from its content and never from its name, and whether it is safe to open."""

from __future__ import annotations

import mmap
import struct
import zipfile
import zlib
from pathlib import Path

from weibao.feeds.reading.refusal import Refusal

MOST_BYTES = 100 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_RATIO = 150
"""Unpacked to packed, of entries above `SMALL_ENTRY`. Sheets of real offices reach some 30, bombs 1,000."""
SMALL_ENTRY = 2 * 1024 * 1024

_PICTURES = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP", b"II*\x00": "TIFF", b"MM\x00*": "TIFF",
    b"RIFF": "WEBP",
}  # fmt: skip
_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_ZIP = b"PK\x05\x06"


def kind_of(path: Path) -> str:
    """`xlsx`, `xls`, `ods` or `text`.

    Raises:
        Refusal: it is empty, too large, something else, encrypted, with macros, or would unpack to too much.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refusal("empty")
    if size > MOST_BYTES:
        raise Refusal("too_large", megabytes=MOST_BYTES // 1024 // 1024)
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, name in _PICTURES.items():
        if head.startswith(magic) and not _is_plain(head[:64]):
            raise Refusal("picture", kind=name)
    for magic, name in _ARCHIVES.items():
        if head.startswith(magic):
            raise Refusal("archive", kind=name)
    if head.startswith(b"%PDF"):
        raise Refusal("pdf")
    if head.startswith((b"PK\x03\x04", _END_OF_ZIP)):
        return _kind_of_zip(path, size)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"):
        # A bare stream of Excel 2 to 5, without the container.
        raise Refusal("too_old")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style", b"mime-version")):
        raise Refusal("web_page")
    return "text"


def _is_plain(start: bytes) -> bool:
    return all(byte in b"\t\r\n" or 32 <= byte < 127 for byte in start)


def _kind_of_zip(path: Path, size: int) -> str:
    _check_directory(path, size)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(path, entries)
            names = {entry.filename for entry in entries}
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
            manifest = (
                archive.read("META-INF/manifest.xml")
                if mimetype and "META-INF/manifest.xml" in names
                else b""
            )
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        raise Refusal("broken") from None
    lower = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in lower):
        raise Refusal("macros")
    if b"opendocument.spreadsheet" in mimetype:
        if b"encryption-data" in manifest:
            raise Refusal("encrypted")
        if any(name.startswith(("basic/", "scripts/")) for name in lower):
            raise Refusal("macros")
        return "ods"
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if "xl/workbook.bin" in lower:
        raise Refusal("xlsb")
    if "word/document.xml" in lower:
        raise Refusal("word")
    if "[content_types].xml" in lower:
        raise Refusal("broken")
    raise Refusal("archive", kind="ZIP")


def _check_directory(path: Path, size: int) -> None:
    """Look at the directory's stated size before anything reads it: a directory alone can be a bomb."""
    with path.open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(_END_OF_ZIP)
    if at < 0 or len(tail) - at < 22:
        raise Refusal("broken")
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > MOST_ENTRIES or directory > MOST_ENTRIES * 512:
        raise Refusal("bomb")


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Refusal("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("encrypted")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refusal("unpacks_too_large", megabytes=MOST_UNPACKED // 1024 // 1024)
    for entry in entries:
        if entry.file_size > SMALL_ENTRY and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise Refusal("bomb")
    with path.open("rb") as file:
        for entry in entries:
            _check_true_size(file, entry)


def _check_true_size(file, entry: zipfile.ZipInfo) -> None:
    """Unpack the entry without keeping it: what it says of its size may be a lie."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return
    file.seek(entry.header_offset + 26)
    name, extra = struct.unpack("<HH", file.read(4))
    file.seek(entry.header_offset + 30 + name + extra)
    left, found = entry.compress_size, 0
    unpack = zlib.decompressobj(-15)
    while left > 0:
        packed = file.read(min(left, 65_536))
        if not packed:
            raise Refusal("broken")
        left -= len(packed)
        while packed:
            found += len(unpack.decompress(packed, 1_048_576))
            packed = unpack.unconsumed_tail
            if found > entry.file_size:
                raise Refusal("bomb")


def _kind_of_ole(path: Path) -> str:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if _has_stream(data, "EncryptedPackage"):
            raise Refusal("encrypted")
        if _has_stream(data, "WordDocument"):
            raise Refusal("word")
        if _has_stream(data, "_VBA_PROJECT_CUR") or _has_stream(data, "_VBA_PROJECT"):
            raise Refusal("macros")
        if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
            return "xls"
    raise Refusal("broken")


def _has_stream(data: mmap.mmap, name: str) -> bool:
    """Whether the container's directory names such a stream: entries of 128 bytes that begin with the name in
    UTF-16 and state its length with the closing zero ([MS-CFB] 2.6.1)."""
    written = name.encode("utf-16-le") + b"\0\0"
    at = data.find(written)
    while at >= 0:
        stated = data[at + 64 : at + 66]
        if at % 128 == 0 and len(stated) == 2 and int.from_bytes(stated, "little") == len(written):
            return True
        at = data.find(written, at + 1)
    return False
