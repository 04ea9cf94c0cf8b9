"""The public registry: who is endorsed in what on a day, and whether an entry speaks of a name."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.endorsement import EndorsementGranted, EndorsementStatus
from vouchbook.domain.names import EndorsementId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ENDORSEMENT
from vouchbook.letters.categories import named
from vouchbook.projections.endorsements import endorsements, endorsements_of
from vouchbook.service.granting import commitment
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, opened


class Listed(Struct, frozen=True):
    """An entry as the public sees it on a day.

    ``emerging``: it is still to be completed; ``completed_by`` is the entry that completed it, once that is active.
    """

    endorsement: str
    name: str
    category: str
    category_name: str
    valid_from: date
    valid_until: date
    status: EndorsementStatus
    emerging: bool = False
    completed_by: str | None = None


_SHOWN = (EndorsementStatus.ACTIVE, EndorsementStatus.IN_GRACE)


def listing(office: Office, principal: Principal, on: date, *, all_: bool = False) -> list[Listed]:
    """Everybody whose endorsement is active or in grace on a day; with ``all_``, also the others.

    Of one that began as emerging and is complete by then, the complete entry alone is listed.
    """
    office.allow(principal, Action.SEE_REGISTRY)
    return [
        entry
        for row in endorsements(office.book)
        if all_ or row.interval.status(on) in _SHOWN
        for entry in (show(office, principal, EndorsementId(row.endorsement), on),)
        if all_ or entry.completed_by is None
    ]


def show(office: Office, principal: Principal, endorsement: EndorsementId, on: date) -> Listed:
    """:raises Refused: there is no such entry"""
    office.allow(principal, Action.SEE_REGISTRY)
    loaded = office.load(ENDORSEMENT, endorsement)
    granted = loaded.state.granted
    if granted is None:
        raise Refused("unknown_endorsement", endorsement=endorsement, association=office.code)
    association = office.version_on(on).document.association
    return Listed(
        endorsement=endorsement,
        name=opened(office, granted.name) or ERASED,
        category=granted.category,
        category_name=named(granted.category, association),
        valid_from=granted.valid_from,
        valid_until=granted.valid_until,
        status=loaded.state.interval.status(on),
        emerging=granted.emerging,
        completed_by=_completed_by(office, granted, on) if granted.emerging else None,
    )


def _completed_by(office: Office, begun: EndorsementGranted, on: date) -> str | None:
    """The same person's complete endorsement in the category, where it is active or in grace on a day."""
    for row in endorsements_of(office.book, begun.person):
        if row.category == begun.category and not row.emerging and row.interval.status(on) in _SHOWN:
            return row.endorsement
    return None


def speaks_of(office: Office, principal: Principal, endorsement: EndorsementId, name: str) -> bool:
    """Whether the entry was granted to this name: recomputes the digest that was recorded with it.

    :raises Refused: there is no such entry
    """
    office.allow(principal, Action.SEE_REGISTRY)
    loaded = office.load(ENDORSEMENT, endorsement)
    granted = loaded.state.granted
    if granted is None:
        raise Refused("unknown_endorsement", endorsement=endorsement, association=office.code)
    salt = opened(office, granted.salt)
    if salt is None:
        return False
    same: bool = commitment(salt, name, granted.category, granted.valid_from) == granted.commitment
    return same
