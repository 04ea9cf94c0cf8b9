"""A policy changes: proposed by one person, approved by another, in force from a day to come.

A proposal is immutable; it holds the whole document, the text that it was made of, and the version that it was held
against. Approval and adoption are recorded together, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec import Struct

from vouchbook import associations
from vouchbook.domain import policy as policies
from vouchbook.domain.authorize import Action, Role
from vouchbook.domain.events import Published
from vouchbook.domain.names import PersonId, ProposalId, RequirementKey
from vouchbook.domain.policy import AdoptedPolicies, Proposal
from vouchbook.domain.refusal import Refused
from vouchbook.domain.ruling import Code
from vouchbook.domain.streams import POLICY
from vouchbook.policy.mistakes import Mistake
from vouchbook.policy.parsed import read
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import policy_of
from vouchbook.service.fidelity import Deviation, below
from vouchbook.service.folder import Folder
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.outbox import Recipient, letters
from vouchbook.service.person import known_person
from vouchbook.service.policy_history import proposal_named
from vouchbook.service.policy_past import reach
from vouchbook.service.written import sealed_reason


class Draft(Struct, frozen=True):
    """A policy as it may be proposed: its text, the version that it makes, and the package that brought it."""

    text: Published
    version: PolicyVersion
    in_vain: tuple[Mistake, ...] = ()
    code: tuple[Code, ...] = ()


def draft_of(file: Path) -> Draft:
    """What a file makes.

    :raises PolicyMistakes: everything that is wrong with it
    :raises NotEvaluated: it asks for what no fact of evidence answers
    """
    text = read(file)
    version, in_vain = policy_of(text, str(file))
    return Draft(Published(text), version, in_vain)


def installed_draft(code: str) -> Draft:
    """What the installed package of an association brings; raises as ``draft_of`` does.

    :raises NotInstalled: no package answers for the code
    """
    package = associations.package(code)
    found = draft_of(package.policy_file)
    return Draft(found.text, found.version, found.in_vain, (package.recorded,))


def propose(office: Office, request: Request, draft: Draft, in_force_from: date, reason: str) -> Done:
    """Propose a policy, to rule from a day on; nothing changes until another person approves.

    :raises Refused: it is nothing new, begins too early, or would reach into decided cases
    """
    office.allow(request.principal, Action.PROPOSE_POLICY)
    by = PersonId(str(request.principal.person))
    version = draft.version
    if version.document.association.code != office.code:
        raise Refused("policy_of_another", association=office.code, written=version.document.association.code)
    given = sealed_reason(by, reason)

    def plan() -> Plan:
        known_person(office, by)
        loaded = office.load(POLICY, office.code)
        id_ = ProposalId(office.edge.mint("pr"))
        reached = reach(office, _latest(office), version, in_force_from)
        command = policies.Propose(
            proposal=id_,
            version=version.digest,
            document=Published(version.stored.decode()),
            source=draft.text,
            in_force_from=in_force_from,
            code=draft.code,
            by=by,
            on=request.on,
            reason=given,
            touched=reached.applications,
            changed=reached.changed,
        )
        events = policies.decide(command, loaded.state)
        result = {"proposal": id_, "policy": version.digest, "in_force_from": in_force_from.isoformat()}
        second = Recipient(roles=(Role.COORDINATOR, Role.BOARD))
        waiting = ("policy_waiting", second, {"proposal": id_, "but": by})
        return Plan(writes=(loaded.write(events),), jobs=letters(office, request, events, waiting), result=result)

    return office.record(
        request, "propose_policy", [version.digest, draft.text, draft.code, in_force_from, reason], plan
    )


def approve(folder: Folder, office: Office, request: Request, named: str) -> Done:
    """Agree with what somebody else proposed, by its id or its digest; it is adopted in the same moment.

    :raises Refused: it is one's own, another one was adopted since, it begins too early, it would reach into decided
        cases, or the association's licence does not allow it
    """
    office.allow(request.principal, Action.APPROVE_POLICY)
    by = PersonId(str(request.principal.person))

    def plan() -> Plan:
        known_person(office, by)
        loaded = office.load(POLICY, office.code)
        proposal = _named(office, loaded.state, named)
        made, version = proposal.made, version_of(proposal)
        command = policies.Approve(made.proposal, by, request.on)
        if proposal.stage is policies.Stage.OPEN and made.base == _latest(office).digest:
            base, first = _latest(office), made.in_force_from
            reached = reach(office, base, version, first)
            deviations = below(folder, office.code, base, version, first, reached.past)
            refused = tuple(_name(each) for each in deviations if each.enforced)
            command = policies.Approve(made.proposal, by, request.on, reached.applications, reached.changed, refused)
        events = policies.decide(command, loaded.state)
        result = {"proposal": made.proposal, "policy": made.version, "in_force_from": made.in_force_from.isoformat()}
        return Plan(writes=(loaded.write(events),), result=result)

    return office.record(request, "approve_policy", [named], plan)


def reject(office: Office, request: Request, named: str, reason: str) -> Done:
    """Say no to what somebody else proposed, and why."""
    office.allow(request.principal, Action.APPROVE_POLICY)
    by = PersonId(str(request.principal.person))
    given = sealed_reason(by, reason)
    return _settled(
        office, request, "reject_policy", [named, reason], named,
        lambda id_: policies.Reject(id_, by, request.on, given),
    )  # fmt: skip


def withdraw(office: Office, request: Request, named: str) -> Done:
    """Take back what one has proposed."""
    office.allow(request.principal, Action.PROPOSE_POLICY)
    by = PersonId(str(request.principal.person))
    return _settled(
        office, request, "withdraw_policy", [named], named, lambda id_: policies.Withdraw(id_, by, request.on)
    )


def _settled(
    office: Office,
    request: Request,
    name: str,
    content: list[str],
    named: str,
    asked: Callable[[ProposalId], policies.Command],
) -> Done:
    def plan() -> Plan:
        known_person(office, PersonId(str(request.principal.person)))
        loaded = office.load(POLICY, office.code)
        made = _named(office, loaded.state, named).made
        events = policies.decide(asked(made.proposal), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"proposal": made.proposal})

    return office.record(request, name, content, plan)


def version_of(proposal: Proposal) -> PolicyVersion:
    """The version that a proposal holds."""
    return PolicyVersion.read(proposal.made.document.encode())


def _named(office: Office, state: AdoptedPolicies, named: str) -> Proposal:
    return proposal_named(office.code, state, named)


def _latest(office: Office) -> PolicyVersion:
    latest = office.policies.latest
    if latest is None:
        raise Refused("no_policy", association=office.code)
    return office.version(latest.version)


def _name(deviation: Deviation) -> RequirementKey:
    return RequirementKey(str(deviation))
