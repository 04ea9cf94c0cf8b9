"""The panel of an application as the coordinator sees it: who was named when, how far each is, what they recommend."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.application import ApplicationSubmitted, EndorsementApplication, ReviewCompleted, ReviewerAssigned
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import ApplicationId, Outcome, PersonId, Relation
from vouchbook.domain.streams import APPLICATION
from vouchbook.service.access import allowed
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, opened
from vouchbook.service.people_index import names


class Seat(Struct, frozen=True):
    """One reviewer of the current submission. ``overridden`` are conflicts that were let pass, and ``because`` of what.

    ``reason`` is what they wrote to their recommendation.
    """

    reviewer: PersonId
    name: str
    assigned_on: date
    accepted: bool
    overridden: tuple[Relation, ...]
    because: str
    completed_on: date | None
    recommends: Outcome | None
    reason: str


class Panel(Struct, frozen=True):
    """Who reviews; ``needed`` of them must agree. ``disputed`` questions have no one answer."""

    seats: tuple[Seat, ...]
    needed: int
    disputed: int

    @property
    def whole(self) -> bool:
        return len(self.seats) >= self.needed

    @property
    def done(self) -> bool:
        return self.whole and all(seat.recommends is not None for seat in self.seats)


def panel(office: Office, principal: Principal, application: ApplicationId) -> Panel:
    """:raises Refused: not for the asker, or one's own application: who reviews it stays with the association"""
    allowed(office, principal, Action.ASSIGN_REVIEWER, application)
    loaded = office.load(APPLICATION, application)
    state: EndorsementApplication = loaded.state
    assigned: dict[PersonId, ReviewerAssigned] = {}
    completed: dict[PersonId, ReviewCompleted] = {}
    for entry in loaded.entries:
        match entry.event:
            case ApplicationSubmitted():
                assigned, completed = {}, {}
            case ReviewerAssigned(reviewer=reviewer):
                assigned[reviewer] = entry.event
            case ReviewCompleted(reviewer=reviewer):
                completed[reviewer] = entry.event
            case _:
                pass
    called = names(office, state.reviewers)
    return Panel(
        seats=tuple(
            _seat(office, state, each, called[each], assigned[each], completed.get(each)) for each in state.reviewers
        ),
        needed=state.panel,
        disputed=len(state.disputed),
    )


def _seat(
    office: Office,
    state: EndorsementApplication,
    reviewer: PersonId,
    name: str,
    assigned: ReviewerAssigned,
    completed: ReviewCompleted | None,
) -> Seat:
    done = completed if reviewer in state.completed else None
    return Seat(
        reviewer=reviewer,
        name=name,
        assigned_on=assigned.on,
        accepted=reviewer in state.accepted,
        overridden=assigned.overridden,
        because="" if assigned.reason is None else opened(office, assigned.reason) or ERASED,
        completed_on=done.on if done else None,
        recommends=done.recommends if done else None,
        reason="" if done is None or done.reason is None else opened(office, done.reason) or ERASED,
    )
