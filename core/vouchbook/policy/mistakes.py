"""What is wrong with a policy file: every mistake with its file, its line and the way to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import Struct

MANY = 40
LONG = 60


class Mistake(Struct, frozen=True, order=True):
    """``policy.toml:118: minimum = 30.5 – put decimals in quotation marks: "30.5"``."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


class PolicyMistakes(ValueError):
    """A file of policy or guidelines cannot be used; all its mistakes at once, in the order of its lines."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


def nearest(written: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant.

    >>> nearest("hour", ["hours", "months"]), nearest("xyz", ["hours", "months"])
    ('hours', None)
    """
    if written.isdigit():  # a year is near to every other year
        return None
    folded = {_folded(name): name for name in sorted(known)}
    near = get_close_matches(_folded(written), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def meant(written: str, known: Iterable[str]) -> str:
    """The way out for an unknown name: the nearest known one, or all of them.

    >>> meant("hour", ["hours", "months"])
    'did you mean "hours"?'
    >>> meant("xyz", ["hours", "months"])
    'known here: hours, months'
    """
    names = sorted(set(known))
    near = nearest(written, names)
    if near:
        return f'did you mean "{near}"?'
    if len(names) > MANY:
        return f"{len(names)} are known here, such as {names[0]}"
    return f"known here: {', '.join(names)}" if names else "none is known here"


def shown(value: object) -> str:
    """A value as it might stand in the file, on one line and not longer than that needs to be recognised."""
    match value:
        case bool() | str():
            text = json.dumps(value, ensure_ascii=False)
            return text if len(text) <= LONG else f'{text[: LONG - 2]}…"'
        case dict():
            return "{ … }"
        case list():
            return "[…]" if value else "[]"
        case _:
            return str(value)


def _folded(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
