"""The portal's own files: style, scripts, fonts, pictures; named by their content, so that browsers may keep them."""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files

from msgspec import Struct

KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}


class Asset(Struct, frozen=True):
    body: bytes
    packed: bytes | None
    kind: str
    digest: str


@cache
def asset(name: str) -> Asset | None:
    """A file of the package's ``static`` folder; nothing else can be asked for."""
    kind = KINDS.get(name.rpartition(".")[2])
    if kind is None or name not in names():
        return None
    body = (files("vouchbook.web") / "static").joinpath(*name.split("/")).read_bytes()
    packed = gzip.compress(body, 9, mtime=0) if kind.startswith(("text/", "image/svg")) else None
    return Asset(body, packed, kind, sha256(body).hexdigest()[:16])


@cache
def names() -> frozenset[str]:
    """Every file there is, by its path below ``static``."""
    found: set[str] = set()
    folders = [("", files("vouchbook.web") / "static")]
    while folders:
        path, folder = folders.pop()
        if not folder.is_dir():
            continue
        for each in folder.iterdir():
            if each.is_dir():
                folders.append((f"{path}{each.name}/", each))
            else:
                found.add(f"{path}{each.name}")
    return frozenset(found)


def address(name: str) -> str:
    """Where a browser finds it: the same address holds the same bytes for ever."""
    known = asset(name)
    return f"/static/{name}?{known.digest}" if known is not None else f"/static/{name}"
