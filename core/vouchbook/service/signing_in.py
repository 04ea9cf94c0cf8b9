"""Signing in: with a mailed code, with a passkey, by a link to try the product; and showing once more who one is.

Whether an address is known here, nobody learns: whoever asks for a code gets the same answer after the same work.
"""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from vouchbook.desk import passkeys as keys
from vouchbook.desk.attempts import Limit
from vouchbook.domain.names import KeyedDigest, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.projections.addresses import person_with
from vouchbook.service import beside, codes, limits, links, passkeys, sessions, written
from vouchbook.service.office import Office
from vouchbook.service.outbox import Recipient, put
from vouchbook.service.sessions import (
    CODE,
    PASSKEY,
    SAMPLE,
    Session,
    begin,
    former,
    is_fresh,
    roles_of,
    session_of,
)

__all__ = [
    "Entered",
    "Session",
    "ask_code",
    "ask_proof",
    "begin",
    "by_code",
    "by_passkey",
    "by_sample_link",
    "former",
    "is_fresh",
    "prove_by_code",
    "prove_by_passkey",
    "roles_of",
    "sample_link",
    "session_of",
]

QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
SAMPLE_LASTS = timedelta(hours=24)
_SIGN_IN, _STEP_UP = "sign_in", "step_up"


class Entered(Struct, frozen=True):
    """Somebody is in: the token for their browser, and who they are."""

    token: str
    person: PersonId


def ask_code(office: Office, email: str, *, remote: str) -> str:
    """Mail a code to an address; answers what the browser keeps until the code is typed.

    :param remote: the network address that asks, for the limits
    :raises Refused: ``too_many_attempts``
    :raises WrittenWrongly: no e-mail address
    """
    typed = written.email(email)
    digest = office.keyed("email", typed)
    limits.attempt(office, *asking_limits(office, digest, remote))
    person = person_with(office.book, digest)
    # One that the same network asks for takes the place of its last; nobody else's code is made worthless by asking.
    asks = beside.keyed(office, "asks", digest, limits.network(remote)).hex()
    asking, code = codes.make(office, _SIGN_IN, asks, person)
    if person is not None:
        put(office, "sign_in_code", Recipient(person=person), mailed(code))
    else:
        put(office, "address_unknown", Recipient(email=typed), {})
    return asking


def by_code(office: Office, asking: str, code: str, *, remote: str, device: str = "") -> Entered:
    """Sign in with the code that was mailed.

    :raises Refused: the code is wrong, expired or spent, or too many were typed
    """
    limits.attempt(office, typing_limit(office, remote))
    used = codes.use(office, _SIGN_IN, asking, code)
    if used.person is None:  # nobody was mailed this code, so that it was guessed
        raise Refused("code_wrong")
    person = PersonId(used.person)
    return Entered(begin(office, person, proved_by=CODE, device=device), person)


def by_passkey(office: Office, answer: str, site: passkeys.Site, *, remote: str, device: str = "") -> Entered:
    """Sign in with a passkey of this site.

    :raises Refused: it could not be checked, was copied, or is nobody's here
    """
    limits.attempt(office, typing_limit(office, remote))
    person = passkeys.checked(office, answer, site, passkeys.SIGN_IN, site.browser)
    return Entered(begin(office, person, proved_by=PASSKEY, device=device), person)


def ask_proof(office: Office, session: Session) -> str:
    """Mail a code to somebody who has signed in, to show that it is still them; for those without a passkey.

    :raises Refused: ``passkey_needed``, ``too_many_attempts``
    """
    person = _mailed_to(office, session)
    limits.attempt(office, limits.limit(office, "asked", f"proof {person}", 5, QUARTER))
    asking, code = codes.make(office, _STEP_UP, person, person)
    put(office, "sign_in_code", Recipient(person=person), mailed(code))
    return asking


def prove_by_code(office: Office, session: Session, asking: str, code: str) -> str:
    """Show by a mailed code that it is still oneself; answers the session's new token.

    :raises Refused: the code is somebody else's, wrong, expired or spent; or there is a passkey
    """
    person = _mailed_to(office, session)
    used = codes.use(office, _STEP_UP, asking, code)
    if used.person != person:
        raise Refused("code_wrong")
    return sessions.prove(office, session, CODE)


def prove_by_passkey(office: Office, session: Session, answer: str, site: passkeys.Site) -> str:
    """Show by a passkey that it is still oneself; answers the session's new token.

    :raises Refused: it could not be checked, or is somebody else's
    """
    if checked_person(office, session) != passkeys.checked(office, answer, site, passkeys.STEP_UP, session.id):
        raise Refused("passkey_refused")
    return sessions.prove(office, session, PASSKEY)


def sample_link(office: Office, person: PersonId) -> str:
    """The token of a link that signs in as this person for a day; for made-up people only."""
    return links.make(office, SAMPLE, person, SAMPLE_LASTS, reusable=True)


def by_sample_link(office: Office, token: str, *, device: str = "") -> Entered:
    """Sign in by a link that was made to try the product.

    :raises Refused: it is none, or has expired
    """
    person = PersonId(links.use(office, SAMPLE, token).about)
    return Entered(begin(office, person, proved_by=SAMPLE, device=device), person)


def mailed(code: str) -> dict[str, str]:
    """What a letter with a code says."""
    return {"code": f"{code[:3]} {code[3:]}", "minutes": str(codes.LASTS // timedelta(minutes=1))}


def asking_limits(office: Office, email: KeyedDigest, remote: str) -> tuple[Limit, ...]:
    """How often codes are mailed: to one address, for one network address, for all of an association.

    The narrow limits count who asks along: whoever asks for somebody else's codes all day takes none from them.
    """
    network = limits.network(remote)
    return (
        limits.limit(office, "asked", f"{email} {network}", 5, QUARTER),
        limits.limit(office, "asked_daily", f"{email} {network}", 20, DAY),
        limits.limit(office, "asked_to", email, 40, QUARTER),
        limits.limit(office, "asked_to_daily", email, 100, DAY),
        limits.limit(office, "asked_from", network, 30, QUARTER),
        limits.limit(office, "asked_at", office.code, 1_000, QUARTER),
    )


def typing_limit(office: Office, remote: str) -> Limit:
    return limits.limit(office, "typed_from", limits.network(remote), 60, QUARTER)


def checked_person(office: Office, session: Session) -> PersonId:
    """:raises Refused: a rater proves by their own code"""
    if session.person is None:
        raise Refused("proof_needed")
    return session.person


def _mailed_to(office: Office, session: Session) -> PersonId:
    person = checked_person(office, session)
    if keys.number(office.desk, person):
        raise Refused("passkey_needed")
    return person
