"""The roster of providers: who is listed as giving RSC or rating, how many they take, and whether from outside.

Being listed says nothing of a standing: whether somebody counts is asked of endorsements and vettings, day by day.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import event
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused


@event("provider_listed", stream="provider")
class ProviderListed(Struct, frozen=True):
    """Somebody is on the roster from this day on; ``capacity`` is how many people they take, if they say so."""

    person: PersonId
    capacity: int | None
    takes_outside: bool
    on: date


@event("provider_changed", stream="provider")
class ProviderChanged(Struct, frozen=True):
    """How many people they take, or whether from outside their own agency, is otherwise from this day on."""

    capacity: int | None
    takes_outside: bool
    on: date


@event("provider_delisted", stream="provider")
class ProviderDelisted(Struct, frozen=True):
    """They are on the roster no longer; ``on`` is the last day."""

    on: date


Event = ProviderListed | ProviderChanged | ProviderDelisted


class List(Struct, frozen=True):
    """``counts``: on this day an endorsement or vetting lets them do what the roster is about."""

    person: PersonId
    capacity: int | None
    takes_outside: bool
    on: date
    counts: bool


class Change(Struct, frozen=True):
    capacity: int | None
    takes_outside: bool
    on: date


class Delist(Struct, frozen=True):
    on: date


Command = List | Change | Delist


class Provider(Struct, frozen=True):
    """Somebody's place on the roster; one who left and came back has a new first day."""

    person: PersonId | None = None
    listed_on: date | None = None
    capacity: int | None = None
    takes_outside: bool = False
    changed_on: date | None = None
    left_on: date | None = None

    @property
    def listed(self) -> bool:
        return self.listed_on is not None and self.left_on is None


NOT_LISTED = Provider()


def decide(command: Command, provider: Provider) -> list[Event]:
    """:raises Refused: not on the roster, without a standing, a negative capacity, or dated before the step before"""
    match command:
        case List():
            return _list(command, provider)
        case Change(capacity=capacity, takes_outside=outside, on=on):
            _must_be_listed(provider)
            _must_be_possible(capacity)
            if (provider.capacity, provider.takes_outside) == (capacity, outside):
                return []
            _not_before(on, provider)
            return [ProviderChanged(capacity=capacity, takes_outside=outside, on=on)]
        case Delist(on=on):
            if not provider.listed and provider.left_on is not None:
                return []
            _must_be_listed(provider)
            _not_before(on, provider)
            return [ProviderDelisted(on=on)]
        case _:
            assert_never(command)


def _list(command: List, provider: Provider) -> list[Event]:
    _must_be_possible(command.capacity)
    if provider.listed:
        if (provider.capacity, provider.takes_outside) == (command.capacity, command.takes_outside):
            return []
        raise Refused("provider_listed", person=command.person)
    if not command.counts:
        raise Refused("provider_without_standing", person=command.person, on=command.on)
    _not_before(command.on, provider)
    return [
        ProviderListed(
            person=command.person, capacity=command.capacity, takes_outside=command.takes_outside, on=command.on
        )
    ]


def _must_be_listed(provider: Provider) -> None:
    if not provider.listed:
        raise Refused("provider_not_listed")


def _must_be_possible(capacity: int | None) -> None:
    if capacity is not None and capacity < 0:
        raise Refused("capacity_negative", capacity=capacity)


def _not_before(on: date, provider: Provider) -> None:
    reached = max((day for day in (provider.listed_on, provider.changed_on, provider.left_on) if day), default=None)
    if reached is not None and on < reached:
        raise Refused("roster_step_before", on=on, until=reached)


def evolve(provider: Provider, event: Event) -> Provider:
    match event:
        case ProviderListed(person=person, capacity=capacity, takes_outside=outside, on=on):
            return Provider(person=person, listed_on=on, capacity=capacity, takes_outside=outside)
        case ProviderChanged(capacity=capacity, takes_outside=outside, on=on):
            return replace(provider, capacity=capacity, takes_outside=outside, changed_on=on)
        case ProviderDelisted(on=on):
            return replace(provider, left_on=on)
        case _:
            assert_never(event)
