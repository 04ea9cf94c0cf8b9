"""Passkeys: registered by somebody who has just shown who they are, checked at the door and before weighty acts."""

from __future__ import annotations

import json
from datetime import datetime

from msgspec import Struct
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from vouchbook.desk import passkeys as rows
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.service import beside, challenges, sessions
from vouchbook.service.office import Office
from vouchbook.service.opening import person_words
from vouchbook.service.outbox import Recipient, put
from vouchbook.service.person import known_person
from vouchbook.service.sessions import Session
from vouchbook.service.written import called

SIGN_IN, STEP_UP, REGISTER = "sign_in", "step_up", "register"
_TIMEOUT = 5 * 60 * 1000  # milliseconds
_LONGEST = 100_000  # characters of an answer; real ones have a few thousand
_MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, UnicodeError, OverflowError)
"""What the library raises for answers that no browser sends."""


class Site(Struct, frozen=True):
    """Where the portal stands for the browser: passkeys of one site work on no other.

    ``name`` is what people call it; ``browser`` tells one browser from others before anybody has signed in.
    """

    host: str
    origin: str
    name: str
    browser: str


class Passkey(Struct, frozen=True):
    id: str
    name: str
    made: datetime
    used: datetime | None


def of_person(office: Office, person: PersonId) -> list[Passkey]:
    """One's own passkeys, in the order in which they were made; asked of one's own self only."""
    return [
        Passkey(
            id=row.id,
            name=beside.opened(office, person, "passkey", row.id, row.name, str) or "",
            made=beside.moment(row.made),
            used=None if row.used is None else beside.moment(row.used),
        )
        for row in rows.of_person(office.desk, person)
    ]


def has_any(office: Office, person: PersonId) -> bool:
    return rows.number(office.desk, person) > 0


def registration(office: Office, session: Session, site: Site) -> str:
    """What the browser is asked with to make a passkey, as JSON.

    :raises Refused: ``proof_needed``: they have not shown who they are a short while ago
    """
    person = _proven(office, session)
    words = person_words(office, known_person(office, person))
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=beside.keyed(office, "passkey user", person),
        user_name=f"{words.email} ({site.name})",
        user_display_name=words.name,
        challenge=challenges.made(office, REGISTER, session.id),
        timeout=_TIMEOUT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_known(office, person),
    )
    return options_to_json(options)


def register(office: Office, session: Session, answer: str, site: Site, name: str) -> None:
    """Keep the passkey that the browser made; its owner is told by letter.

    :raises Refused: ``proof_needed``, ``passkey_refused``, ``passkey_exists``
    :raises WrittenWrongly: a name that is none
    """
    person = _proven(office, session)
    name = called("the name of the passkey", name)
    try:
        credential = parse_registration_credential_json(_short(answer))
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _MALFORMED:
        raise Refused("passkey_refused") from None
    challenges.take(office, challenge, REGISTER, session.id)
    id_ = office.edge.mint("k")
    new = rows.add(
        office.desk,
        rows.Passkey(
            credential=made.credential_id,
            id=id_,
            person=person,
            public_key=made.credential_public_key,
            signed=made.sign_count,
            transports=" ".join(each.value for each in credential.response.transports or ()),
            name=beside.sealed(office, person, "passkey", id_, name),
            made=office.edge.microseconds,
        ),
    )
    if not new:
        raise Refused("passkey_exists")
    tell(office, person, "A passkey was added to your account")


def remove(office: Office, session: Session, id_: str) -> None:
    """Take away a passkey of one's own; its owner is told by letter.

    :raises Refused: ``proof_needed``, or ``passkey_unknown``: none of that id, or somebody else's
    """
    person = _proven(office, session)
    if not rows.remove(office.desk, person, id_):
        raise Refused("passkey_unknown")
    tell(office, person, "A passkey was removed from your account")


def asking(office: Office, site: Site, purpose: str, whose: str, person: PersonId | None = None) -> str:
    """What the browser is asked with to show a passkey, as JSON; of nobody in particular, any of this site's.

    :param whose: to whom the challenge is given: the id of a session, or what tells the browser from others
    """
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenges.made(office, purpose, whose),
        timeout=_TIMEOUT,
        allow_credentials=None if person is None else _known(office, person),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def checked(office: Office, answer: str, site: Site, purpose: str, whose: str) -> PersonId:
    """Whose passkey has answered a challenge that was made for this purpose, and not answered before.

    :raises Refused: ``passkey_refused``; ``passkey_copied``: its count runs backwards
    """
    try:
        credential = parse_authentication_credential_json(_short(answer))
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        known = rows.find(office.desk, credential.raw_id)
        if known is None:
            raise Refused("passkey_refused")
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=0,  # compared below, so that a copy is told from a mistake
            require_user_verification=True,
        )
    except _MALFORMED:
        raise Refused("passkey_refused") from None
    challenges.take(office, challenge, purpose, whose)
    counts = verified.new_sign_count or known.signed
    if counts and verified.new_sign_count <= known.signed:
        raise Refused("passkey_copied")
    if not rows.used(office.desk, known, verified.new_sign_count, office.edge.microseconds):
        raise Refused("passkey_copied")
    return PersonId(known.person)


def _known(office: Office, person: PersonId) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=row.credential, transports=[AuthenticatorTransport(each) for each in row.transports.split()] or None
        )
        for row in rows.of_person(office.desk, person)
    ]


def _short(answer: str) -> str:
    """:raises ValueError: too long to be true, or nested too deep"""
    if len(answer) > _LONGEST:
        raise ValueError("too long")
    try:
        json.loads(answer)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return answer


def _proven(office: Office, session: Session) -> PersonId:
    sessions.must_be_fresh(office, session)
    if session.person is None:
        raise Refused("proof_needed")
    return session.person


def tell(office: Office, person: PersonId, what: str) -> None:
    """Write to somebody that how they sign in has changed."""
    on = office.today
    put(office, "security_notice", Recipient(person=person), {"what": what, "on": f"{on:%B} {on.day}, {on.year}"})
