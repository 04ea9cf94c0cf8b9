"""What happens to an association's policy: the facts that its stream holds."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.events import Clear, Published, event
from vouchbook.domain.names import Digest, PersonId, ProposalId
from vouchbook.domain.ruling import Code
from vouchbook.domain.sealed import Sealed


def _without_its_text(clear: Clear) -> Clear:
    """Before schema 2, only the resolved document was kept, and the first version came from the package."""
    return {**clear, "source": None, "proposal": None}


@event("policy_adopted", stream="policy", schema=2, upcasts=(_without_its_text,))
class PolicyAdopted(Struct, frozen=True):
    """A policy version, stored in full: ``document`` is the canonical text whose digest names the version.

    ``source`` is the TOML text that it was made of, from which the next edit starts. ``code`` is the package that
    brought it, and nothing where people of the association wrote it; ``proposal`` is empty for the first version.
    """

    version: Digest
    document: Published
    code: tuple[Code, ...]
    in_force_from: date
    source: Published | None = None
    proposal: ProposalId | None = None


@event("policy_proposed", stream="policy")
class PolicyProposed(Struct, frozen=True):
    """Another policy, in full, to rule from a day on; ``base`` is the version that it was held against."""

    proposal: ProposalId
    version: Digest
    document: Published
    source: Published
    base: Digest
    in_force_from: date
    code: tuple[Code, ...]
    by: PersonId
    on: date
    reason: Sealed[str]


@event("policy_approval_given", stream="policy")
class PolicyApprovalGiven(Struct, frozen=True):
    """A second person agrees; the version is adopted in the same moment."""

    proposal: ProposalId
    by: PersonId
    on: date


@event("policy_rejected", stream="policy")
class PolicyRejected(Struct, frozen=True):
    """A second person does not agree."""

    proposal: ProposalId
    by: PersonId
    on: date
    reason: Sealed[str]


@event("policy_withdrawn", stream="policy")
class PolicyWithdrawn(Struct, frozen=True):
    """Whoever proposed takes the proposal back."""

    proposal: ProposalId
    by: PersonId
    on: date


Event = PolicyAdopted | PolicyProposed | PolicyApprovalGiven | PolicyRejected | PolicyWithdrawn
