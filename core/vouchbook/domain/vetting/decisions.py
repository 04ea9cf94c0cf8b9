"""Decides on vettings: nothing before its time, nobody on themself, nothing that policy does not offer."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from vouchbook.domain.names import PersonId, Relation, VettingScope
from vouchbook.domain.refusal import Refused
from vouchbook.domain.vetting.facts import (
    Event,
    VettedBy,
    VettingDecided,
    VettingEnded,
    VettingInterviewed,
    VettingOpened,
)
from vouchbook.domain.vetting.requests import Command, Decide, End, Interview, Offer, Open
from vouchbook.domain.vetting.state import Vetting


def decide(command: Command, vetting: Vetting) -> list[Event]:
    """:raises Refused: with the code of the reason; what is so already is met with silence"""
    if isinstance(command, Open):
        return _open(command, vetting)
    if vetting.opened is None:
        raise Refused("vetting_not_opened")
    match command:
        case Interview():
            return _interview(command, vetting, vetting.opened)
        case Decide():
            return _decide(command, vetting, vetting.opened)
        case End():
            return _end(command, vetting, vetting.opened)
        case _:
            assert_never(command)


def _open(command: Open, vetting: Vetting) -> list[Event]:
    if vetting.opened is not None:
        if (vetting.opened.person, vetting.opened.scope) == (command.person, command.scope):
            return []
        raise Refused("vetting_exists", vetting=command.vetting)
    _must_be_offered(command.offer, command.scope, command.on)
    return [VettingOpened(vetting=command.vetting, person=command.person, scope=command.scope, on=command.on)]


def _interview(command: Interview, vetting: Vetting, opened: VettingOpened) -> list[Event]:
    if any((each.by, each.how, each.on) == (command.by, command.how, command.on) for each in vetting.interviews):
        return []
    _must_be_neutral(command.by, command.conflicts, opened)
    if command.on > command.today:
        raise Refused("interview_after_today", on=command.on, today=command.today)
    if vetting.over or vetting.decided is not None:
        raise Refused("vetting_over", vetting=opened.vetting)
    if command.on < opened.on:
        raise Refused("vetting_step_before", on=command.on, until=opened.on)
    if command.offer is None:
        raise Refused("vetting_not_offered", scope=opened.scope, on=command.on)
    if command.how is VettedBy.PHONE_CALL and command.offer.by is VettedBy.INTERVIEW:
        raise Refused("interview_needed", scope=opened.scope)
    return [VettingInterviewed(by=command.by, how=command.how, on=command.on, words=command.words)]


def _decide(command: Decide, vetting: Vetting, opened: VettingOpened) -> list[Event]:
    if vetting.decided is not None:
        known = (vetting.decided.vetted, vetting.decided.on, vetting.decided.valid_until)
        if known == (command.vetted, command.on, command.valid_until):
            return []
        raise Refused("vetting_decided", vetting=opened.vetting, on=vetting.decided.on)
    _must_be_neutral(command.by, command.conflicts, opened)
    if vetting.ended is not None:
        raise Refused("vetting_over", vetting=opened.vetting)
    if vetting.interviewed_on is None:
        raise Refused("not_interviewed", vetting=opened.vetting)
    if command.on < vetting.interviewed_on:
        raise Refused("vetting_step_before", on=command.on, until=vetting.interviewed_on)
    if command.vetted:
        _must_be_offered(command.offer, opened.scope, command.on)
        if command.valid_until is not None and command.valid_until < command.on:
            raise Refused("vetting_ends_before_it_begins", first=command.on, last=command.valid_until)
    elif command.valid_until is not None:
        raise Refused("no_days_for_not_vetted", vetting=opened.vetting)
    return [
        VettingDecided(vetted=command.vetted, on=command.on, reason=command.reason, valid_until=command.valid_until)
    ]


def _end(command: End, vetting: Vetting, opened: VettingOpened) -> list[Event]:
    if vetting.ended is not None:
        if vetting.ended.cause is command.cause:
            return []
        raise Refused("vetting_over", vetting=opened.vetting)
    if vetting.over:
        raise Refused("was_not_vetted", vetting=opened.vetting)
    reached = max(on for on in (opened.on, vetting.interviewed_on, vetting.first) if on)
    if command.on < reached:
        raise Refused("vetting_step_before", on=command.on, until=reached)
    if vetting.last is not None and command.on > vetting.last:
        raise Refused("vetting_ran_out", vetting=opened.vetting, until=vetting.last)
    return [VettingEnded(on=command.on, cause=command.cause, reason=command.reason, endorsement=command.endorsement)]


def _must_be_offered(offer: Offer | None, scope: VettingScope, on: date) -> None:
    if offer is None:
        raise Refused("vetting_not_offered", scope=scope, on=on)
    if offer.closes is not None and on > offer.closes:
        raise Refused("vetting_closed", scope=scope, until=offer.closes)


def _must_be_neutral(by: PersonId | None, conflicts: tuple[Relation, ...], opened: VettingOpened) -> None:
    if by is not None and by == opened.person:
        raise Refused("own_vetting", person=by)
    if conflicts:
        raise Refused("vetting_conflict", relations=tuple(relation.value for relation in conflicts))
