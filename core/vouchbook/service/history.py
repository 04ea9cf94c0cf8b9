"""What happened to an application and to the evidence it rests on: who, what, when, under which policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from vouchbook.domain.application import ApplicationDecided, ApplicationSubmitted, EndorsementApplication
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import Digest, ItemId, Outcome
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.trace import Audience
from vouchbook.ledger.entries import Entry
from vouchbook.service.access import allowed, audience_of
from vouchbook.service.case import Case, read_case
from vouchbook.service.independence import readable
from vouchbook.service.office import Office

_OF_THE_PANEL = frozenset({"finding_recorded", "finding_taken_back", "review_accepted"})
"""What reviewers do among themselves; of their answers an applicant reads in the decision."""


class Step(Struct, frozen=True):
    """One thing that happened. ``who`` is a role for an applicant, else also an id; ``item`` what it was about.

    ``policy`` is the version that ruled: the recorded one where something was decided by it, else that in force on the
    day. ``outcome`` is that of a decision; ``number`` counts equal steps of one day and person that are told as one.
    """

    position: int
    type: str
    who: str
    own: bool
    on: date
    policy: Digest | None
    in_force_from: date | None
    item: ItemId | None = None
    outcome: Outcome | None = None
    number: int = 1


def history(office: Office, principal: Principal, application: str) -> list[Step]:
    """Everything from the first day on, in order; evidence entered at once is one step.

    :raises Refused: no such application, or not for the asker's eyes
    """
    state = allowed(office, principal, Action.SEE_APPLICATION, application)
    applicant = audience_of(principal, state.person) is Audience.APPLICANT
    case = read_case(office, application)
    entries = readable(_entries(case, applicant), principal, state)
    steps = (_step(office, entry, state, applicant) for entry in entries)
    return list(_together(steps))


def _entries(case: Case, applicant: bool) -> list[Entry]:
    streams = (case.person, case.membership, *case.ratings, *case.endorsements, case.application)
    found = [entry for loaded in streams for entry in loaded.entries]
    if applicant:
        found = [entry for entry in found if entry.type not in _OF_THE_PANEL]
    return sorted(found, key=lambda entry: entry.position)


def _step(office: Office, entry: Entry, state: EndorsementApplication, applicant: bool) -> Step:
    event: Any = entry.event
    role, _, who = entry.actor.partition(":")
    ruling: Ruling | None = event.ruling if isinstance(event, ApplicationSubmitted | ApplicationDecided) else None
    adopted = office.policies.version(ruling.policy) if ruling else office.policies.on(entry.happened_on)
    return Step(
        position=entry.position,
        type=entry.type,
        who=role if applicant else entry.actor,
        own=who == state.person,
        on=entry.happened_on,
        policy=adopted.version if adopted else None,
        in_force_from=adopted.in_force_from if adopted else None,
        item=_about(entry),
        outcome=event.outcome if isinstance(event, ApplicationDecided) else None,
    )


def _about(entry: Entry) -> ItemId | None:
    """The item of evidence, or the reference, that a step is about."""
    if entry.stream.startswith("rating:"):
        return ItemId(entry.stream.partition(":")[2])
    for name in ("item", "term"):
        if (found := getattr(entry.event, name, None)) is not None:
            return ItemId(str(found))
    return None


def _together(steps: Iterator[Step]) -> Iterator[Step]:
    last: Step | None = None
    for step in steps:
        same = last is not None and (last.type, last.who, last.on, last.policy) == (
            step.type,
            step.who,
            step.on,
            step.policy,
        )
        if last is not None and same and step.type in _MANY:
            last = Step(
                position=last.position,
                type=last.type,
                who=last.who,
                own=last.own,
                on=last.on,
                policy=last.policy,
                in_force_from=last.in_force_from,
                number=last.number + 1,
            )
            continue
        if last is not None:
            yield last
        last = step
    if last is not None:
        yield last


_MANY = frozenset(
    {"evidence_recorded", "evidence_confirmed", "rating_received", "rating_confirmed", "finding_recorded"}
)
