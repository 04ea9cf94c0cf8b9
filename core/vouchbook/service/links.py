"""Single-purpose links: 256 random bits, kept as a digest, good for one purpose about one thing until a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from vouchbook.desk import links as rows
from vouchbook.domain.refusal import Refused
from vouchbook.service import beside
from vouchbook.service.office import Office


class Link(Struct, frozen=True):
    """What a link is about, in ids; ``used`` when it was used first."""

    about: str
    until: datetime
    used: datetime | None


def make(office: Office, purpose: str, about: str, lasts: timedelta, *, reusable: bool = False) -> str:
    """The token of a new link. It stands in a letter and nowhere else."""
    now, token = office.edge.microseconds, office.edge.token()
    rows.make(
        office.desk,
        rows.Link(
            digest=beside.digest(token),
            purpose=purpose,
            about=about,
            made=now,
            until=now + beside.long(lasts),
            used=None,
            reusable=int(reusable),
        ),
    )
    return token


def look(office: Office, purpose: str, token: str) -> Link:
    """What a link is about, without using it: letter boxes open links to look for harm.

    :raises Refused: ``link_unknown``, ``link_expired`` or ``link_used``
    """
    row = rows.find(office.desk, beside.digest(token), purpose)
    if row is None:
        raise Refused("link_unknown")
    if office.edge.microseconds >= row.until:
        raise Refused("link_expired")
    if not row.works(office.edge.microseconds):
        raise Refused("link_used")
    return _read(row)


def use(office: Office, purpose: str, token: str) -> Link:
    """What a link is about; one that works once does not work again.

    :raises Refused: as ``look``
    """
    row = rows.use(office.desk, beside.digest(token), purpose, office.edge.microseconds)
    if row is None:
        look(office, purpose, token)
        raise Refused("link_used")
    return _read(row)


def end(office: Office, purpose: str, about: str) -> int:
    """From now on no link for this purpose about this opens anything; answers how many did."""
    return rows.end(office.desk, purpose, about, office.edge.microseconds)


def _read(row: rows.Link) -> Link:
    return Link(row.about, beside.moment(row.until), None if row.used is None else beside.moment(row.used))
