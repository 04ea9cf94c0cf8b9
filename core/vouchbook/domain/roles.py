"""Who acts for an association: roles given to people of its book, and ended; everybody has their own file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.authorize import Role
from vouchbook.domain.events import event
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused


@event("role_given", stream="roles")
class RoleGiven(Struct, frozen=True):
    """From this day on the person may act in the role."""

    person: PersonId
    role: Role
    on: date


@event("role_ended", stream="roles")
class RoleEnded(Struct, frozen=True):
    """From this day on they may not any more."""

    person: PersonId
    role: Role
    on: date


Event = RoleGiven | RoleEnded


class Give(Struct, frozen=True):
    """``offered`` are the roles that this book has."""

    person: PersonId
    role: Role
    on: date
    offered: tuple[Role, ...]


class End(Struct, frozen=True):
    person: PersonId
    role: Role
    on: date


Command = Give | End
Held = tuple[PersonId, Role]


class Span(Struct, frozen=True):
    """The days from ``first`` on, up to the day before ``until``."""

    first: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.until is None or on < self.until)


class Roles(Struct, frozen=True):
    """Every role that somebody was given, span by span."""

    spans: Mapping[Held, tuple[Span, ...]] = {}

    def of(self, person: str | None, on: date) -> frozenset[Role]:
        """What somebody may act as on a day, beside their own file."""
        return frozenset(
            role for (who, role), spans in self.spans.items() if who == person and any(s.holds(on) for s in spans)
        )

    def last(self, person: PersonId, role: Role) -> Span | None:
        spans = self.spans.get((person, role))
        return spans[-1] if spans else None


NONE_GIVEN = Roles()


def decide(command: Command, roles: Roles) -> list[Event]:
    """:raises Refused: a role that nobody is given here, one that is not held, or a day before the last step"""
    last = roles.last(command.person, command.role)
    match command:
        case Give(person=person, role=role, on=on, offered=offered):
            if role not in offered:
                raise Refused("role_not_given", role=role, roles=tuple(each.value for each in offered))
            if last is not None and last.until is None:
                return []
            _not_before(on, last)
            return [RoleGiven(person=person, role=role, on=on)]
        case End(person=person, role=role, on=on):
            if last is None:
                raise Refused("role_not_held", role=role, person=person)
            if last.until is not None:
                return []
            _not_before(on, last)
            return [RoleEnded(person=person, role=role, on=on)]
        case _:
            assert_never(command)


def _not_before(on: date, last: Span | None) -> None:
    reached = None if last is None else last.until or last.first
    if reached is not None and on < reached:
        raise Refused("role_step_before", on=on, until=reached)


def evolve(roles: Roles, event: Event) -> Roles:
    held = (event.person, event.role)
    before = roles.spans.get(held, ())
    match event:
        case RoleGiven(on=on):
            spans = (*before, Span(on))
        case RoleEnded(on=on):
            spans = (*before[:-1], replace(before[-1], until=on))
        case _:
            assert_never(event)
    return replace(roles, spans={**roles.spans, held: spans})
