"""What may be asked of an association's policy; each carries everything that the decision needs."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.events import Published
from vouchbook.domain.names import ApplicationId, Digest, PersonId, ProposalId, RequirementKey
from vouchbook.domain.ruling import Code
from vouchbook.domain.sealed import Sealed


class Adopt(Struct, frozen=True):
    """Adopt a first version, which nobody has to propose."""

    version: Digest
    document: Published
    code: tuple[Code, ...]
    in_force_from: date
    source: Published | None = None


class Propose(Struct, frozen=True):
    """``touched`` are the decided cases on whose days ``changed`` would rule otherwise than it did."""

    proposal: ProposalId
    version: Digest
    document: Published
    source: Published
    in_force_from: date
    code: tuple[Code, ...]
    by: PersonId
    on: date
    reason: Sealed[str]
    touched: tuple[ApplicationId, ...] = ()
    changed: tuple[RequirementKey, ...] = ()


class Approve(Struct, frozen=True):
    """``touched`` and ``changed`` are asked again; ``below`` are the lines that an enforced licence does not allow."""

    proposal: ProposalId
    by: PersonId
    on: date
    touched: tuple[ApplicationId, ...] = ()
    changed: tuple[RequirementKey, ...] = ()
    below: tuple[RequirementKey, ...] = ()


class Reject(Struct, frozen=True):
    proposal: ProposalId
    by: PersonId
    on: date
    reason: Sealed[str]


class Withdraw(Struct, frozen=True):
    proposal: ProposalId
    by: PersonId
    on: date


Command = Adopt | Propose | Approve | Reject | Withdraw
