"""The places that references fill, as the sheets of an association name them; no other word enters the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from vouchbook.domain.names import SlotKey
from vouchbook.domain.refusal import Refused
from vouchbook.policy.rules import AllOf, AnyOf, Ratings, Rule
from vouchbook.service.office import Office


def must_be_slots(office: Office, on: date, slots: Iterable[SlotKey]) -> None:
    """:raises Refused: ``unknown_slot``: no sheet of the association names such a place"""
    known = known_slots(office, on)
    for slot in slots:
        if slot not in known:
            raise Refused("unknown_slot", places=known)


def known_slots(office: Office, on: date) -> tuple[SlotKey, ...]:
    """The places that the sheets in force on a day name, each once."""
    sheets = office.version_on(on).document.sheets
    return tuple(dict.fromkeys(slot for sheet in sheets for line in sheet.lines for slot in _named(line.rule)))


def _named(rule: Rule) -> Iterator[SlotKey]:
    match rule:
        case Ratings(slot=slots):
            yield from (slot.key for slot in slots)
        case AnyOf(options=options) | AllOf(options=options):
            for option in options:
                yield from _named(option)
        case _:
            return
