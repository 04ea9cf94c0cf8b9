"""One letter, two forms: what a template says in plain paragraphs becomes plain text and HTML that read the same.

A template is plain text. Paragraphs are divided by empty lines; ``- `` begins a point of a list, ``> `` a line that is
quoted, ``## `` a heading, four blanks a code that somebody types; ``[words](address)`` alone in a paragraph is a link.
Only the template itself can say so: what is filled in is text and nothing else, whatever signs it holds.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Literal

from markupsafe import Markup, escape
from msgspec import Struct

WIDTH = 72
_PRIVATE = 0xE000
_SIGNS = "\n[]()->#"
_SHUT = {ord(sign): chr(_PRIVATE + ord(sign)) for sign in _SIGNS}
_OPEN = {_PRIVATE + ord(sign): sign for sign in _SIGNS}
_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")
_WEB = re.compile(r"https?://[^\s<>\"]+")
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")


class Part(Struct, frozen=True):
    """A paragraph, a list, a quotation, a heading, a code or a link, with its lines."""

    kind: Literal["paragraph", "list", "quote", "heading", "code", "link"]
    lines: tuple[str, ...]
    address: str = ""


def filled_in(value: object) -> str:
    r"""A value as text that no sign of a template can be made of.

    >>> [part.kind for part in parts("> " + filled_in("one\n\n- two [x](https://evil.test)"))]
    ['quote']
    """
    plain = "" if value is None else str(value)
    return _NEVER.sub("", plain.replace("\r\n", "\n").replace("\r", "\n")).strip().translate(_SHUT)


def as_written(text: str) -> str:
    """Text with the signs of what was filled in as they were."""
    return text.translate(_OPEN)


def one_line(text: str) -> str:
    """For a subject: whatever was filled in, it stays one line."""
    return " ".join(as_written(text).split())


def parts(text: str) -> list[Part]:
    """The parts of a rendered template."""
    return [_part(block) for block in re.split(r"\n[ \t]*\n+", text.strip("\n")) if block.strip()]


def _part(block: str) -> Part:
    lines = [line for line in block.split("\n") if line.strip()]
    if all(line.startswith("    ") for line in lines):
        return Part("code", tuple(line.strip() for line in lines))
    lines = [line.strip() for line in lines]
    link = _LINK.fullmatch(lines[0]) if len(lines) == 1 else None
    if link is not None and _WEB.fullmatch(as_written(link[2])):
        return Part("link", (link[1],), as_written(link[2]))
    if lines[0].startswith("## "):
        return Part("heading", (" ".join(lines).removeprefix("## "),))
    if lines[0].startswith("- "):
        return Part("list", tuple(_points(lines)))
    if lines[0].startswith("> "):
        return Part("quote", tuple(line.removeprefix(">").strip() for line in lines))
    return Part("paragraph", (" ".join(lines),))


def _points(lines: list[str]) -> Iterator[str]:
    """The points of a list, each in one piece."""
    point: list[str] = []
    for line in lines:
        if line.startswith("- ") and point:
            yield " ".join(point)
            point = []
        point.append(line.removeprefix("- ") if not point else line)
    yield " ".join(point)


def as_text(found: list[Part]) -> str:
    """The letter as plain text, in lines that every mail program shows whole."""
    return "\n\n".join(_text(part) for part in found) + "\n"


def _text(part: Part) -> str:
    if part.kind == "code":
        return "\n".join(f"    {as_written(line)}" for line in part.lines)
    if part.kind == "link":
        return f"{as_written(part.lines[0])}:\n{part.address}"
    if part.kind == "heading":
        (line,) = (as_written(line) for line in part.lines)
        return f"{line}\n{'-' * len(line)}"
    first, hanging = {"list": ("- ", "  "), "quote": ("> ", "> ")}.get(part.kind, ("", ""))
    return "\n".join(_wrapped(line, first, hanging) for line in part.lines)


def _wrapped(line: str, first: str, hanging: str) -> str:
    rows = []
    for number, row in enumerate(as_written(line).split("\n")):
        begin = first if number == 0 else hanging
        rows.append(
            textwrap.fill(
                row, WIDTH, initial_indent=begin, subsequent_indent=hanging, break_long_words=False,
                break_on_hyphens=False,
            ) or begin.rstrip()
        )  # fmt: skip
    return "\n".join(rows)


def as_html(found: list[Part], *, links: bool = True) -> Markup:
    """The letter's body as HTML; every sign of what was filled in is text there too.

    ``links``: false where somebody else looks at it, who should not follow them.
    """
    return Markup("\n").join(_html(part, links) for part in found)


def _html(part: Part, links: bool) -> Markup:
    inner = Markup("<br>").join(_lines(line) for line in part.lines)
    match part.kind:
        case "code":
            return Markup('<p class="code">{}</p>').format(inner)
        case "link" if not links:
            return Markup("<p><strong>{}</strong><br>{}</p>").format(inner, part.address)
        case "link":
            return Markup('<p><a class="button" href="{0}">{1}</a></p>\n<p class="address">{0}</p>').format(
                part.address, inner
            )
        case "heading":
            return Markup("<h2>{}</h2>").format(inner)
        case "list":
            points = Markup("").join(Markup("<li>{}</li>").format(_lines(line)) for line in part.lines)
            return Markup("<ul>{}</ul>").format(points)
        case "quote":
            return Markup("<blockquote><p>{}</p></blockquote>").format(inner)
        case _:
            return Markup("<p>{}</p>").format(inner)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(row) for row in as_written(text).split("\n"))
