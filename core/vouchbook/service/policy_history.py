"""Every version and proposal of an association's policy: who, when, in force from when until when, and why."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from vouchbook import associations
from vouchbook.associations import BadPackage
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import AssociationCode, Digest, ProposalId
from vouchbook.domain.policy import (
    AdoptedPolicies,
    PolicyAdopted,
    PolicyApprovalGiven,
    PolicyProposed,
    PolicyRejected,
    PolicyWithdrawn,
    Proposal,
    Stage,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.ruling import Code
from vouchbook.domain.streams import POLICY
from vouchbook.policy.evaluable import NotEvaluated
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import installed_policy
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, opened

_SETTLES = (PolicyApprovalGiven, PolicyRejected, PolicyWithdrawn)
_SHORT = 8
"""So many digits of a digest are enough to name a proposal by it."""


class Step(Struct, frozen=True):
    """A version or a proposal; days are included. ``in_force`` is nothing where it never came to rule.

    ``overtaken``: still open, and another policy has been adopted since: it can only be proposed anew. ``brought_by``
    is the package that brought it, and nothing where people of the association wrote it.
    """

    proposal: ProposalId | None
    version: Digest
    stage: Stage
    in_force_from: date
    in_force: tuple[date, date | None] | None
    proposed_by: str | None
    proposed_on: date | None
    reason: str | None
    settled_by: str | None
    settled_on: date | None
    settled_because: str | None
    brought_by: tuple[str, ...]
    overtaken: bool = False


class Upgrade(Struct, frozen=True):
    """The installed package brings another policy than the one adopted from it last."""

    code: Code
    version: PolicyVersion


def history(office: Office, principal: Principal) -> tuple[Step, ...]:
    """What was adopted and proposed, in the order in which it was recorded; reasons opened."""
    office.allow(principal, Action.SEE_POLICY_CHANGES)
    loaded = office.load(POLICY, office.code)
    state: AdoptedPolicies = loaded.state
    by_proposal = {each.proposal: place for place, each in enumerate(state.adopted) if each.proposal}
    steps: list[Step] = []
    settled = _settlers(office)
    for entry in loaded.entries:
        event = entry.event
        if isinstance(event, PolicyAdopted) and event.proposal is None:
            steps.append(_first(state, event, entry.actor, entry.happened_on))
        elif isinstance(event, PolicyProposed):
            proposal = state.proposal(event.proposal)
            if proposal is not None:
                place = by_proposal.get(event.proposal)
                steps.append(_proposed(office, state, proposal, entry.actor, settled.get(event.proposal), place))
    return tuple(steps)


def proposed(office: Office, principal: Principal, named: str) -> Proposal:
    """A proposal by its id or its digest.

    :raises Refused: there is none
    """
    office.allow(principal, Action.SEE_POLICY_CHANGES)
    return proposal_named(office.code, office.policies, named)


def proposal_named(code: AssociationCode, state: AdoptedPolicies, named: str) -> Proposal:
    """By its id, its digest, or the first digits of that; of several with one digest, the open one, else the last.

    :raises Refused: there is none, or several that are open
    """
    by_id = state.proposal(ProposalId(named))
    if by_id is not None:
        return by_id
    digits = named.removeprefix("sha256:")
    found = [
        each
        for each in state.proposals
        if len(digits) >= _SHORT and each.made.version.removeprefix("sha256:").startswith(digits)
    ]
    still = [each for each in found if each.stage is Stage.OPEN]
    if len(still) > 1:
        raise Refused("ambiguous_proposal", written=named, proposals=tuple(each.made.proposal for each in still))
    if not found:
        raise Refused("unknown_proposal", association=code, proposal=named)
    return (still or found)[-1]


def to_come(office: Office, on: date) -> tuple[date, ...]:
    """The days after ``on`` from which another adopted version rules."""
    return tuple(sorted({each.in_force_from for each in office.policies.adopted if each.in_force_from > on}))


def upgrade(office: Office) -> Upgrade | None:
    """What the installed package brings, where that is neither adopted nor proposed nor rejected already.

    A package that cannot be read is no upgrade: ``vouchbook association check`` says what is wrong with it.
    """
    package = associations.installed().get(office.code)
    state = office.policies
    if package is None or not state.adopted:
        return None
    try:
        version = installed_policy(office.code)
    except (BadPackage, PolicyMistakes, NotEvaluated):
        return None
    brought = next((each.version for each in reversed(state.adopted) if each.code), None)
    settled = {each.made.version for each in state.proposals if each.stage in (Stage.OPEN, Stage.REJECTED)}
    if version.digest in {brought, state.adopted[-1].version, *settled}:
        return None
    return Upgrade(package.recorded, version)


def _settlers(office: Office) -> dict[ProposalId, str]:
    """Who approved, rejected or withdrew each proposal."""
    entries = office.load(POLICY, office.code).entries
    return {entry.event.proposal: entry.actor for entry in entries if isinstance(entry.event, _SETTLES)}


def _first(state: AdoptedPolicies, event: PolicyAdopted, actor: str, on: date) -> Step:
    return Step(
        proposal=None,
        version=event.version,
        stage=Stage.ADOPTED,
        in_force_from=event.in_force_from,
        in_force=_in_force(state, state.adopted.index(event)),
        proposed_by=None,
        proposed_on=None,
        reason=None,
        settled_by=actor,
        settled_on=on,
        settled_because=None,
        brought_by=_brought(event.code),
    )


def _proposed(
    office: Office, state: AdoptedPolicies, proposal: Proposal, actor: str, settler: str | None, place: int | None
) -> Step:
    made, latest = proposal.made, state.latest
    return Step(
        proposal=made.proposal,
        version=made.version,
        stage=proposal.stage,
        in_force_from=made.in_force_from,
        in_force=None if place is None else _in_force(state, place),
        proposed_by=actor,
        proposed_on=made.on,
        reason=opened(office, made.reason) or ERASED,
        settled_by=settler,
        settled_on=proposal.on,
        settled_because=None if proposal.reason is None else opened(office, proposal.reason) or ERASED,
        brought_by=_brought(made.code),
        overtaken=proposal.stage is Stage.OPEN and latest is not None and latest.version != made.base,
    )


def _in_force(state: AdoptedPolicies, place: int) -> tuple[date, date | None] | None:
    """From its first day through the one before the next version's; nothing where that begins on the same day."""
    first = state.adopted[place].in_force_from
    following = next((each.in_force_from for each in state.adopted[place + 1 :]), None)
    if following is None:
        return first, None
    return (first, following - timedelta(days=1)) if following > first else None


def _brought(code: tuple[Code, ...]) -> tuple[str, ...]:
    return tuple(f"{each.distribution} {each.version}" for each in code)
