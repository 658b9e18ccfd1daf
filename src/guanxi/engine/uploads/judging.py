"""The kind of a file by its first bytes, whatever it is called; and whether it is taken at all."""

import mimetypes
from pathlib import Path
from typing import Final

from guanxi.engine.uploads.archives import fault_in
from guanxi.engine.uploads.pictures import is_too_large, size_of
from guanxi.kernel.errors import Invalid

MOST_FILES: Final = 500  # under one record
HEAD: Final = 256 * 1024
UNKNOWN: Final = "application/octet-stream"
PROGRAMS: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"dex\n",
    b"\0asm",
    b"L\0\0\0\x01\x14\x02\0",  # a shortcut of Windows
)
SHELLS: Final = (".bat", ".cmd", ".command", ".desktop", ".ps1", ".sh", ".hta", ".js", ".jse", ".vbe", ".vbs", ".wsf")
STARTED: Final = (
    ".apk",
    ".chm",
    ".com",
    ".cpl",
    ".dll",
    ".exe",
    ".iso",
    ".jar",
    ".lnk",
    ".msc",
    ".msi",
    ".pif",
    ".scr",
)
PROGRAM_NAMES: Final = frozenset({*SHELLS, *STARTED, ".reg"})
SIGNS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
)
INSIDE: Final = {  # names that say more of what the bytes have shown
    "application/zip": ("application/vnd.openxmlformats", "application/vnd.oasis", "application/epub"),
    "application/x-ole-storage": ("application/vnd.ms-", "application/msword"),
}
ACTIVE: Final = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<body", b"<iframe", b"<head")
BOUNDARY: Final = 4_096  # how far a page's beginning is looked for, as browsers do


def kind_of(name: str, head: bytes) -> str:
    """The media type by the content; the name only tells apart what has the same beginning."""
    told = mimetypes.guess_type(name)[0] or UNKNOWN
    found = next((kind for sign, kind in SIGNS if head.startswith(sign)), None)
    if found is None and head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        found = "image/webp"
    if found is not None:
        return told if told.startswith(INSIDE.get(found, ("\0",))) else found
    if b"\0" in head[:BOUNDARY]:
        return told if told.startswith(("video/", "audio/")) else UNKNOWN
    if any(mark in head[:BOUNDARY].lower() for mark in ACTIVE):
        return "text/html"
    return told if told in ("text/csv", "text/vcard", "text/calendar", "application/json") else "text/plain"


def require_harmless(name: str, path: Path) -> str:
    """The media type of a file that is taken. Raises Invalid for programs, pictures and archives that would burst."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    suffix = Path(name.rstrip(". ")).suffix.lower()
    if head.startswith(PROGRAMS) or suffix in PROGRAM_NAMES:
        raise Invalid("program_refused", name=name)
    kind = kind_of(name, head)
    size = size_of(kind, head)
    if size is not None and is_too_large(size):
        raise Invalid("picture_bursts", width=size[0], height=size[1])
    if head.startswith(b"PK") and (fault := fault_in(path)) is not None:
        raise Invalid(fault)
    return kind
