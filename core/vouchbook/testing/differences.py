"""Shows what differs between what was expected and what came: field by field, in few words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from typing import TypeGuard

from msgspec import Struct

from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed

_LONG = 100


class _Nothing:
    def __repr__(self) -> str:
        return "nothing of that name"


_NOTHING = _Nothing()


def shown(value: object) -> str:
    """A value in few words: a struct by its name and the fields that are not left at their default.

    >>> from vouchbook.domain.trace import Question
    >>> shown((Question("work", key="promotion"), date(2026, 2, 1)))
    "Question(requirement='work', key='promotion'), 2026-02-01"
    >>> shown(()), shown(Refused("not_submitted"))
    ('nothing', 'refused: not_submitted')
    """
    text = _whole(value)
    return text if len(text) <= _LONG or not isinstance(value, Struct) else f"{type(value).__name__}(…)"


def _whole(value: object) -> str:
    match value:
        case Refused():
            return f"refused: {value}"
        case Sealed(value=plain):
            return f"sealed {plain!r}"
        case Struct():
            fields = ", ".join(f"{name}={shown(each)}" for name, each in _told(value))
            return f"{type(value).__name__}({fields})"
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case tuple() | list():
            return ", ".join(shown(each) for each in value) or "nothing"
        case _:
            return repr(value)


def _told(struct: Struct) -> Iterator[tuple[str, object]]:
    without_default = len(struct.__struct_fields__) - len(struct.__struct_defaults__)
    for index, name in enumerate(struct.__struct_fields__):
        value = getattr(struct, name)
        if index < without_default or value != struct.__struct_defaults__[index - without_default]:
            yield name, value


def differences(expected: object, got: object, path: str = "") -> Iterator[str]:
    """The places where two answers differ; nothing where they are of different kinds altogether.

    >>> list(differences([date(2026, 1, 1), True], [date(2026, 1, 2), True]))
    ['1st: expected 2026-01-01, got 2026-01-02']
    """
    if expected == got and type(expected) is type(got):
        return
    if isinstance(expected, Refused) and isinstance(got, Refused) and expected.code == got.code:
        for name, value in expected.parameters.items():
            yield from differences(value, got.parameters.get(name, _NOTHING), _step(path, name))
    elif isinstance(expected, Struct) and type(expected) is type(got):
        for name in expected.__struct_fields__:
            yield from differences(getattr(expected, name), getattr(got, name), _step(path, name))
    elif _listed(expected) and _listed(got) and len(expected) == len(got):
        for index, (one, other) in enumerate(zip(expected, got, strict=True), start=1):
            yield from differences(one, other, _step(path, _ordinal(index)))
    elif path:
        yield f"{path}: expected {shown(expected)}, got {shown(got)}"


def _listed(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, tuple | list)


def _step(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
