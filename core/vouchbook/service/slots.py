"""The places that references fill, as the sheets of an association name them; no other word enters the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from vouchbook.domain.names import CategoryCode, Occasion, Outcome, PersonId, SlotKey
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Moments
from vouchbook.policy.cycles import judged_on
from vouchbook.policy.document import NoSheet, UnknownCategory, sheet_on
from vouchbook.policy.rules import AllOf, AnyOf, Ratings, Rule, Sheet, Slot
from vouchbook.projections.applications import ApplicationRow, applications_of
from vouchbook.service.office import Office


def must_be_slots(office: Office, on: date, slots: Iterable[SlotKey]) -> None:
    """:raises Refused: ``unknown_slot``: no sheet of the association names such a place"""
    known = known_slots(office, on)
    for slot in slots:
        if slot not in known:
            raise Refused("unknown_slot", places=known)


def must_be_asked_of(office: Office, person: PersonId, on: date, slot: SlotKey) -> None:
    """While applications are open their sheets say which places there are; before, any sheet may.

    :raises Refused: ``unknown_slot``; ``slot_not_asked``: it is a place of other categories only;
        ``references_not_asked``
    """
    must_be_slots(office, on, (slot,))
    rows = open_applications(office, person)
    if rows:
        places = asked_of(office, person, on)
        categories = tuple(dict.fromkeys(row.category for row in rows))
        if not places:
            raise Refused("references_not_asked", categories=categories)
        if slot not in places:
            raise Refused("slot_not_asked", slot=slot, categories=categories, places=tuple(places))


def asked_of(office: Office, person: PersonId, on: date) -> dict[SlotKey, tuple[Slot, tuple[CategoryCode, ...]]]:
    """The places that the sheets of somebody's open applications have, each with the categories that ask for it."""
    found: dict[SlotKey, tuple[Slot, tuple[CategoryCode, ...]]] = {}
    for row in open_applications(office, person):
        for slot in _slots(sheet_of(office, row, on)):
            first, categories = found.get(slot.key, (slot, ()))
            found[slot.key] = first, tuple(dict.fromkeys((*categories, CategoryCode(row.category))))
    return found


def open_applications(office: Office, person: PersonId) -> list[ApplicationRow]:
    """Those that may still be submitted or decided on."""
    return [
        row
        for row in office.listed(applications_of, person)
        if row.withdrawn_on is None and row.outcome != Outcome.APPROVED.value
    ]


def known_slots(office: Office, on: date) -> tuple[SlotKey, ...]:
    """The places that the sheets in force on a day name, each once."""
    return tuple(any_slots(office, on))


def any_slots(office: Office, on: date) -> dict[SlotKey, Slot]:
    """Every place that a sheet in force on a day names, as the first of them describes it."""
    found: dict[SlotKey, Slot] = {}
    for sheet in office.version_on(on).document.sheets:
        for slot in _slots(sheet):
            found.setdefault(slot.key, slot)
    return found


def sheet_of(office: Office, row: ApplicationRow, on: date) -> Sheet | None:
    """The sheet by which an application is judged, as the version in force has it."""
    document, category = office.version_on(on).document, CategoryCode(row.category)
    moments = Moments(asked=on, registered=row.opened_on, submitted=row.submitted_on)
    try:
        day = judged_on(document, category, Occasion.APPLICATION, moments)
        return sheet_on(document, category, Occasion.APPLICATION, day)[1]
    except (NoSheet, UnknownCategory):
        return None


def _places(sheet: Sheet | None) -> Iterator[SlotKey]:
    return (slot.key for slot in _slots(sheet))


def _slots(sheet: Sheet | None) -> Iterator[Slot]:
    for line in sheet.lines if sheet else ():
        yield from _named(line.rule)


def _named(rule: Rule) -> Iterator[Slot]:
    match rule:
        case Ratings(slot=slots):
            yield from slots
        case AnyOf(options=options) | AllOf(options=options):
            for option in options:
                yield from _named(option)
        case _:
            return
