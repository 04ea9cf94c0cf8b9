"""The closed registry of event types: what may ever stand in a book, and how older shapes are read."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any, NewType, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct, UnsetType

from vouchbook.domain.names import IDS
from vouchbook.domain.sealed import Sealed

Clear = dict[str, Any]
Upcast = Callable[[Clear], Clear]
"""From the clear part of one schema version to the next; it never needs a key."""


def as_it_stands(clear: Clear) -> Clear:
    """The next schema reads this one unchanged: what it added, deeper within, has a default."""
    return clear


Published = NewType("Published", str)
"""Public text of an association, such as its adopted policy: no words about a person."""


class EventType(Struct, frozen=True):
    """One kind of event: its name in the book, its current schema version and the class that holds it."""

    name: str
    schema: int
    stream: str
    cls: type[Struct]
    sealed: tuple[str, ...]
    upcasts: tuple[Upcast, ...]


_BY_NAME: dict[str, EventType] = {}
_BY_CLASS: dict[type[Struct], EventType] = {}
E = TypeVar("E", bound=type[Struct])


class UnknownEventType(LookupError):
    """The book holds, or is asked to hold, an event that this version does not know."""


class NewerFormat(Exception):
    """A newer version of Vouchbook wrote this; an older one must not guess what it means."""


class Damaged(Exception):
    """What is stored is not what was written."""


class Busy(Exception):
    """Others held the file for longer than one may wait; nothing was recorded."""


def event(name: str, *, stream: str, schema: int = 1, upcasts: tuple[Upcast, ...] = ()) -> Callable[[E], E]:
    """Register an event class as ``name`` of ``stream``; ``upcasts`` lead from schema 1 up to ``schema``."""
    if len(upcasts) != schema - 1:
        raise TypeError(f"{name}: schema {schema} needs {schema - 1} upcasts, not {len(upcasts)}")

    def register(cls: E) -> E:
        if name in _BY_NAME:
            raise TypeError(f"two events are called {name}")
        hints = get_type_hints(cls)
        sealed = tuple(f for f in cls.__struct_fields__ if _is_sealed(hints[f]))
        kind = EventType(name, schema, stream, cls, sealed, upcasts)
        _BY_NAME[name] = _BY_CLASS[cls] = kind
        return cls

    return register


def type_named(name: str) -> EventType:
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UnknownEventType(
            f"{name!r} is no registered event type; a newer version of Vouchbook may have written it: upgrade first"
        ) from None


def type_of(event: Struct) -> EventType:
    try:
        return _BY_CLASS[type(event)]
    except KeyError:
        raise UnknownEventType(
            f"{type(event).__name__} is no registered event type; declare it with @event in vouchbook.domain"
        ) from None


def registered() -> tuple[EventType, ...]:
    """Every event type, by name."""
    return tuple(_BY_NAME[name] for name in sorted(_BY_NAME))


def _is_sealed(hint: object) -> bool:
    """One box, or none; nothing else can be told apart from a clear field once it is in the book."""
    arms = {*get_args(hint)} if get_origin(hint) in (typing.Union, types.UnionType) else {hint}
    return {get_origin(arm) for arm in arms - {type(None)}} == {Sealed}


def texts_in_clear(kind: EventType) -> Iterator[str]:
    """The paths of clear fields that could hold free text: there must be none."""
    hints = get_type_hints(kind.cls)
    for field in kind.cls.__struct_fields__:
        if field not in kind.sealed:
            yield from _texts(hints[field], f"{kind.name}.{field}", frozenset())


def _texts(hint: object, path: str, seen: frozenset[object]) -> Iterator[str]:
    if hint in (int, bool, date, datetime, type(None), Published, UnsetType) or hint in IDS or hint in seen:
        return
    origin = get_origin(hint)
    if origin in (tuple, typing.Union, types.UnionType):
        for arg in get_args(hint):
            if arg is not Ellipsis:
                yield from _texts(arg, path, seen)
    elif isinstance(hint, type) and issubclass(hint, Enum):
        return
    elif isinstance(hint, type) and issubclass(hint, Struct) and hint is not Struct:
        inner = get_type_hints(hint)
        for field in hint.__struct_fields__:
            yield from _texts(inner[field], f"{path}.{field}", seen | {hint})
    else:
        yield f"{path}: {hint}"
