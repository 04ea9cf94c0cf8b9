"""Tells a life cycle as given, when, then: what was recorded, what is asked, what must follow.

Which life cycle is meant follows from the types of the events and the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn, get_args, get_type_hints

from msgspec import Struct

from vouchbook.domain.events import type_of
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import LIFE_CYCLES, LifeCycle
from vouchbook.letters.refusals import in_words
from vouchbook.testing.differences import differences, shown


def given(*events: Struct) -> Given:
    """What the stream holds before; nothing, for a life cycle that has not begun.

    >>> from datetime import date
    >>> from vouchbook.domain.alliance import AssociationLicensed, License
    >>> licensed = AssociationLicensed("nc", date(2026, 1, 1))
    >>> given().when(License("nc", date(2026, 1, 1))).then(licensed)
    >>> given(licensed).when(License("nc", date(2026, 1, 1))).then_nothing()
    """
    return Given(events)


class Given:
    """A history that is there, before something is asked of it."""

    def __init__(self, events: Sequence[Struct]) -> None:
        self.events = tuple(events)

    def when(self, command: Struct) -> Outcome:
        """Decide on ``command``; the answer is judged by what follows.

        :raises TypeError: a command of no life cycle, or events of another one
        """
        cycle = life_cycle_of(type(command))
        if type(command) not in commands_of(cycle):
            raise TypeError(f"{type(command).__name__} is no command, but an event: it belongs into given() or then()")
        strangers = [type(event).__name__ for event in self.events if type(event) not in events_of(cycle)]
        if strangers:
            named = f"{type(command).__name__} asks about the {cycle.name}"
            raise TypeError(f"{named}; these are other events: {', '.join(strangers)}")
        try:
            answer: list[Struct] | Refused = cycle.decide(command, cycle.fold(self.events))
        except Refused as refused:
            answer = refused
        return Outcome(cycle, self.events, command, answer)


class Outcome:
    """What a decider answered: events, a refusal, or silence."""

    def __init__(
        self, cycle: LifeCycle[Any], events: tuple[Struct, ...], command: Struct, answer: list[Struct] | Refused
    ) -> None:
        self.cycle = cycle
        self.events = events
        self.command = command
        self.answer = answer

    def then(self, *expected: Struct) -> None:
        """Exactly these events, in this order, and the life cycle can go on with them."""
        __tracebackhide__ = True
        if isinstance(self.answer, Refused) or tuple(self.answer) != expected:
            self._fail(expected)
        for event in expected:
            assert type_of(event).stream == self.cycle.name, f"{shown(event)} belongs into another stream"
        self.cycle.fold((*self.events, *expected))

    def then_nothing(self) -> None:
        """Silence: it is so already, and asking again is no error."""
        __tracebackhide__ = True
        self.then()

    def then_refused(self, code: str, **parameters: object) -> None:
        """A refusal with this code and, as far as they are given here, these parameters; it has words."""
        __tracebackhide__ = True
        refused = self.answer
        if not isinstance(refused, Refused) or refused.code != code:
            self._fail(Refused(code, **parameters))
        if any(name not in refused.parameters or refused.parameters[name] != parameters[name] for name in parameters):
            self._fail(Refused(code, **parameters))
        assert in_words(refused), f"{code} has no words"

    def _fail(self, expected: tuple[Struct, ...] | Refused) -> NoReturn:
        __tracebackhide__ = True
        told = ", ".join(type(event).__name__ for event in self.events) or "nothing"
        raise AssertionError(
            "\n".join(
                [
                    "something else followed",
                    f"   given {told}",
                    f"    when {shown(self.command)}",
                    f"expected {shown(expected)}",
                    f"     got {shown(self.answer)}",
                    *(f"         {line}" for line in differences(expected, self.answer)),
                ]
            )
        )


def life_cycle_of(kind: type[Struct]) -> LifeCycle[Any]:
    """The life cycle that decides on commands of this type, or records events of it.

    :raises TypeError: none does
    """
    try:
        return _by_type()[kind]
    except KeyError:
        raise TypeError(
            f"{kind.__name__} is neither an event nor a command of any life cycle in vouchbook.domain.streams"
        ) from None


def commands_of(cycle: LifeCycle[Any]) -> tuple[type[Struct], ...]:
    """The commands that a life cycle decides on."""
    return _members(get_type_hints(cycle.decide)["command"])


def events_of(cycle: LifeCycle[Any]) -> tuple[type[Struct], ...]:
    """The events that a life cycle is folded from."""
    return _members(get_type_hints(cycle.evolve)["event"])


@cache
def _by_type() -> dict[type[Struct], LifeCycle[Any]]:
    return {kind: cycle for cycle in LIFE_CYCLES for kind in (*commands_of(cycle), *events_of(cycle))}


def _members(hint: type[Struct]) -> tuple[type[Struct], ...]:
    return get_args(hint) or (hint,)  # a union, or the only one
