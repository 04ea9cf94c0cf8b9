"""Who a file speaks of: somebody the book knows by their address, or somebody whom it enters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import KeyedDigest, StateCode
from vouchbook.domain.person import Person
from vouchbook.domain.streams import PERSON
from vouchbook.ledger.entries import Claim, Entry, Write
from vouchbook.policy.portfolio_file import folded
from vouchbook.policy.spreadsheet.columns import PEOPLE, WHOSE
from vouchbook.projections.addresses import person_with
from vouchbook.service.importing import spool
from vouchbook.service.importing.problems import Place
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, person_words
from vouchbook.service.person import registration
from vouchbook.service.shelf import Loaded

Row = tuple[Place, spool.Entry]


class Told(Protocol):
    """Is told what is wrong."""

    def wrong(self, row: Row, text: str, column: str | None = None, value: str | None = None) -> None: ...

    def where(self, row: Row, beside: Row) -> str:
        """How a row is called in a sentence about another one."""


class Someone(Struct, frozen=True):
    """A person as the book has them, or will: ``new`` are the first events of somebody who enters."""

    loaded: Loaded
    new: Write | None = None
    claims: tuple[Claim, ...] = ()
    agrees: bool = True
    """Whether the book has every detail as the rows say it."""

    @property
    def state(self) -> Person:
        state: Person = self.loaded.state
        return state


_NOBODY = Someone(Loaded("", 0, PERSON.initial, ()))


def identify(office: Office, who: str, rows: Sequence[Row], told: Told) -> Someone:
    """The person whose address has the digest ``who``; what their rows say of them must agree with the book."""
    given = [row for row in rows if row[1].who is not None]
    known = person_with(office.book, KeyedDigest(who))
    if known is not None:
        loaded = office.load(PERSON, known, until=everything)
        return Someone(loaded, agrees=_agree_with_book(office, loaded, rows[0], given, told))
    if any(entry.table == PEOPLE and entry.who is None for _, entry in rows):  # what is wrong with it, was told
        return _NOBODY
    if not given:
        row = rows[0]
        more = f"; {len(rows):,} rows are theirs" if len(rows) > 1 else ""
        told.wrong(row, f"nobody in the book has this address; add a row to people{more}", WHOSE, row[1].whose)
        return _NOBODY
    words, state = _agreed(given, told)
    plan = registration(office, words, StateCode(state) if state else None)
    (first,) = plan.writes
    return Someone(Loaded(first.stream, 0, PERSON.fold(first.events), ()), first, plan.claims)


def everything(_: Entry) -> bool:
    """Reads a stream whole, and not from hand: an import meets each person once."""
    return True


def _agree_with_book(office: Office, loaded: Loaded, first: Row, given: Sequence[Row], told: Told) -> bool:
    """Whether all that the rows say is what the book says; another name or state is wrong, other details are not.

    A name that differs may mean another person; a telephone number that differs only stays as it is.
    """
    kept, person = person_words(office, loaded), loaded.state.id
    if kept.given_name == ERASED:
        told.wrong(first, f"the keys of {person} were destroyed; nothing can be entered for them again", WHOSE, None)
        return True
    there, agreed = _said(kept, loaded.state.state), True
    for row in given:
        for name, value in _given(row).items():
            if folded(value) == folded(there[name]):
                continue
            if name in ("given_name", "family_name", "state"):
                said = f"the book says {there[name]} of {person}" if there[name] else f"the book has none of {person}"
                way_out = f"write the same, or correct it first: vouchbook person correct {person}"
                told.wrong(row, f"{said}; {way_out}", name, value)
            agreed = False
    return agreed


def _agreed(given: Sequence[Row], told: Told) -> tuple[PersonWords, str | None]:
    """What all rows together say of somebody new."""
    _, entry = given[0]
    words, state = entry.who, entry.state
    assert words is not None  # noqa: S101  # rows that do not say who were left out
    for row in given[1:]:
        before, other = _said(words, state), row[1].who
        for name, value in _given(row).items():
            if before[name] and folded(value) != folded(before[name]):
                first = told.where(given[0], row)
                told.wrong(row, f"{first} says {before[name]} of the same person; keep one", name, value)
        if other is not None:
            words = replace(
                words,
                county=words.county or other.county,
                phone=words.phone or other.phone,
                languages=words.languages or other.languages,
            )
        state = state or row[1].state
    return words, state


def _given(row: Row) -> dict[str, str]:
    """What a row says of a person; empty cells say nothing."""
    _, entry = row
    said = _said(entry.who, entry.state) if entry.who is not None else {}
    return {name: value for name, value in said.items() if value}


def _said(words: PersonWords, state: str | None) -> dict[str, str]:
    return {
        "given_name": words.given_name,
        "family_name": words.family_name,
        "county": words.county or "",
        "phone": words.phone or "",
        "languages": "; ".join(words.languages),
        "state": state or "",
    }
