"""Whose an e-mail address is: by its keyed digest, which nobody outside the association's vault can make."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Index, Text, bindparam, select

from vouchbook.domain.names import KeyedDigest, PersonId
from vouchbook.domain.person import PersonCorrected, PersonRegistered
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import read_model

TABLE = read_model(
    "address",
    Column("person", Text, primary_key=True),
    Column("email", Text, nullable=False),
)
Index("address_email", TABLE.c.association, TABLE.c.email)


READS = (PersonRegistered, PersonCorrected)


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case PersonRegistered(email=email) | PersonCorrected(email=email):
            yield RowChange("address", {"person": entry.stream.partition(":")[2]}, {"email": email})
        case _:
            return


_WHOSE = select(TABLE.c.person).where(
    TABLE.c.association == bindparam("association"), TABLE.c.email == bindparam("given")
)
_OF = select(TABLE.c.email).where(TABLE.c.association == bindparam("association"), TABLE.c.person == bindparam("of"))


def person_with(book: Book, email: KeyedDigest) -> PersonId | None:
    """Who has this address now; somebody's earlier addresses are nobody's."""
    found = book.fetch(_WHOSE, given=email)
    return PersonId(found[0][0]) if found else None


def address_of(book: Book, person: str) -> KeyedDigest | None:
    found = book.fetch(_OF, of=person)
    return KeyedDigest(found[0][0]) if found else None
