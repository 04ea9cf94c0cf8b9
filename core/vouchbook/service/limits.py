"""Rate limits: how often one may try within a while, counted over all processes; the subjects are keyed digests."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from vouchbook.desk import attempts
from vouchbook.domain.refusal import Refused
from vouchbook.service import beside
from vouchbook.service.office import Office

MINUTE = 60 * beside.SECOND


def limit(office: Office, kind: str, subject: str, most: int, within: timedelta) -> attempts.Limit:
    """At most so many of a kind by one subject: an address, a network address, the whole association."""
    return attempts.Limit(kind, beside.keyed(office, f"limit {kind}", subject).hex(), most, beside.long(within))


def network(remote: str) -> str:
    """Who asks, as limits count them: a whole home or office has one number, and a /64 of the newer kind is one.

    >>> network("192.0.2.7"), network("2001:db8:1:2:3::4"), network("::ffff:192.0.2.7"), network("unknown")
    ('192.0.2.7', '2001:db8:1:2::', '192.0.2.7', 'unknown')
    """
    try:
        address = ipaddress.ip_address(remote)
    except ValueError:
        return remote
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)).network_address)
    return remote


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
