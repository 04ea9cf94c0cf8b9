"""The access log in words: who looked or was refused, by what they acted as, and at what."""

from __future__ import annotations

ACTORS = {
    "applicant": "An applicant",
    "reviewer": "A reviewer",
    "coordinator": "A coordinator",
    "board": "A board officer",
    "alliance": "The Alliance’s staff",
    "rater": "Somebody with a link for a reference",
    "anyone": "Somebody without a role here",
}


def actor(named: str) -> str:
    """As what somebody acted; which reviewer reads a file stays with the association.

    >>> actor("reviewer:p-7k3m9q2x4d")
    'A reviewer'
    """
    return ACTORS.get(named.partition(":")[0], "Somebody")


def happened(act: str, what: str, outcome: str) -> str:
    """What they did, and to what.

    >>> happened("see_evidence", "evidence", "read")
    'Read: evidence'
    >>> happened("decide", "/office/applications/a-1", "denied")
    'Was refused: /office/applications/a-1'
    """
    return f"{'Read' if outcome == 'read' else 'Was refused'}: {what or act.replace('_', ' ')}"
