"""Reads JSON exactly: no key twice, decimals as they are written, and the line of everything in it."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from vouchbook.policy.positions import Path as Place


class NotReadable(ValueError):
    """A text that is no JSON of use: ``line`` and what is wrong there, for each mistake."""

    def __init__(self, *mistakes: tuple[int, str]) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes


def read_json(text: str) -> object:
    """Tables, lists and values; numbers with a point are ``Decimal``.

    :raises NotReadable: broken, nested too deeply, a key twice in one table
    """
    doubled: list[bool] = []

    def table(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) != len(pairs):
            doubled.append(True)
        return made

    try:
        value = json.loads(text, object_pairs_hook=table, parse_float=Decimal, parse_constant=Decimal)
    except RecursionError:
        raise NotReadable((1, TOO_DEEP)) from None
    except json.JSONDecodeError as error:
        raise NotReadable((error.lineno, f"no JSON: {error.msg}")) from None
    except ValueError as error:  # a whole number of thousands of digits
        raise NotReadable((1, f"no JSON to be used: {str(error).split(';')[0]}")) from None
    if doubled:
        raise NotReadable(
            *((line, f"{shown(place)} stands here twice; keep one") for place, line in json_positions(text)[1])
        )
    return value


TOO_DEEP = "nested too deeply; a portfolio has tables, lists and nothing below them"

DEEPEST = 12
"""Places further down are given as the one above them: nothing of a portfolio lies so deep."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]|[^\s{}\[\],:"]+')


def json_positions(text: str) -> tuple[dict[Place, int], list[tuple[Place, int]]]:
    r"""The line of every key and element of a JSON text that has been accepted, and the keys that stand twice.

    >>> json_positions('{"a":\n [1, {"b": 2,\n "b": 3}]}')
    ({(): 1, ('a',): 1, ('a', 0): 2, ('a', 1): 2, ('a', 1, 'b'): 2}, [(('a', 1, 'b'), 3)])
    """
    lines: dict[Place, int] = {(): 1}
    twice: list[tuple[Place, int]] = []
    line, counted = 1, 0
    open_: list[tuple[Place, bool]] = []  # the containers around, and whether each is a table
    here: Place = ()  # the place of the value that comes next
    key_next = False
    index: list[int] = []
    for token in _TOKEN.finditer(text):
        line += text.count("\n", counted, token.start())
        counted = token.start()
        written = token.group()
        if written in "]}":
            open_.pop()
            index.pop()
            key_next = False
        elif written == ",":
            around, table = open_[-1]
            key_next = table
            if not table:
                index[-1] += 1
                here = (*around, index[-1])
        elif key_next:
            here = (*open_[-1][0], json.loads(written))
            if here in lines and len(open_) <= DEEPEST:
                twice.append((here, line))
            lines.setdefault(here, line)
            key_next = False
        else:
            lines.setdefault(here, line)
            if written in "[{":
                open_.append((here if len(open_) < DEEPEST else open_[-1][0], written == "{"))
                index.append(0)
                key_next = written == "{"
                here = here if key_next else (*open_[-1][0], 0)
    return lines, twice


def shown(place: Place) -> str:
    """``rsc[3].hours``: how a place in a file is written; elements are counted from 0.

    >>> shown(("rsc", 3, "hours"))
    'rsc[3].hours'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{visible(step)}" for step in place)
    return text.removeprefix(".")


def visible(text: str, most: int = 60) -> str:
    r"""Text from a file as it may be printed: short, without control characters or halves of characters.

    >>> visible("tab\there")
    'tab\\there'
    """
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:most])
    return safe if len(text) <= most else f"{safe}…"
