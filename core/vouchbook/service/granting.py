"""Grants an endorsement with an approval: its days fixed by policy, its name committed to and sealed."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date, timedelta

from vouchbook.associations import Association
from vouchbook.domain import endorsement as endorsements
from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.names import CategoryCode, Digest, EndorsementId
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import ENDORSEMENT
from vouchbook.domain.trace import Moments
from vouchbook.hookspecs import Term
from vouchbook.ledger.entries import Write
from vouchbook.policy.calendar import later
from vouchbook.policy.cycles import emerging_row
from vouchbook.service.case import Case
from vouchbook.service.office import Office
from vouchbook.service.opening import person_words


def term_of(association: Association, application: EndorsementApplication, moments: Moments) -> Term:
    """From when to when an approval endorses: as emerging, for no longer than policy gives for the rest."""
    category, on = CategoryCode(str(application.category)), moments.asked
    term = association.endorsement_term(category, on)
    if not application.emerging:
        return term
    row = emerging_row(association.version.document, category, moments)
    return bounded(term, later(term.first, row.complete_within) - timedelta(days=1))


def bounded(term: Term, last: date) -> Term:
    """The same days, none after ``last``.

    >>> bounded(Term(date(2026, 11, 20), date(2027, 12, 31), date(2028, 3, 31)), date(2028, 1, 31)).grace_until
    datetime.date(2028, 1, 31)
    """
    ends = min(term.last, last)
    grace = None if term.grace_until is None or ends == last else min(term.grace_until, last)
    return Term(term.first, ends, grace)


def granted_endorsement(office: Office, case: Case, term: Term, endorsement: EndorsementId, policy: Digest) -> Write:
    """The first event of an endorsement, its holder's name sealed for the registry."""
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
        emerging=state.emerging,
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
