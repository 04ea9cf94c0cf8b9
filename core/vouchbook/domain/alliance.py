"""What the Alliance itself records: which associations it has licensed, since when."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import event
from vouchbook.domain.names import AssociationCode


@event("association_licensed", stream="alliance")
class AssociationLicensed(Struct, frozen=True):
    """An association may endorse from this day on, and has a book of its own."""

    association: AssociationCode
    first: date


Event = AssociationLicensed


class License(Struct, frozen=True):
    association: AssociationCode
    first: date


Command = License


class Alliance(Struct, frozen=True):
    licensed: tuple[AssociationLicensed, ...] = ()


NEW = Alliance()


def decide(command: Command, alliance: Alliance) -> list[Event]:
    match command:
        case License(association=code, first=first):
            if any(licence.association == code for licence in alliance.licensed):
                return []
            return [AssociationLicensed(association=code, first=first)]
        case _:
            assert_never(command)


def evolve(alliance: Alliance, event: Event) -> Alliance:
    match event:
        case AssociationLicensed():
            return replace(alliance, licensed=(*alliance.licensed, event))
        case _:
            assert_never(event)
