"""Which policy version an association has adopted, from which day; and how another one is proposed and approved.

A proposal never changes: it holds the whole document, and is named by its id or by the digest of that document.
Whoever wants another text proposes anew.
"""

from __future__ import annotations

from vouchbook.domain.policy.decisions import decide
from vouchbook.domain.policy.facts import (
    Event,
    PolicyAdopted,
    PolicyApprovalGiven,
    PolicyProposed,
    PolicyRejected,
    PolicyWithdrawn,
)
from vouchbook.domain.policy.requests import Adopt, Approve, Command, Propose, Reject, Withdraw
from vouchbook.domain.policy.state import NONE_ADOPTED, AdoptedPolicies, Proposal, Stage, evolve

__all__ = [
    "NONE_ADOPTED",
    "Adopt",
    "AdoptedPolicies",
    "Approve",
    "Command",
    "Event",
    "PolicyAdopted",
    "PolicyApprovalGiven",
    "PolicyProposed",
    "PolicyRejected",
    "PolicyWithdrawn",
    "Proposal",
    "Propose",
    "Reject",
    "Stage",
    "Withdraw",
    "decide",
    "evolve",
]
