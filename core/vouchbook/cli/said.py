"""What reaches a terminal: nothing that could steer it, in characters that it has, in lines that it can hold."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import click

_HIDDEN = "\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_STEERING = re.compile(f"[\x00-\x09\x0b-\x1f{_HIDDEN}]")
_IN_JSON = re.compile(f"[{_HIDDEN}]")  # what else could steer a terminal, JSON escapes by itself
_NARROWEST = 16
"""A column is squeezed below this only where all are."""
_PLAIN = {"✓": "+", "✗": "x", "█": "#", "▒": "~", "·": ".", "─": "-", "━": "=", "…": "...", "“": '"', "”": '"',
          "’": "'", "–": "-", "—": "-", "•": "*", "→": "->"}  # fmt: skip


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Our own signs for a terminal that has none of them; what else it lacks, by its number."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(c) or c.encode("ascii", "backslashreplace").decode() for c in lacking), error.end


def be_plain_where_needed() -> None:
    """Let no character stop an answer: where the output's encoding lacks one, another stands for it."""
    codecs.register_error("vouchbook.plain", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="vouchbook.plain")


def printable(text: str) -> str:
    r"""Text with what could steer a terminal, or turn its direction, made visible.

    >>> printable("Ana\x1b[2J Ruiz\tof\u202eevE")
    'Ana\\x1b[2J Ruiz of\\u202eevE'
    """
    return _STEERING.sub(lambda found: " " if found[0] == "\t" else repr(found[0])[1:-1], text)


def say(text: str, *, err: bool = False) -> None:
    click.echo(printable(text), err=err)


def say_json(content: Any, *, err: bool = False) -> None:  # noqa: ANN401  # whatever JSON holds
    """``content`` as JSON: readable where the output can show it, escaped where not; the same to a program."""
    import json  # not needed for --help

    stream = sys.stderr if err else sys.stdout
    plain = "utf" not in (stream.encoding or "").lower()
    text = json.dumps(content, ensure_ascii=plain, indent=None if err else 2, default=str)
    click.echo(_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text), err=err)


def say_csv(headers: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Comma-separated values under their names; no cell is taken for a formula by the program that opens them."""
    import csv  # not needed for --help
    import io

    text = io.StringIO()
    writer = csv.DictWriter(text, headers, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(row[name]) for name in headers} for row in rows)
    click.echo(printable(text.getvalue()), nl=False)


def _cell(value: Any) -> Any:  # noqa: ANN401  # whatever stands in a list
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return value


def columns() -> int | None:
    """How many characters a line may hold; ``None`` where a program reads, and lines stay whole."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        return None
    return max(shutil.get_terminal_size().columns, 40)


def page(width: int = 88) -> int:
    """How wide running text is set."""
    return min(width, columns() or width)


def wrapped(line: str, *, indent: str = "", hanging: str | None = None) -> str:
    """Running text in lines of a page, paragraph by paragraph; ``hanging``: before every line but a first one."""
    following = (indent or "  ") if hanging is None else hanging
    paragraphs = line.splitlines() or [""]
    return "\n".join(
        textwrap.fill(each, page(), initial_indent=indent, subsequent_indent=following, break_on_hyphens=False)
        for each in paragraphs
    )


def table(headers: tuple[str, ...], rows: Iterable[tuple[object, ...]], *, empty: str = "(none)") -> str:
    """Columns under headings, as wide as what stands in them; squeezed where a terminal is too narrow.

    Where even single words do not fit side by side, each row becomes a paragraph. ``empty`` is said of no rows.
    """
    cells = [tuple("" if cell is None else " ".join(printable(str(cell)).split()) for cell in row) for row in rows]
    if not cells:
        return wrapped(empty)
    widths = _squeezed([headers, *cells])
    if widths is None:
        return "\n\n".join("\n".join(_one_below_the_other(headers, row)) for row in cells)
    lines = [*_in_columns(headers, widths), tuple("─" * width for width in widths)]
    lines += [line for row in cells for line in _in_columns(row, widths)]
    return "\n".join("  ".join(map(_padded, line, widths)).rstrip() for line in lines)


def _in_columns(row: tuple[str, ...], widths: list[int]) -> Iterable[tuple[str, ...]]:
    parts = [
        textwrap.wrap(cell, width, break_on_hyphens=False) if _width(cell) > width else [cell]
        for cell, width in zip(row, widths, strict=True)
    ]
    return zip_longest(*parts, fillvalue="")


def _one_below_the_other(headers: tuple[str, ...], row: tuple[str, ...]) -> Iterable[str]:
    for header, cell in zip(headers, row, strict=True):
        if cell:
            yield wrapped(f"{header}: {cell}" if header else cell)


def _squeezed(rows: list[tuple[str, ...]]) -> list[int] | None:
    """How wide each column is: first the widest give way, then all down to their longest word; ``None``: no room."""
    columns_ = [*zip(*rows, strict=True)]
    widths = [max(map(_width, column)) for column in columns_]
    words = [max(_width(word) for cell in column for word in (cell.split() or [""])) for column in columns_]
    room = columns()
    for least in ([_NARROWEST] * len(widths), words):
        while room is not None and sum(widths) + 2 * (len(widths) - 1) > room:
            give = [i for i, width in enumerate(widths) if width > least[i]]
            if not give:
                break
            widths[max(give, key=lambda i: widths[i])] -= 1
    return widths if room is None or sum(widths) + 2 * (len(widths) - 1) <= room else None


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Places on a terminal: none for a combining mark, two for a wide character."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
