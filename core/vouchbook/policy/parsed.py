"""TOML text made plain values, with the line on which each stands."""

from __future__ import annotations

import pathlib
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from vouchbook.policy.mistakes import Mistake, PolicyMistakes
from vouchbook.policy.positions import DEEP_NAME, Path, positions

MOST_BYTES = 1_000_000
"""Many times what an association's rules take; what is larger is something else, and would stay in the book."""
_TOO_DEEP = "nested too deeply – a policy has tables, rows and lists, and little below them"

_MEND = {
    "Invalid value": "; text needs quotation marks, numbers and days have none",
    "Cannot overwrite": "; this name stands twice in one table",
    "Cannot declare": "; this table stands twice, rows are written [[…]]",
    "Illegal character": "; a quotation mark is missing on this line",
    "Expected newline": "; something is left over here, or a bracket or quotation mark is missing before it",
}
"""What to do about the commonest slips of TOML, by how ``tomllib`` names them."""


class Parsed(Struct, frozen=True):
    """What TOML makes of a file; a number with a point is a ``Decimal``, for no float may come near a rule."""

    name: str
    raw: Mapping[str, object]
    lines: Mapping[Path, int]

    @classmethod
    def read(cls, source: pathlib.Path | str, name: str) -> Parsed:
        """A file, or a text under a ``name`` to speak of.

        :raises PolicyMistakes: it is no UTF-8 or no TOML; then nothing more can be said of it
        """
        if isinstance(source, pathlib.Path):
            name, source = str(source), read(source)
        if deep := DEEP_NAME.search(source):
            raise PolicyMistakes([Mistake(name, source.count("\n", 0, deep.start()) + 1, _TOO_DEEP)])
        try:
            raw = tomllib.loads(source, parse_float=Decimal)
            return cls(name, raw, positions(source))
        except RecursionError:
            raise PolicyMistakes([Mistake(name, 1, _TOO_DEEP)]) from None
        except ValueError as error:
            raise PolicyMistakes([_no_toml(error, source, name)]) from error


def read(file: pathlib.Path) -> str:
    """:raises PolicyMistakes: it is too large, or no UTF-8"""
    with file.open("rb") as opened:
        return decoded(opened.read(MOST_BYTES + 1), str(file))


def decoded(stored: bytes, name: str) -> str:
    """:raises PolicyMistakes: it is too large, or no UTF-8"""
    if len(stored) > MOST_BYTES:
        raise PolicyMistakes([Mistake(name, 1, f"larger than {MOST_BYTES // 1000} kB – a policy holds rules only")])
    try:
        return stored.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = stored[: error.start].count(b"\n") + 1
        raise PolicyMistakes([Mistake(name, line, "a character here is not UTF-8 – save the file as UTF-8")]) from error


def _no_toml(error: ValueError, text: str, name: str) -> Mistake:
    said, _, place = str(error).partition(" (at ")
    if said.startswith("Exceeds the limit"):  # of digits that Python converts; it does not say where
        return Mistake(name, 1, "a number in this file has thousands of digits – write a shorter one")
    found = re.match(r"line (\d+), column (\d+)", place)
    remedy = next((way for start, way in _MEND.items() if said.startswith(start)), "")
    if found is None:  # the end of the file, where something is still open
        return Mistake(name, text.count("\n") + 1, f"this is no TOML at the end of the file – {said}{remedy}")
    return Mistake(name, int(found[1]), f"this is no TOML at character {found[2]} – {said}{remedy}")
