"""Whatever an event holds comes back: clear fields open, sealed fields closed, and nothing else is let in."""

from __future__ import annotations

import types
import typing
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, NewType, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, Struct, UnsetType
from tests.ledger.samples import example, examples

from vouchbook.domain.events import (
    Damaged,
    EventType,
    NewerFormat,
    Published,
    UnknownEventType,
    registered,
    texts_in_clear,
    type_named,
)
from vouchbook.domain.sealed import Purpose, Sealed, Unsealed
from vouchbook.ledger.codec import Shape, container, decode, shape_of

KINDS = registered()
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Everything that a field of this kind may hold."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Sealed:
        subjects = st.lists(TEXT, min_size=1, max_size=3).map(tuple)
        return st.builds(Sealed, st.sampled_from(Purpose), subjects, values(args[0]))
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(values(arg) for arg in args))
    if origin is tuple:
        if args[-1] is Ellipsis:
            return st.lists(values(args[0]), max_size=2).map(tuple)
        return st.tuples(*(values(arg) for arg in args))
    if origin is dict:
        return st.dictionaries(values(args[0]), values(args[1]), max_size=2)
    if origin is list:
        return st.lists(values(args[0]), max_size=2)
    if isinstance(hint, NewType):
        return TEXT
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return st.deferred(lambda: built(hint))
    plain = {int: st.integers(-(2**63), 2**63 - 1), bool: st.booleans(), date: st.dates(), str: TEXT}
    return {**plain, Published: TEXT.map(Published), type(None): st.none(), UnsetType: st.just(UNSET)}[hint]


@cache  # a finding's ways are findings: the strategy must be the same one again
def built(cls: type[Struct]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(cls)
    return st.builds(cls, **{name: values(hints[name]) for name in cls.__struct_fields__})


def stored(event: Struct) -> tuple[Shape, bytes, bytes, list[Unsealed]]:
    shape = shape_of(event)
    inside: list[Unsealed] = []
    shape.unsealed(event, "nc", "person:1", 3, inside)
    return shape, shape.clear(event), container(inside, [value.plain for value in inside]), inside


def back(shape: Shape, data: bytes, sealed: bytes) -> Any:
    return decode(shape.name, shape.schema, data, sealed, at=("nc", "person:1", 3))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(max_examples=40)
@given(data=st.data())
def test_an_event_comes_back_as_it_went_in(kind: EventType, data: st.DataObject) -> None:
    event = data.draw(built(kind.cls))
    shape, clear, sealed, inside = stored(event)
    found = back(shape, clear, sealed)
    assert type(found) is kind.cls
    for field in kind.cls.__struct_fields__:
        was, now = getattr(event, field), getattr(found, field)
        if field not in kind.sealed or was is None:
            assert now == was
            assert type(now) is type(was)
        else:
            assert (now.purpose, now.subjects, now.value) == (was.purpose, was.subjects, None)
            assert msgspec.json.decode(now.box, type=get_args(_sealed(kind, field))[0]) == was.value
    assert found == shape.closed(event, inside, [value.plain for value in inside])  # what fresh rows are made from


def _sealed(kind: EventType, field: str) -> Any:
    hint = get_type_hints(kind.cls)[field]
    return hint if get_origin(hint) is Sealed else next(arg for arg in get_args(hint) if get_origin(arg) is Sealed)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nothing_sealed_stands_in_the_clear_part(kind: EventType) -> None:
    for event in (*examples(kind), example(kind, text="canary")):
        _, clear, _, inside = stored(event)
        assert b"canary" not in clear
        assert not {value.at.field for value in inside} & set(msgspec.json.decode(clear))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_clear_field_can_hold_free_text(kind: EventType) -> None:
    assert list(texts_in_clear(kind)) == []


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_bytes_that_are_no_event_are_damaged_and_never_crash(data: bytes, sealed: bytes) -> None:
    shape = shape_of(example(KINDS[0]))
    with pytest.raises(Damaged, match="does not decode"):
        back(shape, data, sealed)


def test_a_clear_part_with_a_field_too_many_or_too_few_is_damaged() -> None:
    shape, clear, sealed, _ = stored(example(type_named("person_registered")))
    fields = msgspec.json.decode(clear)
    less = {name: value for name, value in fields.items() if name != next(iter(fields))}
    for wrong in ({**fields, "more": 1}, less):
        with pytest.raises(Damaged):
            back(shape, msgspec.json.encode(wrong), sealed)


def test_a_type_that_is_not_registered_is_not_read() -> None:
    with pytest.raises(UnknownEventType, match="upgrade first"):
        decode("os.system", 1, b"{}", b"", at=("nc", "person:1", 1))


def test_a_schema_from_a_newer_version_is_not_guessed_at() -> None:
    shape, clear, sealed, _ = stored(example(KINDS[0]))
    with pytest.raises(NewerFormat, match="schema 9, this version knows 1: upgrade"):
        decode(shape.name, 9, clear, sealed, at=("nc", "person:1", 1))


class Renamed(Struct, frozen=True):
    minutes: int
    on: date
    title: Sealed[str]


def hours_to_minutes(clear: dict[str, Any]) -> dict[str, Any]:
    return {"minutes": clear["hours"] * 60, "day": clear["day"]}


def day_to_on(clear: dict[str, Any]) -> dict[str, Any]:
    return {"minutes": clear["minutes"], "on": clear["day"]}


OLDER = Shape(EventType("hours_logged", 3, "person", Renamed, ("title",), (hours_to_minutes, day_to_on)))
BOX = msgspec.msgpack.encode({"title": (Purpose.EVIDENCE, ("p-1",), b"box")})


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        (1, b'{"hours":2,"day":"2026-03-02"}'),
        (2, b'{"minutes":120,"day":"2026-03-02"}'),
        (3, b'{"minutes":120,"on":"2026-03-02"}'),
    ],
)
def test_older_schemas_are_read_through_every_upcast_without_a_key(schema: int, data: bytes) -> None:
    event = OLDER.event(schema, data, BOX, "nc", "person:1", 1)
    assert isinstance(event, Renamed)
    assert (event.minutes, event.on, event.title.box) == (120, date(2026, 3, 2), b"box")
