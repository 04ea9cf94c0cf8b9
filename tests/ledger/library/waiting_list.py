"""A small library application for the tests: people wait for a place, by their ids."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class WaitingList(Aggregate):
    class Opened(Aggregate.Created):
        cohort: str

    @event(Opened)
    def __init__(self, cohort: str) -> None:
        self.cohort = cohort
        self.people: list[str] = []

    @event("Joined")
    def join(self, person: str) -> None:
        self.people.append(person)


class WaitingLists(Application[UUID]):
    def open(self, cohort: str) -> UUID:
        waiting = WaitingList(cohort)
        self.save(waiting)
        return waiting.id

    def join(self, list_id: UUID, person: str) -> int:
        waiting: WaitingList = self.repository.get(list_id)
        waiting.join(person)
        return self.save(waiting)[-1].notification.id

    def people(self, list_id: UUID) -> list[str]:
        waiting: WaitingList = self.repository.get(list_id)
        return waiting.people
