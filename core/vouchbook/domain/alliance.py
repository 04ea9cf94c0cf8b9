"""What the Alliance itself records: which associations it has licensed, for which edition, from when until when."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import Clear, event
from vouchbook.domain.names import AssociationCode, EditionName
from vouchbook.domain.refusal import Refused


class Floor(Enum):
    """What becomes of a rule that asks less than the licensed edition."""

    REPORTED = "reported"  # it shows in the report, and may be adopted
    ENFORCED = "enforced"  # it is not adopted


def _without_an_edition(clear: Clear) -> Clear:
    """Before schema 2, a licence said since when, and nothing else."""
    return {**clear, "edition": None, "until": None, "floor": Floor.REPORTED.value, "confirmed": False}


@event("association_licensed", stream="alliance", schema=2, upcasts=(_without_an_edition,))
class AssociationLicensed(Struct, frozen=True):
    """An association may endorse by an edition of the guidelines, from ``first`` through ``until``.

    ``confirmed``: the Alliance has said so; otherwise the edition was taken from the association's own policy when
    its book was founded, or none was recorded.
    """

    association: AssociationCode
    first: date
    edition: EditionName | None = None
    until: date | None = None
    floor: Floor = Floor.REPORTED
    confirmed: bool = False


@event("licence_renewed", stream="alliance")
class LicenceRenewed(Struct, frozen=True):
    """From ``first`` on the licence is for this edition; what was licensed before ends the day before."""

    association: AssociationCode
    first: date
    edition: EditionName
    until: date | None
    floor: Floor
    confirmed: bool


@event("licence_ended", stream="alliance")
class LicenceEnded(Struct, frozen=True):
    """``last`` is the last day on which the licence holds; what would have followed is void."""

    association: AssociationCode
    last: date


Event = AssociationLicensed | LicenceRenewed | LicenceEnded


class License(Struct, frozen=True):
    """License an association for the first time; asked again, nothing changes: a licence is renewed."""

    association: AssociationCode
    first: date
    edition: EditionName | None = None
    until: date | None = None
    floor: Floor = Floor.REPORTED
    confirmed: bool = False


class Renew(Struct, frozen=True):
    """License it for an edition from a day on. An assumed licence, or one without an end, gives way."""

    association: AssociationCode
    first: date
    edition: EditionName
    until: date | None = None
    floor: Floor = Floor.REPORTED
    confirmed: bool = True


class End(Struct, frozen=True):
    """Let the licence in force on ``last`` end with that day."""

    association: AssociationCode
    last: date


Command = License | Renew | End


class Licence(Struct, frozen=True):
    """What an association may do by which edition, from ``first`` through ``until``; without one, until it is ended."""

    association: AssociationCode
    edition: EditionName | None
    first: date
    until: date | None
    floor: Floor
    confirmed: bool

    def on(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day <= self.until)


class Alliance(Struct, frozen=True):
    """Every licence in the order of its days; those of one association never overlap."""

    licences: tuple[Licence, ...] = ()

    def of(self, association: AssociationCode) -> tuple[Licence, ...]:
        return tuple(each for each in self.licences if each.association == association)

    def on(self, association: AssociationCode, day: date) -> Licence | None:
        return next((each for each in self.of(association) if each.on(day)), None)

    @property
    def licensed(self) -> tuple[AssociationCode, ...]:
        """Every association that ever was, in the order in which they were first licensed."""
        return tuple(dict.fromkeys(each.association for each in self.licences))


NEW = Alliance()


def decide(command: Command, alliance: Alliance) -> list[Event]:
    """:raises Refused: a licence that ends before it begins or overlaps another one; none to renew or to end"""
    match command:
        case License(association=code, first=first, until=until):
            if alliance.of(code):
                return []
            _forward(first, until)
            return [
                AssociationLicensed(
                    association=code,
                    first=first,
                    edition=command.edition,
                    until=until,
                    floor=command.floor,
                    confirmed=command.confirmed,
                )
            ]
        case Renew():
            return _renew(command, alliance)
        case End(association=code, last=last):
            return _end(code, last, alliance)
        case _:
            assert_never(command)


def _renew(command: Renew, alliance: Alliance) -> list[Event]:
    before = _known(command.association, alliance)
    _forward(command.first, command.until)
    wanted = LicenceRenewed(
        association=command.association,
        first=command.first,
        edition=command.edition,
        until=command.until,
        floor=command.floor,
        confirmed=command.confirmed,
    )
    if _licence(wanted) in before:
        return []
    for licence in before:
        in_the_way = licence.confirmed and licence.first >= command.first and not _after(licence, command)
        bounded = licence.confirmed and licence.until is not None and licence.first < command.first <= licence.until
        if in_the_way or bounded:
            raise Refused(
                "licence_overlaps",
                association=command.association,
                edition=licence.edition or "none",
                first=licence.first,
                until=licence.until or "none",
            )
    return [wanted]


def _after(licence: Licence, command: Renew) -> bool:
    return command.until is not None and command.until < licence.first


def _end(code: AssociationCode, last: date, alliance: Alliance) -> list[Event]:
    before = _known(code, alliance)
    licence = alliance.on(code, last)
    if licence is None:
        raise Refused("no_licence_that_day", association=code, on=last, licences=tuple(each.first for each in before))
    if licence.until == last and before[-1] == licence:
        return []
    return [LicenceEnded(association=code, last=last)]


def _known(code: AssociationCode, alliance: Alliance) -> tuple[Licence, ...]:
    licences = alliance.of(code)
    if not licences:
        raise Refused("not_licensed", association=code)
    return licences


def _forward(first: date, until: date | None) -> None:
    if until is not None and until < first:
        raise Refused("licence_ends_before_it_begins", first=first, until=until)


def evolve(alliance: Alliance, event: Event) -> Alliance:
    match event:
        case AssociationLicensed() | LicenceRenewed():
            return _with(alliance, _licence(event))
        case LicenceEnded(association=code, last=last):
            left = tuple(
                replace(each, until=last) if each.association == code and each.on(last) else each
                for each in alliance.licences
                if each.association != code or each.first <= last
            )
            return Alliance(left)
        case _:
            assert_never(event)


def _licence(event: AssociationLicensed | LicenceRenewed) -> Licence:
    return Licence(event.association, event.edition, event.first, event.until, event.floor, event.confirmed)


def _with(alliance: Alliance, new: Licence) -> Alliance:
    """The licences with a new one; what was open or assumed gives way to it from its first day on."""
    kept: list[Licence] = []
    for each in alliance.licences:
        if each.association != new.association or (each.until is not None and each.until < new.first):
            kept.append(each)
        elif each.first < new.first:
            kept.append(replace(each, until=new.first - timedelta(days=1)))
        elif each.confirmed:
            kept.append(each)
    place = next(
        (n for n, each in enumerate(kept) if each.association == new.association and each.first > new.first), len(kept)
    )
    return Alliance((*kept[:place], new, *kept[place:]))
