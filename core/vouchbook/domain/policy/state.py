"""Every version ever adopted and every proposal: what the facts add up to."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import Digest, PersonId, ProposalId
from vouchbook.domain.policy.facts import (
    Event,
    PolicyAdopted,
    PolicyApprovalGiven,
    PolicyProposed,
    PolicyRejected,
    PolicyWithdrawn,
)
from vouchbook.domain.sealed import Sealed


class Stage(Enum):
    """How far a proposal has come; every stage but the first is its last."""

    OPEN = "open"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Proposal(Struct, frozen=True):
    """A proposal and what became of it, by whom and on which day."""

    made: PolicyProposed
    stage: Stage = Stage.OPEN
    by: PersonId | None = None
    on: date | None = None
    reason: Sealed[str] | None = None


class AdoptedPolicies(Struct, frozen=True):
    """Every version ever adopted, in order; the latest one in force on a day rules it. And every proposal."""

    adopted: tuple[PolicyAdopted, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    def on(self, day: date) -> PolicyAdopted | None:
        """The version in force on ``day``: the last adopted among those that had begun.

        The first version also answers for the days before it was adopted: its dated rows say since when
        each rule holds.
        """
        begun = [policy for policy in self.adopted if policy.in_force_from <= day]
        return begun[-1] if begun else (self.adopted[0] if self.adopted else None)

    def version(self, digest: Digest) -> PolicyAdopted | None:
        return next((policy for policy in self.adopted if policy.version == digest), None)

    def proposal(self, id_: ProposalId) -> Proposal | None:
        return next((each for each in self.proposals if each.made.proposal == id_), None)

    @property
    def latest(self) -> PolicyAdopted | None:
        """The version adopted last, which a proposal is to follow; its first day may be still to come."""
        return self.adopted[-1] if self.adopted else None


NONE_ADOPTED = AdoptedPolicies()


def evolve(policies: AdoptedPolicies, event: Event) -> AdoptedPolicies:
    match event:
        case PolicyAdopted():
            return replace(policies, adopted=(*policies.adopted, event))
        case PolicyProposed():
            return replace(policies, proposals=(*policies.proposals, Proposal(event)))
        case PolicyApprovalGiven(proposal=id_, by=by, on=on):
            return _settled(policies, id_, Stage.ADOPTED, by, on)
        case PolicyRejected(proposal=id_, by=by, on=on, reason=reason):
            return _settled(policies, id_, Stage.REJECTED, by, on, reason)
        case PolicyWithdrawn(proposal=id_, by=by, on=on):
            return _settled(policies, id_, Stage.WITHDRAWN, by, on)
        case _:
            assert_never(event)


def _settled(
    policies: AdoptedPolicies, id_: ProposalId, stage: Stage, by: PersonId, on: date, reason: Sealed[str] | None = None
) -> AdoptedPolicies:
    def became(each: Proposal) -> Proposal:
        if each.made.proposal != id_:
            return each
        return replace(each, stage=stage, by=by, on=on, reason=reason)

    return replace(policies, proposals=tuple(map(became, policies.proposals)))
