"""Rate limits: how often one may try within a while, counted over all processes; the subjects are keyed digests."""

from __future__ import annotations

from datetime import timedelta

from vouchbook.desk import attempts
from vouchbook.domain.refusal import Refused
from vouchbook.service import beside
from vouchbook.service.office import Office

MINUTE = 60 * beside.SECOND


def limit(office: Office, kind: str, subject: str, most: int, within: timedelta) -> attempts.Limit:
    """At most so many of a kind by one subject: an address, a network address, the whole association."""
    return attempts.Limit(kind, beside.keyed(office, f"limit {kind}", subject).hex(), most, beside.long(within))


def attempt(office: Office, *limits: attempts.Limit) -> None:
    """Count one attempt.

    :raises Refused: ``too_many_attempts``: one of the limits was reached; this attempt is not counted
    """
    wait = attempts.attempt(office.desk, limits, office.edge.microseconds)
    if wait:
        raise Refused("too_many_attempts", minutes=-(-wait // MINUTE))


def forget(office: Office, *limits: attempts.Limit) -> None:
    """Begin to count anew."""
    for each in limits:
        attempts.forget(office.desk, each.kind, each.subject)
