"""What the portal sends back: a page, a file, a redirect; with the headers that keep pages safe."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence

from msgspec import Struct

HTML = "text/html; charset=utf-8"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
SAFE = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)
PRIVATE = "no-store"
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula; the wide ones, too, which some spreadsheets take for the others."""
_WORTH_IT = 1_000  # bytes from which on packing saves more than it costs


class Answer(Struct):
    """One response. ``cookies`` are ready ``Set-Cookie`` values."""

    body: bytes = b""
    status: int = 200
    kind: str = HTML
    headers: list[tuple[str, str]] = []
    cookies: list[str] = []

    def packed(self, accepted: str) -> list[tuple[bytes, bytes]]:
        """Its headers, with the body packed where the reader takes that."""
        headers = [("content-type", self.kind), *SAFE, *self.headers]
        if not any(name == "cache-control" for name, _ in self.headers):
            headers.append(("cache-control", PRIVATE))
        if len(self.body) > _WORTH_IT and "gzip" in accepted and self.kind.startswith(("text/", "application/json")):
            self.body = gzip.compress(self.body, 5, mtime=0)
            headers += [("content-encoding", "gzip"), ("vary", "accept-encoding")]
        headers.append(("content-length", str(len(self.body))))
        headers += [("set-cookie", cookie) for cookie in self.cookies]
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def see_other(path: str) -> Answer:
    """Look there next: what a form did is not done again when the page is loaded again."""
    return Answer(status=303, headers=[("location", path)])


def attachment(body: bytes, name: str, kind: str) -> Answer:
    """A file to keep, never to be shown in the portal's own place."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in name)
    return Answer(body, kind=kind, headers=[("content-disposition", f'attachment; filename="{plain}"')])


def table(head: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Answer:
    """A list as CSV; a cell that a spreadsheet would run as a formula is told to be text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return attachment(out.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    if text.lstrip()[:1] in FORMULA and not text.lstrip("+-").replace(".", "", 1).isdigit():
        return "'" + text
    return "'" + text if text[:1] in ("\t", "\r", "\n") else text
