"""Letters to people: queued with what happened, in one transaction, or laid into the outbox at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from vouchbook.desk import outbox as lying
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import ItemId, PayerId, PersonId
from vouchbook.domain.sealed import Address, Kept, Purpose, Unsealed
from vouchbook.domain.streams import RATING
from vouchbook.ledger.entries import Job
from vouchbook.letters.mail.catalog import LETTERS
from vouchbook.service.office import Office, Request

KIND = "letter"
"""The kind of job that asks for a letter."""
NOBODY_KNOWN = PersonId("address")
"""Under whose key an address is sealed that nobody of the book has yet; it goes when the letter has gone."""
T = TypeVar("T")
_in_order = msgspec.json.Encoder(order="sorted").encode


class Recipient(Struct, frozen=True, omit_defaults=True):
    """To whom a letter goes: a person, the rater of a reference, a payer, everybody in some roles, or a typed address.

    ``email`` is personal: it is sealed where it is kept, and never part of a job.
    """

    person: PersonId | None = None
    rating: ItemId | None = None
    payer: PayerId | None = None
    roles: tuple[Role, ...] = ()
    email: str | None = None


class Queued(Struct, frozen=True):
    """What a job says: which letter, to whom, and the ids, codes and days it is about."""

    name: str
    to: Recipient
    about: dict[str, str] = {}


class Private(Struct, frozen=True):
    """What a letter holds that was laid into the outbox by hand; sealed, and gone with the letter."""

    values: dict[str, Any]
    email: str | None = None


class Holders(Struct, frozen=True):
    """Under whose keys something of a letter is sealed: all of theirs are needed to read it."""

    purpose: Purpose
    subjects: tuple[PersonId, ...]


def letter(office: Office, request: Request, name: str, to: Recipient, about: Mapping[str, str] | None = None) -> Job:
    """A letter as part of a plan: it is queued with the events or not at all.

    ``about`` holds ids, codes and days only: whatever is personal is read and opened when the letter is written.

    :raises ValueError: no such letter, or an open address in a job; use ``put``
    """
    if name not in LETTERS:
        raise ValueError(f"there is no letter {name!r}; there are: {', '.join(sorted(LETTERS))}")
    if to.email is not None:
        raise ValueError("a job holds no address: name the person, the reference or the payer, or use put")
    queued = _in_order(Queued(name, to, dict(about or {})))
    return Job(letter_id(request.id, queued), KIND, office.edge.microseconds, queued)


Wanted = tuple[str, Recipient, Mapping[str, str]]
"""Which letter, to whom, and about which ids, codes and days."""


def letters(office: Office, request: Request, events: Iterable[object], *wanted: Wanted) -> tuple[Job, ...]:
    """Letters that follow from ``events``: where nothing was recorded, nobody is written to."""
    return tuple(letter(office, request, *each) for each in wanted) if any(True for _ in events) else ()


def put(office: Office, name: str, to: Recipient, values: Mapping[str, Any], *, once: str = "") -> str:
    """Lay a letter into the outbox that no event asks for, such as a code to sign in; answers its id.

    ``values`` and a typed address are sealed, and dropped when the letter has gone. ``once``: asked with the same
    words again, the letter is not laid there twice.

    :raises ValueError: no such letter, or nobody to send it to
    """
    if name not in LETTERS:
        raise ValueError(f"there is no letter {name!r}; there are: {', '.join(sorted(LETTERS))}")
    if not any((to.person, to.rating, to.payer, to.email)):
        raise ValueError("a letter goes to a person, a rater, a payer or an address")
    known = msgspec.structs.replace(to, email=None)
    id_ = letter_id(once, _in_order(Queued(name, known))) if once else office.edge.mint("letter")
    private = seal(office, id_, "private", holders(office, to), Private(dict(values), to.email))
    lying.add(
        office.desk, id_, name, _in_order(Queued(name, known)), person=to.person, rating=to.rating, payer=to.payer,
        now=office.edge.microseconds, due=0 if LETTERS[name].lives else None, private=private,
    )  # fmt: skip
    return id_


def holders(office: Office, to: Recipient) -> Holders:
    """Whose keys close what a letter to somebody holds; a reference is its applicant's and its rater's."""
    if to.rating is not None:
        asked = office.load(RATING, to.rating).state.requested
        if asked is not None:
            return Holders(Purpose.REFERENCE, (asked.person, PersonId(asked.rater)))
    return Holders(Purpose.IDENTITY, (PersonId(str(to.person or to.payer or NOBODY_KNOWN)),))


def seal(office: Office, id_: str, field: str, of: Holders, value: Struct) -> bytes:
    """A value of a letter, closed; raises ``Erased`` where the key of one of its holders was destroyed."""
    at = Address(office.code, f"outbox:{id_}", 0, "letter", field)
    (box,) = office.vault.seal([Unsealed(at, of.purpose, of.subjects, msgspec.json.encode(value))])
    return msgspec.msgpack.encode(Kept(at, of.purpose, of.subjects, box))


def unseal(office: Office, box: bytes, into: type[T]) -> T:
    """What ``seal`` has closed.

    :raises Erased: the key of one of its holders was destroyed
    """
    return office.vault.open_kept(box, into)


def letter_id(of: str, queued: bytes) -> str:
    """The same whenever the same command asks for the same letter; nobody who has not seen it can guess it."""
    return f"letter-{sha256(of.encode() + bytes(1) + queued).hexdigest()[:24]}"
