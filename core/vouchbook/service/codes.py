"""Mailed codes: six digits that work for ten minutes, once, five tries, and only in the browser that asked for them."""

from __future__ import annotations

from datetime import timedelta

from vouchbook.desk import codes as rows
from vouchbook.desk.codes import Code, Tried
from vouchbook.domain.refusal import Refused
from vouchbook.service import beside
from vouchbook.service.office import Office

LASTS = timedelta(minutes=10)
TRIES = 5


def make(office: Office, purpose: str, subject: str, person: str | None) -> tuple[str, str]:
    """A new code for this purpose and subject, in place of an earlier one: what the browser keeps, and the code."""
    asking, code, now = office.edge.token(), office.edge.code(), office.edge.microseconds
    rows.make(
        office.desk,
        Code(
            asking=beside.digest(asking),
            purpose=purpose,
            subject=subject,
            person=person,
            digest=_digest(office, asking, code),
            tries=0,
            made=now,
            until=now + beside.long(LASTS),
        ),
    )
    return asking, code


def use(office: Office, purpose: str, asking: str, typed: str) -> Code:
    """What the code was made for, once it is typed as it was mailed.

    :raises Refused: ``code_wrong``, ``code_expired``, or ``code_spent``: used, replaced, or tried too often
    """
    given = _digest(office, asking, digits(typed))
    tried, code = rows.use(office.desk, beside.digest(asking), purpose, given, office.edge.microseconds, tries=TRIES)
    if code is not None:
        return code
    if tried is Tried.WRONG:
        raise Refused("code_wrong")
    if tried is Tried.EXPIRED:
        raise Refused("code_expired")
    raise Refused("code_spent")


def digits(typed: str) -> str:
    """A code as it was mailed, however it was typed or pasted: 123 456 or 123-456."""
    return "".join(each for each in typed if each not in " -\u00a0\u2009\u202f\t")[:12]


def _digest(office: Office, asking: str, code: str) -> bytes:
    return beside.keyed(office, "code", asking, code)
