"""Scans made up for tests: small ones that are what they say, and files that are not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
LOCKED_PDF = PDF.replace(b"trailer<<", b"trailer<</Encrypt 3 0 R ")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(wide: int = 4, high: int = 4, *, more: bytes = b"") -> bytes:
    """A grey picture; a size that its bytes do not bear out is not looked at by whoever only measures."""
    rows = b"".join(b"\0" + b"\x80" * min(wide, 64) for _ in range(min(high, 64)))
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(wide: int = 4, high: int = 4, *, comment: bytes = b"") -> bytes:
    def part(marker: int, body: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body

    said = part(0xFE, comment) if comment else b""
    frame = part(0xC0, struct.pack(">BHHB", 8, high, wide, 1) + b"\x01\x11\x00")
    scan = part(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    return b"\xff\xd8" + part(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + said + frame + scan + b"\x12\x34\xff\xd9"


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names or ("a.txt",):
            made.writestr(name, "x")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PROGRAM = b"MZ\x90\x00" + b"\0" * 200
"""The beginning of what Windows runs."""
