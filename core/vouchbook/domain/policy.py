"""Which policy version an association has adopted, and from which day."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import Published, event
from vouchbook.domain.names import Digest
from vouchbook.domain.refusal import Refused
from vouchbook.domain.ruling import Code


@event("policy_adopted", stream="policy")
class PolicyAdopted(Struct, frozen=True):
    """A policy version, stored in full: ``document`` is the canonical text whose digest names the version."""

    version: Digest
    document: Published
    code: tuple[Code, ...]
    in_force_from: date


Event = PolicyAdopted


class Adopt(Struct, frozen=True):
    version: Digest
    document: Published
    code: tuple[Code, ...]
    in_force_from: date


Command = Adopt


class AdoptedPolicies(Struct, frozen=True):
    """Every version ever adopted, in order; the latest one in force on a day rules it."""

    adopted: tuple[PolicyAdopted, ...] = ()

    def on(self, day: date) -> PolicyAdopted | None:
        """The version in force on ``day``: the last adopted among those that had begun.

        The first version also answers for the days before it was adopted: its dated rows say since when
        each rule holds.
        """
        begun = [policy for policy in self.adopted if policy.in_force_from <= day]
        return begun[-1] if begun else (self.adopted[0] if self.adopted else None)

    def version(self, digest: Digest) -> PolicyAdopted | None:
        return next((policy for policy in self.adopted if policy.version == digest), None)


NONE_ADOPTED = AdoptedPolicies()


def decide(command: Command, policies: AdoptedPolicies) -> list[Event]:
    """:raises Refused: a version that would begin before one already adopted"""
    match command:
        case Adopt(version=version, document=document, code=code, in_force_from=first):
            latest = policies.adopted[-1] if policies.adopted else None
            if latest is not None and latest.version == version:
                return []
            if latest is not None and first < latest.in_force_from:
                raise Refused("policy_begins_too_early", on=first, until=latest.in_force_from)
            return [PolicyAdopted(version=version, document=document, code=code, in_force_from=first)]
        case _:
            assert_never(command)


def evolve(policies: AdoptedPolicies, event: Event) -> AdoptedPolicies:
    match event:
        case PolicyAdopted():
            return replace(policies, adopted=(*policies.adopted, event))
        case _:
            assert_never(event)
