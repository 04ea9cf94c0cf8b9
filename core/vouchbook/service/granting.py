"""Grants an endorsement with an approval: its days fixed by policy, its name committed to and sealed."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date

from vouchbook.domain import endorsement as endorsements
from vouchbook.domain.names import Digest, EndorsementId
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import ENDORSEMENT
from vouchbook.hookspecs import Term
from vouchbook.ledger.entries import Write
from vouchbook.service.case import Case
from vouchbook.service.office import Office
from vouchbook.service.opening import person_words


def granted_endorsement(office: Office, case: Case, term: Term, endorsement: EndorsementId, policy: Digest) -> Write:
    state = case.application.state
    name = person_words(office, case.person).name
    salt = office.edge.salt()
    granted = endorsements.EndorsementGranted(
        endorsement=endorsement,
        application=state.id,
        person=state.person,
        category=state.category,
        valid_from=term.first,
        valid_until=term.last,
        grace_until=term.grace_until,
        policy=policy,
        commitment=commitment(salt, name, state.category, term.first),
        salt=Sealed(Purpose.IDENTITY, (state.person,), salt),
        name=Sealed(Purpose.IDENTITY, (state.person,), name),
    )
    new = office.load(ENDORSEMENT, endorsement)
    return new.write(endorsements.decide(endorsements.Grant(granted), new.state))


def commitment(salt: str, name: str, category: str, valid_from: date) -> Digest:
    """``SHA-256(salt ‖ name ‖ category ‖ from)``: proves a name to whoever is shown the salt.

    The name as it is read: composed characters, single blanks.
    """
    read = " ".join(unicodedata.normalize("NFC", name).split())
    shown = f"{salt}{read}{category}{valid_from.isoformat()}"
    return Digest("sha256:" + hashlib.sha256(shown.encode()).hexdigest())
