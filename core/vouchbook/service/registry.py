"""The public registry: who is endorsed in what on a day, and whether an entry speaks of a name."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.names import EndorsementId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ENDORSEMENT
from vouchbook.projections.endorsements import endorsements
from vouchbook.service.granting import commitment
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, opened


class Listed(Struct, frozen=True):
    """An entry as the public sees it on a day."""

    endorsement: str
    name: str
    category: str
    category_name: str
    valid_from: date
    valid_until: date
    status: EndorsementStatus


def listing(office: Office, principal: Principal, on: date, *, all_: bool = False) -> list[Listed]:
    """Everybody whose endorsement is active or in grace on a day; with ``all_``, also the others."""
    office.allow(principal, Action.SEE_REGISTRY)
    shown = (EndorsementStatus.ACTIVE, EndorsementStatus.IN_GRACE)
    return [
        entry
        for row in endorsements(office.book)
        if all_ or row.interval.status(on) in shown
        for entry in (show(office, principal, EndorsementId(row.endorsement), on),)
    ]


def show(office: Office, principal: Principal, endorsement: EndorsementId, on: date) -> Listed:
    """:raises Refused: there is no such entry"""
    office.allow(principal, Action.SEE_REGISTRY)
    loaded = office.load(ENDORSEMENT, endorsement)
    granted = loaded.state.granted
    if granted is None:
        raise Refused("unknown_endorsement", endorsement=endorsement, association=office.code)
    names = office.version_on(on).document.association.names
    return Listed(
        endorsement=endorsement,
        name=opened(office, granted.name) or ERASED,
        category=granted.category,
        category_name=names.get(granted.category, granted.category),
        valid_from=granted.valid_from,
        valid_until=granted.valid_until,
        status=loaded.state.interval.status(on),
    )


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
