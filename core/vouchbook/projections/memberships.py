"""Terms of membership as they were recorded; which days each covers follows from all of a person's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from msgspec import Struct
from sqlalchemy import Boolean, Column, Index, Text, bindparam, select

from vouchbook.domain.membership import TermBought, TermConfirmed, TermRecorded, TermVoided, as_term
from vouchbook.domain.names import AssociationCode, PlanKey, Source, TermId
from vouchbook.domain.terms import Term, laid
from vouchbook.domain.years import DayOfYear, MembershipYear
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import read_model
from vouchbook.projections.applications import TABLE as APPLICATIONS
from vouchbook.projections.applications import under_review

TABLE = read_model(
    "term",
    Column("term", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("bought_on", Text),
    Column("year_ends", Text),
    Column("next_year_from", Text),
    Column("fixed", Boolean, nullable=False),
    Column("void", Boolean, nullable=False),
)
"""``fixed``: it keeps its length wherever it begins; else it runs by ``year_ends``, or for a year without one."""
Index("term_person", TABLE.c.association, TABLE.c.person)


class TermRow(Struct, frozen=True):
    person: str
    term: str
    body: str
    plan: str
    first: date
    last: date
    source: str
    bought_on: date | None
    year_ends: str | None
    next_year_from: str | None
    fixed: bool

    @property
    def as_term(self) -> Term:
        """The term as it was recorded."""
        year = MembershipYear(_day(self.year_ends), _day(self.next_year_from))
        return Term(
            TermId(self.term),
            AssociationCode(self.body),
            PlanKey(self.plan),
            self.first,
            self.last,
            Source(self.source),
            self.bought_on,
            None if self.fixed else year,
        )


READS = (TermBought, TermRecorded, TermConfirmed, TermVoided)


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case TermBought() | TermRecorded() as recorded:
            term = as_term(recorded)
            year = term.year
            yield RowChange(
                "term",
                {"term": term.term},
                {
                    "person": recorded.person,
                    "body": term.association,
                    "plan": term.plan,
                    "first": term.first,
                    "last": term.last,
                    "source": term.source.value,
                    "bought_on": term.bought_on,
                    "year_ends": _text(year.ends) if year else None,
                    "next_year_from": _text(year.next_from) if year else None,
                    "fixed": year is None,
                    "void": False,
                },
            )
        case TermConfirmed(term=id_, source=source):
            yield RowChange("term", {"term": id_}, {"source": source.value})
        case TermVoided(term=id_):
            yield RowChange("term", {"term": id_}, {"void": True})
        case _:
            return


def _text(day: DayOfYear | None) -> str | None:
    return f"{day.month:02}-{day.day:02}" if day is not None else None


def _day(text: str | None) -> DayOfYear | None:
    return DayOfYear.read(text) if text is not None else None


_STANDING = (
    select(*(TABLE.c[name] for name in TermRow.__struct_fields__))
    .where(TABLE.c.association == bindparam("association"), TABLE.c.void.is_(False))
    .order_by(TABLE.c.person)
)


def everybodys_terms(book: Book) -> Iterator[tuple[str, tuple[Term, ...]]]:
    """Everybody who ever had a term that stands, with their terms where they lie."""
    for person, rows in groupby(book.query(_STANDING, TermRow), key=lambda row: row.person):
        yield person, laid(row.as_term for row in rows)


_UNDER_REVIEW = _STANDING.where(
    TABLE.c.person.in_(
        select(APPLICATIONS.c.person).where(APPLICATIONS.c.association == bindparam("association"), under_review())
    )
)


def terms_of_reviewed(book: Book) -> Iterator[tuple[str, tuple[Term, ...]]]:
    """Everybody with an application under review who ever had a term that stands, with their terms where they lie."""
    for person, rows in groupby(book.query(_UNDER_REVIEW, TermRow), key=lambda row: row.person):
        yield person, laid(row.as_term for row in rows)
