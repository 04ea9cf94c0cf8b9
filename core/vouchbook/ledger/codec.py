"""Events to bytes and back: a clear part that anyone may read, and boxes that only keys open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import Any, Protocol, get_args, get_type_hints

import msgspec
from msgspec import UNSET, Struct, UnsetType

import vouchbook.domain.streams  # noqa: F401  # registers every event type: a book must know them all
from vouchbook.domain.events import Damaged, EventType, NewerFormat, type_named, type_of
from vouchbook.domain.names import PersonId
from vouchbook.domain.sealed import Address, Purpose, Sealed, Unsealed


class Sealer(Protocol):
    """Puts personal values into boxes; the vault is one."""

    def seal(self, values: Sequence[Unsealed]) -> list[bytes]:
        """One box for each value; every key it needs is durable before this returns."""


class _NoKeys:
    def seal(self, values: Sequence[Unsealed]) -> list[bytes]:
        raise LookupError("this book was opened without keys: it takes no personal values; open it with its vault")


NO_KEYS: Sealer = _NoKeys()

LIBRARY = "library/"
"""Begins the streams that the eventsourcing library writes (``ledger.library``); no native stream begins so."""


class OfLibrary(Struct, frozen=True):
    """What the library wrote: its type is a topic and its bytes are its application's own, so nothing here reads them.

    Told by the stream and never by the type, which may be any text.
    """


_OF_LIBRARY = OfLibrary()

Box = tuple[Purpose, tuple[PersonId, ...], bytes]
"""One sealed field as stored: for what, whose keys, and the vault's bytes."""

_read_boxes = msgspec.msgpack.Decoder(dict[str, Box]).decode
_write_boxes = msgspec.msgpack.Encoder().encode
_write_value = msgspec.json.Encoder().encode


def _as_text(value: object) -> str:
    if isinstance(value, str):  # names that are classes of their own, such as ``Published``
        return str.__str__(value)
    raise TypeError(f"{type(value).__name__} has no place in the clear part of an event")


def _from_text(cls: type, value: object) -> object:
    return cls(value)


_write_clear = msgspec.json.Encoder(enc_hook=_as_text).encode


class Shape:
    """How one event type is stored; made once per type, so that nothing is looked up per event."""

    __slots__ = ("_clear", "_in_order", "_names", "_sealed", "_twin", "kind", "name", "prefix", "read_clear", "schema")

    def __init__(self, kind: EventType) -> None:
        self.kind, self.name, self.schema, self.prefix = kind, kind.name, kind.schema, f"{kind.stream}:"
        hints = get_type_hints(kind.cls)
        fields = kind.cls.__struct_fields__
        clear = [name for name in fields if name not in kind.sealed]
        required = [name for name in clear if UnsetType not in get_args(hints[name])]
        optional = [name for name in clear if name not in required]
        # The twin holds the clear fields alone. It has no defaults: a changed shape needs a new schema number.
        self._twin = msgspec.defstruct(
            kind.name,
            [*((name, hints[name]) for name in required), *((name, hints[name], UNSET) for name in optional)],
            forbid_unknown_fields=True,
        )
        self._names = (*required, *optional)
        self._clear = _getter(self._names)
        self._sealed = tuple((name, attrgetter(name)) for name in kind.sealed)
        self._in_order = _picker([(*self._names, *kind.sealed).index(name) for name in fields])
        self.read_clear = msgspec.json.Decoder(self._twin, dec_hook=_from_text).decode

    def clear(self, event: Struct) -> bytes:
        """The JSON of the fields that anyone may read."""
        return _write_clear(self._twin(*self._clear(event)))

    def unsealed(self, event: Struct, association: str, stream: str, version: int, into: list[Unsealed]) -> int:
        """Add to ``into`` what the vault must seal before the event can be stored, and say how much."""
        number = 0
        for field, part in self._sealed:
            sealed: Sealed[Any] | None = part(event)
            if sealed is not None:
                if sealed.value is None or not sealed.subjects:
                    raise ValueError(f"{self.name}.{field} must be open and name its subjects to be recorded")
                at = Address(association, stream, version, self.name, field)
                into.append(Unsealed(at, sealed.purpose, sealed.subjects, _write_value(sealed.value)))
                number += 1
        return number

    def closed(self, event: Struct, values: Sequence[Unsealed], boxes: Sequence[bytes]) -> Struct:
        """The event as it will be read: its sealed fields closed."""
        return msgspec.structs.replace(
            event,
            **{
                value.at.field: Sealed(value.purpose, value.subjects, None, box, value.at)
                for value, box in zip(values, boxes, strict=True)
            },
        )

    def event(self, schema: int, data: bytes, sealed: bytes, association: str, stream: str, version: int) -> Struct:
        """The event with its sealed fields closed; older schemas are read through the type's upcasts."""
        if schema == self.schema:
            twin = self.read_clear(data)
        elif schema > self.schema:
            raise NewerFormat(f"{self.name} is stored in schema {schema}, this version knows {self.schema}: upgrade")
        else:
            clear = msgspec.json.decode(data, type=dict[str, Any])
            for upcast in self.kind.upcasts[schema - 1 :]:
                clear = upcast(clear)
            twin = msgspec.convert(clear, self._twin, dec_hook=_from_text)
        values = self._clear(twin)
        if self._sealed:
            boxes = _read_boxes(sealed) if sealed else {}
            name = self.name
            for field, _ in self._sealed:
                box = boxes.get(field)
                if box is None:
                    values += (None,)
                else:
                    at = Address(association, stream, version, name, field)
                    values += (Sealed(box[0], box[1], None, box[2], at),)
        return self.kind.cls(*self._in_order(values))


def part_of(cls: type[Struct], fields: tuple[str, ...]) -> Callable[[bytes], Struct]:
    """Reads these clear fields of an event of the current schema and leaves the others ``None``: much is not looked at.

    The function raises ``msgspec.MsgspecError`` for bytes that have no such fields.
    """
    hints, places = get_type_hints(cls), [cls.__struct_fields__.index(name) for name in fields]
    read = msgspec.json.Decoder(msgspec.defstruct(cls.__name__, [(name, hints[name]) for name in fields])).decode
    values, nothing = _getter(fields), [None] * len(cls.__struct_fields__)

    def part(data: bytes) -> Struct:
        filled = nothing.copy()
        for place, value in zip(places, values(read(data)), strict=True):
            filled[place] = value
        return cls(*filled)

    return part


def container(values: Sequence[Unsealed], boxes: Sequence[bytes]) -> bytes:
    """The sealed part of an event as stored; nothing for an event without personal values."""
    if not values:
        return b""
    fields = {}
    for value, box in zip(values, boxes, strict=True):
        fields[value.at.field] = (value.purpose, value.subjects, box)
    return _write_boxes(fields)


def _getter(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    one = attrgetter(names[0])
    return lambda event: (one(event),)


def _picker(order: Sequence[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    return itemgetter(*order) if len(order) > 1 else lambda values: values


_BY_CLASS: dict[type[Struct], Shape] = {}
_BY_NAME: dict[str, Shape] = {}


def shape_of(event: Struct) -> Shape:
    """:raises UnknownEventType: the class is not registered"""
    shape = _BY_CLASS.get(type(event))
    return shape if shape is not None else _learn(type_of(event))


def shape_named(name: str) -> Shape:
    """:raises UnknownEventType: the name is not registered"""
    shape = _BY_NAME.get(name)
    return shape if shape is not None else _learn(type_named(name))


def _learn(kind: EventType) -> Shape:
    shape = _BY_NAME[kind.name] = _BY_CLASS[kind.cls] = Shape(kind)
    return shape


def decode(name: str, schema: int, data: bytes, sealed: bytes, *, at: tuple[str, str, int]) -> Struct:
    """The event stored at association, stream and version ``at``; of a library's stream ``OfLibrary``, unread.

    :raises UnknownEventType: a type that this version does not have
    :raises NewerFormat: a schema that this version does not have
    :raises Damaged: bytes that are no such event
    """
    try:
        if at[1].startswith(LIBRARY):
            return _OF_LIBRARY
        return shape_named(name).event(schema, data, sealed, *at)
    except (msgspec.MsgspecError, AttributeError, TypeError, ValueError, KeyError) as error:
        raise Damaged(f"{name} at version {at[2]} of {at[1]} does not decode ({error}): run verify") from error
