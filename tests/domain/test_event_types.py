"""What may stand in a book: a clear field is a date, number, code, id or digest, and the check of that holds itself."""

from __future__ import annotations

import typing
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, NewType, Optional

import pytest
from msgspec import Struct, defstruct

from vouchbook.domain import events
from vouchbook.domain.events import Clear, EventType, Published, UnknownEventType, event, registered, texts_in_clear
from vouchbook.domain.names import ItemId, Source
from vouchbook.domain.sealed import Sealed
from vouchbook.domain.streams import LIFE_CYCLES
from vouchbook.testing.life_cycles import events_of


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up event types stay in the test that makes them up."""
    monkeypatch.setattr(events, "_BY_NAME", {})
    monkeypatch.setattr(events, "_BY_CLASS", {})


@pytest.mark.parametrize("kind", registered(), ids=lambda kind: kind.name)
def test_no_clear_field_of_any_event_can_hold_a_text(kind: EventType) -> None:
    assert list(texts_in_clear(kind)) == []


def test_every_event_of_a_life_cycle_is_registered_in_its_stream_and_no_other_is() -> None:
    folded = {(cycle.name, cls) for cycle in LIFE_CYCLES for cls in events_of(cycle)}
    assert folded == {(kind.stream, kind.cls) for kind in registered()}


PAST = ("ed", "given", "withdrawn", "paid", "made", "bought", "taken_back", "taken_over", "written_off")


def test_an_event_is_named_after_what_happened() -> None:
    for kind in registered():
        words = "".join(word.capitalize() for word in kind.name.split("_"))
        assert words == kind.cls.__name__
        assert kind.name.endswith(PAST), f"{kind.name}: say it in the past tense"


class Remark(Struct, frozen=True):
    on: date
    text: str


class Remarks(Struct, frozen=True):
    first: Remark


class Colour(Enum):
    RED = "red"


class Tree(Struct, frozen=True):
    """Refers to itself, as a finding with its options does."""

    size: int
    branches: tuple[Tree, ...] = ()


Nickname = NewType("Nickname", str)

TEXTS: dict[str, tuple[Any, str]] = {
    "text": (str, "noted.said"),
    "text or none": (Optional[str], "noted.said"),  # noqa: UP045 - the older spelling is another type at run time
    "text | None": (str | None, "noted.said"),
    "a name of no known kind": (Nickname, "noted.said"),
    "a list of text": (list[str], "noted.said"),
    "text in a tuple": (tuple[str, ...], "noted.said"),
    "text in a pair": (tuple[int, str], "noted.said"),
    "a dict": (dict[str, int], "noted.said"),
    "a dict of anything": (dict, "noted.said"),
    "text in a struct": (Remark, "noted.said.text"),
    "text in a struct in a struct": (Remarks, "noted.said.first.text"),
    "text in one of two structs": (Tree | Remark, "noted.said.text"),
    "text in a tuple of structs": (tuple[Remark, ...], "noted.said.text"),
    "any struct": (Struct, "noted.said"),
    "anything": (Any, "noted.said"),
    "an object": (object, "noted.said"),
    "a literal": (Literal["said"], "noted.said"),
    "bytes": (bytes, "noted.said"),
    "a float": (float, "noted.said"),
    "a set": (frozenset[str], "noted.said"),
    "text beside a box": (Sealed[str] | str, "noted.said"),
    "boxes in a tuple": (tuple[Sealed[str], ...], "noted.said"),
    "boxes in a dict": (dict[str, Sealed[str]], "noted.said"),
}


@pytest.mark.usefixtures("empty_registry")
@pytest.mark.parametrize("what", TEXTS)
def test_a_clear_field_that_could_hold_a_text_is_found(what: str) -> None:
    hint, path = TEXTS[what]
    cls = event("noted", stream="person")(defstruct("Noted", [("on", date), ("said", hint)], frozen=True))
    found = list(texts_in_clear(events.type_named("noted")))
    assert found, f"{cls} would put a text into the clear"
    assert all(place.startswith(f"{path}: ") for place in found)


FINE: dict[str, Any] = {
    "a day": date,
    "a moment": datetime,
    "a number": int,
    "yes or no": bool,
    "an id": ItemId,
    "an id or none": ItemId | None,
    "a code": Source,
    "codes": tuple[Colour, ...],
    "a pair": tuple[ItemId, int],
    "a struct that refers to itself": Tree,
    "a public text": Published,
}


@pytest.mark.usefixtures("empty_registry")
@pytest.mark.parametrize("what", FINE)
def test_what_cannot_hold_a_text_is_let_through(what: str) -> None:
    event("noted", stream="person")(defstruct("Noted", [("said", FINE[what])], frozen=True))
    assert list(texts_in_clear(events.type_named("noted"))) == []


@pytest.mark.usefixtures("empty_registry")
@pytest.mark.parametrize("hint", [Sealed[str], Sealed[str] | None, typing.Union[None, Sealed[str]]])  # noqa: UP007
def test_a_box_or_none_is_sealed(hint: Any) -> None:
    event("noted", stream="person")(defstruct("Noted", [("said", hint), ("on", date)], frozen=True))
    assert events.type_named("noted").sealed == ("said",)
    assert list(texts_in_clear(events.type_named("noted"))) == []


@pytest.mark.usefixtures("empty_registry")
def test_two_events_of_one_name_are_refused() -> None:
    event("noted", stream="person")(defstruct("Noted", [], frozen=True))
    with pytest.raises(TypeError, match="two events are called noted"):
        event("noted", stream="person")(defstruct("NotedToo", [], frozen=True))


def same(clear: Clear) -> Clear:
    return clear


@pytest.mark.parametrize(("schema", "upcasts"), [(1, (same,)), (2, ()), (3, (same,))])
def test_every_schema_needs_the_way_up_to_it(schema: int, upcasts: tuple[events.Upcast, ...]) -> None:
    with pytest.raises(TypeError, match=f"schema {schema} needs {schema - 1} upcasts, not {len(upcasts)}"):
        event("noted", stream="person", schema=schema, upcasts=upcasts)


def test_an_unknown_name_says_that_a_newer_version_may_have_written_it() -> None:
    with pytest.raises(UnknownEventType, match=r"'cohort_formed' is no registered event type; .* upgrade first"):
        events.type_named("cohort_formed")


def test_an_unregistered_class_says_how_to_declare_it() -> None:
    with pytest.raises(UnknownEventType, match="Remark is no registered event type; declare it with @event"):
        events.type_of(Remark(date(2026, 1, 1), "no event"))
