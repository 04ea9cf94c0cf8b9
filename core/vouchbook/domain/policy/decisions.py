"""What follows from a request: what begins too early, reaches into decided cases or has one author is refused."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from vouchbook.domain.names import PersonId, ProposalId
from vouchbook.domain.policy.facts import (
    Event,
    PolicyAdopted,
    PolicyApprovalGiven,
    PolicyProposed,
    PolicyRejected,
    PolicyWithdrawn,
)
from vouchbook.domain.policy.requests import Adopt, Approve, Command, Propose, Reject, Withdraw
from vouchbook.domain.policy.state import AdoptedPolicies, Proposal, Stage
from vouchbook.domain.refusal import Refused


def decide(command: Command, policies: AdoptedPolicies) -> list[Event]:
    """:raises Refused: what would begin too early, reach into decided cases, or is nobody's second opinion"""
    match command:
        case Adopt():
            return _adopted(command, policies)
        case Propose():
            return _proposed(command, policies)
        case Approve(proposal=id_, by=by):
            if _is_done(id_, Stage.ADOPTED, by, policies):
                return []
            return _approved(command, _open(id_, policies), policies)
        case Reject(proposal=id_, by=by, on=on, reason=reason):
            _a_second_person(_open(id_, policies), by)
            return [PolicyRejected(proposal=id_, by=by, on=on, reason=reason)]
        case Withdraw(proposal=id_, by=by, on=on):
            if _is_done(id_, Stage.WITHDRAWN, by, policies):
                return []
            proposed = _open(id_, policies).made
            if proposed.by != by:
                raise Refused("not_the_proposer", proposal=id_)
            return [PolicyWithdrawn(proposal=id_, by=by, on=on)]
        case _:
            assert_never(command)


def _adopted(command: Adopt, policies: AdoptedPolicies) -> list[Event]:
    latest = policies.latest
    if latest is not None and latest.version == command.version:
        return []
    _begins_in_turn(command.in_force_from, latest)
    return [
        PolicyAdopted(command.version, command.document, command.code, command.in_force_from, command.source)
    ]  # fmt: skip


def _proposed(command: Propose, policies: AdoptedPolicies) -> list[Event]:
    latest = policies.latest
    if latest is None:
        raise Refused("no_policy")
    if policies.proposal(command.proposal) is not None:
        raise Refused("proposal_exists", proposal=command.proposal)
    if latest.version == command.version:
        raise Refused("policy_unchanged", version=command.version)
    alike = (command.version, latest.version, command.in_force_from)
    for each in policies.proposals:
        if each.stage is Stage.OPEN and (each.made.version, each.made.base, each.made.in_force_from) == alike:
            raise Refused("proposed_already", proposal=each.made.proposal)
    _begins_from(command.in_force_from, command.on, latest)
    _reaches_no_case(command)
    return [
        PolicyProposed(
            proposal=command.proposal,
            version=command.version,
            document=command.document,
            source=command.source,
            base=latest.version,
            in_force_from=command.in_force_from,
            code=command.code,
            by=command.by,
            on=command.on,
            reason=command.reason,
        )
    ]


def _approved(command: Approve, proposal: Proposal, policies: AdoptedPolicies) -> list[Event]:
    """Approval and adoption are one: both are recorded, or neither."""
    made, latest = proposal.made, policies.latest
    _a_second_person(proposal, command.by)
    if latest is not None and latest.version != made.base:
        raise Refused("policy_moved_on", proposal=made.proposal, base=made.base, version=latest.version)
    _begins_from(made.in_force_from, command.on, latest)
    _reaches_no_case(command)
    if command.below:
        raise Refused("below_the_licence", lines=command.below)
    return [
        PolicyApprovalGiven(proposal=made.proposal, by=command.by, on=command.on),
        PolicyAdopted(made.version, made.document, made.code, made.in_force_from, made.source, made.proposal),
    ]


def _is_done(id_: ProposalId, stage: Stage, by: PersonId, policies: AdoptedPolicies) -> bool:
    """Whether it is so already, by the same person: asking twice is no error."""
    found = policies.proposal(id_)
    return found is not None and found.stage is stage and found.by == by


def _open(id_: ProposalId, policies: AdoptedPolicies) -> Proposal:
    found = policies.proposal(id_)
    if found is None:
        raise Refused("unknown_proposal", proposal=id_)
    if found.stage is not Stage.OPEN:
        raise Refused("proposal_settled", proposal=id_, stage=found.stage, on=found.on)
    return found


def _a_second_person(proposal: Proposal, by: PersonId) -> None:
    if proposal.made.by == by:
        raise Refused("own_proposal", proposal=proposal.made.proposal)


def _begins_from(first: date, on: date, latest: PolicyAdopted | None) -> None:
    if first < on:
        raise Refused("policy_begins_in_the_past", on=first, today=on)
    _begins_in_turn(first, latest)


def _begins_in_turn(first: date, latest: PolicyAdopted | None) -> None:
    if latest is not None and first < latest.in_force_from:
        raise Refused("policy_begins_too_early", on=first, until=latest.in_force_from)


def _reaches_no_case(command: Propose | Approve) -> None:
    if command.touched:
        raise Refused("policy_retroactive", applications=command.touched, lines=command.changed)
