"""Events to bytes and back: a clear part that anyone may read, and boxes that only keys open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Protocol, get_args, get_type_hints

import msgspec
from msgspec import UNSET, Struct, UnsetType

from vouchbook.domain.events import Damaged, EventType, NewerFormat, type_named, type_of
from vouchbook.domain.names import PersonId
from vouchbook.domain.sealed import Address, Purpose, Sealed, Unsealed


class Sealer(Protocol):
    """Puts personal values into boxes; the vault is one."""

    def seal(self, values: Sequence[Unsealed]) -> list[bytes]:
        """One box for each value; every key it needs is durable before this returns."""


class Box(Struct, frozen=True, array_like=True):
    """One sealed field as stored: whose keys, for what, and the vault's bytes."""

    purpose: Purpose
    subjects: tuple[PersonId, ...]
    box: bytes


_Boxes = dict[str, Box]
_read_boxes = msgspec.msgpack.Decoder(_Boxes).decode
_write_boxes = msgspec.msgpack.Encoder().encode
_write_value = msgspec.json.Encoder().encode


def _as_text(value: object) -> str:
    if isinstance(value, str):  # names that are classes of their own, such as ``Published``
        return str.__str__(value)
    raise NotImplementedError(f"{type(value).__name__} has no place in the clear part of an event")


def _from_text(cls: type, value: object) -> object:
    return cls(value)


_write_clear = msgspec.json.Encoder(enc_hook=_as_text).encode


class Shape:
    """How one event type is stored; made once per type, so that nothing is looked up per event."""

    __slots__ = ("_clear", "_names", "_read", "_sealed_parts", "_twin", "kind")

    def __init__(self, kind: EventType) -> None:
        self.kind = kind
        hints = get_type_hints(kind.cls)
        clear = [name for name in kind.cls.__struct_fields__ if name not in kind.sealed]
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
        self._sealed_parts = tuple((name, attrgetter(name)) for name in kind.sealed)
        self._read = msgspec.json.Decoder(self._twin, dec_hook=_from_text).decode

    def clear(self, event: Struct) -> bytes:
        """The JSON of the fields that anyone may read."""
        return _write_clear(self._twin(*self._clear(event)))

    def unsealed(self, event: Struct, association: str, stream: str, version: int) -> list[Unsealed]:
        """What the vault must seal before the event can be stored."""
        found = []
        for name, part in self._sealed_parts:
            sealed: Sealed[Any] | None = part(event)
            if sealed is not None:
                if sealed.value is None or not sealed.subjects:
                    raise ValueError(f"{self.kind.name}.{name} must be open and name its subjects to be recorded")
                at = Address(association, stream, version, self.kind.name, name)
                found.append(Unsealed(at, sealed.purpose, sealed.subjects, _write_value(sealed.value)))
        return found

    def container(self, values: Sequence[Unsealed], boxes: Sequence[bytes]) -> bytes:
        """The sealed part as stored; nothing for an event without personal values."""
        stored = {
            value.at.field: Box(value.purpose, value.subjects, box) for value, box in zip(values, boxes, strict=True)
        }
        return _write_boxes(stored) if stored else b""

    def event(self, schema: int, data: bytes, sealed: bytes, association: str, stream: str, version: int) -> Struct:
        """The event with its sealed fields closed; older schemas are read through the type's upcasts."""
        if schema == self.kind.schema:
            twin = self._read(data)
        elif schema > self.kind.schema:
            raise NewerFormat(
                f"{self.kind.name} is stored in schema {schema}, this version knows {self.kind.schema}: upgrade"
            )
        else:
            clear = msgspec.json.decode(data, type=dict[str, Any])
            for upcast in self.kind.upcasts[schema - 1 :]:
                clear = upcast(clear)
            twin = msgspec.convert(clear, self._twin, dec_hook=_from_text)
        values = dict(zip(self._names, self._clear(twin), strict=True))
        if self._sealed_parts:
            boxes = _read_boxes(sealed) if sealed else {}
            for name, _ in self._sealed_parts:
                values[name] = _closed(boxes.get(name), association, stream, version, self.kind.name, name)
        return self.kind.cls(**values)


def _closed(box: Box | None, association: str, stream: str, version: int, type_: str, field: str) -> Sealed[Any] | None:
    if box is None:
        return None
    return Sealed(box.purpose, box.subjects, None, box.box, Address(association, stream, version, type_, field))


def _getter(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    one = attrgetter(names[0])
    return lambda event: (one(event),)


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
    """The event stored at association, stream and version ``at``.

    :raises UnknownEventType: a type that this version does not have
    :raises NewerFormat: a schema that this version does not have
    :raises Damaged: bytes that are no such event
    """
    shape = shape_named(name)
    try:
        return shape.event(schema, data, sealed, *at)
    except (msgspec.MsgspecError, TypeError, ValueError, KeyError) as error:
        raise Damaged(f"{name} at version {at[2]} of {at[1]} does not decode ({error}): run verify") from error
