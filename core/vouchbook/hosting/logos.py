"""Which pictures may be an association's logo: PNG, or SVG that is a drawing and nothing more."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree  # what reads is defusedxml
from pathlib import Path

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from msgspec import Struct

MOST_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"
_ELEMENTS = frozenset(
    (
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
        "desc", "defs", "use", "symbol", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "pattern",
    )
)  # fmt: skip
_SVG = "{http://www.w3.org/2000/svg}"


class WrongLogo(ValueError):
    """The file is none that may be shown; the message says why and what would be."""


class Logo(Struct, frozen=True):
    body: bytes
    kind: str


def logo(path: Path) -> Logo:
    """:raises WrongLogo: not there, too large, another format, or an SVG that does more than draw"""
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WrongLogo(f"cannot be read ({error.strerror}); check the path") from None
    if len(body) > MOST_BYTES:
        raise WrongLogo(f"is larger than {MOST_BYTES // 1000} kB; a logo is shown 40 pixels high")
    if body.startswith(_PNG):
        return Logo(body, "image/png")
    if path.suffix.lower() == ".svg" or body.lstrip()[:5] in (b"<?xml", b"<svg "):
        _must_only_draw(body)
        return Logo(body, "image/svg+xml")
    raise WrongLogo("is neither PNG nor SVG; save it as one of them")


def _must_only_draw(body: bytes) -> None:
    try:
        root = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise WrongLogo("is an SVG with a document type; save it as a plain SVG") from None
    except (ElementTree.ParseError, ValueError, RecursionError):
        raise WrongLogo("is no SVG that can be read; export it anew as a plain SVG") from None
    if root.tag != f"{_SVG}svg":
        raise WrongLogo("is no SVG; its first element is another one")
    for element in root.iter():
        name = str(element.tag).removeprefix(_SVG)
        if name not in _ELEMENTS:
            raise WrongLogo(f"is an SVG with <{_plain(name)}>; a logo only draws: save it as a plain SVG")
        for attribute, value in element.attrib.items():
            called = attribute.rpartition("}")[2].lower()
            links = called == "href" and not value.strip().startswith("#")
            if called.startswith("on") or links or re.search(r"url\s*\((?!\s*['\"]?#)", value, re.IGNORECASE):
                raise WrongLogo(
                    f"is an SVG whose {_plain(called)} reaches out; a logo only draws: save it as a plain SVG"
                )


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9:_-]", "", name.rpartition("}")[2])[:30] or "an element"
