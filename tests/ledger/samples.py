"""Events, commands and values to write: one of every registered type, made from its annotations."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import date
from enum import Enum
from itertools import count
from typing import Any, NamedTuple, NewType, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct, UnsetType

import vouchbook.domain.streams  # noqa: F401  # registers the event types
from vouchbook.domain.events import EventType, Published
from vouchbook.domain.evidence import PersonWords, Training
from vouchbook.domain.names import CommandId, ItemId, KeyedDigest, PersonId, Source
from vouchbook.domain.person import EvidenceRecorded, PersonRegistered
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.ledger import Command, Write

S = TypeVar("S", bound=Struct)
DAY = date(2026, 3, 2)
_numbers = count(1)


def command(
    name: str = "record", *, id_: str | None = None, fingerprint: bytes = b"asked", actor: str = "a"
) -> Command:
    return Command(CommandId(id_ or f"command-{next(_numbers)}"), name, fingerprint, actor, DAY)


def registered(
    person: str, *, name: str = "Ada", surname: str = "Quill", email: str = "ada@example.org"
) -> PersonRegistered:
    words = PersonWords(name, surname, email)
    id_ = PersonId(person)
    return PersonRegistered(id_, KeyedDigest("hmac:" + "0" * 64), None, Sealed(Purpose.IDENTITY, (id_,), words))


def training(person: str, *, title: str = "Attachment", minutes: int = 120) -> EvidenceRecorded:
    return EvidenceRecorded(
        item=ItemId(f"i-{next(_numbers)}"),
        revision=1,
        source=Source.ASSERTED,
        facts=Training(DAY, DAY, minutes),
        words=Sealed(Purpose.EVIDENCE, (PersonId(person),), {"title": title}),
    )


def write(person: str, expected: int, *events: Struct) -> Write:
    return Write(f"person:{person}", expected, events)


def example(kind: EventType, *, text: str = "x") -> Struct:
    """An event of this type with every field filled; sealed texts are ``text``."""
    return _made(kind.cls, _Choice(text))


def examples(kind: EventType) -> list[Struct]:
    """Every form that the type's fields may take: each alternative once, filled, and once with all that may lack."""
    found: list[Struct] = []
    for choice in (*(_Choice("x", alternative) for alternative in range(20)), _Choice("x", bare=True)):
        made = _made(kind.cls, choice)
        if made not in found:
            found.append(made)
    return found


class _Choice(NamedTuple):
    text: str
    alternative: int = 0
    bare: bool = False


def _made(cls: type[S], choice: _Choice) -> S:
    hints = get_type_hints(cls)
    return cls(**{field: _value(hints[field], choice) for field in _fields(cls)})


def _value(hint: Any, choice: _Choice) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Sealed:
        return Sealed(Purpose.EVIDENCE, (PersonId("p-one"), PersonId("p-two")), _value(args[0], choice))
    if origin in (typing.Union, types.UnionType):
        if choice.bare and type(None) in args:
            return None
        real = [arg for arg in args if arg not in (type(None), UnsetType)]
        return _value(real[choice.alternative % len(real)], choice)
    if origin is tuple:
        return (
            () if choice.bare and args[-1] is Ellipsis else tuple(_value(a, choice) for a in args if a is not Ellipsis)
        )
    if origin in (dict, list):
        inner = [_value(arg, choice) for arg in args]
        return {inner[0]: inner[1]} if origin is dict else inner
    if isinstance(hint, NewType):
        return hint(f"{hint.__name__.lower()}-1")
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)[choice.alternative % len(hint)]
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _made(hint, choice)
    return {int: 7, bool: True, date: DAY, str: choice.text, Published: Published('{"format":1}')}[hint]


def _fields(cls: type[Struct]) -> Iterator[str]:
    """Without those that hold their own kind again: a finding's ways are findings."""
    hints = get_type_hints(cls)
    for field in cls.__struct_fields__:
        if not any(arg is cls for arg in get_args(hints[field])):
            yield field
