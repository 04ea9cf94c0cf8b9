"""What a file really is, by its bytes: a PDF, a PNG or a JPEG and nothing else beside, or why it is not kept."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib

from msgspec import Struct

from vouchbook.domain.attachment import MOST_BYTES, AttachmentKind
from vouchbook.domain.refusal import Refused

ENDINGS = {
    "pdf": AttachmentKind.PDF,
    "png": AttachmentKind.PNG,
    "jpg": AttachmentKind.JPEG,
    "jpeg": AttachmentKind.JPEG,
}
MOST_PIXELS = 100_000_000
"""An A3 page at 600 dots per inch has seventy million."""
LONGEST_SIDE = 30_000
LONGEST_NAME = 120
_MOST_RATIO = 4_000
"""Pixels for each byte: an empty page has some hundreds, what is made to swell has many more."""
_ALWAYS_SMALL = 4_000_000  # pixels, whatever the ratio
_PNG = b"\x89PNG\r\n\x1a\n"
_MARKUP = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"<?xml", b"%pdf-")
_LOOKED_THROUGH = 4_096  # bytes in which those who guess at content look
_KNOWN = (
    (b"%PDF-", "pdf"),
    (_PNG, "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"GIF8", "image"),
    (b"RIFF", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
)
_OFFICE = frozenset({"doc", "docx", "docm", "dot", "xls", "xlsx", "xlsm", "ppt", "pptx", "odt", "ods", "rtf", "pages"})
_IMAGE = frozenset({"gif", "webp", "tif", "tiff", "bmp", "avif"})
_PHOTO = frozenset({"heic", "heif"})
_MARKED_UP = frozenset({"svg", "htm", "html", "xhtml", "xml", "mht", "js"})


class Looked(Struct, frozen=True):
    """A document that may be kept: its kind, the name it is shown under, and whether a password opens it."""

    kind: AttachmentKind
    name: str
    locked: bool


def looked_at(name: str, body: bytes) -> Looked:
    """Look at a file that somebody chose.

    :raises Refused: it is empty, too large, no PDF, PNG or JPEG, two kinds at once, or made to swell
    """
    if not body:
        raise Refused("attachment_empty")
    if len(body) > MOST_BYTES:
        raise Refused("attachment_too_large", most=MOST_BYTES // 1_000_000)
    called = shown_name(name)
    ending = called.rpartition(".")[2].lower() if "." in called else ""
    kind, really = ENDINGS.get(ending), _really(body)
    if kind is None:
        raise _not_kept(ending, really)
    if kind.value != really:
        raise Refused("attachment_other_kind", ending=ending, kind=really)
    if kind is AttachmentKind.PDF:
        _look_at_pdf(body)
    elif kind is AttachmentKind.PNG:
        _look_at_png(body)
    else:
        _look_at_jpeg(body)
    if zipfile.is_zipfile(io.BytesIO(body)):
        raise Refused("attachment_two_kinds")
    return Looked(kind, called, locked=kind is AttachmentKind.PDF and b"/Encrypt" in body)


def shown_name(name: str) -> str:
    """The name of a file without folders, and without what cannot be seen or turns the order of letters around."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    plain = " ".join(plain.split()).strip(". ")
    if len(plain) > LONGEST_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if len(ending) < 10 else plain[:LONGEST_NAME]
    return plain or "document"


def _really(body: bytes) -> str:
    """What the first bytes say."""
    for begins, kind in _KNOWN:
        if body.startswith(begins):
            return kind
    if body[4:8] == b"ftyp":
        return "photo" if body[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc") else "other"
    head = body[:_LOOKED_THROUGH].lower()
    return "markup" if any(mark in head for mark in _MARKUP) else "other"


def _not_kept(ending: str, really: str) -> Refused:
    if ending in _PHOTO or really == "photo":
        return Refused("attachment_photo")
    if ending in _OFFICE or really == "office":
        return Refused("attachment_office")
    if ending in _MARKED_UP or really == "markup":
        return Refused("attachment_markup")
    if ending in _IMAGE or really == "image":
        return Refused("attachment_image")
    if really in ("pdf", "png", "jpeg"):
        return Refused("attachment_ending")
    return Refused("attachment_unknown")


def _look_at_pdf(body: bytes) -> None:
    if b"%%EOF" not in body[-2_048:]:
        raise Refused("attachment_damaged")


def _look_at_png(body: bytes) -> None:
    """Every part of a PNG with its checksum, up to the end of the file."""
    at, size, seen = len(_PNG), (0, 0), set[bytes]()
    while True:
        head = body[at : at + 8]
        if len(head) < 8:
            raise Refused("attachment_damaged")
        length, kind = struct.unpack(">I4s", head)
        end = at + 12 + length
        if length > len(body) or end > len(body):
            raise Refused("attachment_damaged")
        if struct.unpack(">I", body[end - 4 : end])[0] != zlib.crc32(body[at + 4 : end - 4]):
            raise Refused("attachment_damaged")
        if kind == b"IHDR":
            size = struct.unpack(">II", body[at + 8 : at + 16]) if length == 13 else (0, 0)
        seen.add(kind)
        at = end
        if kind == b"IEND":
            break
    if at != len(body):
        raise Refused("attachment_two_kinds")
    if b"IDAT" not in seen:
        raise Refused("attachment_damaged")
    _must_not_swell(*size, len(body))
    _no_markup(body)


_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def _look_at_jpeg(body: bytes) -> None:
    """The parts of a JPEG up to its picture; cameras put a preview behind it, so its end may lie before the file's."""
    at, size = 2, (0, 0)
    while True:
        if at + 4 > len(body) or body[at] != 0xFF:
            raise Refused("attachment_damaged")
        marker = body[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _ALONE:
            at += 2
            continue
        length = int.from_bytes(body[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(body):
            raise Refused("attachment_damaged")
        if marker in _FRAMES:
            if length < 8:
                raise Refused("attachment_damaged")
            high, wide = struct.unpack(">HH", body[at + 5 : at + 9])
            size = (wide, high)
        at += 2 + length
        if marker == 0xDA:
            break
    if b"\xff\xd9" not in body[at:]:
        raise Refused("attachment_damaged")
    _must_not_swell(*size, len(body))
    _no_markup(body)


def _must_not_swell(wide: int, high: int, size: int) -> None:
    pixels = wide * high
    if not pixels:
        raise Refused("attachment_damaged")
    if pixels > MOST_PIXELS or max(wide, high) > LONGEST_SIDE:
        raise Refused("attachment_too_many_dots", most=MOST_PIXELS // 1_000_000)
    if pixels > max(_ALWAYS_SMALL, _MOST_RATIO * size):
        raise Refused("attachment_too_many_dots", most=MOST_PIXELS // 1_000_000)


def _no_markup(body: bytes) -> None:
    """An image that a reader who guesses could take for a page."""
    head = body[:_LOOKED_THROUGH].lower()
    if any(mark in head for mark in _MARKUP if mark != b"<?xml"):  # cameras describe pictures in XML
        raise Refused("attachment_two_kinds")
